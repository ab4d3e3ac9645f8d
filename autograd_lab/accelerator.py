"""``torch.accelerator``: the GPU, whatever its make. Where there is none, its memory is empty and it cannot be chosen.

Each function is the one of ``cuda``, under the name that programs use which run on any accelerator.
"""

from __future__ import annotations

from collections import OrderedDict
from types import TracebackType
from typing import Any

from autograd_lab import cuda
from autograd_lab.backend.cuda import cupy, device_count, is_available
from autograd_lab.backend.device import device
from autograd_lab.cuda import (
    current_device as current_device_index,
    current_stream,
    mem_get_info as get_memory_info,
    set_stream,
    synchronize,
)
from autograd_lab.errors import ArgumentError

__all__ = [
    "current_accelerator",
    "current_device_idx",
    "current_device_index",
    "current_stream",
    "device_count",
    "device_index",
    "empty_cache",
    "empty_host_cache",
    "get_memory_info",
    "is_available",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "reset_peak_memory_stats",
    "set_device_idx",
    "set_device_index",
    "set_stream",
    "synchronize",
]


def current_accelerator(check_available: bool = False) -> device | None:
    """The device "cuda" where there is a GPU, else None."""
    return device("cuda") if is_available() else None


def set_device_index(device: Any, /) -> None:
    """Make this GPU the current one, in this thread. A negative number changes nothing."""
    if device is None:
        raise ArgumentError("accelerator.index")
    if not isinstance(device, int) or device >= 0:
        cuda.set_device(device)


class device_index:
    """``with torch.accelerator.device_index(1):`` makes it the current GPU inside; None changes nothing."""

    def __init__(self, device: int | None, /) -> None:
        self.idx = device
        self._device = None if device is None else cuda.device(device)

    def __enter__(self) -> None:
        if self._device is not None:
            self._device.__enter__()

    def __exit__(self, kind: type | None, error: BaseException | None, where: TracebackType | None) -> None:
        if self._device is not None:
            self._device.__exit__(kind, error, where)


def memory_stats(device: Any = None, /) -> OrderedDict[str, int]:
    """The figures under PyTorch's names; none where there is no GPU."""
    return OrderedDict(cuda.memory_stats(device) if is_available() else {})


def memory_allocated(device: Any = None, /) -> int:
    """Bytes that arrays take now."""
    return memory_stats(device).get("allocated_bytes.all.current", 0)


def max_memory_allocated(device: Any = None, /) -> int:
    """The most bytes that arrays took, since the beginning or ``reset_peak_memory_stats``."""
    return memory_stats(device).get("allocated_bytes.all.peak", 0)


def memory_reserved(device: Any = None, /) -> int:
    """Bytes that the pool holds now."""
    return memory_stats(device).get("reserved_bytes.all.current", 0)


def max_memory_reserved(device: Any = None, /) -> int:
    """The most bytes that the pool held."""
    return memory_stats(device).get("reserved_bytes.all.peak", 0)


def reset_peak_memory_stats(device: Any = None, /) -> None:
    """From now on "the most" means since now."""
    if is_available():
        cuda.reset_peak_memory_stats(device)


def empty_cache() -> None:
    """Give back to the driver what the pool holds and no array uses."""
    if is_available():
        cuda.empty_cache()


def empty_host_cache() -> None:
    """Give back the pinned memory of the host that no array uses."""
    if is_available():
        cupy().get_default_pinned_memory_pool().free_all_blocks()


current_device_idx, set_device_idx = current_device_index, set_device_index
