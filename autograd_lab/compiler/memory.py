"""Where the values of a plan lie: in one piece of memory, its parts used again and again.

An eager step asks for new memory at each operation. A plan knows beforehand when a value is read for the last time;
from then on its place is free for another. Values whose step can write into memory that stands ready get places in
one block, the first gap that is large enough; an element-wise step takes the place of an input that nobody reads
any more.

A block stands there for the whole call. Where ops that are kept whole ask for much memory of their own while most of
it is idle, large values do better outside: they are made when it is their turn, and given back after their last use.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograd_lab.compiler.program import FUSED, HELD, MADE, OP, REDUCE, RULE, UFUNC, Step, Value, values_in

ALIGNED = 64  # bytes: a cache line
LARGE = 2**15  # bytes of a value that may lie outside of the block
WORTH = 0.95  # of what a call needs with a block for all: what it must need without


@dataclass
class Layout:
    """Which values lie where in the block, in bytes; and of every root the number of the step that reads it last."""

    places: dict[Value, int] = field(default_factory=dict)
    last: dict[Value, int] = field(default_factory=dict)
    shared: dict[Value, Value] = field(default_factory=dict)  # value: the one whose place it took over at once
    size: int = 0
    scratch: int = 0  # bytes of blocks in fused parts
    without: int = 0  # bytes that the same values would take, each in memory of its own
    outside: set[Value] = field(default_factory=set)  # large values that are made anew in each call
    most: int = 0  # bytes that those take at most at a time

    @property
    def count(self) -> int:
        """How many values share places."""
        return len(self.places) + len(self.outside)

    @property
    def needed(self) -> int:
        """The bytes that these take at most at a time."""
        return self.size + self.most


def arranged(steps: Sequence[Step], kept: Sequence[Value], own: Collection[Value]) -> Layout:
    """Places in a block for all values but those in ``own``; or for small ones only, if a call then needs less."""
    block = planned(steps, kept, own)
    large = {v for step in steps for v in step.outs if v is not None and v in block.places and v.nbytes >= LARGE}
    if not large:
        return block
    without = planned(steps, kept, {*own, *large})
    without.outside, without.without = large, block.without
    without.most = _most(steps, without, large)
    needed, otherwise = (_peak(steps, layout) for layout in (without, block))
    return without if needed < WORTH * otherwise else block


def _peak(steps: Sequence[Step], layout: Layout) -> int:
    """An estimate of the bytes that a call takes at most. An op as a whole may need as much as it reads and makes."""
    made = {out for step in steps for out in step.outs if out is not None and out.kind == MADE and out.base is None}
    return layout.size + _most(steps, layout, made - layout.places.keys(), working=True)


def _most(steps: Sequence[Step], layout: Layout, values: Collection[Value], working: bool = False) -> int:
    """The bytes that ``values`` take at most at a time."""
    handed_on = set(layout.shared.values())
    ending: dict[int, int] = {}
    for value in values:
        if value not in handed_on:
            end = layout.last.get(value, len(steps))
            ending[end] = ending.get(end, 0) + value.nbytes
    now = most = 0
    for i, step in enumerate(steps):
        now += sum(v.nbytes for v in step.outs if v is not None and v in values and v not in layout.shared)
        extra = 0
        if working and step.kind in (OP, RULE):
            extra = sum(v.nbytes for v in {*step.reads(), *(out for out in step.outs if out)} if v.kind != HELD)
        most = max(most, now + extra)
        now -= ending.get(i, 0)
    return most


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
            _place_fused(layout, step, free, apart)
        out = step.outs[0] if step.outs else None
        makes = step.kind in (UFUNC, REDUCE) and out is not None and can_be_placed(out)
        if makes and out is not None and (only is None or out in only):
            donor = _donor(step, out, layout, i, apart)
            if donor is not None:
                layout.shared[out] = donor
                handed_on.add(donor)
            if out not in apart:
                layout.without += _whole(out)
                layout.places[out] = free.take(_whole(out)) if donor is None else layout.places[donor]
        for value in dying.get(i, ()):
            if value in layout.places and value not in handed_on:
                free.give(layout.places[value], _whole(value))
    layout.size = free.end
    return layout


def _place_fused(layout: Layout, step: Step, free: _Gaps, apart: Collection[Value]) -> None:
    """The results of a fused step, and its scratch memory, which is free again when it is over."""
    for out in step.outs:
        assert out is not None
        if out not in apart:
            layout.places[out] = free.take(_whole(out))
            layout.without += _whole(out)
    part = step.params["part"]
    within = planned(part.steps, [part.blocks[out] for out in step.outs], only=set(part.scratch))
    start = free.take(within.size) if within.size else 0
    for value, place in within.places.items():
        layout.places[value] = start + place
    layout.without += sum(_whole(block) * -(-part.rows // part.height) for block in part.inside)
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


def _donor(step: Step, out: Value, layout: Layout, i: int, apart: Collection[Value]) -> Value | None:
    """An input whose place the result can take while it is computed."""
    if step.kind != UFUNC or step.function is np.matmul:
        return None
    inputs = list(values_in(step.args))
    for value in inputs:
        if layout.last.get(value) != i or (out in apart) is (value in layout.places):
            continue
        if out in apart and (value not in apart or value.step is None or value.step.kind not in (UFUNC, FUSED)):
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
