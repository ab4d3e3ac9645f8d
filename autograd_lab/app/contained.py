"""While an answer is judged: what would end the kernel raises instead, nobody is asked for input, memory has an end.

These are guard rails for honest mistakes, put up and taken down around each check. They keep nobody out who means to
get through; marks are given in a process of their own (app/grading).
"""

from __future__ import annotations

import builtins
import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from autograd_lab.app.texts import tr

_DEEPEST = 20_000  # calls within calls; far beyond that, C code runs out of its stack and takes the kernel along
_ALWAYS_LEFT = 1 << 30  # bytes that an answer may use however little the machine has


@contextlib.contextmanager
def contained() -> Iterator[None]:
    """Put the guard rails up; whatever the answer does to them, everything is as before afterwards."""
    depth = sys.getrecursionlimit()
    places = [(os, "_exit"), (os, "abort"), (os, "kill"), (builtins, "input"), (sys, "setrecursionlimit")]
    real = [(place, name, getattr(place, name)) for place, name in places]
    os._exit, os.abort = _ends("os._exit"), _ends("os.abort")
    os.kill = _kill_another(os.kill)
    builtins.input = _nobody_asks
    sys.setrecursionlimit = _not_too_deep(sys.setrecursionlimit)
    try:
        with _memory():
            yield
    finally:
        for place, name, value in real:
            setattr(place, name, value)
        sys.setrecursionlimit(depth)


def _ends(name: str) -> Callable[..., Any]:
    def refused(*_: Any) -> Any:
        raise SystemExit(tr("check.ends_kernel", name=name))

    return refused


def _kill_another(kill: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """`os.kill` for worker processes, not for the kernel itself."""

    def careful(pid: int, signal: int) -> None:
        if signal != 0 and pid in (os.getpid(), 0, -1, os.getppid()):
            raise SystemExit(tr("check.ends_kernel", name="os.kill"))
        kill(pid, signal)

    return careful


def _nobody_asks(*_: Any) -> str:
    raise EOFError(tr("check.asks"))


def _not_too_deep(change: Callable[[int], None]) -> Callable[[int], None]:
    return lambda limit: change(min(limit, _DEEPEST))


@contextlib.contextmanager
def _memory() -> Iterator[None]:
    """At most half of what is free, so that a list without end is a MemoryError and not the end of the kernel.

    On Linux only: elsewhere the limit is not kept, and there is no simple way to ask what is free. A process that holds
    a GPU has mapped far more addresses than it has memory, so there is no limit for it.
    """
    limits = _limits()
    if limits is None:
        yield
        return
    import resource

    before, now = limits
    try:
        resource.setrlimit(resource.RLIMIT_AS, now)
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _limits() -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The limits of addresses before and during a check."""
    if not sys.platform.startswith("linux") or "cupy" in sys.modules:
        return None
    with contextlib.suppress(OSError, ValueError, StopIteration, ImportError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        with open("/proc/meminfo", encoding="ascii") as file:
            free = next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable:"))
        before = resource.getrlimit(resource.RLIMIT_AS)
        wanted = used + max(free // 2, _ALWAYS_LEFT)
        if before[0] in (-1, resource.RLIM_INFINITY) or wanted < before[0]:
            return before, (wanted, before[1])
    return None
