"""Loops over arrays, written in Python and compiled by numba when first run: the only module that imports numba.

    @loop
    def relu(x, y):
        for i in prange(x.size):
            y[i] = max(x[i], 0)

Called with NumPy arrays, ``relu`` is machine code. Over large arrays the turns of its ``prange`` are shared out among
the threads of ``pool.py``. What numba made is kept on disk: beside the source, or in the user's cache directory where
that may not be written; the first run on a machine takes a second or two, each later one loads it in milliseconds.

A loop may call functions marked ``@inline``, and read numbers. Without numba (in the browser) nothing is compiled and
``usable`` is false: the same is then computed by NumPy.
"""

from __future__ import annotations

import importlib
import importlib.util
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from types import FunctionType
from typing import Any

from autograd_lab.backend import pool

prange = range  # in a loop: numba's, whose turns may be taken by several threads
SHARED = 2**13  # numbers in the first array: fewer are not worth waking a thread for


class _Choice(threading.local):
    off = False


_choice = _Choice()
_found: bool | None = None


def usable() -> bool:
    """Whether loops are compiled in this thread: there is a numba, and nobody asked to go without."""
    return not _choice.off and _installed()


@contextmanager
def without_loops() -> Iterator[None]:
    """Inside, this thread computes with NumPy alone."""
    before, _choice.off = _choice.off, True
    try:
        yield
    finally:
        _choice.off = before


def _installed() -> bool:
    global _found
    if _found is None:
        _found = importlib.util.find_spec("numba") is not None and _fits()
    return _found


def _fits() -> bool:
    try:
        importlib.import_module("numba")
    except ImportError:  # each numba knows the NumPy versions it was made for
        return False
    return True


class Loop:
    """A function that is compiled on its first call: once for one thread, once for several."""

    def __init__(self, function: Callable[..., None], fast: set[str]) -> None:
        self.function, self.fast = function, fast
        self.__doc__, self.__name__ = function.__doc__, function.__name__
        self._ready: set[Any] = set()

    def __call__(self, *arguments: Any) -> None:
        if arguments[0].size >= SHARED and pool.threads() > 1:
            pool.run(self.shared, arguments)
        else:
            self.alone(*arguments)

    def ready(self, *arguments: Any) -> Callable[..., None]:
        """What a call with these runs, compiled already: a call of it runs no Python, so nothing can interrupt it."""
        shared = arguments[0].size >= SHARED and pool.threads() > 1
        if shared:
            pool.choose()
        function = self.shared if shared else self.alone
        kind = shared, arguments[0].dtype, *map(type, arguments)
        if kind not in self._ready:
            function(*[a[:0] if hasattr(a, "shape") and a.shape else a for a in arguments])
            self._ready.add(kind)
        return function

    @cached_property
    def alone(self) -> Callable[..., None]:
        return _compiled(self.function, self.fast)

    @cached_property
    def shared(self) -> Callable[..., None]:
        return _compiled(self.function, self.fast, parallel=True)


class Inline:
    """A function of numbers, for loops to call; called otherwise it is Python's."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__doc__, self.__name__ = function.__doc__, function.__name__

    def __call__(self, *numbers: Any) -> Any:
        return self.function(*numbers)

    @cached_property
    def compiled(self) -> Callable[..., Any]:
        return _compiled(self.function, {"contract"})


def loop(function: Callable[..., None]) -> Loop:
    """Compile ``function(*arrays_and_numbers)`` when it is first called. Products and sums of it may be computed in one
    step (fma); the first array decides whether threads share the work."""
    return Loop(function, {"contract"})


def exact_loop(function: Callable[..., None]) -> Loop:
    """As ``loop``, with each operation rounded on its own, as NumPy does."""
    return Loop(function, set())


def summing_loop(function: Callable[..., None]) -> Loop:
    """As ``loop``, with sums in whatever order is fastest."""
    return Loop(function, {"contract", "reassoc"})


def inline(function: Callable[..., Any]) -> Inline:
    return Inline(function)


def _compiled(function: Any, fast: set[str], parallel: bool = False) -> Callable[..., Any]:
    numba: Any = importlib.import_module("numba")
    known = {
        name: value.compiled if isinstance(value, Inline) else numba.prange if value is prange else value
        for name, value in function.__globals__.items()
        if name in function.__code__.co_names
    }
    copy = FunctionType(function.__code__, known, function.__name__)
    copy.__qualname__ = function.__qualname__ + (".shared" if parallel else "")  # by this name it is found on disk
    copy.__module__ = function.__module__
    return numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=fast, parallel=parallel)(copy)
