"""Ops along dims of one tensor: sums, sorts, cuts, transforms. Every dim moves up by one, behind the samples."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.shapes import reshape
from autograd_lab.ops import (
    activation,
    cutting,
    diagonal,
    extremes,
    fourier,
    movement,
    order,
    product,
    reduction,
    scan,
    search,
    statistics,
    strided,
    variance,
)
from autograd_lab.ops.linalg import norms
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.batched import Call, one_by_one, rule

_NAMES = ("axis", "axes", "axis1", "axis2")


def moved(axis: Any, rank: int) -> Any:
    """A dim of one sample (or several, or None for all) as the same dim behind the samples."""
    if axis is None:
        return tuple(range(1, rank + 1))
    if isinstance(axis, (tuple, list)):
        return tuple(moved(a, rank) for a in axis)
    return axis % max(rank, 1) + 1


def along(call: Call, **params: Any) -> Any:
    """The op behind the samples; a sample without dims gets one for the time being."""
    if not call.batched[0] or any(call.batched[1:]):
        return one_by_one(call)
    x, rank = call.xs[0], call.rank(0)
    if rank == 0:
        x = reshape(x, (call.size, 1))
    said = call.said()
    shifted = {name: moved(said[name], max(rank, 1)) for name in _NAMES if name in said}
    y = call.apply(x, *call.xs[1:], **{**shifted, **params})
    if rank:
        return y
    return tuple(map(_without_dim, y)) if call.op.several else _without_dim(y)


def _without_dim(y: Tensor) -> Tensor:
    """Without the dim that a sample got for the time being, if the op left it."""
    return reshape(y, (y.shape[0], *y.shape[2:])) if y.ndim > 1 else y


rule(
    activation.Softmax, activation.LogSoftmax,
    reduction.Sum, reduction.NanSum, reduction.Mean, reduction.LogSumExp, reduction.All, reduction.Any,
    extremes.Amax, extremes.Amin, extremes.AMinMax, extremes.MaxDim, extremes.MinDim,
    statistics.MedianDim, statistics.NanMedianDim, statistics.Mode,
    variance.Var, variance.Std, variance.VarMean, variance.StdMean, norms.VectorNorm,
    product.CumProd, scan.CumSum, scan.CumMax, scan.CumMin, scan.LogCumSumExp, scan.Shift,
    order.Sort, order.TopK, order.KthValue,
    cutting.Select, cutting.Slice, cutting.Split, cutting.SplitWithSizes, cutting.UnsafeSplit,
    cutting.UnsafeSplitWithSizes, cutting.Unbind, diagonal.Diagonal, strided.Unfold,
    movement.Flip, movement.Rot90, fourier.FftC2C, fourier.FftR2C, fourier.FftC2R,
)(along)  # fmt: skip


@rule(reduction.CountNonzero)
def counted(call: Call) -> Any:
    return along(call, axis=moved(call.params.get("axis"), call.rank(0)))


@rule(extremes.Max, extremes.Min)
def of_all(call: Call) -> Any:
    """The largest or smallest of all elements: where several are equal they share the gradient, as amax does."""
    op = extremes.Amax if call.op is extremes.Max else extremes.Amin
    return Call(op, [_flat(call)], [True], call.size, {"axis": (0,)}).run()


@rule(statistics.Median, statistics.NanMedian)
def middle_of_all(call: Call) -> Any:
    op = statistics.MedianDim if call.op is statistics.Median else statistics.NanMedianDim
    return Call(op, [_flat(call)], [True], call.size, {"axis": 0}).run()[0]


@rule(extremes.ArgMax, extremes.ArgMin, product.Prod)
def place(call: Call) -> Any:
    if call.params.get("axis") is not None:
        return along(call)
    y = Call(call.op, [_flat(call)], [True], call.size, {**call.params, "axis": 0}).run()
    return reshape(y, (call.size, *(1,) * call.rank(0))) if call.params.get("keepdims") else y


@rule(movement.Roll)
def rolled(call: Call) -> Any:
    if call.params["axis"] is not None:
        return along(call)
    y = Call(call.op, [_flat(call)], [True], call.size, {**call.params, "axis": 0}).run()
    return reshape(y, call.xs[0].array.shape)


@rule(reduction.Trace)
def traced(call: Call) -> Any:
    return apply(diagonal.Diagonal, call.xs[0], offset=0, axis1=1, axis2=2).sum(1)


@rule(search.SearchSorted)
def places_in_lines(call: Call) -> Any:
    """A line for each sample: then the values are lines as well."""
    line, values, *order = call.xs
    if not call.batched[0] and not any(call.batched[2:]):
        if call.rank(0) == 1:
            return call.apply(*call.xs)
        return call.apply(*map(call.spread, range(len(call.xs))))
    line, values = call.spread(0), call.spread(1)
    shape = values.array.shape
    if line.ndim == 2:
        values = reshape(values, (call.size, -1))
    return reshape(call.apply(line, values, *(call.spread(2) for _ in order)), shape)


@rule(search.IsIn)
def member(call: Call) -> Any:
    x, members = call.spread(0), reshape(call.spread(1), (call.size, *(1,) * call.rank(0), -1))
    found = (x.unsqueeze(-1) == members).any(-1)
    return found.logical_not() if call.params.get("invert") else found


def _flat(call: Call) -> Any:
    return reshape(call.xs[0], (call.size, -1))
