"""How fast it goes, and one quiet line of text where there is no notebook."""

from __future__ import annotations

import sys
from time import perf_counter

from autograd_lab.record.run import History
from autograd_lab.ui import notebook

WINDOW = 0.5  # seconds over which the pace is measured
LINE_INTERVAL = 0.25


class Pace:
    """Steps per second, lately."""

    def __init__(self) -> None:
        self._time = perf_counter()
        self._step = 0
        self._rate = 0.0

    def rate(self, step: int) -> float:
        now = perf_counter()
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
        line = "  ".join((head, *values[:6]))[:110]
        print("\r" + line.ljust(self._width), end="", flush=True)
        self._width, self._last = len(line), perf_counter()

    def end(self) -> None:
        """Leave the line as it is and go to the next."""
        if self._width:
            print()
            self._width = 0
