"""Sums, means, products, truth values: many elements to one. NumPy's ``axis`` and ``keepdims`` are understood too."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.dtypes import INEXACT, as_dtype
from autograd_lab.errors import ArgTypeError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import wrap_dim, wrap_dims
from autograd_lab.functional.explain import ABSENT, Dims
from autograd_lab.functional.registry import both, both_listed
from autograd_lab.ops import product, reduction
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import as_float, cast
from autograd_lab.tensor.tensor import Tensor


def need_kind(input: Tensor, kinds: str, function: str) -> None:
    """NotImplementedError unless the elements are of one of NumPy's ``kinds``."""
    if input.array.dtype.kind not in kinds:
        raise NotWritten("reduce.dtype", function=function, dtype=input.dtype)


def no_keepdim(keepdim: bool, function: str) -> None:
    """TypeError for ``keepdim`` where no dim was named."""
    if keepdim:
        raise ArgTypeError("reduce.keepdim_alone", function=function)


def as_line(input: Tensor) -> Tensor:
    """A 0-d tensor as a line of one element, so that it has a dim to go along."""
    return input if input.ndim else input.reshape(1)


def summable(input: Tensor, dtype: Any) -> Tensor:
    """``input`` in the dtype that a sum or product of it has: as asked for; int64 for integers and bools."""
    if dtype is not None:
        return cast(input, as_dtype(dtype))
    return cast(input, dtypes.int64) if input.array.dtype.kind in "bui" else input


def averageable(input: Tensor, dtype: Any, function: str) -> Tensor:
    """``input`` in the dtype asked for; RuntimeError unless an average fits in it."""
    if dtype is not None:
        input = cast(input, as_dtype(dtype))
    if input.array.dtype.kind not in INEXACT:
        raise DtypeError("mean.needs_float", function=function, dtype=input.dtype)
    return input


@both
def sum(input: Tensor, dim: Dims = None, keepdim: bool = False, *, dtype: Any = None, axis: Dims = None,
        keepdims: bool = False) -> Tensor:  # fmt: skip
    """The sum over ``dim`` (all when None). Integers and bools add up as int64 unless ``dtype`` says otherwise."""
    axes = wrap_dims(dim if axis is None else axis, input.ndim)
    return apply(reduction.Sum, summable(input, dtype), axis=axes, keepdims=keepdim or keepdims)


@both
def nansum(input: Tensor, dim: Dims = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum over ``dim`` of what is not nan: 0 if everything is."""
    axes = wrap_dims(dim, input.ndim)
    if input.array.dtype.kind == "c":
        raise DtypeError("reduce.dtype", function="nansum", dtype=input.dtype)
    if input.array.dtype.kind in "bui":
        return sum(input, dim, keepdim, dtype=dtype)
    return apply(reduction.NanSum, summable(input, dtype), axis=axes, keepdims=keepdim)


@both
def mean(input: Tensor, dim: Dims = None, keepdim: bool = False, *, dtype: Any = None, axis: Dims = None,
         keepdims: bool = False) -> Tensor:  # fmt: skip
    """The average over ``dim`` (all when None), of a floating-point tensor; nan over nothing."""
    input = averageable(input, dtype, "mean")
    axes = wrap_dims(dim if axis is None else axis, input.ndim)
    return apply(reduction.Mean, input, axis=axes, keepdims=keepdim or keepdims)


@both
def nanmean(input: Tensor, dim: Dims = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The average over ``dim`` of what is not nan; nan if everything is."""
    averageable(input, None, "nanmean")
    numbers = sum(input.detach() == input.detach(), dim, keepdim)
    return nansum(averageable(input, dtype, "nanmean"), dim, keepdim) / numbers


@both
def prod(input: Tensor, dim: int = ABSENT, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The product over one dim (all when None); of integers and bools int64 unless ``dtype`` says otherwise."""
    factors = summable(input, dtype)
    if dim is None:
        no_keepdim(keepdim, "prod")
        return apply(product.Prod, factors)
    axis = wrap_dim(dim, input.ndim)
    return apply(product.Prod, as_line(factors), axis=axis, keepdims=keepdim and input.ndim > 0)


@both
def logsumexp(input: Tensor, dim: Dims, keepdim: bool = False) -> Tensor:
    """The logarithm of the sum of exponentials over ``dim``, without overflow; -inf over nothing."""
    if dim is None:
        raise ArgTypeError("arg.dim_type", got="NoneType")
    axes = wrap_dims(dim, input.ndim)
    return apply(reduction.LogSumExp, as_float(input), axis=axes, keepdims=keepdim)


@both
def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal; int64 for integers."""
    if input.ndim != 2:
        raise ShapeError("trace.ndim", ndim=input.ndim)
    need_kind(input, "iufcV", "trace")
    return apply(reduction.Trace, summable(input, None))


@both
def all(input: Tensor, dim: Dims = None, keepdim: bool = False) -> Tensor:
    """Whether every element is true (non-zero)."""
    return _all_or_any(reduction.All, input, dim, keepdim, "all")


@both
def any(input: Tensor, dim: Dims = None, keepdim: bool = False) -> Tensor:
    """Whether at least one element is true (non-zero)."""
    return _all_or_any(reduction.Any, input, dim, keepdim, "any")


def _all_or_any(op: Any, input: Tensor, dim: Dims, keepdim: bool, name: str) -> Tensor:
    axes = () if dim in ((), []) else wrap_dims(dim, input.ndim)  # here, unlike in a sum, an empty list reduces nothing
    out = apply(op, input, axis=axes, keepdims=keepdim)
    return cast(out, dtypes.uint8) if input.dtype is dtypes.uint8 else out  # as PyTorch, where uint8 was once bool


@both_listed
def count_nonzero(input: Tensor, dim: Dims = None, *more: int) -> Tensor:
    """How many elements over ``dim`` are not zero, as int64; several dims in a tuple or one after the other."""
    return apply(reduction.CountNonzero, input, axis=wrap_dims((dim, *more) if more else dim, input.ndim))
