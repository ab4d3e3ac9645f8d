"""Running sums, products, extremes along one dim: each result is made of its element and all before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.backend.dtypes import INEXACT, as_dtype
from autograd_lab.errors import DtypeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.extremes import ORDERED
from autograd_lab.functional.reduction import as_line, need_kind, summable
from autograd_lab.functional.registry import both, method
from autograd_lab.functional.results import named_result
from autograd_lab.ops import product, scan
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import apply_inplace
from autograd_lab.tensor.tensor import Tensor

NUMBERS = "iufcV"  # kinds of NumPy dtypes that are not bool

cummax_result = named_result("cummax", "values", "indices")
cummin_result = named_result("cummin", "values", "indices")


@both
def cumsum(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """The running sum along ``dim``. Integers and bools add up as int64 unless ``dtype`` says otherwise."""
    return _running(scan.CumSum, input, dim, dtype, "cumsum")


@both
def cumprod(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """The running product along ``dim``. Integers and bools multiply as int64 unless ``dtype`` says otherwise."""
    return _running(product.CumProd, input, dim, dtype, "cumprod")


def _running(op: type[Op], input: Tensor, dim: int, dtype: Any, name: str) -> Tensor:
    axis = wrap_dim(dim, input.ndim)
    input = summable(input, dtype)
    need_kind(input, NUMBERS, name)
    return _along(op, input, axis)


def _along(op: type[Op], input: Tensor, axis: int) -> Tensor:
    out = apply(op, as_line(input), axis=axis)
    return out if input.ndim else out.reshape(())


@method
def cumsum_(self: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """In-place ``cumsum``, in this tensor's own dtype."""
    return _in_place(cumsum, self, dim, dtype, "cumsum_")


@method
def cumprod_(self: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """In-place ``cumprod``, in this tensor's own dtype."""
    return _in_place(cumprod, self, dim, dtype, "cumprod_")


def _in_place(function: Callable[..., Tensor], x: Tensor, dim: int, dtype: Any, name: str) -> Tensor:
    if dtype is not None and as_dtype(dtype) is not x.dtype:
        raise DtypeError("scan.inplace_dtype", function=name, dtype=x.dtype, asked=as_dtype(dtype))
    return apply_inplace(function, x, dim, dtype=x.dtype)


@both
def logcumsumexp(input: Tensor, dim: int) -> Tensor:
    """The logarithm of the running sum of exponentials along ``dim``, without overflow."""
    axis = wrap_dim(dim, input.ndim)
    need_kind(input, INEXACT, "logcumsumexp")
    return _along(scan.LogCumSumExp, input, axis)


@both
def cummax(input: Tensor, dim: int) -> Any:
    """The pair (largest element so far along ``dim``, its index, the latest where several tie)."""
    return _extreme(scan.CumMax, input, dim, cummax_result, "cummax")


@both
def cummin(input: Tensor, dim: int) -> Any:
    """The pair (smallest element so far along ``dim``, its index, the latest where several tie)."""
    return _extreme(scan.CumMin, input, dim, cummin_result, "cummin")


def _extreme(op: type[Op], input: Tensor, dim: int, pair: Any, name: str) -> Any:
    axis = wrap_dim(dim, input.ndim)
    need_kind(input, ORDERED, name)
    values, indices = apply(op, as_line(input), axis=axis)
    return pair(values, indices) if input.ndim else pair(values.reshape(()), indices.reshape(()))
