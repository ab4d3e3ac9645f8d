"""The largest and the smallest element, and where they stand."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import wrap_dim, wrap_dims
from autograd_lab.functional.explain import ABSENT, Dims
from autograd_lab.functional.pointwise import maximum, minimum
from autograd_lab.functional.reduction import as_line, need_kind, no_keepdim
from autograd_lab.functional.registry import both
from autograd_lab.functional.results import named_result
from autograd_lab.ops import extremes
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

ORDERED = "buifV"  # kinds of NumPy dtypes whose elements can be compared: all but complex

max_result = named_result("max", "values", "indices")
min_result = named_result("min", "values", "indices")
aminmax_result = named_result("aminmax", "min", "max")


@both
def max(input: Tensor, dim: int | Tensor = ABSENT, keepdim: bool = False, *, other: Tensor = ABSENT) -> Any:
    """The largest element; with ``dim`` the pair (values, indices); with a Tensor the element-wise maximum."""
    other = dim if isinstance(dim, Tensor) else other
    if other is not None:
        return maximum(input, other)
    if dim is None:
        no_keepdim(keepdim, "max")
        return _of_all(extremes.Max, input, "max")
    return along(extremes.MaxDim, input, dim, keepdim, max_result, "max")


@both
def min(input: Tensor, dim: int | Tensor = ABSENT, keepdim: bool = False, *, other: Tensor = ABSENT) -> Any:
    """The smallest element; with ``dim`` the pair (values, indices); with a Tensor the element-wise minimum."""
    other = dim if isinstance(dim, Tensor) else other
    if other is not None:
        return minimum(input, other)
    if dim is None:
        no_keepdim(keepdim, "min")
        return _of_all(extremes.Min, input, "min")
    return along(extremes.MinDim, input, dim, keepdim, min_result, "min")


def _of_all(op: Any, input: Tensor, name: str) -> Tensor:
    need_kind(input, ORDERED, name)
    if input.array.size == 0:
        raise ShapeError("reduce.empty", function=name)
    return apply(op, input)


def along(op: Any, input: Tensor, dim: Any, keepdim: bool, pair: Any, name: str) -> Any:
    """(values, indices) of an op that picks one element of each line; also for medians and the mode."""
    axis = wrap_dim(dim, input.ndim)
    need_kind(input, ORDERED, name)
    line = as_line(input)
    _need_elements(line, axis, name)
    return pair(*apply(op, line, axis=axis, keepdims=keepdim and input.ndim > 0))


def _need_elements(input: Tensor, axes: Any, name: str) -> None:
    for axis in (axes,) if isinstance(axes, int) else axes or ():
        if input.array.shape[axis] == 0:
            raise DimError("reduce.empty_dim", function=name, dim=axis)


@both
def amax(input: Tensor, dim: Dims = (), keepdim: bool = False) -> Tensor:
    """The largest element over ``dim``; elements that tie share the gradient."""
    return _over(extremes.Amax, input, dim, keepdim, "amax")


@both
def amin(input: Tensor, dim: Dims = (), keepdim: bool = False) -> Tensor:
    """The smallest element over ``dim``; elements that tie share the gradient."""
    return _over(extremes.Amin, input, dim, keepdim, "amin")


@both
def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Any:
    """The pair (smallest, largest) over one dim, or of all elements; those that tie share the gradient."""
    return aminmax_result(*_over(extremes.AMinMax, input, dim, keepdim, "aminmax"))


def _over(op: Any, input: Tensor, dim: Any, keepdim: bool, name: str) -> Any:
    axes = None if dim in ((), []) else wrap_dims(dim, input.ndim)
    need_kind(input, ORDERED, name)
    if axes is None and input.array.size == 0:
        raise ShapeError("reduce.empty", function=name)
    _need_elements(input, axes, name)
    return apply(op, input, axis=axes, keepdims=keepdim)


@both
def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the largest element, the first where several tie; into the flattened tensor when dim is None."""
    return _place(extremes.ArgMax, input, dim, keepdim, "argmax")


@both
def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the smallest element, the first where several tie."""
    return _place(extremes.ArgMin, input, dim, keepdim, "argmin")


def _place(op: Any, input: Tensor, dim: int | None, keepdim: bool, name: str) -> Tensor:
    if input.array.dtype.kind in "bc":
        raise DtypeError("reduce.dtype", function=name, dtype=input.dtype)
    axis = None if dim is None else wrap_dim(dim, input.ndim)
    if (input.array.size if axis is None else as_line(input).array.shape[axis]) == 0:
        raise DimError("reduce.empty_dim", function=name, dim=dim)
    return apply(op, input, axis=axis if input.ndim else None, keepdims=keepdim)
