"""Looking at a run without slowing it down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

SHARE = 0.0005  # of all time, for each of the four kinds of looks; twice that for the layers, which everybody sees
EARLY = 0.05  # of the time that the run has taken so far
YOUNG = 3.0  # seconds; before, a run may be looked at for more of its time: it may be over soon, and all is new
BEAT = 1 / 20  # seconds; more often than frames go out


class Beat:
    """Says at the end of a step whether to look around: what would be asked in vain after most steps of a fast loop,
    and pushes the learner's numbers out of the processor's memory. ``always`` where the clock must not decide."""

    def __init__(self, *, always: bool = False) -> None:
        self._always = always
        self._next = 0.0

    def due(self) -> bool:
        now = perf_counter()
        if now < self._next and not self._always:
            return False
        self._next = now + BEAT
        return True


class Budget:
    """Says when to look again: at most every ``interval`` seconds, and for at most ``share`` of all time.

    A model so large that one look takes long is looked at more seldom, a run that has just begun more often:
    some last no longer than one interval. With ``every``, each that-many-th step is looked at instead.
    """

    def __init__(self, interval: float, share: float, every: int | None = None) -> None:
        self.interval = interval
        self.share = share
        self.every = every
        self._begun = perf_counter()
        self._next = 0.0  # the first step is always looked at
        self._last = 0.0  # what the look before took

    def allows(self, step: int) -> bool:
        if self.every is not None:
            return step % self.every == 0
        return perf_counter() >= self._next

    def spent(self, seconds: float) -> None:
        """A look has just ended that took this long.

        The very first is slow, for nothing is warm, and any may be interrupted by another program: so of two in a row
        the faster one sets the pace.
        """
        now = perf_counter()
        age = now - self._begun
        wait = min(self.interval, EARLY * age)
        cost, self._last = min(seconds, self._last), seconds
        self._next = now + max(wait, cost / self.share * min(1.0, age / YOUNG))

    @contextmanager
    def spending(self) -> Iterator[None]:
        """What runs inside is a look."""
        start = perf_counter()
        try:
            yield
        finally:
            self.spent(perf_counter() - start)
