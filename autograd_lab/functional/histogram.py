"""Counting values: of whole numbers, and in bins."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.errors import ArgTypeError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.calculus import diff
from autograd_lab.functional.ranges import linspace
from autograd_lab.functional.reduction import need_kind
from autograd_lab.functional.registry import both, function
from autograd_lab.functional.results import named_result
from autograd_lab.ops import histogram as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

histogram_result = named_result("histogram", "hist", "bin_edges")
histogramdd_result = named_result("histogramdd", "hist", "bin_edges")


@both
def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, ... occurs among non-negative integers (n,), or the sum of the weights where it does."""
    need_kind(input, "ui", "bincount")
    if minlength < 0:
        raise ShapeError("bincount.minlength", minlength=minlength)
    if input.ndim != 1 or bool((input < 0).any()):
        raise ShapeError("bincount.input", shape=tuple(input.shape))
    if weights is not None and weights.array.shape != input.array.shape:
        raise ShapeError("bincount.weights", shape=tuple(weights.shape), input=tuple(input.shape))
    return apply(ops.BinCount, input, weights, minlength=minlength)


@both
def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements fall into each of ``bins`` equal parts of [min, max], of their own range if both are 0."""
    need_kind(input, "fV", "histc")
    if bins <= 0:
        raise ShapeError("histogram.bins", function="histc", bins=bins, dim=0)
    low, high = float(min), float(max)
    if low == high and input.array.size:
        low, high = float(input.min()), float(input.max())
    _check_range("histc", low, high, 0)
    if low == high:
        low, high = low - 1, high + 1
    return apply(ops.HistC, input, bins=bins, low=low, high=high)


def _check_range(name: str, low: float, high: float, dim: int) -> None:
    if not (isfinite(low) and isfinite(high)):
        raise ShapeError("histogram.not_finite", function=name, low=low, high=high, dim=dim)
    if low > high:
        raise ShapeError("histogram.range", function=name, low=low, high=high, dim=dim)


@both
def histogram(input: Tensor, bins: int | Tensor = 100, *, range: Sequence[float] | None = None,
              weight: Tensor | None = None, density: bool = False) -> Any:  # fmt: skip
    """The pair (hist, bin_edges): how many elements fall into each bin, or the sum of their weights.

    ``bins`` is a number of equal bins between the ends of ``range``, or the edges themselves. With ``density`` the
    areas of the bars add up to 1.
    """
    if isinstance(bins, Tensor) and range is not None:
        raise ArgTypeError("arg.type", function="histogram", name="bins", wanted="int", got=type(bins).__name__)
    _need_float(input, "histogram")
    points = input.reshape(-1, 1)
    hist, edges = _count(input, points, [bins], range, weight, density, "histogram")
    return histogram_result(hist, edges[0])


@function
def histogramdd(input: Tensor, bins: Any, range: Sequence[float] | None = None, weight: Tensor | None = None,
                density: bool = False) -> Any:  # fmt: skip
    """The pair (hist, bin_edges) of points (..., d) in a grid: ``bins`` holds one number or one tensor of edges per
    coordinate, ``range`` two ends per coordinate."""
    if isinstance(bins, Tensor) and bins.ndim == 0:
        bins = bins.item()
    if isinstance(bins, bool) or not isinstance(bins, (int, tuple, list)):
        raise ArgTypeError("arg.type", function="histogramdd", name="bins", wanted="int", got=type(bins).__name__)
    if input.ndim < 2:
        raise ShapeError("histogram.ndim", ndim=input.ndim)
    d = input.array.shape[-1]
    bins = [bins] * d if isinstance(bins, int) else bins
    _need_float(input, "histogramdd")
    if len(bins) != d:
        raise ShapeError("histogram.bins_count", count=len(bins), wanted=d)
    points = input.reshape(-1, d) if d else input.reshape(input.array.shape[0], 0)
    return histogramdd_result(*_count(input, points, list(bins), range, weight, density, "histogramdd"))


def _need_float(input: Tensor, name: str) -> None:
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise NotWritten("reduce.dtype", function=name, dtype=input.dtype)


def _count(
    input: Tensor, points: Tensor, bins: list[Any], limits: Any, weight: Tensor | None, density: bool, name: str
) -> tuple[Tensor, tuple[Tensor, ...]]:
    """The histogram of points (n, d), and the edges of each coordinate's bins."""
    d = len(bins)
    if limits is not None and not isinstance(limits, (tuple, list)):
        raise ArgTypeError("arg.type", function=name, name="range", wanted="tuple of floats", got=type(limits).__name__)
    if limits is not None and len(limits) != 2 * d:
        raise ShapeError("histogram.range_count", function=name, wanted=2 * d, count=len(limits))
    if weight is not None:
        _check_weight(input, weight, name)
    ends = [None if limits is None else (float(limits[2 * i]), float(limits[2 * i + 1])) for i in range(d)]
    edges = tuple(_edges(points, i, bins[i], ends[i], name) for i in range(d))
    hist = apply(ops.Histogram, points, None if weight is None else weight.reshape(-1), *edges)
    if density:
        hist = hist / hist.sum()
        for i, edge in enumerate(edges):
            hist = hist / diff(edge).reshape(-1, *[1] * (d - 1 - i))
    return hist, edges


def _check_weight(input: Tensor, weight: Tensor, name: str) -> None:
    if weight.dtype is not input.dtype:
        raise DtypeError("histogram.weight_dtype", function=name, weight=weight.dtype, dtype=input.dtype)
    wanted = input.array.shape if name == "histogram" else input.array.shape[:-1]
    if weight.array.shape != wanted:
        raise ShapeError("histogram.weight_shape", function=name, shape=tuple(weight.shape), wanted=wanted)


def _edges(points: Tensor, i: int, bins: Any, ends: tuple[float, float] | None, name: str) -> Tensor:
    """The edges of coordinate i: as given, or evenly between ``ends`` or the extremes of the points."""
    if isinstance(bins, Tensor):
        if bins.ndim != 1 or bins.array.size == 0:
            raise ShapeError("histogram.edges", function=name, dim=i, shape=tuple(bins.shape))
        if bins.dtype is not points.dtype:
            raise DtypeError("histogram.edges_dtype", function=name, edges=bins.dtype, dtype=points.dtype)
        if bins.array.size == 1:
            raise ShapeError("histogram.bins", function=name, bins=0, dim=i)
        return bins
    if bins <= 0:
        raise ShapeError("histogram.bins", function=name, bins=bins, dim=i)
    if ends is None:
        column = points[:, i]
        ends = (float(column.min()), float(column.max())) if column.array.size else (0.0, 1.0)
    low, high = ends
    _check_range(name, low, high, i)
    if low == high:
        low, high = low - 0.5, high + 0.5
    return linspace(low, high, bins + 1, dtype=points.dtype, device=points.device)
