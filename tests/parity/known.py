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
    "cholesky_inverse": "of the triangle that is not read PyTorch returns a gradient all the same; here it is 0",
    "cholesky_solve": "of the triangle that is not read PyTorch returns a gradient all the same; here it is 0",
    "matrix_exp": "computed in double precision and rounded once; PyTorch is 1e-5 off in single precision, nan in half",
    "renorm": "PyTorch's gradient is nan for complex numbers and p = inf",
    "clamp_max": "the database wants a bound that is a number to be refused; PyTorch itself takes it, and so does this",
    "clamp_min": "the database wants a bound that is a number to be refused; PyTorch itself takes it, and so does this",
    "complex": "halves: there is no complex32 here, two halves make a complex64",
    "view_as_complex": "halves: there is no complex32 here, and so no view",
    "chalf": "there is no complex32 here",
    "special.bessel_j0": "in double precision PyTorch is up to 8e-7 off (mpmath), here 1e-15",
    "special.bessel_y1": "in double precision PyTorch is up to 8e-7 off (mpmath), here 1e-15",
    "mode": "of several elements that are most frequent, PyTorch's index depends on an unstable sort above 16 elements",
}
