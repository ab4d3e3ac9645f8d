"""Reading arguments the way PyTorch does: dims, shapes, and the errors when they do not fit."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from math import prod
from typing import Any

from autograd_lab.errors import ArgTypeError, DimError, ShapeError
from autograd_lab.tensor.tensor import Tensor


def need_tensor(value: Any, name: str, function: str) -> None:
    """TypeError unless ``value`` is a Tensor."""
    if not isinstance(value, Tensor):
        raise ArgTypeError("arg.need_tensor", function=function, name=name, got=type(value).__name__)


def wrap_dim(dim: Any, ndim: int) -> int:
    """``dim`` counted from the front; IndexError if there is no such dimension."""
    size = max(ndim, 1)  # a 0-d tensor accepts 0 and -1
    if isinstance(dim, bool) or not hasattr(dim, "__index__"):
        raise ArgTypeError("arg.dim_type", got=type(dim).__name__)
    dim = operator.index(dim)  # a tensor of one integer is one, too
    if not -size <= dim < size:
        raise DimError("arg.dim_range", low=-size, high=size - 1, dim=dim)
    return dim % size


def wrap_dims(dim: Any, ndim: int) -> int | tuple[int, ...] | None:
    """One dim, several, or None for all; an empty list means all of them too. RuntimeError if one is named twice."""
    if dim is None:
        return None
    if not isinstance(dim, (tuple, list)):
        axis = wrap_dim(dim, ndim)
        return axis if ndim else ()
    dims = tuple(wrap_dim(d, ndim) for d in dim)
    if len(set(dims)) != len(dims):
        raise ShapeError("arg.dim_twice", dims=tuple(dim))
    return (dims or tuple(range(ndim))) if ndim else ()


def sizes(args: Sequence[Any], function: str) -> tuple[int, ...]:
    """``f(2, 3)``, ``f((2, 3))`` and ``f([2, 3])`` alike."""
    if len(args) == 1 and isinstance(args[0], (tuple, list)):
        args = args[0]
    if args and isinstance(args[0], bool):  # further on PyTorch takes True for 1
        raise ArgTypeError("arg.size_type", function=function, got="bool")
    return tuple([_whole(n, function) for n in args])


def listed(value: Any, function: str) -> tuple[int, ...]:
    """``f((2, 3))`` and ``f([2, 3])``; TypeError for a number alone."""
    if not isinstance(value, (tuple, list)):
        raise ArgTypeError("arg.need_sizes", function=function, got=type(value).__name__)
    return sizes(value, function)


def integer(value: Any, function: str) -> int:
    """A whole number, also one in a 0-d tensor; TypeError for others."""
    if isinstance(value, bool):
        raise ArgTypeError("arg.size_type", function=function, got="bool")
    return _whole(value, function)


def _whole(value: Any, function: str) -> int:
    plain: Any = value.item() if isinstance(value, Tensor) and value.ndim == 0 else value
    try:
        n = operator.index(plain)
    except TypeError:
        raise ArgTypeError("arg.size_type", function=function, got=type(value).__name__) from None
    if not -(2**63) <= n < 2**63:
        raise ArgTypeError("arg.size_huge", function=function, got=n)
    return n


def positive_sizes(args: Sequence[Any], function: str) -> tuple[int, ...]:
    shape = sizes(args, function)
    if any(n < 0 for n in shape):
        raise ShapeError("arg.size_negative", shape=shape)
    if prod(shape) >= 2**60:
        raise ShapeError("arg.size_total", shape=shape)
    return shape


def infer_shape(shape: tuple[int, ...], numel: int) -> tuple[int, ...]:
    """Fill in one -1; RuntimeError where the numbers of elements differ."""
    if shape.count(-1) > 1:
        raise ShapeError("reshape.two_unknown", shape=shape)
    if any(n < -1 for n in shape):
        raise ShapeError("reshape.negative", shape=shape)
    known = prod(n for n in shape if n != -1)
    if -1 in shape:
        if known == 0 and numel == 0:
            raise ShapeError("reshape.ambiguous", shape=shape)
        if known == 0 or numel % known:
            raise ShapeError("reshape.size", shape=shape, numel=numel)
        return tuple(numel // known if n == -1 else n for n in shape)
    if known != numel:
        raise ShapeError("reshape.size", shape=shape, numel=numel)
    return shape


def check_broadcast(a: Any, b: Any) -> None:
    """RuntimeError naming the dimension at which two shapes do not meet."""
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        check_shapes_meet(a.array.shape, b.array.shape)


def check_shapes_meet(x: tuple[int, ...], y: tuple[int, ...]) -> None:
    """RuntimeError naming the dimension at which two shapes do not broadcast."""
    for back in range(1, min(len(x), len(y)) + 1):
        if x[-back] != y[-back] and 1 not in (x[-back], y[-back]):
            dim = max(len(x), len(y)) - back
            raise ShapeError("broadcast.mismatch", a=x, b=y, na=x[-back], nb=y[-back], dim=dim)
