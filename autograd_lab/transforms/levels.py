"""Which transforms this thread is inside of, from the outermost to the innermost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from autograd_lab.graph.modes import modes
from autograd_lab.tensor.transformed import inside


@dataclass(frozen=True, eq=False)
class Level:
    """One running transform. ``size`` is the number of samples of a vmap, None for other transforms. Those
    that are closed (grad, vjp, jvp) let what is computed inside come out through results only: a function inside may
    not write into memory from outside. ``closed_around`` is the next closed one further out."""

    number: int
    size: int | None = None
    randomness: str = "error"
    closed_around: Level | None = None


class _Active(threading.local):
    levels: tuple[Level, ...] = ()
    drawing: frozenset[int] = frozenset()


_active = _Active()


def active() -> tuple[Level, ...]:
    """The transforms that are running, outermost first."""
    return _active.levels


@contextmanager
def entered(
    size: int | None = None, randomness: str = "error", backward: bool = False, closed: bool = False
) -> Iterator[Level]:
    """A new innermost level, for the time of one call of the learner's function. ``backward`` says whether that may
    call ``.backward()``, ``closed`` whether it may not write into what was there before."""
    before, walks = _active.levels, inside.no_backward
    around = modes.transform
    level = Level(before[-1].number + 1 if before else 1, size, randomness, around)
    _active.levels = (*before, level)
    if closed:
        _inside_of(level)
    inside.no_backward = walks or not backward
    try:
        yield level
    finally:
        _active.levels, inside.no_backward = before, walks
        _inside_of(around)


@contextmanager
def outside(number: int) -> Iterator[Level]:
    """Step out of level ``number`` and of those further in, for what is computed on its behalf."""
    before = _active.levels
    _active.levels = tuple(level for level in before if level.number < number)
    try:
        yield next(level for level in before if level.number == number)
    finally:
        _active.levels = before


def _inside_of(level: Level | None) -> None:
    """From now on new tensors belong to this closed level."""
    modes.transform = level
    modes.marks = modes.inference or level is not None


@contextmanager
def writing_behind(number: int) -> Iterator[None]:
    """Meanwhile what tensors of level ``number`` hold may be written to, if the levels further out allow it."""
    before = level = modes.transform
    while level is not None and level.number >= number:
        level = level.closed_around
    _inside_of(level)
    try:
        yield
    finally:
        _inside_of(before)


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
