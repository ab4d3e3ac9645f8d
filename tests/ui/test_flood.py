"""Metrics without end: messages stay few, memory stays flat, and the last value is always there."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

from autograd_lab.record.runs.curve import Curve
from autograd_lab.record.runs.run import History
from autograd_lab.ui.stream import FrameStream
from tests.ui.test_stream import Clock, frame

NAMES = [f"metric {i}" for i in range(10)]
LIMIT = 256  # points of a curve
RATE = 30  # messages a second that a widget may send


class Sink:
    """Counts what comes and acknowledges it at once; keeps nothing but the last value of each curve."""

    def __init__(self, clock: Clock) -> None:
        self.stream = FrameStream(self.send, clock=clock)
        self.times: list[float] = []
        self.last: dict[str, float] = {}
        self._clock = clock

    def send(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        self.times.append(self._clock.now)
        for piece, buffer in zip(message["series"], buffers, strict=True):
            self.last[piece["name"]] = memoryview(buffer).cast("f")[-1]
        self.stream.acknowledge(message["seq"])

    def most_in_a_second(self) -> int:
        first, most = 0, 0
        for i, time in enumerate(self.times):
            while time - self.times[first] >= 1.0:
                first += 1
            most = max(most, i - first + 1)
        return most


def log(history: History, sink: Sink, clock: Clock, first: int, steps: int, per_second: float) -> None:
    for step in range(first, first + steps):
        clock.now += 1 / per_second
        for i, name in enumerate(NAMES):
            history.log(name, step, step % 1000 + i)
        history.clock.tick(step, step / 1000)
        if sink.stream.due():
            sink.stream.push(frame, history)


def traced(sink: Sink) -> int:
    """Bytes in use, without what the sink itself counts and what the collector will still fetch."""
    sink.times.clear()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_ten_thousand_metrics_a_second() -> None:
    clock, history = Clock(), History()
    sink = Sink(clock)
    log(history, sink, clock, 0, 10_000, per_second=1000)
    sink.stream.push(frame, history)
    assert 10 * 10 < len(sink.times) and sink.most_in_a_second() <= RATE
    assert [sink.last[name] for name in NAMES] == [9_999 % 1000 + i for i in range(10)]


def test_an_hour_takes_no_more_memory_than_its_first_minutes() -> None:
    clock, history = Clock(), History()
    sink = Sink(clock)
    history.clock._now = clock
    for name in NAMES:
        history.curves[name] = Curve(LIMIT)  # smaller than in a real run, so that it is full many times over
    history.clock.seconds, history.clock.epochs = Curve(LIMIT), Curve(LIMIT)
    log(history, sink, clock, 0, 600, per_second=1)
    tracemalloc.start()
    try:
        log(history, sink, clock, 600, 100, per_second=1)
        before = traced(sink)
        log(history, sink, clock, 700, 2_900, per_second=1)
        grown = traced(sink) - before
    finally:
        tracemalloc.stop()
    assert grown < 100_000, "a frame's buffers come and go; nothing else may grow"
    assert 3500 < history.clock.passed < 3601
    assert all(curve.generation > 10 for curve in history.curves.values())
    assert all(curve._points.nbytes <= 2 * 4 * LIMIT for _, _, curve in history.series())
