"""Watching the engine work. Nothing here runs, and nothing is slowed, while the list of watchers is empty."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter_ns as clock
from types import FrameType
from typing import Any

Line = tuple[str, int]  # file and number
PACKAGE = os.path.join(Path(__file__).resolve().parents[1], "")  # a folder beside it may begin with its name

watchers: list[Watcher] = []  # of single ops: while there is one, every op tells where it was called
backward_watchers: list[Watcher] = []  # of whole backward passes


class Watcher:
    """Overwrite the events you want. They run in the thread that computes, so be quick.

    Do not raise, unless the computation must not go on: an error from ``reached`` or ``flowed`` ends the backward pass,
    and leaves have no gradients yet.
    """

    def ran(self, op: Any, params: Any, inputs: Sequence[Any], outputs: Sequence[Any], started: int) -> None:
        """An op has run, recorded or not. ``started`` is what ``clock`` said before, in nanoseconds."""

    def called(self, function: Any, args: Sequence[Any], kwargs: Any, result: Any) -> None:
        """A public function or method has returned ``result``; functions that it called were told before."""

    def copied(self, array: Any, copy: Any) -> None:
        """The engine has copied an array, beside the ops: what a rule will need of it must not change."""

    def made_of_number(self, array: Any) -> None:
        """The engine has made ``array`` of a number that Python gave, or of shapes alone."""

    def checked(self, numbers: Any, count: int, but: Any) -> None:
        """It was looked whether these integers are all of 0 ... ``count`` - 1, or ``but``."""

    def writing(self, tensor: Any) -> None:
        """The memory of a tensor is about to be written to."""

    def wrote(self, array: Any, values: Any, index: Any = ...) -> None:
        """``array``, the memory of a tensor, gets new ``values`` in place, all of it or at ``index``."""

    def assigned(self, x: Any, value: Any, index: Any = None) -> None:
        """The value of a Tensor was written into the memory of x, or of ``x[index]``; ``wrote`` came before."""

    def moved(self, tensor: Any) -> None:
        """A tensor was given other memory: ``set_``, ``resize_``."""

    def grad_set(self, tensor: Any, value: Any) -> None:
        """The ``.grad`` of a tensor is set: to None, or to another Tensor. Not told of what backward adds."""

    def optimizing(self, optimizer: Any) -> None:
        """An optimizer is about to make a step."""

    def left(self, what: Any, started: int) -> None:
        """A module's forward is over, or a region: an optimizer's step, a learner's ``record_function``."""

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        """An op has run and has become a node of the graph."""

    def backward_started(self, roots: Sequence[Any]) -> None:
        """``backward`` was called on these Tensors."""

    def reached(self, node: Any, gys: Sequence[Any]) -> None:
        """All gradients have arrived at a node; the hooks of its outputs and its rule come next."""

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        """Gradients (arrays or None) arrived at a node's outputs and go on to its inputs, hooks included."""

    def accumulating(self, leaves: Sequence[Any]) -> None:
        """All rules have run; the gradients of these nodes are added to the ``.grad`` of their leaves next."""

    def backward_finished(self, roots: Sequence[Any]) -> None:
        """The walk is over; leaf gradients are in place."""

    def backward_failed(self, roots: Sequence[Any], error: BaseException) -> None:
        """An error ended the walk."""


def add(watcher: Watcher, *, ops: bool = True) -> None:
    """Put a watcher on the list. With ``ops=False`` it hears of backward passes only, at no cost per op."""
    backward_watchers.append(watcher)
    if ops:
        watchers.append(watcher)


def remove(watcher: Watcher) -> None:
    """Take a watcher off the list; nothing happens if it is not there."""
    for listed in (watchers, backward_watchers):
        if watcher in listed:
            listed.remove(watcher)


def tell(event: str, *about: Any) -> None:
    """Let every watcher of ops know; asked only while there is one."""
    if not _scope.unheard:
        for watcher in tuple(watchers):
            getattr(watcher, event)(*about)


def tell_of_backward(event: str, *about: Any) -> None:
    """Let every watcher of backward passes know."""
    if not _scope.unheard:
        for watcher in tuple(backward_watchers):
            getattr(watcher, event)(*about)


def copy_of(array: Any) -> Any:
    """A copy that the engine keeps, of which watchers hear."""
    copy = array.copy()
    if watchers:
        tell("copied", array, copy)
    return copy


@contextmanager
def unheard() -> Iterator[None]:
    """What this thread computes inside is not the learner's, so no watcher hears of it: a view answers a question."""
    before, _scope.unheard = _scope.unheard, True
    try:
        yield
    finally:
        _scope.unheard = before


@contextmanager
def watching(watcher: Watcher) -> Iterator[Watcher]:
    add(watcher)
    try:
        yield watcher
    finally:
        remove(watcher)


class _Scope(threading.local):
    def __init__(self) -> None:
        self.modules: tuple[Any, ...] = ()
        self.unheard = False


_scope = _Scope()


class region:
    """``with region(name):`` what runs inside is known to watchers under this name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._starts: list[int] = []  # a stack: one object may be entered again while it is active

    def __enter__(self) -> Any:
        self._starts.append(clock() if watchers else 0)
        return self

    def __exit__(self, *exc_info: object) -> None:
        started = self._starts.pop()
        if started:
            tell("left", self.name, started)


@contextmanager
def module_scope(module: Any) -> Iterator[None]:
    """Ops recorded inside belong to ``module``; entered by Module.__call__ while somebody watches."""
    outer = _scope.modules
    _scope.modules = (*outer, module)
    started = clock()
    try:
        yield
    finally:
        _scope.modules = outer
        tell("left", module, started)


def current_scope() -> tuple[Any, ...]:
    """The modules whose forward is running, outermost first."""
    return _scope.modules


def learner_frame() -> FrameType | None:
    """The frame of the nearest caller outside this package."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
    return frame


def learner_line() -> Line | None:
    """File and line of the nearest caller outside this package."""
    frame = learner_frame()
    return (frame.f_code.co_filename, frame.f_lineno) if frame else None
