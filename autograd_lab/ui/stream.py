"""Sending frames no faster than the browser draws them.

A frame needs at least 1/16 s after the one before, and waits while two are not acknowledged. Nothing queues
up: points stay in the history, and the next frame carries all that is new. While nothing is new there is no
frame, unless the last was never acknowledged: it, or its answer, is lost, or the browser is gone. Then it is
tried again, ever more seldom; when a browser opens, ``ready`` starts it from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from autograd_lab.record.run import Curve, History, group_of
from autograd_lab.record.snapshot import to_json
from autograd_lab.ui.protocol import Frame, SeriesSlice

INTERVAL = 1 / 16  # seconds between frames
UNACKNOWLEDGED = 2
PATIENCE = (2.0, 10.0)  # seconds until a silent browser is tried again: first, and at most
BLIND_INTERVAL = 0.25  # where no acknowledgement can come while the cell runs

Send = Callable[[dict[str, Any], list[bytes]], None]


class FrameStream:
    """One stream of frames to all views of a panel."""

    def __init__(self, send: Send, *, blind: bool = False, clock: Callable[[], float] = perf_counter) -> None:
        self._send = send
        self.blind = blind
        self._clock = clock
        self.heard = False  # a browser has answered
        self.seq = 0
        self._acknowledged = 0
        self._last = -1e9
        self._patience = PATIENCE[0]
        self._sent: dict[str, tuple[int, int]] = {}  # curve -> (generation, how many points)
        self._face: Frame | None = None  # the last frame without what is sent only when it is new

    def due(self) -> bool:
        """Whether a frame may go out now."""
        waited = self._clock() - self._last
        if self.blind:
            return waited >= BLIND_INTERVAL
        if self.seq - self._acknowledged < UNACKNOWLEDGED:
            return waited >= INTERVAL
        return self.silent()

    def silent(self) -> bool:
        """Whether the last frame should have been acknowledged by now."""
        return self.seq > self._acknowledged and self._clock() - self._last >= self._patience

    def push(self, make: Callable[[int, list[SeriesSlice]], Frame], history: History, *, repeat: bool = True) -> None:
        """Send a frame with everything that is new in ``history``; where nothing is new, only with ``repeat``."""
        slices, buffers, sent = [], [], {}
        for name, curve in tuple(history.curves.items()):
            start = self._start(name, curve)
            if start < len(curve) or self._cut(name, curve):
                slices.append(SeriesSlice(name, group_of(name), curve.generation, start, len(curve) - start))
                buffers.append(np.concatenate((curve.x[start:], curve.y[start:])).astype("<f4").tobytes())
                sent[name] = (curve.generation, len(curve))
        frame = make(self.seq + 1, slices)
        # Two frames with the same face differ only in the pace, which the browser shows while there is news.
        face = replace(frame, seq=0, rate=0.0, series=[], graph=None, layers=None)
        new = bool(slices) or frame.graph is not None or frame.layers is not None or face != self._face
        if not new and not repeat:
            return
        if self.silent():
            self._patience = min(2 * self._patience, PATIENCE[1])
        self.seq += 1
        self._face, self._last = face, self._clock()
        self._sent.update(sent)
        self._send(to_json(frame), buffers)

    def _start(self, name: str, curve: Curve) -> int:
        generation, count = self._sent.get(name, (curve.generation, 0))
        return count if generation == curve.generation else 0

    def _cut(self, name: str, curve: Curve) -> bool:
        """Whether points that were sent are gone, and no other has come."""
        return name in self._sent and self._sent[name][0] != curve.generation

    def ready(self) -> None:
        """A view has opened: it knows nothing, and nothing that was sent before is still on its way."""
        self._hear(self.seq)
        self._sent.clear()
        self._last = -1e9

    def acknowledge(self, seq: int) -> None:
        self._hear(min(seq, self.seq))

    def alive(self) -> None:
        """Somebody pressed a button: whatever was not acknowledged, the browser is there and draws."""
        self._hear(self.seq)

    def need(self, name: str, have: int) -> None:
        """A view misses points from number ``have`` on."""
        self._hear(self._acknowledged)
        if name in self._sent:
            generation, count = self._sent[name]
            self._sent[name] = (generation, max(0, min(have, count)))

    def _hear(self, seq: int) -> None:
        self.heard = True
        self._acknowledged = max(self._acknowledged, seq)
        self._patience = PATIENCE[0]
