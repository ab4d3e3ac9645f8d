"""Where this library differs from PyTorch's operator database on purpose, or cannot agree with it, and why.

``KNOWN[name]`` is for every sample of an entry; the reasons are shown by ``python -m tests.parity``.
"""

from __future__ import annotations

KNOWN: dict[str, str] = {
    "as_strided_scatter": "PyTorch's gradient by the input is not the derivative: it keeps what was replaced",
    "narrow_copy": "a dim out of range is an IndexError here, as for narrow; PyTorch has RuntimeError",
    "masked.log_softmax": "half precision: PyTorch rounds the logarithm of the sum to a half before it subtracts it",
    "fft.hfft2": "sums of 200 float32 numbers differ in the last digit: 3e-5 where 1e-5 is allowed",
    "sort": "which of equal elements comes first is left open by PyTorch; here they keep their order",
    "argsort": "which of equal elements comes first is left open by PyTorch; here they keep their order",
    "topk": "which of equal elements is named is left open by PyTorch",
    "kthvalue": "which of equal elements is named is left open by PyTorch",
    "addbmm": "half precision: PyTorch rounds the sum after each pair of matrices, here it is rounded once",
    "baddbmm": "complex64: sums that cancel differ in the last digit; ours is 1.5e-7 off the exact one, PyTorch 2.5e-7",
    "cdist": "PyTorch computes the distances with a product of matrices, which loses digits of small ones",
    "cholesky_inverse": "of the triangle that is not read PyTorch returns a gradient all the same; here it is 0",
    "cholesky_solve": "of the triangle that is not read PyTorch returns a gradient all the same; here it is 0",
    "matrix_exp": "computed in double precision and rounded once; PyTorch is 1e-5 off in single precision, nan in half",
    "renorm": "PyTorch's gradient is nan for complex numbers and p = inf",
    "triangular_solve": "gradients in single precision differ in the last digit",
    "linalg.eigh": "gradients in single precision: ours is 1.4e-7 off those in double, PyTorch's 7e-6",
    "linalg.householder_product": "gradients in single precision: ours is 6e-7 off those in double, PyTorch's 2e-5",
    "linalg.lstsq": "gradients in single precision: ours is 3e-7 off those in double, PyTorch's 2e-6",
    "linalg.lstsq grad_oriented": "gradients in single precision: ours is 3e-7 off those in double, PyTorch's 2e-6",
    "linalg.pinv hermitian": "gradients in single precision differ in the last digits",
    "linalg.vander": "gradients in single precision: ours is 7e-8 off those in double, PyTorch's 1.1e-7",
}
