"""Pause, resume, one step, one epoch, stop, speed: wishes that come from any thread and are met between two steps."""

from __future__ import annotations

import threading
from math import inf
from time import monotonic

from autograd_lab.i18n import tr
from autograd_lab.ui.protocol import Action

TICK = 0.1  # seconds between looks at the world while the loop is held
SLOW = 20.0  # steps per second that an eye can follow: then every step is looked at in detail


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
    """The loop passes it between steps, and is held there while it is closed, or while it is too early."""

    def __init__(self) -> None:
        self.paused = False
        self.stopped = False
        self.speed: float | None = None  # steps per second at most; None is as fast as it goes
        self._steps = 0  # that may pass although it is paused
        self._epoch = False  # all steps may pass until the epoch is over
        self._begun = False  # a step has been done since one epoch was asked for
        self._for_epoch = False  # it is paused, or will be, because one epoch was asked for
        self._next = 0.0  # when the next step may pass, with a speed
        self._news = threading.Event()

    def ask(self, action: Action) -> None:
        """What a button does; from any thread."""
        if action == "stop":
            self.stopped = True
        elif action == "resume":
            self.open()
        else:  # one step, or one epoch, is: pause, but let so much through
            self.paused, self._epoch = True, action == "epoch"
            self._for_epoch = self._epoch
            self._steps = self._steps + 1 if action == "step" else 0
            self._begun = False
        self.wake()

    def wake(self) -> None:
        """Let a waiting loop look around at once."""
        self._news.set()

    @property
    def closed(self) -> bool:
        return self.paused and not self._steps and not self._epoch and not self.stopped

    @property
    def free(self) -> bool:
        """Whether nothing is asked of the loop."""
        return self.speed is None and not (self.paused or self.stopped)

    @property
    def followed(self) -> bool:
        """Whether somebody goes through the steps one by one."""
        return self.paused or (self.speed is not None and self.speed <= SLOW)

    @property
    def holds(self) -> float:
        """How many seconds the loop has to wait here; infinite while closed."""
        if self.closed:
            return inf
        if self.speed is None or self.stopped or self._steps:
            return 0.0
        return max(0.0, self._next - monotonic())

    def step_done(self) -> None:
        self._begun = True
        if self._steps:
            self._steps -= 1
        if self.speed is not None:
            # Counted from when this step was let through, so that the time it took is part of the pace.
            now = monotonic()
            self._next = max(now, (self._next or now) + 1 / self.speed)

    def epoch_done(self) -> None:
        """An epoch is over. Asked for at its very end, one epoch is the next one."""
        if self._begun:
            self._epoch = False

    def open_after_epoch(self) -> None:
        """The run is over, so "hold after this epoch" has been fulfilled and holds no other run."""
        if self._for_epoch:
            self.open()

    def set_speed(self, speed: float | None) -> None:
        self.speed, self._next = speed, 0.0
        self.wake()

    def open(self) -> None:
        self.paused = self.stopped = self._epoch = self._for_epoch = False
        self._steps = 0

    def let_go(self) -> None:
        """Nobody is there who could open it again."""
        self.open()
        self.speed = None

    def wait(self, seconds: float) -> None:
        """Sleep until there is news; Jupyter's own interrupt button counts as stop."""
        try:
            self._news.wait(seconds)
            self._news.clear()
        except KeyboardInterrupt:
            self.stopped = True
