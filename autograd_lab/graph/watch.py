"""Watching the engine work. Nothing here runs, and nothing is slowed, while the list of watchers is empty."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PACKAGE = os.path.join(Path(__file__).resolve().parents[1], "")  # a folder beside it may begin with its name

watchers: list[Watcher] = []  # of single ops: while there is one, every op tells where it was called
backward_watchers: list[Watcher] = []  # of whole backward passes


class Watcher:
    """Overwrite the events you want. They run in the thread that computes, so be quick and do not raise."""

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        """An op has run and has become a node of the graph."""

    def backward_started(self, roots: Sequence[Any]) -> None:
        """``backward`` was called on these Tensors."""

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        """Gradients (arrays or None) arrived at a node's outputs and go on to its inputs."""

    def backward_finished(self, roots: Sequence[Any]) -> None:
        """The walk is over; leaf gradients are in place."""


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


_scope = _Scope()


@contextmanager
def module_scope(module: Any) -> Iterator[None]:
    """Ops recorded inside belong to ``module``; entered by Module.__call__ while somebody watches."""
    outer = _scope.modules
    _scope.modules = (*outer, module)
    try:
        yield
    finally:
        _scope.modules = outer


def current_scope() -> tuple[Any, ...]:
    """The modules whose forward is running, outermost first."""
    return _scope.modules


def learner_line() -> tuple[str, int] | None:
    """File and line of the nearest caller outside this package."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return (frame.f_code.co_filename, frame.f_lineno) if frame else None
