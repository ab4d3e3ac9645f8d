"""Which transforms this thread is inside of, from the outermost to the innermost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One running transform. ``size`` is the number of samples of a vmap, None for other transforms."""

    number: int
    size: int | None = None
    randomness: str = "error"


class _Active(threading.local):
    levels: tuple[Level, ...] = ()


_active = _Active()


def active() -> tuple[Level, ...]:
    """The transforms that are running, outermost first."""
    return _active.levels


@contextmanager
def entered(size: int | None = None, randomness: str = "error") -> Iterator[Level]:
    """A new innermost level, for the time of one call of the learner's function."""
    before = _active.levels
    level = Level(before[-1].number + 1 if before else 1, size, randomness)
    _active.levels = (*before, level)
    try:
        yield level
    finally:
        _active.levels = before
