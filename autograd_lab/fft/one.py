"""Along one dim. ``n`` cuts the input off there or fills it up with zeros; ``norm`` says where 1/n goes."""

from __future__ import annotations

from autograd_lab.functional.explain import explained
from autograd_lab.functional.fourier import complex_to_complex, complex_to_real, need_real, one_dim, real_to_complex
from autograd_lab.tensor.tensor import Tensor


@explained
def fft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """The transform of ``input``, complex. ``norm``: "backward" leaves it as it is, "forward" divides it by n, "ortho"
    by the square root of n."""
    plan = one_dim(input, n, dim, "fft")
    if input.dtype.is_complex:
        return complex_to_complex(input, plan, norm, inverse=False)
    return real_to_complex(input, plan, norm, inverse=False, onesided=False)


@explained
def ifft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """The inverse of ``fft``: "backward" divides by n, "forward" does not, "ortho" divides by the square root."""
    plan = one_dim(input, n, dim, "ifft")
    if input.dtype.is_complex:
        return complex_to_complex(input, plan, norm, inverse=True)
    return real_to_complex(input, plan, norm, inverse=True, onesided=False)


@explained
def rfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """The first n // 2 + 1 frequencies of a real tensor; the others are their conjugates."""
    return real_to_complex(input, one_dim(need_real(input, "rfft"), n, dim, "rfft"), norm, inverse=False, onesided=True)


@explained
def irfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """The inverse of ``rfft``: n real numbers. Give ``n`` where it is odd, for 2 (size - 1) is assumed."""
    return complex_to_real(input, one_dim(input, n, dim, "irfft", half=True), norm, inverse=True)


@explained
def hfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """The transform, real, of a signal given by its first half, the other being the mirrored conjugate."""
    return complex_to_real(input, one_dim(input, n, dim, "hfft", half=True), norm, inverse=False)


@explained
def ihfft(input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None) -> Tensor:
    """The inverse of ``hfft``: the first half of the signal."""
    return real_to_complex(
        input, one_dim(need_real(input, "ihfft"), n, dim, "ihfft"), norm, inverse=True, onesided=True
    )
