"""Sums, means and extremes: many elements to one. NumPy's ``axis`` and ``keepdims`` are understood too."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.dtypes import INEXACT, as_dtype
from autograd_lab.errors import DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor, wrap_dim, wrap_dims
from autograd_lab.functional.pointwise import maximum, minimum, sqrt
from autograd_lab.functional.registry import both
from autograd_lab.functional.results import named_result
from autograd_lab.functional.selection import where
from autograd_lab.ops import reduction
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor

Dims = int | tuple[int, ...] | list[int] | None


max_result = named_result("max", "values", "indices")
min_result = named_result("min", "values", "indices")


@both
def sum(input: Tensor, dim: Dims = None, keepdim: bool = False, *, dtype: Any = None, axis: Dims = None,
        keepdims: bool = False) -> Tensor:  # fmt: skip
    """The sum over ``dim`` (all when None). Integers and bools add up as int64 unless ``dtype`` says otherwise."""
    need_tensor(input, "input", "sum")
    if dtype is not None:
        input = cast(input, as_dtype(dtype))
    elif input.array.dtype.kind in "bui":
        input = cast(input, dtypes.int64)
    axes = wrap_dims(dim if axis is None else axis, input.ndim)
    return apply(reduction.Sum, input, axis=axes, keepdims=keepdim or keepdims)


@both
def mean(input: Tensor, dim: Dims = None, keepdim: bool = False, *, dtype: Any = None, axis: Dims = None,
         keepdims: bool = False) -> Tensor:  # fmt: skip
    """The average over ``dim`` (all when None), of a floating-point tensor; nan over nothing."""
    need_tensor(input, "input", "mean")
    if dtype is not None:
        input = cast(input, as_dtype(dtype))
    if input.array.dtype.kind not in INEXACT:
        raise DtypeError("mean.needs_float", dtype=input.dtype)
    axes = wrap_dims(dim if axis is None else axis, input.ndim)
    return apply(reduction.Mean, input, axis=axes, keepdims=keepdim or keepdims)


@both
def var(input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *,
        correction: int | None = 1) -> Tensor:  # fmt: skip
    """The variance over ``dim``; ``correction=1`` divides by n - 1 (Bessel), ``correction=0`` by n."""
    return _spread(reduction.Var, input, dim, unbiased, keepdim, correction)


@both
def std(input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *,
        correction: int | None = 1) -> Tensor:  # fmt: skip
    """The standard deviation over ``dim``: the square root of ``var``."""
    return _spread(reduction.Std, input, dim, unbiased, keepdim, correction)


def _spread(op: Any, input: Tensor, dim: Any, unbiased: bool | None, keepdim: bool, correction: int | None) -> Tensor:
    if isinstance(dim, bool):  # torch.var(x, unbiased)
        dim, unbiased = None, dim
    if unbiased is not None:
        correction = int(unbiased)
    correction = 1 if correction is None else correction
    need_tensor(input, "input", op.__name__.lower())
    if input.array.dtype.kind not in INEXACT:
        raise DtypeError("var.needs_float", dtype=input.dtype)
    return apply(op, input, axis=wrap_dims(dim, input.ndim), keepdims=keepdim, correction=correction)


def _extreme(input: Tensor, dim: Any, keepdim: bool, whole: Any, along: Any, pair: Any, name: str) -> Any:
    need_tensor(input, "input", name)
    if dim is None:
        if input.array.size == 0:
            raise ShapeError("reduce.empty", function=name)
        return apply(whole, input)
    if isinstance(dim, Tensor):
        return (maximum if name == "max" else minimum)(input, dim)
    axis = wrap_dim(dim, input.ndim)
    if input.ndim == 0:
        return pair(apply(reduction.Amax, input), apply(reduction.ArgMax, input))
    if input.array.shape[axis] == 0:
        raise DimError("reduce.empty_dim", function=name, dim=axis)
    return pair(*apply(along, input, axis=axis, keepdims=keepdim))


@both
def max(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """The largest element; with ``dim`` the pair (values, indices); with a Tensor the element-wise maximum."""
    return _extreme(input, dim, keepdim, reduction.Max, reduction.MaxDim, max_result, "max")


@both
def min(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """The smallest element; with ``dim`` the pair (values, indices); with a Tensor the element-wise minimum."""
    return _extreme(input, dim, keepdim, reduction.Min, reduction.MinDim, min_result, "min")


@both
def amax(input: Tensor, dim: Dims = (), keepdim: bool = False) -> Tensor:
    """The largest element over ``dim``; elements that tie share the gradient."""
    return _whole(reduction.Amax, input, dim, keepdim, "amax")


@both
def amin(input: Tensor, dim: Dims = (), keepdim: bool = False) -> Tensor:
    """The smallest element over ``dim``; elements that tie share the gradient."""
    return _whole(reduction.Amin, input, dim, keepdim, "amin")


def _whole(op: Any, input: Tensor, dim: Any, keepdim: bool, name: str) -> Tensor:
    need_tensor(input, "input", name)
    axes = wrap_dims(None if dim == () else dim, input.ndim)
    if axes is None and input.array.size == 0:
        raise ShapeError("reduce.empty", function=name)
    for axis in (axes,) if isinstance(axes, int) else axes or ():
        if input.array.shape[axis] == 0:
            raise DimError("reduce.empty_dim", function=name, dim=axis)
    return apply(op, input, axis=axes, keepdims=keepdim)


@both
def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the largest element, the first where several tie; into the flattened tensor when dim is None."""
    return _arg(reduction.ArgMax, input, dim, keepdim, "argmax")


@both
def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the smallest element, the first where several tie."""
    return _arg(reduction.ArgMin, input, dim, keepdim, "argmin")


def _arg(op: Any, input: Tensor, dim: int | None, keepdim: bool, name: str) -> Tensor:
    need_tensor(input, "input", name)
    axis = wrap_dims(dim, input.ndim)
    if (input.array.size if axis is None else input.array.shape[axis]) == 0:
        raise DimError("reduce.empty_dim", function=name, dim=dim)
    return apply(op, input, axis=axis, keepdims=keepdim)


@both
def all(input: Tensor, dim: Dims = None, keepdim: bool = False) -> Tensor:
    """Whether every element is true (non-zero)."""
    return _all_or_any(reduction.All, input, dim, keepdim)


@both
def any(input: Tensor, dim: Dims = None, keepdim: bool = False) -> Tensor:
    """Whether at least one element is true (non-zero)."""
    return _all_or_any(reduction.Any, input, dim, keepdim)


def _all_or_any(op: Any, input: Tensor, dim: Dims, keepdim: bool) -> Tensor:
    out = apply(op, input, axis=wrap_dims(dim, input.ndim), keepdims=keepdim)
    return cast(out, dtypes.uint8) if input.dtype is dtypes.uint8 else out  # as PyTorch, where uint8 was once bool


@both
def norm(input: Tensor, p: Any = 2, dim: Dims = None, keepdim: bool = False) -> Tensor:
    """The Euclidean length (the Frobenius norm of a matrix), whose gradient at 0 is taken as 0."""
    if p not in (2, "fro", None):
        raise DtypeError("norm.p", p=p)
    squares = sum(input * input, dim, keepdim)
    zero = squares == 0
    return where(zero, squares * 0, sqrt(where(zero, squares + 1, squares)))  # sqrt has no slope at 0
