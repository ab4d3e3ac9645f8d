"""Views as places in memory: the samples lie one behind the other, each in as much memory as the pattern spans."""

from __future__ import annotations

from typing import Any

from autograd_lab.ops import indexing, parts, strided
from autograd_lab.ops.strided import end_of
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.transformed import held
from autograd_lab.transforms.batched import Call, batch, copied, rule
from autograd_lab.transforms.rules.elementwise import padded

INNERMOST = 1 << 62  # the level of samples that no function sees
Pattern = tuple[tuple[int, ...], tuple[int, ...], int]  # shape, strides and start; see ops/strided.py


def stacked(pattern: Pattern, size: int, start: int, span: int) -> Pattern:
    """The pattern of ``size`` samples, each of which has ``span`` places from ``start`` on."""
    shape, stride, offset = pattern
    return (size, *shape), (span, *stride), offset - start


def in_order(pattern: Pattern) -> bool:
    """Whether it is that of a tensor whose elements lie in memory as they are read."""
    step = 1
    for n, stride in zip(reversed(pattern[0]), reversed(pattern[1]), strict=True):
        if n != 1 and stride != step:
            return False
        step *= n
    return 0 not in pattern[0]


@rule(strided.AsStrided)
def read_otherwise(call: Call) -> Any:
    x, old, new = call.xs[0], call.params["old"], call.params["new"]
    start, span = old[2], end_of(old) - old[2]
    inside = start <= new[2] and end_of(new) <= start + span
    if in_order(old) and inside and x.is_contiguous():
        wide = {name: stacked(pattern, call.size, start, span) for name, pattern in call.params.items()}
        return call.apply(x, **wide)
    return through_memory(
        Call(strided.ThroughMemory, [x], [True], call.size, {"source": old, "target": new, "shared": old})
    )


@rule(strided.ThroughMemory)
def through_memory(call: Call) -> Any:
    start = min(pattern[2] for pattern in call.params.values())
    span = max(map(end_of, call.params.values())) - start
    wide = {name: stacked(pattern, call.size, start, max(span, 0)) for name, pattern in call.params.items()}
    return call.apply(call.xs[0], **wide)


@rule(indexing.WriteView, parts.SelectScatter, parts.SliceScatter, parts.DiagonalScatter, parts.AsStridedScatter)
def written_through(call: Call) -> Any:
    """The views, taken of all samples, and written to."""
    base, value = call.spread(0), call.xs[1]
    steps = [step for step in call.params["views"] if issubclass(step[0], strided.AsStrided)]
    if steps:
        views = tuple(_of_all(step, call.size) for step in call.params["views"])
        shape, stride = base.array.shape[1:], call.params.get("stride")
        if stride is not None:
            stride = (end_of((shape, stride, 0)), *stride)
        rank = len(steps[-1][1]["new"][0])
        return call.apply(base, padded(value, rank) if call.batched[1] else value, views=views, stride=stride)
    whole = batch(copied(base), INNERMOST)
    part = whole
    for op, params, output in call.params["views"]:
        part = apply(op, part, **params)
        part = part if output is None else part[output]
    held(part).inner.copy_(padded(value, part.ndim) if call.batched[1] else value)
    return held(whole).inner


def _of_all(step: Any, size: int) -> Any:
    """One step of a chain of views, of all samples."""
    op, params, output = step
    if not params:
        return step
    start, span = params["old"][2], end_of(params["old"]) - params["old"][2]
    return op, {name: stacked(pattern, size, start, span) for name, pattern in params.items()}, output
