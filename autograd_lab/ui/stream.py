"""Sending frames no faster than the browser draws them.

A frame needs at least 1/16 s after the one before, and waits while two are not acknowledged. Nothing queues
up: points stay in the history, and the next frame carries all that is new. While nothing is new there is no
frame, unless the last was never acknowledged: it, or its answer, is lost, or the browser is gone. Then it is
tried again, ever more seldom; when a browser opens, ``ready`` starts it from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from time import perf_counter
from typing import Any

import numpy as np

from autograd_lab.record.runs.curve import Curve
from autograd_lab.record.runs.run import History
from autograd_lab.record.snapshot import to_json
from autograd_lab.record.training.grids import Grid, Grids
from autograd_lab.ui.protocol import Frame, GridSlice, SeriesSlice

INTERVAL = 1 / 16  # seconds between frames
SHARE = 0.002  # of all time that making frames may take; a large frame, or a busy machine, makes them fewer
LONGEST = 0.5  # seconds; fewer frames than that are not live any more
UNACKNOWLEDGED = 2
SHOWN = 8  # grids at a time; a view shows one or two
PATIENCE = (2.0, 10.0)  # seconds until a silent browser is tried again: first, and at most
BLIND_INTERVAL = 0.25  # where no acknowledgement can come while the cell runs

Send = Callable[[dict[str, Any], list[bytes]], None]
Make = Callable[[int, list[SeriesSlice], list[GridSlice]], Frame]

LARGE = ("graph", "layers", "vital", "runs")  # None when they are not new
# Two frames with the same face differ only in the pace, which the browser shows while there is news.
_face = attrgetter(*(f.name for f in fields(Frame) if f.name not in ("seq", "rate", "series", "grids", *LARGE)))
_large = attrgetter(*LARGE)


class FrameStream:
    """One stream of frames to all views of a panel."""

    def __init__(
        self,
        send: Send,
        grids: Grids | None = None,
        *,
        blind: bool = False,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._send = send
        self._grids = Grids() if grids is None else grids
        self.blind = blind
        self._clock = clock
        self.heard = False  # a browser has answered
        self.seq = 0
        self._acknowledged = 0
        self._last = -1e9
        self._pace = INTERVAL
        self._cost = 0.0  # of the frame before; of two in a row the cheaper one sets the pace
        self._patience = PATIENCE[0]
        self._sent: dict[str, tuple[int, int]] = {}  # curve -> (generation, how many points)
        self._sent_columns: dict[str, tuple[int, int]] = {}  # likewise of grids
        self._shown: list[str] = []  # grids that are on the screen
        self._face: Any = None  # of the last frame

    def due(self) -> bool:
        """Whether a frame may go out now."""
        waited = self._clock() - self._last
        if self.blind:
            return waited >= BLIND_INTERVAL
        if self.seq - self._acknowledged < UNACKNOWLEDGED:
            return waited >= self._pace
        return self.silent()

    def silent(self) -> bool:
        """Whether the last frame should have been acknowledged by now."""
        return self.seq > self._acknowledged and self._clock() - self._last >= self._patience

    def push(self, make: Make, history: History, *, repeat: bool = True) -> None:
        """Send a frame with everything that is new in ``history`` and in the grids that are on the screen; where
        nothing is new, only with ``repeat``."""
        begun = self._clock()
        slices, buffers, sent = [], [], {}
        for name, group, curve in history.series():
            start = _start(self._sent, name, curve)
            if start < len(curve) or _cut(self._sent, name, curve):
                slices.append(SeriesSlice(name, group, curve.generation, start, len(curve) - start))
                buffers.append(np.concatenate((curve.x[start:], curve.y[start:])).astype("<f4").tobytes())
                sent[name] = (curve.generation, len(curve))
        columns, sent_columns = [], {}
        for name in self._shown:
            grid = self._grids.get(name)
            start = 0 if grid is None else _start(self._sent_columns, name, grid)
            if grid is not None and (start < len(grid) or _cut(self._sent_columns, name, grid)):
                labels = [] if start else grid.labels
                columns.append(GridSlice(name, grid.generation, start, len(grid) - start, grid.rows, labels))
                buffers.append(grid.slice_bytes(start))
                sent_columns[name] = (grid.generation, len(grid))
        frame = make(self.seq + 1, slices, columns)
        face = _face(frame)
        new = bool(slices or columns) or face != self._face or any(part is not None for part in _large(frame))
        if not new and not repeat:
            return
        if self.silent():
            self._patience = min(2 * self._patience, PATIENCE[1])
        self.seq += 1
        self._face, self._last = face, self._clock()
        self._sent.update(sent)
        self._sent_columns.update(sent_columns)
        self._send(to_json(frame), buffers)
        cost = self._clock() - begun
        self._pace = min(LONGEST, max(INTERVAL, min(cost, self._cost) / SHARE))
        self._cost = cost

    def show(self, names: Sequence[str]) -> None:
        """These grids are on the screen. One that comes back is continued from where it was left."""
        self._hear(self.seq)
        self._shown = list(dict.fromkeys(names))[:SHOWN]

    def ready(self) -> None:
        """A view has opened: it knows nothing, and nothing that was sent before is still on its way."""
        self._hear(self.seq)
        self._sent.clear()
        self._sent_columns.clear()
        self._last = -1e9

    def acknowledge(self, seq: int) -> None:
        self._hear(min(seq, self.seq))

    def alive(self) -> None:
        """Somebody pressed a button: whatever was not acknowledged, the browser is there and draws."""
        self._hear(self.seq)

    def need(self, name: str, have: int) -> None:
        """A view misses points from number ``have`` on."""
        self._hear(self._acknowledged)
        for record in (self._sent, self._sent_columns):
            if name in record:
                generation, count = record[name]
                record[name] = (generation, max(0, min(have, count)))

    def _hear(self, seq: int) -> None:
        self.heard = True
        self._acknowledged = max(self._acknowledged, seq)
        self._patience = PATIENCE[0]


def _start(record: dict[str, tuple[int, int]], name: str, kept: Curve | Grid) -> int:
    """From where on it was not sent yet."""
    generation, count = record.get(name, (kept.generation, 0))
    return count if generation == kept.generation else 0


def _cut(record: dict[str, tuple[int, int]], name: str, kept: Curve | Grid) -> bool:
    """Whether something that was sent is gone, and nothing else has come."""
    return name in record and record[name][0] != kept.generation
