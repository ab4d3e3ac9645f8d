"""When each step was done: after how many seconds of training, and how far into which epoch.

Two curves over the step, so that points carry no time of their own and any curve can be drawn over seconds or
epochs. Between two notes both go straight; pauses and the time between two cells do not count.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from autograd_lab.record.runs.curve import Curve
from autograd_lab.record.training.budget import BEAT

# A learner's curve cannot have such a name: a tab is no part of one (``names.shorten``).
SECONDS, EPOCHS = "\tseconds", "\tepochs"
POINTS = 4_096
FINEST = 0.01  # seconds between notes in a short run; in a long one, a thousandth of what has passed


class Clock:
    """``tick`` is called after a step, once in a ``BEAT``, and ``rest`` when training is over."""

    def __init__(self, now: Callable[[], float] = perf_counter) -> None:
        self.seconds = Curve(POINTS)
        self.epochs = Curve(POINTS)
        self.passed = 0.0
        self._now = now
        self._last: float | None = None
        self._next = 0.0

    def tick(self, step: int, epoch: float | None = None) -> None:
        """``epoch``: epochs done so far, 1.5 in the middle of the second; None where nobody knows."""
        now = self._now()
        if self._last is not None:
            self.passed += now - self._last
        self._last = now
        if self.passed >= self._next:
            self.note(step, epoch)

    def hold(self) -> None:
        """Time passes and nothing is trained."""
        self._last = None

    def rest(self, step: int, epoch: float | None = None) -> None:
        if self._last is not None:
            self.passed += min(self._now() - self._last, BEAT)  # what came later was no step: it would have ticked
            self._last = None
            self.note(step, epoch)

    def note(self, step: int, epoch: float | None = None) -> None:
        """Write down where the run is, in any case; a step has one note."""
        self._next = self.passed + max(FINEST, self.passed / 1000)
        for curve, value in ((self.seconds, self.passed), (self.epochs, epoch)):
            if value is not None and (len(curve) == 0 or step > curve.x[-1]):
                curve.append(step, value)

    def cut(self, step: float) -> None:
        """Go back to ``step``: what was trained after it is forgotten, and took no time."""
        for curve in (self.seconds, self.epochs):
            curve.cut(curve.until(step))
        self.passed = float(self.seconds.y[-1]) if len(self.seconds) else 0.0
        self._last, self._next = None, self.passed
