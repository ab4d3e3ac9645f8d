"""What the first large array would wait for is loaded while a notebook has nothing to do.

The first compiled loop of a process imports numba and starts the threads, a third of a second; each later one starts
at once. Here that is done when no cell has run for a moment after one: by the thread that runs the cells, so
that nothing of the learner's runs beside it, forks in the middle or sees a half of it, and without Ctrl-C, which a
kernel heeds in cells only. Cells that follow each other at once, as in "Run All", come first.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import Any

from autograd_lab.backend import loops
from autograd_lab.ui import notebook

PAUSE = 0.5  # seconds


def load_in_a_pause() -> None:
    """Wait for the first pause between the cells of this notebook, and use it."""
    if notebook.in_notebook() and not notebook.synchronous() and loops.usable():
        _Pause(notebook.shell().events)


class _Pause:
    def __init__(self, events: Any) -> None:
        self.events = events
        self.timer: asyncio.TimerHandle | None = None
        events.register("pre_run_cell", self.over)
        events.register("post_run_cell", self.begins)

    def begins(self, result: Any) -> None:
        if threading.current_thread() is threading.main_thread():  # not after a cell of a subshell
            with suppress(RuntimeError):  # this kernel runs its cells without asyncio
                self.timer = asyncio.get_running_loop().call_later(PAUSE, self.use)

    def over(self, info: Any) -> None:
        if self.timer is not None:
            self.timer.cancel()

    def use(self) -> None:
        self.events.unregister("pre_run_cell", self.over)
        self.events.unregister("post_run_cell", self.begins)
        with suppress(Exception):  # is an error of the first loop, if there is one
            loops.load_ahead()
