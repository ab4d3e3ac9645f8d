"""Loops over arrays, written in Python and compiled by numba when first run. Only here and in what this
loads (``pool.py``, ``lanes.py``, ``kept_code.py``) is numba imported.

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

import contextlib
import hashlib
import importlib
import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from autograd_lab.backend import kept_code, pool

prange = range  # in a loop: numba's, whose turns may be taken by several threads
SHARED = 2**15  # numbers in the first array: fewer are not worth waking a thread for


class _Choice(threading.local):
    off = False


_choice = _Choice()
_found: bool | None = None


def usable() -> bool:
    """Whether this thread has its loops compiled: numba is installed, and nobody asked to go without."""
    return not _choice.off and _installed()


def importable() -> bool:
    """As ``usable``, and numba is imported to be certain."""
    try:
        return usable() and _numba() is not None
    except Unusable:
        return False


def load_ahead() -> None:
    """What the first loop of a process waits for: numba, and the threads. Where these were never used before,
    that would be seconds of compiling, and nothing is done."""
    if importable() and pool.compiled():
        pool.threads()


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
        _found = importlib.util.find_spec("numba") is not None
    return _found


class Unusable(Exception):
    """A kernel cannot be compiled: numba is made for other versions of NumPy, or CuPy is one that knows no CUDA C."""


def _numba() -> Any:
    global _found
    try:
        return importlib.import_module("numba")
    except ImportError:
        _found = False
        raise Unusable from None


class Loop:
    """A function that is compiled on its first call: once for one thread, once for several."""

    def __init__(self, function: Callable[..., None], fast: set[str]) -> None:
        self.function, self.fast = function, fast
        self.alone: Any = None
        self.shared: Any = None
        self._ready: set[Any] = set()
        self.__doc__, self.__name__ = function.__doc__, function.__name__

    def __call__(self, *arguments: Any) -> None:
        self._code(arguments)(*arguments)

    def ready(self, *arguments: Any) -> Callable[..., None]:
        """What a call with these runs, compiled already: a call of it runs no Python, so nothing can interrupt it."""
        code = self._code(arguments)
        kind = code, arguments[0].dtype, *map(type, arguments)
        if kind not in self._ready:
            code.compile(_types(arguments))
            self._ready.add(kind)
        return code

    def _code(self, arguments: Any) -> Any:
        if arguments[0].size < SHARED or pool.threads() == 1:
            if self.alone is None:
                self.alone = self._compiled_for(arguments, parallel=False)
            return self.alone
        if self.shared is None:
            self.shared = self._compiled_for(arguments, parallel=True)
        pool.choose()
        return self.shared

    def _compiled_for(self, arguments: Any, parallel: bool) -> Any:
        try:
            code = _compiled(self.function, self.fast, parallel, keep=True)
            with kept_code.at_once():
                code.compile(_types(arguments))
        except Unusable:
            raise
        except Exception:  # a full disk, a folder that may not be written, a damaged file
            code = _compiled(self.function, self.fast, parallel, keep=False)
            code.compile(_types(arguments))
        return code


def _types(arguments: Any) -> tuple[Any, ...]:
    return tuple(map(_numba().typeof, arguments))


class Inline:
    """A function of numbers, for loops to call; called otherwise it is Python's."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__doc__, self.__name__ = function.__doc__, function.__name__

    def __call__(self, *numbers: Any) -> Any:
        return self.function(*numbers)

    @cached_property
    def compiled(self) -> Callable[..., Any]:
        return _compiled(self.function, {"contract"}, parallel=False, keep=False)


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


def from_text(text: str, name: str, known: dict[str, Any]) -> Loop:
    """The ``exact_loop`` of the function ``name`` in this text, which may use ``prange`` and what is ``known``. The
    text is kept as a file in the user's cache directory, beside which numba keeps what it made of it."""
    place = _kept(text)
    module = sys.modules[place.stem] = ModuleType(place.stem)  # where numba looks for it when it loads what it kept
    vars(module).update(known, prange=prange)
    exec(compile(text, str(place), "exec"), vars(module))
    return exact_loop(vars(module)[name])


def _kept(text: str) -> Path:
    """A file with this text: written whole or not at all, since other processes may be writing it as well."""
    numba, appdirs = _numba(), importlib.import_module("numba.misc.appdirs")
    folder = Path(numba.config.CACHE_DIR or appdirs.user_cache_dir("autograd_lab", False), "loops")
    place = folder / f"loop_{hashlib.sha256(text.encode()).hexdigest()[:32]}.py"
    if not place.exists():
        with contextlib.suppress(OSError):  # nowhere to write: it is compiled anew in each process
            folder.mkdir(parents=True, exist_ok=True)
            part = place.with_suffix(f".{os.getpid()}")
            part.write_text(text, encoding="utf-8")
            part.replace(place)
    return place


def _compiled(function: Any, fast: set[str], parallel: bool, keep: bool) -> Any:
    numba = _numba()
    known = {
        name: value.compiled if isinstance(value, Inline) else numba.prange if value is prange else value
        for name, value in function.__globals__.items()
        if name in function.__code__.co_names
    }
    copy = FunctionType(function.__code__, known, function.__name__)
    copy.__qualname__ = function.__qualname__ + (".shared" if parallel else "")  # by this name it is found on disk
    copy.__module__ = function.__module__
    return numba.njit(cache=keep, nogil=True, error_model="numpy", fastmath=fast, parallel=parallel)(copy)
