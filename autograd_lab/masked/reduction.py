"""Many elements to one, of those that ``mask`` keeps.

The mask broadcasts to the input; True keeps an element. ``dim`` is one, several or None for all. Where nothing is
kept, a sum is 0 and a product 1, a maximum the lowest number, and a mean nan.
"""

from __future__ import annotations

from math import inf, nan
from typing import Any

from autograd_lab.backend.dtypes import dtype, float32, int64
from autograd_lab.errors import ArgumentError, DataError
from autograd_lab.functional.creation import tensor
from autograd_lab.functional.explain import explained
from autograd_lab.masked.filling import dims_of, filled, fitted, highest, lowest
from autograd_lab.tensor.tensor import Tensor


@explained
def sum(input: Tensor, dim: Any = None, *, keepdim: bool | None = False, dtype: dtype | None = None,
        mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The sum; of integers int64."""
    kept = filled(input, mask, 0).to(_added(input, dtype))
    dims = dims_of(dim, input.ndim)
    return kept.sum(dims, keepdim=bool(keepdim)) if dims else kept


@explained
def prod(input: Tensor, dim: Any = None, *, keepdim: bool | None = False, dtype: dtype | None = None,
         mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The product; of integers int64."""
    kept = filled(input, mask, 1).to(_added(input, dtype))
    for axis in reversed(dims_of(dim, input.ndim)):
        kept = kept.prod(dim=axis, keepdim=bool(keepdim))
    return kept


def _added(x: Tensor, wanted: dtype | None) -> dtype:
    return wanted or (x.dtype if x.dtype.category > 1 else int64)


@explained
def cumsum(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """The running sum along one dim; a left-out element adds nothing."""
    return filled(input, mask, 0).cumsum(dims_of(dim, input.ndim)[0], dtype=dtype or input.dtype)


@explained
def cumprod(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """The running product along one dim; a left-out element changes nothing."""
    return filled(input, mask, 1).cumprod(dims_of(dim, input.ndim)[0], dtype=dtype or input.dtype)


@explained
def amax(input: Tensor, dim: Any = None, *, keepdim: bool | None = False, dtype: dtype | None = None,
         mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The largest element."""
    kept = input if mask is None else filled(input, mask, lowest(input, "amax"))
    return kept.amax(dims_of(dim, input.ndim), bool(keepdim)).to(dtype or input.dtype)


@explained
def amin(input: Tensor, dim: Any = None, *, keepdim: bool | None = False, dtype: dtype | None = None,
         mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The smallest element."""
    kept = input if mask is None else filled(input, mask, highest(input, "amin"))
    return kept.amin(dims_of(dim, input.ndim), bool(keepdim)).to(dtype or input.dtype)


@explained
def argmax(input: Tensor, dim: int | None = None, *, keepdim: bool | None = False, dtype: dtype | None = None,
           mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """Where the largest element stands; as in PyTorch in the dtype of the input unless ``dtype`` says another."""
    kept = input if mask is None else filled(input, mask, lowest(input, "argmax"))
    return kept.argmax(dim, bool(keepdim)).to(dtype or input.dtype)


@explained
def argmin(input: Tensor, dim: int | None = None, *, keepdim: bool | None = False, dtype: dtype | None = None,
           mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """Where the smallest element stands; as in PyTorch in the dtype of the input unless ``dtype`` says another."""
    kept = input if mask is None else filled(input, mask, highest(input, "argmin"))
    return kept.argmin(dim, bool(keepdim)).to(dtype or input.dtype)


@explained
def mean(input: Tensor, dim: Any = None, *, keepdim: bool | None = False, dtype: dtype | None = None,
         mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The average. ValueError for integers, unless ``dtype`` is a floating-point one."""
    kind = dtype or input.dtype
    if kind.category < 2:
        raise ArgumentError("masked.mean", dtype=kind)
    return sum(input, dim, keepdim=keepdim, dtype=kind, mask=mask) / _count(input, dim, keepdim, mask)


def _count(x: Tensor, dim: Any, keepdim: bool | None, mask: Tensor | None) -> Tensor:
    """How many elements are kept."""
    ones = tensor(True, device=x.device) if mask is None else mask
    return sum(fitted(ones, x), dim, keepdim=keepdim)


@explained
def median(input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: dtype | None = None,
           mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The one in the middle along one dim, of two the lower. ValueError if of integers nothing is kept."""
    floating = input.dtype.is_floating_point
    kept = filled(input if floating else input.float(), mask, nan)
    middle = kept.nanmedian(dims_of(dim, input.ndim)[0], keepdim).values
    if floating:
        return middle
    if bool(middle.isnan().any()):
        raise ArgumentError("masked.median", dtype=input.dtype)
    return middle.to(dtype or input.dtype)


@explained
def logsumexp(input: Tensor, dim: Any = None, *, keepdim: bool = False, dtype: dtype | None = None,
              mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The logarithm of the sum of exponentials."""
    kept = input
    if mask is not None:
        kept = filled(input, mask, -inf if input.dtype.is_complex else lowest(input, "logsumexp"))
    return kept.logsumexp(dims_of(dim, input.ndim), keepdim=keepdim).to(dtype or input.dtype)


@explained
def logaddexp(input: Tensor, other: Tensor, *, dtype: dtype | None = None, input_mask: Tensor | None = None,
              other_mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """log(exp(input) + exp(other)), element by element, of the elements that the masks keep."""
    a = input if input_mask is None else filled(input, input_mask, lowest(input, "logaddexp"))
    b = other if other_mask is None else filled(other, other_mask, lowest(other, "logaddexp"))
    return a.logaddexp(b).to(dtype or input.dtype)


@explained
def norm(input: Tensor, ord: float | None = 2.0, dim: Any = None, *, keepdim: bool | None = False,
         dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The vector norm of order ``ord``."""
    kept = filled(input, mask, inf if ord == -inf else 0)
    return kept.norm(ord, dims_of(dim, input.ndim), bool(keepdim), dtype=dtype or input.dtype)


@explained
def var(input: Tensor, dim: Any = None, unbiased: bool | None = None, *, correction: float | None = None,
        keepdim: bool | None = False, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The variance, over the number of kept elements less ``correction`` (by default 1; 0 with ``unbiased=False``)."""
    if unbiased is not None and correction is not None:
        raise DataError("masked.correction")
    less = (1 if unbiased in (None, True) else 0) if correction is None else correction
    kind = dtype or (input.dtype if input.dtype.category > 1 else float32)
    wide = kind if kind.category > 1 else float32
    total = sum(input, dim, keepdim=True, dtype=kind, mask=mask)
    apart = input - total / _count(input, dim, True, mask)
    squares = sum(apart * apart.conj(), dim, keepdim=keepdim, dtype=wide, mask=mask)
    count = _count(input, dim, keepdim, mask)
    if less:
        count = (count.to(wide.to_real()) - less).clamp(min=0)
    return (squares / count).to(kind)


@explained
def std(input: Tensor, dim: Any = None, unbiased: bool | None = None, *, correction: float | None = None,
        keepdim: bool | None = False, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """The standard deviation: the square root of ``var``."""
    return var(input, dim, unbiased, correction=correction, keepdim=keepdim, dtype=dtype, mask=mask).sqrt()
