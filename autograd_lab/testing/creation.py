"""Random tensors for tests: of any dtype, between any bounds, laid out in any way."""

from __future__ import annotations

import math
from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.limits import finfo, iinfo
from autograd_lab.errors import ArgumentError
from autograd_lab.functional import PUBLIC
from autograd_lab.i18n import add_messages
from autograd_lab.tensor import Tensor

add_messages(
    {
        "make_tensor.nan": (
            "`low` and `high` cannot be NaN, but got low={low} and high={high}",
            "`low` 和 `high` 不能是 NaN，却得到 low={low} 和 high={high}",
        ),
        "make_tensor.order": (
            "`low` must be less than `high`, but got {low} >= {high}",
            "`low` 必须小于 `high`，却得到 {low} >= {high}",
        ),
        "make_tensor.range": (
            "the interval [{low}, {high}) lies outside of what {dtype} holds: [{least}, {most})",
            "区间 [{low}, {high}) 超出 {dtype} 的范围 [{least}, {most})",
        ),
        "make_tensor.layout": (
            "`noncontiguous` and `memory_format` exclude each other, but both were given",
            "`noncontiguous` 和 `memory_format` 不能同时给出",
        ),
        "make_tensor.grad": (
            "`requires_grad=True` needs a floating-point or complex dtype, not {dtype}",
            "`requires_grad=True` 需要浮点或复数类型，而不是 {dtype}",
        ),
    }
)


def make_tensor(
    *shape: Any,
    dtype: Any,
    device: Any = "cpu",
    low: float | None = None,
    high: float | None = None,
    requires_grad: bool = False,
    noncontiguous: bool = False,
    exclude_zero: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Numbers spread evenly over [low, high): by default from -9 to 9, for unsigned integers from 0, for bool 0 and 1.

    noncontiguous : only every second number of a row in memory belongs to it.
    exclude_zero : where a 0 was drawn there is 1, or the smallest positive float.
    """
    sizes = tuple(shape[0]) if len(shape) == 1 and not isinstance(shape[0], int) else shape
    kind = dtypes.as_dtype(dtype)
    if noncontiguous and memory_format is not None:
        raise ArgumentError("make_tensor.layout")
    if requires_grad and kind.category < 2:
        raise ArgumentError("make_tensor.grad", dtype=kind)
    apart = noncontiguous and math.prod(sizes) > 1
    drawn = (*sizes[:-1], 2 * sizes[-1]) if apart else sizes
    low, high = _bounds(low, high, kind)
    if kind.category < 2:
        x = PUBLIC["randint"](math.ceil(low), math.ceil(high), drawn, dtype=kind, device=device)
    else:
        x = PUBLIC["empty"](drawn, dtype=kind, device=device)
        halves = high - low >= finfo(kind).max  # a difference that would overflow
        parts = PUBLIC["view_as_real"](x) if kind.is_complex else x
        parts.uniform_(low / 2, high / 2).mul_(2) if halves else parts.uniform_(low, high)
    if apart:
        x = x[..., 1::2]
    elif memory_format is not None:
        x = x.clone(memory_format=memory_format)
    if exclude_zero:
        x[x == 0] = 1 if kind.category < 2 else finfo(kind).tiny
    return x.requires_grad_(requires_grad)


def _bounds(low: Any, high: Any, kind: Any) -> tuple[float, float]:
    """What was asked for, as far as the dtype holds it."""
    if kind is dtypes.bool_:
        least, most, usual = 0, 2, (0, 2)
    elif kind.category == 1:
        least, most, usual = iinfo(kind).min, iinfo(kind).max + (kind is not dtypes.int64), (-9, 10)
    else:
        least, most, usual = finfo(kind).min, finfo(kind).max, (-9, 9)
    low, high = usual[0] if low is None else low, usual[1] if high is None else high
    if low != low or high != high:
        raise ArgumentError("make_tensor.nan", low=low, high=high)
    if low > high or (low == high and kind.category < 2):
        raise ArgumentError("make_tensor.order", low=low, high=high)
    if high < least or low >= most:
        raise ArgumentError("make_tensor.range", low=low, high=high, dtype=kind, least=least, most=most)
    return min(max(low, least), most), min(max(high, least), most)
