"""Which transforms this thread is inside of, from the outermost to the innermost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from autograd_lab.tensor.transformed import inside


@dataclass(frozen=True)
class Level:
    """One running transform. ``size`` is the number of samples of a vmap, None for other transforms."""

    number: int
    size: int | None = None
    randomness: str = "error"


class _Active(threading.local):
    levels: tuple[Level, ...] = ()
    drawing: frozenset[int] = frozenset()


_active = _Active()


def active() -> tuple[Level, ...]:
    """The transforms that are running, outermost first."""
    return _active.levels


@contextmanager
def entered(size: int | None = None, randomness: str = "error", backward: bool = False) -> Iterator[Level]:
    """A new innermost level, for the time of one call of the learner's function. ``backward`` says whether that may
    call ``.backward()``."""
    before, walks = _active.levels, inside.no_backward
    level = Level(before[-1].number + 1 if before else 1, size, randomness)
    _active.levels = (*before, level)
    inside.no_backward = walks or not backward
    try:
        yield level
    finally:
        _active.levels, inside.no_backward = before, walks


@contextmanager
def outside(number: int) -> Iterator[Level]:
    """Step out of level ``number`` and of those further in, for what is computed on its behalf."""
    before = _active.levels
    _active.levels = tuple(level for level in before if level.number < number)
    try:
        yield next(level for level in before if level.number == number)
    finally:
        _active.levels = before


@contextmanager
def drawing(level: int) -> Iterator[None]:
    """Meanwhile random numbers are drawn for all samples of vmap ``level``, or for one of them."""
    before = _active.drawing
    _active.drawing = before | {level}
    try:
        yield
    finally:
        _active.drawing = before


def draws(level: int) -> bool:
    """Whether it has been said already for whom random numbers are drawn."""
    return level in _active.drawing
