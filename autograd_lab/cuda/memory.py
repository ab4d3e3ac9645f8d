"""How much memory of a GPU is in use, in bytes. CuPy keeps freed memory in a pool, to give it out again sooner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.backend import cuda
from autograd_lab.backend.cuda import amount
from autograd_lab.cuda.devices import on
from autograd_lab.errors import ArgumentError


@contextmanager
def _pool(device: Any) -> Iterator[Any]:
    """CuPy's pool, which speaks of the current GPU: that is this one inside."""
    with on(device):
        yield cuda.cupy().get_default_memory_pool()


def memory_allocated(device: Any = None) -> int:
    """What arrays hold."""
    with _pool(device) as pool:
        return int(pool.used_bytes())


def memory_reserved(device: Any = None) -> int:
    """What the pool holds: for arrays, and to give out again."""
    with _pool(device) as pool:
        return int(pool.total_bytes())


def reset_peak_memory_stats(device: Any = None) -> None:
    """Watch the peak from now on: every allocation is then a little slower."""
    with on(device) as place:
        cuda.peaks[int(place.id)] = memory_allocated()


def max_memory_allocated(device: Any = None) -> int:
    """The most that arrays held since ``reset_peak_memory_stats``; what they hold now, if that was never called."""
    place = on(device)
    return cuda.peaks.get(int(place.id), memory_allocated(int(place.id)))


def empty_cache() -> None:
    """Give back to the driver what the pool holds and no array uses."""
    with _pool(None) as pool:
        pool.free_all_blocks()


def mem_get_info(device: Any = None) -> tuple[int, int]:
    """(free, in all), as the driver counts for all programs on the GPU."""
    free, total = on(device).mem_info
    return int(free), int(total)


def set_per_process_memory_fraction(fraction: float, device: Any = None) -> None:
    """Let the pool hold at most this part of the GPU's memory, or any amount for 0. ValueError unless it is between
    0 and 1."""
    if isinstance(fraction, bool) or not isinstance(fraction, (int, float)) or not 0 <= fraction <= 1:
        raise ArgumentError("cuda.fraction", got=fraction)
    with _pool(device) as pool:
        pool.set_limit(size=int(fraction * mem_get_info(device)[1]))


def memory_summary(device: Any = None, abbreviated: bool = False) -> str:
    """The figures as a table to print."""
    free, total = mem_get_info(device)
    rows = {
        "allocated": memory_allocated(device),
        "peak": max_memory_allocated(device),
        "reserved": memory_reserved(device),
        "free": free,
        "total": total,
    }
    return "\n".join(f"{name:10} {amount(size):>12}" for name, size in rows.items())
