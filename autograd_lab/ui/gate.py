"""Pause, resume, one step, stop: wishes that come from another thread and are met between two steps."""

from __future__ import annotations

import threading
from collections.abc import Callable

from autograd_lab.i18n import tr
from autograd_lab.ui.protocol import Action

TICK = 0.1  # seconds between looks at the world while the loop is paused


class TrainingStopped(KeyboardInterrupt):
    """Stop was pressed in a loop that does not go through ``panel(loader)``.

    A KeyboardInterrupt, because that is what it is to the program: ``except Exception`` must not swallow it.
    """

    def __init__(self) -> None:
        super().__init__(tr("panel.stopped"))

    def _render_traceback_(self) -> list[str]:
        """IPython asks for this: one quiet line instead of a traceback, for nothing has gone wrong."""
        return [str(self)]


class Gate:
    """The loop passes it between steps and is held there while it is closed."""

    def __init__(self) -> None:
        self.paused = False
        self.stopped = False
        self._steps = 0  # that may pass although it is paused
        self._news = threading.Event()

    def ask(self, action: Action) -> None:
        """What a button does; from any thread."""
        if action == "stop":
            self.stopped = True
        elif action == "resume":
            self.paused = self.stopped = False
        else:  # one step is: pause, but let one through
            self.paused, self._steps = True, self._steps + (action == "step")
        self.wake()

    def wake(self) -> None:
        """Let a waiting loop look around at once."""
        self._news.set()

    @property
    def closed(self) -> bool:
        return self.paused and self._steps == 0 and not self.stopped

    def step_done(self) -> None:
        if self._steps:
            self._steps -= 1

    def reset(self) -> None:
        self.paused = self.stopped = False
        self._steps = 0

    def wait(self, look: Callable[[], None]) -> None:
        """Stay while the gate is closed; Jupyter's own interrupt button counts as stop."""
        try:
            while self.closed:
                self._news.wait(TICK)
                self._news.clear()
                look()
        except KeyboardInterrupt:
            self.stopped = True
