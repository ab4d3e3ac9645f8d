"""CuPy, found on first use and never at import: the only module of the library that imports it."""

from __future__ import annotations

import importlib
from typing import Any

from autograd_lab.backend import arrays
from autograd_lab.errors import DeviceError, OutOfMemoryError

_cupy: Any = None
_waiting: list[str] = []  # modules to import with the first use of a GPU
peaks: dict[int, int] = {}  # of the GPUs whose peak somebody asked for: the most bytes that arrays held


def cupy() -> Any:
    """The CuPy module with a usable GPU behind it.

    RuntimeError names what is missing: CuPy itself, or a driver that it can use.
    """
    global _cupy
    if _cupy is None:
        try:
            module = importlib.import_module("cupy")
        except ImportError:
            raise DeviceError("cuda.no_cupy") from None
        if not module.cuda.is_available():
            raise DeviceError("cuda.no_driver")
        arrays.MODULES[module.ndarray] = module
        module.cuda.set_allocator(_allocator(module))
        _cupy = module
        for name in _waiting:
            importlib.import_module(name)
    return _cupy


def when_used(module: str) -> None:
    """Import ``module`` as soon as a GPU is used: who has none does without it."""
    _waiting.append(module)
    if _cupy is not None:
        importlib.import_module(module)


def _allocator(module: Any) -> Any:
    """CuPy's own, whose refusal is explained."""
    allocate, refused = module.cuda.get_allocator(), module.cuda.memory.OutOfMemoryError

    def explained(size: int) -> Any:
        try:
            given = allocate(size)
            if peaks:
                _note_peak(module)
            return given
        except refused:
            device = module.cuda.Device()
            pool, (free, total) = module.get_default_memory_pool(), device.mem_info
            used, held = pool.used_bytes(), pool.total_bytes()
            words = {"asked": size, "total": total, "free": free, "used": used, "cached": held - used}
            amounts = {name: amount(value) for name, value in words.items()}
        raise OutOfMemoryError("cuda.out_of_memory", index=int(device.id), **amounts)

    return explained


def _note_peak(module: Any) -> None:
    index = int(module.cuda.Device().id)
    if index in peaks:
        peaks[index] = max(peaks[index], int(module.get_default_memory_pool().used_bytes()))


def amount(size: float) -> str:
    """Bytes for a reader: 1.50 GiB."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} bytes" if unit == "bytes" else f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} TiB"


def is_available() -> bool:
    """True when tensors can live on a GPU of this machine. Never raises."""
    try:
        cupy()
    except DeviceError:
        return False
    return True


def device_count() -> int:
    """How many GPUs are visible; 0 without CuPy or driver."""
    return int(cupy().cuda.runtime.getDeviceCount()) if is_available() else 0


def require_index(index: int) -> None:
    """RuntimeError unless ``cuda:index`` exists here."""
    count = int(cupy().cuda.runtime.getDeviceCount())
    if not 0 <= index < count:
        raise DeviceError("cuda.no_such_index", index=index, count=count)


def current_device() -> int:
    """The index of the GPU that new tensors on "cuda" go to; RuntimeError without one."""
    return int(cupy().cuda.Device().id)
