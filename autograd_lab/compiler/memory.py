"""Where the values of a plan lie: one piece of memory, its parts used again and again.

An eager step asks for new memory at each operation. A plan knows beforehand when a value is read for the last time;
from then on its place is free for another. Values whose step can write into memory that stands ready get places in
one block, the first gap that is large enough; an element-wise step takes the place of an input that nobody reads
any more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograd_lab.compiler.program import FUSED, MADE, REDUCE, UFUNC, Step, Value, values_in

ALIGNED = 64  # bytes: a cache line


@dataclass
class Layout:
    """Which values lie where in the block, in bytes; and of every root the number of the step that reads it last."""

    places: dict[Value, int] = field(default_factory=dict)
    last: dict[Value, int] = field(default_factory=dict)
    shared: dict[Value, Value] = field(default_factory=dict)  # value: the one whose place it took over at once
    size: int = 0
    scratch: int = 0  # bytes of blocks in fused parts
    without: int = 0  # bytes that the same values would take, each in memory of its own


def planned(
    steps: Sequence[Step], kept: Sequence[Value], apart: Collection[Value] = (), only: set[Value] | None = None
) -> Layout:
    """Places for the values that ``steps`` make (``only`` for some), but for those that are to lie ``apart``. Those in
    ``kept`` are read after the last step."""
    layout = Layout()
    for i, step in enumerate(steps):
        for out in (*step.outs, step.held):
            if out is not None:
                layout.last.setdefault(out.root, i)
        for value in step.reads():
            _note_use(layout, value, i)
    for value in kept:
        _note_use(layout, value, len(steps))
    dying: dict[int, list[Value]] = {}
    for value, i in layout.last.items():
        dying.setdefault(i, []).append(value)
    free = _Gaps()
    for i, step in enumerate(steps):
        handed_on: set[Value] = set()
        if step.kind == FUSED:
            _place_fused(layout, step, free)
        out = step.outs[0] if step.outs else None
        placed = out is not None and out not in apart and step.kind in (UFUNC, REDUCE)
        if out is not None and placed and can_be_placed(out) and (only is None or out in only):
            layout.without += _whole(out)
            donor = _donor(step, out, layout, i)
            if donor is None:
                layout.places[out] = free.take(_whole(out))
            else:
                layout.places[out] = layout.places[donor]
                layout.shared[out] = donor
                handed_on.add(donor)
        for value in dying.get(i, ()):
            if value in layout.places and value not in handed_on:
                free.give(layout.places[value], _whole(value))
    layout.size = free.end
    return layout


def _place_fused(layout: Layout, step: Step, free: _Gaps) -> None:
    """The results of a fused step, and its scratch memory, which is free again when it is over."""
    for out in step.outs:
        assert out is not None
        layout.places[out] = free.take(_whole(out))
        layout.without += _whole(out)
    part = step.params["part"]
    within = planned(part.steps, [part.blocks[out] for out in step.outs], only=set(part.scratch))
    start = free.take(within.size) if within.size else 0
    for value, place in within.places.items():
        layout.places[value] = start + place
    layout.without += sum(_whole(block) * -(-part.rows // part.height) for block in part.scratch)
    layout.scratch += within.size
    if within.size:
        free.give(start, within.size)


def _note_use(layout: Layout, value: Value, i: int) -> None:
    layout.last[value.root] = i
    for inner in {*value.holds, *value.root.holds}:
        _note_use(layout, inner, i)


def can_be_placed(value: Value) -> bool:
    """Whether a value is an array of its own without gaps, so that it can be laid anywhere."""
    if value.kind != MADE or value.base is not None or value.dtype is None or value.dtype.hasobject:
        return False
    step = value.dtype.itemsize
    for n, stride in sorted(zip(value.shape, value.strides, strict=True), key=lambda pair: (pair[1], pair[0])):
        if n > 1:
            if stride != step:
                return False
            step *= n
    return value.nbytes > 0


def _whole(value: Value) -> int:
    return -(-value.nbytes // ALIGNED) * ALIGNED


def _donor(step: Step, out: Value, layout: Layout, i: int) -> Value | None:
    """An input whose place the result can take while it is computed."""
    if step.kind != UFUNC or step.function is np.matmul:
        return None
    inputs = list(values_in(step.args))
    for value in inputs:
        if value not in layout.places or layout.last[value] != i:
            continue
        alike = value.shape == out.shape and value.strides == out.strides and value.dtype == out.dtype
        if alike and all(other is value or other.root is not value for other in inputs):
            return value
    return None


class _Gaps:
    """The free parts of a block that grows when none is large enough."""

    def __init__(self) -> None:
        self.gaps: list[tuple[int, int]] = []  # (start, size), in order
        self.end = 0

    def take(self, size: int) -> int:
        for k, (start, room) in enumerate(self.gaps):
            if room >= size:
                self.gaps[k : k + 1] = [(start + size, room - size)] if room > size else []
                return start
        if self.gaps and sum(self.gaps[-1]) == self.end:  # the last gap grows
            start = self.gaps.pop()[0]
        else:
            start = self.end
        self.end = start + size
        return start

    def give(self, start: int, size: int) -> None:
        gaps = sorted([*self.gaps, (start, size)])
        self.gaps = [gaps[0]]
        for begin, room in gaps[1:]:
            before, length = self.gaps[-1]
            if before + length == begin:
                self.gaps[-1] = (before, length + room)
            else:
                self.gaps.append((begin, room))
