"""What stands for an element that the mask leaves out: the value that changes nothing in what is computed."""

from __future__ import annotations

from math import inf
from typing import Any

from autograd_lab.backend.dtypes import dtype
from autograd_lab.backend.limits import iinfo
from autograd_lab.errors import DimError, NotWritten, ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.tensor.tensor import Tensor


def filled(x: Tensor, mask: Tensor | None, value: Any) -> Tensor:
    """x with ``value`` where the mask is False; x itself without a mask."""
    return x if mask is None else x.masked_fill(~fitted(mask, x), value)


def fitted(mask: Tensor, x: Tensor) -> Tensor:
    """The mask in the shape of x, as truth values; IndexError for too many dims, RuntimeError where it does not fit."""
    if mask.ndim > x.ndim:
        raise DimError("masked.ndim", mask=tuple(mask.shape), shape=tuple(x.shape))
    return mask.bool().expand(x.shape)


def lowest(x: Tensor, function: str) -> Any:
    """What is never the largest: -inf, or the smallest integer."""
    return -inf if x.dtype.is_floating_point else iinfo(_integer(x, function)).min


def highest(x: Tensor, function: str) -> Any:
    """What is never the smallest: inf, or the largest integer."""
    return inf if x.dtype.is_floating_point else iinfo(_integer(x, function)).max


def _integer(x: Tensor, function: str) -> dtype:
    """NotImplementedError for bool; complex numbers, which have no order, ``iinfo`` refuses."""
    if x.dtype.category == 0:
        raise NotWritten("masked.identity", function=function, dtype=x.dtype)
    return x.dtype


def dims_of(dim: Any, ndim: int) -> tuple[int, ...]:
    """The dims to reduce, in order: all for None and ()."""
    if dim is None or dim == ():
        return tuple(range(ndim))
    dims = [wrap_dim(d, ndim) for d in (dim if isinstance(dim, (tuple, list)) else (dim,))]
    if len(set(dims)) != len(dims):
        raise ShapeError("arg.dim_twice", dims=tuple(dim))
    return tuple(sorted(dims))
