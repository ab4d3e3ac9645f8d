"""Sorting, and the largest few."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ShapeError
from autograd_lab.functional.arguments import need_tensor, wrap_dim
from autograd_lab.functional.registry import both
from autograd_lab.functional.results import named_result
from autograd_lab.ops import order
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

sort_result = named_result("sort", "values", "indices")
topk_result = named_result("topk", "values", "indices")


@both
def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = True) -> Any:
    """The pair (values in order along ``dim``, their indices). Equal elements always keep their order."""
    need_tensor(input, "input", "sort")
    axis = wrap_dim(dim, input.ndim)
    line = input if input.ndim else input.reshape(1)
    values, indices = apply(order.Sort, line, axis=axis, descending=descending)
    return sort_result(values.reshape(input.shape), indices.reshape(input.shape))


@both
def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = True) -> Tensor:
    """The indices that put ``input`` in order along ``dim``."""
    return sort(input, dim, descending).indices


@both
def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The pair (k largest elements along ``dim`` in order, their indices); the smallest if not ``largest``."""
    need_tensor(input, "input", "topk")
    axis = wrap_dim(dim, input.ndim)
    line = input if input.ndim else input.reshape(1)
    if not 0 <= k <= line.array.shape[axis]:
        raise ShapeError("topk.range", k=k, size=line.array.shape[axis])
    values, indices = apply(order.TopK, line, axis=axis, descending=largest, count=k)
    return topk_result(values, indices) if input.ndim else topk_result(values.reshape(()), indices.reshape(()))
