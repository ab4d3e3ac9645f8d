"""Where a run stands, how fast it goes, and one quiet line of text where there is no notebook."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from shutil import get_terminal_size
from time import perf_counter
from unicodedata import east_asian_width

from autograd_lab.record.runs.run import History
from autograd_lab.record.snapshot import Text
from autograd_lab.ui import notebook
from autograd_lab.ui.protocol import State

WINDOW = 0.5  # seconds over which the pace is measured
LINE_INTERVAL = 0.25
LONGEST = 110  # columns of the line, on a terminal however wide


@dataclass
class Standing:
    """Where the run stands, but for its step, which the observer counts. Fields as in ``protocol.Frame``."""

    state: State = "ready"
    epoch: int = 0
    batch: int = 0
    batches: int | None = None
    notice: Text = ""
    news: Text = ""
    branches: list[int] = field(default_factory=list)


class Pace:
    """Steps per second, lately."""

    def __init__(self) -> None:
        self._time = perf_counter()
        self._step = 0
        self._rate = 0.0

    def rate(self, step: int) -> float:
        now = perf_counter()
        if step < self._step:  # rewound
            self._time, self._step = now, step
        if now - self._time >= WINDOW:
            self._rate = (step - self._step) / (now - self._time)
            self._time, self._step = now, step
        return round(self._rate, 1)


class TextLine:
    """A line on a terminal that is written over and over; silent where the output is a file or a notebook."""

    def __init__(self) -> None:
        self._last = 0.0
        self._width = 0
        self._on = sys.stdout is not None and sys.stdout.isatty() and not notebook.in_notebook()

    def due(self) -> bool:
        return self._on and perf_counter() - self._last >= LINE_INTERVAL

    def write(self, head: str, history: History) -> None:
        """The newest value of every curve."""
        values = [f"{name} {curve.y[-1]:.4g}" for name, curve in history.curves.items() if len(curve)]
        # One column stays free: a terminal that fills its last one begins another line, and the first stays.
        room = min(get_terminal_size().columns - 1, LONGEST)
        line = fitting("  ".join((head, *values[:6])), room)
        wide = columns(line)
        print("\r" + line + " " * (min(self._width, room) - wide), end="", flush=True)
        self._width, self._last = wide, perf_counter()

    def end(self) -> None:
        """Leave the line as it is and go to the next."""
        if self._width:
            print()
            self._width = 0


def columns(text: str) -> int:
    """How wide a terminal draws ``text``: a Chinese character takes two columns."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def fitting(text: str, room: int) -> str:
    """As much of the beginning of ``text`` as fits into ``room`` columns."""
    while columns(text) > room:
        text = text[:-1]
    return text
