"""Reading and writing along one dim at places given by an index tensor of as many dims."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend import capture
from autograd_lab.backend.arrays import out_of_range
from autograd_lab.errors import ArgTypeError, DimError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.constants import constant
from autograd_lab.functional.families import inplace
from autograd_lab.functional.registry import both
from autograd_lab.functional.selection import where
from autograd_lab.ops import scatter as ops
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import is_number
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import numbers

REDUCTIONS: dict[str, type[Op]] = {
    "sum": ops.ScatterSum,
    "prod": ops.ScatterProd,
    "mean": ops.ScatterMean,
    "amax": ops.ScatterAmax,
    "amin": ops.ScatterAmin,
}


@both
def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """The elements of ``input`` at ``index`` along ``dim``; index has as many dims as input, and the result's shape."""
    axis = wrap_dim(dim, input.ndim)
    check_index("gather", input, axis, index)
    if index.array.size == 0:
        return input.reshape(-1)[:0].reshape(index.shape)
    return along(ops.Gather, input, index, axis=axis)


@both
def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """The elements of ``input`` at ``indices`` along ``dim``, broadcast against each other; without a dim, of the
    tensor read in a row. Negative indices count from the end."""
    if indices.array.dtype != np.int64:
        raise DtypeError("index.long", function="take_along_dim", dtype=indices.dtype)
    if dim is None:
        return gather(input.reshape(-1), 0, indices.reshape(-1))
    if indices.ndim != input.ndim:
        raise ShapeError("take_along_dim.ndim", input=input.ndim, indices=indices.ndim)
    axis = wrap_dim(dim, input.ndim)
    if not input.ndim:
        raise DimError("take_along_dim.zero_dim")
    others = [(*t.array.shape[:axis], 1, *t.array.shape[axis + 1 :]) for t in (input, indices)]
    try:
        joint = np.broadcast_shapes(*others)
    except ValueError:
        raise ShapeError("take_along_dim.shapes", input=tuple(input.shape), indices=tuple(indices.shape)) from None
    shapes = [(*joint[:axis], t.shape[axis], *joint[axis + 1 :]) for t in (input, indices)]
    from_front = where(indices < 0, indices + input.array.shape[axis], indices)
    return gather(input.expand(shapes[0]), axis, from_front.expand(shapes[1]))


@both
def scatter(
    input: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None, reduce: Any = None
) -> Tensor:
    """``input`` with the elements of ``src`` (or one number) written at ``index`` along ``dim``.

    With ``reduce="add"`` or ``"multiply"`` they are joined with what is there. Of several values for one place the
    last stays.
    """
    src = value if src is None else src
    if not isinstance(src, Tensor) and not is_number(src):
        raise ArgTypeError("scatter.src", got=type(src).__name__)
    axis = wrap_dim(dim, input.ndim)
    check_index("scatter", input, axis, index)
    if reduce not in (None, "add", "multiply"):
        raise ShapeError("scatter.reduce", reduce=reduce)
    if not isinstance(src, Tensor):
        values = constant(src, input)
        if reduce is None:
            return along(ops.Scatter, input, index, values.array.item(), axis=axis)
        values = values.expand(index.shape)
    else:
        values = fitting("scatter", input, index, src)
    op = {None: ops.Scatter, "add": ops.ScatterSum, "multiply": ops.ScatterProd}[reduce]
    return along(op, input, index, values, axis=axis)


@both
def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """``input`` with the elements of ``src`` added at ``index`` along ``dim``, as often as a place is named."""
    axis = wrap_dim(dim, input.ndim)
    check_index("scatter_add", input, axis, index)
    return along(ops.ScatterAdd, input, index, fitting("scatter_add", input, index, src), axis=axis)


@both
def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """``input`` with the sum, prod, mean, amax or amin of all elements of ``src`` that go to the same place.

    With ``include_self`` the element that was there is one of them; else it counts only where nothing goes.
    """
    axis = wrap_dim(dim, input.ndim)
    check_index("scatter_reduce", input, axis, index)
    values = fitting("scatter_reduce", input, index, src)
    op = reduction("scatter_reduce", reduce, ("sum", "prod", "mean", "amax", "amin"), input)
    return along(op, input, index, values, axis=axis, include_self=include_self)


def reduction(function: str, reduce: Any, known: tuple[str, ...], x: Tensor) -> type[Op]:
    """The op of this name. RuntimeError for another, NotImplementedError for a dtype without it."""
    if reduce not in known:
        raise ShapeError("scatter.reduction", function=function, known=", ".join(known), reduce=reduce)
    kind = x.array.dtype.kind
    if (kind == "b" and reduce == "mean") or (kind == "c" and reduce in ("amax", "amin")):
        raise NotWritten("scatter.dtype", function=function, reduce=reduce, dtype=x.dtype)
    return REDUCTIONS[reduce]


def along(op: type[Op], x: Tensor, index: Tensor, *values: Any, **params: Any) -> Tensor:
    """``op`` at ``index`` along an axis; 0-d tensors take part as lines of one element."""
    inputs = [t.reshape(1) if isinstance(t, Tensor) and t.ndim == 0 else t for t in (x, index, *values)]
    if index.array.size == 0 and values:
        return x.clone()
    y = apply(op, *inputs, **params)
    return y if (x if values else index).ndim else y.reshape(())


def check_index(function: str, x: Tensor, axis: int, index: Tensor) -> None:
    """RuntimeError unless ``index`` holds integers, has as many dims as x, is nowhere longer, and names what exists."""
    if index.array.dtype not in (np.int32, np.int64) and index.array.size:
        raise DtypeError("gather.index", function=function, dtype=index.dtype)
    if index.array.size == 0:
        return
    if max(index.ndim, 1) != max(x.ndim, 1):
        raise ShapeError("gather.ndim", input=x.ndim, index=index.ndim)
    if any(d != axis and n > x.array.shape[d] for d, n in enumerate(index.array.shape)):
        raise ShapeError("gather.size", function=function, index=tuple(index.shape), shape=tuple(x.shape), dim=axis)
    size = x.array.shape[axis] if x.ndim else 1
    named = numbers(index)
    if watch.watchers:
        watch.tell("checked", named, size, None)
    if (captured := capture.current()) is not None:
        captured.later(out_of_range(named, size))
        return
    for place in (int(named.min()), int(named.max())):
        if not 0 <= place < size:
            raise ShapeError("index.range", index=place, dim=axis, size=size)


def fitting(function: str, x: Tensor, index: Tensor, src: Any) -> Tensor:
    """The part of ``src`` that belongs to ``index``. RuntimeError if there is less, or the dtype is not that of x."""
    if src.array.dtype != x.array.dtype:
        raise DtypeError("scatter.dtypes", function=function, input=x.dtype, src=src.dtype)
    if index.array.size == 0 or src.array.shape == index.array.shape:
        return src
    given, wanted = src.array.shape or (1,), index.array.shape or (1,)
    if len(given) != len(wanted) or any(n > m for n, m in zip(wanted, given, strict=True)):
        raise ShapeError("scatter.size", function=function, index=tuple(index.shape), src=tuple(src.shape))
    return src.reshape(given)[tuple(slice(n) for n in wanted)]


for fn in (scatter, scatter_add, scatter_reduce):
    inplace(fn, places=True)
