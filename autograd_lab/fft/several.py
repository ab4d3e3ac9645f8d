"""Along several dims: the last two, or any. ``s`` are the sizes that the input is brought to; -1 keeps one."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.explain import Axes, explained
from autograd_lab.functional.fourier import (
    Plan,
    complex_to_complex,
    complex_to_real,
    need_one,
    need_real,
    real_to_complex,
    several_dims,
)
from autograd_lab.tensor.tensor import Tensor


@explained
def fftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Tensor:
    """The transform over ``dim`` (by default all, or the last ones that ``s`` speaks of), complex."""
    return complex_to_complex(input, several_dims(input, s, dim, "fftn"), norm, inverse=False)


@explained
def ifftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Tensor:
    """The inverse of ``fftn``."""
    return complex_to_complex(input, several_dims(input, s, dim, "ifftn"), norm, inverse=True)


@explained
def rfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Tensor:
    """The transform of a real tensor, of which the last dim keeps the first half."""
    return real_to_complex(
        input, several_dims(need_real(input, "rfftn"), s, dim, "rfftn"), norm, inverse=False, onesided=True
    )


@explained
def irfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Tensor:
    """The inverse of ``rfftn``, real. Give ``s`` where the last dim is odd."""
    return complex_to_real(input, several_dims(input, s, dim, "irfftn", half=True), norm, inverse=True)


@explained
def hfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Tensor:
    """The transform, real, of a signal given by the first half of its last dim."""
    return complex_to_real(input, several_dims(input, s, dim, "hfftn", half=True), norm, inverse=False)


@explained
def ihfftn(input: Tensor, s: Any = None, dim: Any = None, norm: str | None = None) -> Tensor:
    """The inverse of ``hfftn``: the last dim transformed to its first half, then the others."""
    plan = several_dims(input, s, dim, "ihfftn")
    need_one(plan)
    last = real_to_complex(input, Plan(plan.function, plan.dims[-1:], plan.points[-1:]), norm, True, onesided=True)
    return complex_to_complex(last, Plan(plan.function, plan.dims[:-1], plan.points[:-1]), norm, inverse=True)


LAST_TWO = (-2, -1)


@explained
def fft2(input: Tensor, s: Any = None, dim: Axes = LAST_TWO, norm: str | None = None) -> Tensor:
    """``fftn`` over the last two dims."""
    return fftn(input, s, dim, norm)


@explained
def ifft2(input: Tensor, s: Any = None, dim: Axes = LAST_TWO, norm: str | None = None) -> Tensor:
    """``ifftn`` over the last two dims."""
    return ifftn(input, s, dim, norm)


@explained
def rfft2(input: Tensor, s: Any = None, dim: Axes = LAST_TWO, norm: str | None = None) -> Tensor:
    """``rfftn`` over the last two dims."""
    return rfftn(input, s, dim, norm)


@explained
def irfft2(input: Tensor, s: Any = None, dim: Axes = LAST_TWO, norm: str | None = None) -> Tensor:
    """``irfftn`` over the last two dims."""
    return irfftn(input, s, dim, norm)


@explained
def hfft2(input: Tensor, s: Any = None, dim: Axes = LAST_TWO, norm: str | None = None) -> Tensor:
    """``hfftn`` over the last two dims."""
    return hfftn(input, s, dim, norm)


@explained
def ihfft2(input: Tensor, s: Any = None, dim: Axes = LAST_TWO, norm: str | None = None) -> Tensor:
    """``ihfftn`` over the last two dims."""
    return ihfftn(input, s, dim, norm)
