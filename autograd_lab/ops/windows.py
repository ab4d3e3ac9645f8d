"""What a kernel looks at: as a view over all axes at once, and as ``Taps`` along one axis.

Convolution needs every window laid out. Pooling, resampling and reflection do not: they go axis by axis, and along
an axis column by column (first what each window sees first, then what it sees second, ...), so that nothing is
copied as often as windows overlap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache, reduce
from itertools import product
from operator import add
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import current_place


def slide(xp, x, kernel, stride, dilation, out):
    """Every window of x (N, C, *S): (N, C, *O, *K), nothing copied."""
    steps = x.strides[2:]
    return xp.lib.stride_tricks.as_strided(
        x,
        (*x.shape[:2], *out, *kernel),
        (
            *x.strides[:2],
            *(s * t for s, t in zip(steps, stride, strict=True)),
            *(s * d for s, d in zip(steps, dilation, strict=True)),
        ),
    )


def slide_back(xp, windows, size, kernel, stride, padding, dilation, out):
    """The adjoint of padding and ``slide``: windows (N, C, *K, *O) added back to where they were read, (N, C, *S)."""
    room = (s + 2 * p for s, p in zip(size, padding, strict=True))
    wide = np.float32 if windows.dtype.char in "eE" else windows.dtype  # halves are rounded once all is added up
    x = xp.zeros((*windows.shape[:2], *room), dtype=wide)
    for offset in product(*map(range, kernel)):
        place = tuple(
            slice(i * d, i * d + t * (o - 1) + 1, t) for i, d, t, o in zip(offset, dilation, stride, out, strict=True)
        )
        x[(slice(None), slice(None), *place)] += windows[(slice(None), slice(None), *offset)]
    inside = (slice(None), slice(None), *(slice(p, p + s) for s, p in zip(size, padding, strict=True)))
    return xp.ascontiguousarray(x[inside], dtype=windows.dtype)


@dataclass(frozen=True, eq=False)
class Taps:
    """Along one axis: place o of the output looks at ``index[o, k]`` for each k, with ``weight[o, k]``.

    An index of -1 is nothing at all. Without weights every tap counts once. These few numbers are made on the host.
    """

    index: np.ndarray[Any, Any]  # (O, K)
    size: int  # of the axis that is looked at
    weight: np.ndarray[Any, Any] | None = None  # (O, K)
    _copies: dict[Any, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def columns(self) -> list[tuple[Any, Any, Any]]:
        """For each k: where every place looks (a slice if it can be one), which of them see something (None: all),
        and their weights (None: 1)."""
        if self.weight is None and self.index.shape[1] == 1:
            there = self.index[:, 0] >= 0
            return [(self.index[:, 0].clip(0), None if there.all() else there, None)]  # a slice would not be copied
        weights = [None] * self.index.shape[1] if self.weight is None else self.weight.T
        return [(*_where(column), weight) for column, weight in zip(self.index.T, weights, strict=True)]

    def on(self, xp) -> list[tuple[Any, Any, Any]]:
        """``columns`` where xp computes: copied there once, together with those of the adjoint, for backward."""
        if xp is np:
            return self.columns
        place = current_place(xp)
        for taps in (self, self.transposed):
            if place not in taps._copies:
                taps._copies[place] = [
                    tuple(xp.asarray(v) if isinstance(v, np.ndarray) else v for v in column) for column in taps.columns
                ]
        return self._copies[place]

    @cached_property
    def clamped(self) -> Taps:
        """The same windows; where one sees nothing, it sees its first or last place once more: all one to a maximum."""
        seen = np.where(self.index >= 0, self.index, self.size)
        first, last = seen.min(axis=1, keepdims=True), self.index.max(axis=1, keepdims=True)
        before = np.cumsum(self.index >= 0, axis=1) == 0
        return Taps(
            np.where(self.index >= 0, self.index, np.where(before, first, last)).clip(0, self.size - 1), self.size
        )

    @cached_property
    def transposed(self) -> Taps:
        """Which outputs each input went into: so the adjoint of looking is looking."""
        at, k = np.nonzero(self.index >= 0)
        source = self.index[at, k]
        order = np.argsort(source, kind="stable")
        source, at, k = source[order], at[order], k[order]
        uses = np.bincount(source, minlength=self.size)
        place = np.arange(len(source)) - (np.cumsum(uses) - uses)[source]
        index = np.full((self.size, max(1, uses.max(initial=0))), -1)
        index[source, place] = at
        weight = None
        if self.weight is not None:
            weight = np.zeros(index.shape, self.weight.dtype)
            weight[source, place] = self.weight[at, k]
        back = Taps(index, len(self.index), weight)
        back.__dict__["transposed"] = self
        return back


def _where(column: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    there = column >= 0
    if not there.all():
        return column.clip(0), there
    steps = np.diff(column)
    if len(column) and (steps == (step := steps[0] if len(steps) else 1)).all() and step > 0:
        return slice(int(column[0]), int(column[-1]) + 1, int(step)), None
    return column, None


@lru_cache(1024)
def sliding(size: int, kernel: int, stride: int, padding: int, dilation: int, out: int) -> Taps:
    """Windows of one size at regular distances; padding holds nothing."""
    index = np.arange(out)[:, None] * stride - padding + np.arange(kernel) * dilation
    return Taps(np.where((index >= 0) & (index < size), index, -1), size)


@lru_cache(1024)
def adaptive(size: int, out: int) -> Taps:
    """``out`` windows that together cover the axis: from o S / O, rounded down, to (o + 1) S / O, rounded up."""
    start, end = np.arange(out) * size // out, -(-np.arange(1, out + 1) * size // out)
    index = start[:, None] + np.arange((end - start).max(initial=1))
    return Taps(np.where(index < end[:, None], index, -1), size)


def look(xp, x, where, after):
    """x at ``where`` along the axis that has ``after`` others behind it."""
    if isinstance(where, slice):
        return x[(..., where, *(slice(None),) * after)]
    return xp.take(x, where, axis=x.ndim - 1 - after)


def along(values, after):
    """One value for each place of the axis that has ``after`` others behind it."""
    return values.reshape(-1, *(1,) * after)


def combine(xp, x, taps):
    """The weighted sum of what each place looks at, one axis of x after the other: the last ones, as many as taps.

    None in the place of taps leaves an axis as it is.
    """
    if not any(taps):
        return x.copy()
    for after, tap in reversed(list(enumerate(reversed(taps)))):
        if tap is None:
            continue
        x = reduce(add, (weighed(xp, x, column, after) for column in tap.on(xp)))
    return x


def weighed(xp, x, column, after):
    """What every place sees in one column, times its weight."""
    where, there, weight = column
    part = look(xp, x, where, after)
    if weight is not None:
        part = part * along(weight.astype(x.dtype), after)
    if there is not None:  # not by weight 0: that times inf is nan
        part = xp.where(along(there, after), part, xp.zeros((), dtype=x.dtype))
    return part


def transpose(taps):
    """The taps of the adjoint of ``combine``."""
    return tuple(tap and tap.transposed for tap in taps)


def largest(xp, x, taps):
    """The largest value that each place sees, and its index in the flattened plane; nan counts as largest.

    From the last axis to the first: of equal values the first in memory wins, and of several nan the last, as if
    the window had been read line by line.
    """
    index, step = xp.zeros((), dtype=xp.int64), 1
    for after, tap in enumerate(reversed(taps)):
        columns = tap.clamped.on(xp)
        best = look(xp, x, columns[0][0], after)
        winner = xp.zeros(best.shape, dtype=xp.int8 if len(columns) < 128 else xp.int32)
        for k, (where, _, _) in enumerate(columns[1:], 1):
            value = look(xp, x, where, after)
            better = value > best
            if x.dtype.kind == "f":
                better |= value != value
            winner = xp.maximum(winner, better * winner.dtype.type(k))  # a later one is larger
            best = xp.maximum(best, value)
        places = xp.stack([xp.arange(tap.size)[where] for where, _, _ in columns], axis=-1)
        at = xp.take(places, along(xp.arange(len(places)) * len(columns), after) + winner)
        index = at * step + (xp.take_along_axis(index, at, at.ndim - 1 - after) if index.ndim else 0)
        x, step = best, step * tap.size
    return x, index
