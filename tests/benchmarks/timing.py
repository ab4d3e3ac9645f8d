"""Two programs timed in turn, so that a busy machine disturbs both alike."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from time import perf_counter


def interleaved(
    programs: dict[str, Callable[[], object]], rounds: int = 30, clock: Callable[[], float] = perf_counter
) -> dict[str, float]:
    """The median seconds of each program over ``rounds`` rounds, after three that do not count. ``time.thread_time`` as
    the ``clock`` leaves out what other processes do, of programs that run in one thread."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds + 3):
            for name, program in programs.items():
                start = clock()
                program()
                if turn >= 3:
                    times[name].append(clock() - start)
    finally:
        gc.enable()
    return {name: median(values) for name, values in times.items()}
