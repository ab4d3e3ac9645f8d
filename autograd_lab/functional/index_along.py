"""Whole rows (columns, ...) by their number along one dim: ``index_select``, ``index_add``, and their like."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.constants import constant
from autograd_lab.functional.families import inplace
from autograd_lab.functional.indexing import recorded
from autograd_lab.functional.registry import both
from autograd_lab.functional.scatter import along, reduction
from autograd_lab.ops import index_along
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor

WHOLE = slice(None)


@both
def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The rows of ``input`` along ``dim`` that ``index`` names, in that order."""
    axis = wrap_dim(dim, input.ndim)
    rows = _rows("index_select", input, axis, index)
    if not input.ndim and rows.size != 1:
        raise ShapeError("index_select.scalar", count=rows.size)
    y = apply(index_along.IndexSelect, _line(input), index=(*(WHOLE,) * axis, _kept(rows, input)))
    return y if input.ndim else y.reshape(())


@both
def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Tensor:
    """``input`` with ``alpha`` times the rows of ``source`` added to the rows that ``index`` names."""
    axis, rows = _check_source("index_add", input, dim, index, source)
    if alpha != 1:
        source = source * constant(alpha, input)
    y = apply(index_along.IndexAdd, _line(input), _line(source), index=(*(WHOLE,) * axis, _kept(rows, input, source)))
    return y if input.ndim else y.reshape(())


@both
def index_reduce(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """``input`` with the prod, mean, amax or amin of all rows of ``source`` that go to the same row."""
    axis, _ = _check_source("index_reduce", input, dim, index, source)
    op = reduction("index_reduce", reduce, ("prod", "mean", "amax", "amin"), input)
    every = index.reshape([-1 if d == axis else 1 for d in range(max(input.ndim, 1))]).expand_as(_line(source))
    return along(op, input, every, source, axis=axis, include_self=include_self)


@both
def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """``input`` with the rows that ``index`` names replaced by those of ``source``; the last one stays."""
    axis = wrap_dim(dim, input.ndim)
    if source.array.dtype != input.array.dtype:
        raise DtypeError("scatter.dtypes", function="index_copy", input=input.dtype, src=source.dtype)
    rows = _rows("index_copy", input, axis, index, only_long=True)
    if input.ndim and source.ndim and _others(input, axis) != _others(source, axis):
        raise ShapeError(
            "index.slices", function="index_copy", input=tuple(input.shape), source=tuple(source.shape), dim=axis
        )
    count = source.array.shape[axis] if source.ndim else 1
    if count != rows.size:
        raise DimError("index.count", function="index_copy", count=rows.size, size=count, dim=axis)
    y = apply(index_along.IndexCopy, _line(input), _line(source), index=(*(WHOLE,) * axis, _kept(rows, input, source)))
    return y if input.ndim else y.reshape(())


@both
def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """``input`` with ``value``, a number or a 0-d tensor, in the rows that ``index`` names; -1 is the last one."""
    axis = wrap_dim(dim, input.ndim)
    if index.array.dtype != np.int64:
        raise DimError("index.long", function="index_fill", dtype=index.dtype)
    if index.ndim > 1:
        raise ShapeError("index.vector", function="index_fill", shape=tuple(index.shape))
    if not isinstance(value, Tensor):
        value = constant(value, input)
    elif value.ndim:
        raise ShapeError("fill.ndim", ndim=value.ndim)
    check_rows("index_fill", index.array, axis, input, negative=True)
    rows = index.to(input.device).array.reshape(-1) % max(_line(input).array.shape[axis], 1)
    rows = array_module(rows).unique(rows)  # a row that is named twice takes the value once
    y = apply(
        index_along.IndexFill, _line(input), cast(value.to(input.device), input.dtype), index=(*(WHOLE,) * axis, rows)
    )
    return y if input.ndim else y.reshape(())


def _check_source(function: str, x: Tensor, dim: int, index: Tensor, source: Tensor) -> tuple[int, Any]:
    """The axis and the rows, if ``source`` has one row for each. RuntimeError or IndexError if not."""
    axis = wrap_dim(dim, x.ndim)
    rows = _rows(function, x, axis, index)
    if source.array.dtype != x.array.dtype:
        raise DtypeError("scatter.dtypes", function=function, input=x.dtype, src=source.dtype)
    if source.ndim != x.ndim or _others(x, axis) != _others(source, axis):
        raise ShapeError("index.slices", function=function, input=tuple(x.shape), source=tuple(source.shape), dim=axis)
    count = source.array.shape[axis] if source.ndim else 1
    if count != rows.size:
        raise ShapeError("index.count", function=function, count=rows.size, size=count, dim=axis)
    return axis, rows


def _rows(function: str, x: Tensor, axis: int, index: Tensor, only_long: bool = False) -> Any:
    """The index as an array of one dim. IndexError for rows that do not exist."""
    if index.ndim > 1:
        raise DimError("index.vector", function=function, shape=tuple(index.shape))
    if index.array.dtype != np.int64 and (only_long or index.array.dtype != np.int32):
        raise DtypeError("index.long", function=function, dtype=index.dtype)
    check_rows(function, index.array, axis, x, negative=False)
    return index.to(x.device).array.reshape(-1)


def check_rows(function: str, rows: Any, axis: int, x: Tensor, negative: bool) -> None:
    size = x.array.shape[axis] if x.ndim else 1
    for row in (int(rows.min()), int(rows.max())) if rows.size else ():
        if not (-size if negative else 0) <= row < size:
            raise DimError("index.row", function=function, index=row, dim=axis, size=size)


def _others(x: Tensor, axis: int) -> tuple[int, ...]:
    return x.array.shape[:axis] + x.array.shape[axis + 1 :]


def _line(x: Tensor) -> Tensor:
    """A 0-d tensor takes part as a line of one element."""
    return x if x.ndim else x.reshape(1)


def _kept(rows: Any, *tensors: Tensor) -> Any:
    """The index for later: a copy, if backward will need it, for the tensor may be written to."""
    return rows.copy() if recorded(*tensors) else rows


for fn in (index_add, index_reduce, index_copy, index_fill):
    inplace(fn, places=True)
