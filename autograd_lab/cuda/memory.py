"""How much memory of a GPU is in use, in bytes. CuPy keeps freed memory in a pool, to give it out again sooner.

All figures can be asked of "cpu" too, for a lesson without a GPU: tracemalloc then counts what is allocated from the
first question on, and each allocation is a little slower.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.backend import cuda, traced
from autograd_lab.backend.cuda import amount
from autograd_lab.backend.device import as_device
from autograd_lab.cuda.devices import on
from autograd_lab.errors import ArgumentError


@contextmanager
def _pools(device: Any) -> Iterator[list[Any]]:
    """CuPy's pool, and those of captured graphs. They speak of the current GPU: that is this one inside."""
    with on(device):
        yield cuda.pools(cuda.cupy())


def _on_host(device: Any) -> bool:
    return device is not None and as_device(device).type == "cpu"


def memory_allocated(device: Any = None) -> int:
    """What arrays hold."""
    if _on_host(device):
        return traced.allocated()
    with _pools(device) as pools:
        return sum(int(pool.used_bytes()) for pool in pools)


def memory_reserved(device: Any = None) -> int:
    """What the pool holds: for arrays, and to give out again."""
    if _on_host(device):
        return traced.allocated()  # the host has no pool
    with _pools(device) as pools:
        return sum(int(pool.total_bytes()) for pool in pools)


def reset_peak_memory_stats(device: Any = None) -> None:
    """Watch the peak from now on: every allocation is then a little slower."""
    if _on_host(device):
        traced.reset_peak()
        return
    with on(device) as place:
        cuda.peaks[int(place.id)] = (memory_allocated(), memory_reserved())


reset_max_memory_allocated = reset_peak_memory_stats  # its older name


def max_memory_allocated(device: Any = None) -> int:
    """The most that arrays held since ``reset_peak_memory_stats``; what they hold now, if that was never called."""
    if _on_host(device):
        return traced.peak()
    index = int(on(device).id)
    return cuda.peaks[index][0] if index in cuda.peaks else memory_allocated(index)


def max_memory_reserved(device: Any = None) -> int:
    """The most that the pool held since ``reset_peak_memory_stats``; what it holds now, if that was never called."""
    if _on_host(device):
        return traced.peak()
    index = int(on(device).id)
    return cuda.peaks[index][1] if index in cuda.peaks else memory_reserved(index)


def empty_cache() -> None:
    """Give back to the driver what the pool holds and no array uses."""
    with _pools(None) as pools:
        pools[0].free_all_blocks()


def mem_get_info(device: Any = None) -> tuple[int, int]:
    """(free, in all), as the driver counts for all programs on the GPU."""
    if _on_host(device):
        return traced.free_and_total()
    free, total = on(device).mem_info
    return int(free), int(total)


def set_per_process_memory_fraction(fraction: float, device: Any = None) -> None:
    """Let the pool hold at most this part of the GPU's memory, or any amount for 0. ValueError unless it is between
    0 and 1."""
    if isinstance(fraction, bool) or not isinstance(fraction, (int, float)) or not 0 <= fraction <= 1:
        raise ArgumentError("cuda.fraction", got=fraction)
    with _pools(device) as pools:
        for pool in pools:
            pool.set_limit(size=int(fraction * mem_get_info(device)[1]))


def memory_stats(device: Any = None) -> dict[str, int]:
    """The figures under PyTorch's names."""
    figures = {
        "allocated_bytes": (memory_allocated, max_memory_allocated),
        "reserved_bytes": (memory_reserved, max_memory_reserved),
    }
    return {
        f"{name}.all.{when}": figure(device)
        for name, both in figures.items() for when, figure in zip(("current", "peak"), both, strict=True)
    }  # fmt: skip


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
