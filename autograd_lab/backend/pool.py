"""One team of threads for everything: numba's (OpenMP), which NumPy's matrix products are made to use as well.

Each library brings threads of its own, and those that have nothing to do wait for a while with open eyes. On two cores
OpenBLAS's and OpenMP's then stand in each other's way: a matrix product followed by a parallel loop took ten times
as long as one after the other on one thread. OpenBLAS can be told who shall do its jobs: here it is numba's threads.

Where that is not possible (another BLAS, no OpenMP, a process that was forked from one with threads), loops run on one
thread and BLAS keeps its own.
"""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograd_lab.backend import kept_code

WAIT = "100000"  # looks around of a thread without work, some 5 ms, before it sleeps; the default is 3 times as long

_lock = threading.Lock()
_size: int | None = None  # of the team: None before somebody needed it, 1 where there is none
_wanted = 0  # threads of it; before it is there, those that somebody asked for, or 0
_numba: Any = None
_told: list[Any] = []  # functions of the BLAS libraries that have their jobs done here


def threads() -> int:
    """How many threads a loop may use."""
    if _size is None:
        _start()
    return _wanted


def limit(count: int) -> None:
    """Let matrix products use ``count`` threads; and loops, where there are as many."""
    global _wanted
    _wanted = count if _size is None else min(count, _size)
    for library in _blas():
        library.set_num_threads(_wanted if _told else count)


def choose() -> None:
    """Let functions of numba's that this Python thread calls use as many threads as are wanted."""
    count = threads()
    if _numba.get_num_threads() != count:
        _numba.set_num_threads(count)


def compiled() -> bool:
    """Whether numba has kept on disk what starts the threads."""
    beside = importlib.import_module("numba").njit(cache=True)(threads).stats.cache_path
    return any(Path(beside).glob("openmp._do_jobs-*.nbc"))


def _start() -> None:
    global _size, _wanted
    with _lock:
        if _size is None:
            _size, _wanted = _team()


def _team() -> tuple[int, int]:
    """Start the threads, and let BLAS use them; gives their number, and how many are wanted: as many as BLAS has used
    so far, unless somebody asked for others."""
    global _numba
    alone = 1, 1
    if {"OMP_THREAD_LIMIT", "OMP_DYNAMIC"} & os.environ.keys():  # jobs wait for each other; with fewer threads for ever
        return alone
    try:
        with _environment(GOMP_SPINCOUNT=WAIT):
            importlib.import_module("numba.np.ufunc.omppool")
        _numba = importlib.import_module("numba")
        with kept_code.at_once():
            openmp = importlib.import_module("autograd_lab.backend.openmp")
    except Exception:  # no OpenMP, or nowhere to keep what is compiled
        return alone
    if _numba.config.THREADING_LAYER == "default":
        _numba.config.THREADING_LAYER = "omp"
    libraries = [library for library in _blas() if library.internal_api == "openblas"]
    tellers = [openmp.teller(library.dynlib) for library in libraries]
    if _numba.config.THREADING_LAYER != "omp" or not libraries or not all(tellers):
        return alone
    size = _numba.config.NUMBA_NUM_THREADS
    wanted = min(size, _wanted or min(library.num_threads for library in libraries))
    for library, tell in zip(libraries, tellers, strict=True):
        library.set_num_threads(wanted)
        openmp.take_jobs(tell)
    _told[:] = tellers
    return size, wanted


def _blas() -> list[Any]:
    """The BLAS libraries that are loaded: NumPy's, and SciPy's own."""
    try:
        import threadpoolctl
    except ImportError:
        return []
    return threadpoolctl.ThreadpoolController().select(user_api="blas").lib_controllers


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Variables that a library reads once, when it is loaded; the user's own stay."""
    new = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            del os.environ[name]


def _without_threads() -> None:
    """In a forked process: threads are not copied, and OpenMP ends a process that asks for those of its parent."""
    global _size, _wanted
    for tell in _told:
        tell(None)
    _told.clear()
    _size = _wanted = 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_without_threads)
