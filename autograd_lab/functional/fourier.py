"""Fourier transforms over chosen dims: sizes, normalisation, and the op for each pairing of real and complex.

``autograd_lab.fft`` has the public functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod, sqrt
from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError, DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.ops.fourier import FftC2C, FftC2R, FftR2C
from autograd_lab.ops.padding import Pad
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import as_float, cast
from autograd_lab.tensor.tensor import Tensor


@dataclass(frozen=True)
class Plan:
    """Which dims of a tensor are transformed, to how many points each."""

    function: str
    dims: tuple[int, ...]
    points: tuple[int, ...]

    def factor(self, norm: str | None, inverse: bool) -> float:
        """What a transform is multiplied by: 1/n or 1/sqrt(n) or 1; RuntimeError for an unknown ``norm``."""
        if norm not in (None, "backward", "ortho", "forward"):
            raise ShapeError("fft.norm", norm=norm)
        n = prod(self.points)
        if norm == "ortho":
            return 1 / sqrt(n)
        return 1 / n if inverse == (norm in (None, "backward")) else 1


def one_dim(x: Tensor, n: int | None, dim: int, function: str, half: bool = False) -> Plan:
    """The plan for one dim. With ``half`` the input has half of the points, so by default there are 2 (size - 1)."""
    need_dims(x, (dim,))
    axis = wrap_dim(dim, x.ndim)
    points = default_points(x.array.shape[axis], half) if n is None else n
    return checked(Plan(function, (axis,), (points,)))


def several_dims(x: Tensor, s: Any, dim: Any, function: str, half: bool = False) -> Plan:
    """The plan for ``dim``, with sizes ``s``; without dims the last ones that ``s`` speaks of, or all."""
    s, dims = listed(s, "s", function), listed(dim, "dim", function)
    if dims is not None:
        need_dims(x, dims)
        axes = tuple(wrap_dim(d, x.ndim) for d in dims)
        if len(set(axes)) != len(axes):
            raise ShapeError("fft.dims_twice", dims=tuple(dims))
        if s is not None and len(s) != len(axes):
            raise ShapeError("fft.lengths", function=function, s=tuple(s), dim=tuple(dims))
    else:
        if s is not None and len(s) > x.ndim:
            raise ShapeError("fft.too_many_sizes", function=function, s=tuple(s), ndim=x.ndim)
        axes = tuple(range(0 if s is None else x.ndim - len(s), x.ndim))
    points = [x.array.shape[axis] for axis in axes]
    if half and axes:
        points[-1] = default_points(points[-1], half)
    for k, n in enumerate(s or ()):
        points[k] = points[k] if n == -1 else n
    return checked(Plan(function, axes, tuple(points)))


def default_points(size: int, half: bool) -> int:
    return 2 * (size - 1) if half else size


def checked(plan: Plan) -> Plan:
    """RuntimeError if there is nothing to transform along one of the dims."""
    for n in plan.points:
        if n < 1:
            raise ShapeError("fft.points", function=plan.function, n=n)
    return plan


def need_dims(x: Tensor, dims: Sequence[Any]) -> None:
    if x.ndim == 0 and len(dims):
        raise DimError("fft.zero_dim", dim=dims[0])


def listed(value: Any, name: str, function: str) -> list[int] | None:
    """One integer or a sequence of them as a list."""
    if value is None:
        return None
    return [whole(n, name, function) for n in (value if isinstance(value, (list, tuple)) else [value])]


def whole(value: Any, name: str, function: str) -> int:
    """TypeError unless ``value`` is an integer, or a tensor of one."""
    tensor = isinstance(value, Tensor)
    unfit = value.array.size != 1 or value.array.dtype.kind not in "iu" if tensor else isinstance(value, (bool, float))
    if unfit or not hasattr(value, "__index__"):
        raise ArgTypeError("arg.type", function=function, name=name, wanted="int", got=type(value).__name__)
    return int(value)


# -- the transforms ----------------------------------------------------------------------------------------------------


def need_precision(x: Tensor, function: str) -> Tensor:
    """x in floating point; RuntimeError for half precision, which PyTorch has on GPUs only."""
    if x.dtype.is_floating_point and x.dtype.itemsize < 4:
        raise DtypeError("fft.half", function=function, dtype=x.dtype)
    return as_float(x)


def as_complex(x: Tensor, function: str) -> Tensor:
    x = need_precision(x, function)
    return cast(x, x.dtype.to_complex())


def need_real(x: Tensor, function: str) -> Tensor:
    """x; RuntimeError if it is complex."""
    if x.dtype.is_complex:
        raise DtypeError("fft.needs_real", function=function, dtype=x.dtype)
    return x


def resized(x: Tensor, dims: tuple[int, ...], points: Sequence[int]) -> Tensor:
    """Cut off, or filled up with zeros, to ``points`` along ``dims``."""
    shape = x.array.shape
    if all(shape[dim] == n for dim, n in zip(dims, points, strict=True)):
        return x
    width = [(0, 0)] * x.ndim
    for dim, n in zip(dims, points, strict=True):
        width[dim] = (0, n - shape[dim])
    return apply(Pad, x, width=tuple(width), value=0)


def complex_to_complex(x: Tensor, plan: Plan, norm: str | None, inverse: bool) -> Tensor:
    factor = plan.factor(norm, inverse)
    x = resized(as_complex(x, plan.function), plan.dims, plan.points)
    return apply(FftC2C, x, axes=plan.dims, inverse=inverse, factor=factor) if plan.dims else x


def real_to_complex(x: Tensor, plan: Plan, norm: str | None, inverse: bool, onesided: bool) -> Tensor:
    """The transform of real numbers; the inverse one is its conjugate."""
    factor = plan.factor(norm, inverse)
    x = resized(need_precision(need_real(x, plan.function), plan.function), plan.dims, plan.points)
    need_one(plan)
    y = apply(FftR2C, x, axes=plan.dims, onesided=onesided, factor=factor)
    return y.conj() if inverse else y


def complex_to_real(x: Tensor, plan: Plan, norm: str | None, inverse: bool) -> Tensor:
    """Real numbers from the half that was kept; without ``inverse`` from its conjugate."""
    factor = plan.factor(norm, inverse)
    need_one(plan)
    *lead, n = plan.points
    x = resized(as_complex(x, plan.function), plan.dims, (*lead, n // 2 + 1))
    return apply(FftC2R, x if inverse else x.conj(), axes=plan.dims, n=n, factor=factor)


def need_one(plan: Plan) -> None:
    if not plan.dims:
        raise ShapeError("fft.no_dim", function=plan.function)


def frequencies(count: np.ndarray[Any, Any], n: int, d: float, dtype: Any) -> np.ndarray[Any, Any]:
    """``count`` of 1 / (n d), as PyTorch rounds it."""
    wide = np.float64 if dtype == np.float64 else np.float32
    with np.errstate(all="ignore"):
        return (count.astype(wide) * wide(np.float64(1) / np.float64(n * d))).astype(dtype)
