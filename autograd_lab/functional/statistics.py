"""What sorting tells about many elements: medians, the most frequent value, quantiles."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import DtypeError, ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.explain import ABSENT
from autograd_lab.functional.extremes import along
from autograd_lab.functional.order import sort
from autograd_lab.functional.reduction import need_kind, no_keepdim
from autograd_lab.functional.registry import both
from autograd_lab.functional.results import named_result
from autograd_lab.functional.scatter import gather
from autograd_lab.functional.selection import where
from autograd_lab.ops import statistics
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor, make
from autograd_lab.tensor.transformed import numbers

median_result = named_result("median", "values", "indices")
nanmedian_result = named_result("nanmedian", "values", "indices")
mode_result = named_result("mode", "values", "indices")


@both
def median(input: Tensor, dim: int = ABSENT, keepdim: bool = False) -> Any:
    """The middle element, the lower one of two; with ``dim`` the pair (values, indices). A nan makes it nan."""
    return _median(statistics.Median, statistics.MedianDim, input, dim, keepdim, median_result, "median")


@both
def nanmedian(input: Tensor, dim: int = ABSENT, keepdim: bool = False) -> Any:
    """The middle one of the elements that are not nan; with ``dim`` the pair (values, indices)."""
    return _median(statistics.NanMedian, statistics.NanMedianDim, input, dim, keepdim, nanmedian_result, "nanmedian")


def _median(
    whole: type[Op], lines: type[Op], input: Tensor, dim: int | None, keepdim: bool, pair: Any, name: str
) -> Any:
    if dim is not None:
        wrap_dim(dim, input.ndim)
    need_kind(input, "uifV", name)
    if dim is None:
        no_keepdim(keepdim, name)
        return apply(whole, input)
    return along(lines, input, dim, keepdim, pair, name)


@both
def mode(input: Tensor, dim: int = -1, keepdim: bool = False) -> Any:
    """The pair (most frequent value along ``dim``, the smallest of several; the index of its last occurrence)."""
    return along(statistics.Mode, input, dim, keepdim, mode_result, "mode")


@both
def quantile(input: Tensor, q: float | Tensor, dim: int | None = None, keepdim: bool = False, *,
             interpolation: str = "linear") -> Tensor:  # fmt: skip
    """The value below which the share ``q`` of the elements lies; nan if one of them is.

    Between two elements ``interpolation`` decides: linear, lower, higher, midpoint or nearest. Several ``q`` make a
    new first dim.
    """
    return _quantile(input, q, dim, keepdim, interpolation, ignore_nan=False, name="quantile")


@both
def nanquantile(input: Tensor, q: float | Tensor, dim: int | None = None, keepdim: bool = False, *,
                interpolation: str = "linear") -> Tensor:  # fmt: skip
    """``quantile`` of the elements that are not nan; nan if there are none."""
    return _quantile(input, q, dim, keepdim, interpolation, ignore_nan=True, name="nanquantile")


def _quantile(
    input: Tensor, q: Any, dim: int | None, keepdim: bool, interpolation: str, ignore_nan: bool, name: str
) -> Tensor:
    q = _shares(input, q, interpolation, name)
    axis = None if dim is None else wrap_dim(dim, input.ndim)
    rest = [i for i in range(input.ndim) if i != axis]
    rows = input.reshape(-1) if axis is None or not input.ndim else input.permute(*rest, axis)  # (..., n)
    ordered = sort(rows).values  # nan last
    picked = _at(ordered, _ranks(rows, q, ignore_nan), interpolation)  # (..., number of q)
    out = picked.permute(-1, *range(picked.ndim - 1))
    kept = [1 if axis in (None, i) else n for i, n in enumerate(input.array.shape)]
    return out.reshape((*q.array.shape, *(kept if keepdim else out.array.shape[1:])))


def _shares(input: Tensor, q: Any, interpolation: str, name: str) -> Tensor:
    """``q`` as a tensor like ``input``, after all arguments have been looked at."""
    if input.array.size == 0:
        raise ShapeError("quantile.empty", function=name)
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise DtypeError("quantile.dtype", function=name, dtype=input.dtype)
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise ShapeError("quantile.interpolation", function=name, got=interpolation)
    if not isinstance(q, Tensor):
        q = make(array_module(input.array).asarray(q, dtype=input.array.dtype))
    if q.ndim > 1:
        raise ShapeError("quantile.q_ndim", function=name, ndim=q.ndim)
    if q.dtype is not input.dtype:
        raise DtypeError("quantile.q_dtype", function=name, q=q.dtype, dtype=input.dtype)
    parts = numbers(q)
    if not bool(((parts >= 0) & (parts <= 1)).all()):
        raise ShapeError("quantile.range", function=name)
    return q


def _ranks(rows: Tensor, q: Tensor, ignore_nan: bool) -> Tensor:
    """Where in its sorted line each share lies, as a number with fractions: (..., number of q)."""
    last = rows.array.shape[-1] - 1
    if ignore_nan:
        count = (rows == rows).sum(-1, keepdim=True)
        return q.reshape(-1) * (count - 1).clamp(min=0)
    spoiled = (rows != rows).any(-1, keepdim=True)  # the last place, where a nan stands, is the answer
    return where(spoiled, float(last), (q.reshape(-1) * last).expand(*rows.array.shape[:-1], -1))


def _at(ordered: Tensor, ranks: Tensor, interpolation: str) -> Tensor:
    """The elements of sorted lines at ``ranks``, and what lies between them."""
    if interpolation == "lower":
        ranks = ranks.floor()
    elif interpolation == "higher":
        ranks = ranks.ceil()
    elif interpolation == "nearest":
        ranks = ranks.round()
    below = ranks.long()
    low = gather(ordered, -1, below)
    if interpolation not in ("linear", "midpoint"):
        return low
    high = gather(ordered, -1, ranks.ceil().long())
    weight = ranks - below if interpolation == "linear" else 0.5 + ranks * 0
    # From the nearer end: so both ends are met exactly.
    return where(weight < 0.5, low + weight * (high - low), high - (high - low) * (1 - weight))
