"""Sorting, and the largest few."""

from __future__ import annotations

import operator
from typing import Any

from autograd_lab.errors import DimError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.registry import both
from autograd_lab.functional.results import named_result
from autograd_lab.ops import order
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

sort_result = named_result("sort", "values", "indices")
topk_result = named_result("topk", "values", "indices")
kthvalue_result = named_result("kthvalue", "values", "indices")


@both
def sort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool | None = None) -> Any:
    """The pair (values in order along ``dim``, their indices). Equal elements always keep their order; nan is last."""
    axis = _sortable("sort", input, dim)
    return sort_result(*_pair(input, apply(order.Sort, _line(input), axis=axis, descending=bool(descending))))


@both
def msort(input: Tensor) -> Tensor:
    """The values in order along the first dim."""
    return sort(input, 0).values


@both
def argsort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Tensor:
    """The indices that put ``input`` in order along ``dim``."""
    return sort(input.detach(), dim, descending).indices


@both
def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The pair (k largest elements along ``dim`` in order, their indices); the smallest if not ``largest``."""
    axis = _sortable("topk", input, dim)
    if input.array.dtype.kind == "b":
        raise DtypeError("order.dtype", function="topk", dtype=input.dtype)
    count, size = operator.index(k), _line(input).array.shape[axis]
    if not 0 <= count <= size:
        raise ShapeError("topk.range", k=count, size=size)
    if not input.ndim:
        count = 1  # PyTorch gives the one element for k = 0 too
    return topk_result(*_pair(input, apply(order.TopK, _line(input), axis=axis, descending=bool(largest), count=count)))


@both
def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """The pair (k-th smallest element along ``dim``, its index); RuntimeError if there is none, counted from 1."""
    axis = _sortable("kthvalue", input, dim)
    if input.array.dtype.kind == "b":
        raise NotWritten("order.dtype", function="kthvalue", dtype=input.dtype)
    count, size = operator.index(k), _line(input).array.shape[axis]
    if size == 0:
        raise DimError("reduce.empty_dim", function="kthvalue", dim=dim)
    if not 1 <= count <= size:
        raise ShapeError("kthvalue.range", k=count, size=size, dim=dim)
    pair = apply(order.KthValue, _line(input), axis=axis, k=count, keepdims=bool(keepdim and input.ndim))
    return kthvalue_result(*pair)


def _sortable(function: str, x: Tensor, dim: Any) -> int:
    """The axis. RuntimeError for complex numbers, which have no order."""
    axis = wrap_dim(dim, x.ndim)
    if x.array.dtype.kind == "c":
        raise NotWritten("order.dtype", function=function, dtype=x.dtype)
    return axis


def _line(x: Tensor) -> Tensor:
    """A 0-d tensor takes part as a line of one element."""
    return x if x.ndim else x.reshape(1)


def _pair(x: Tensor, pair: Any) -> Any:
    """Values and indices, without dims if x has none."""
    return pair if x.ndim else [result.reshape(()) for result in pair]
