"""CuPy, found on first use and never at import: the only module of the library that imports it."""

from __future__ import annotations

import importlib
from typing import Any

from autograd_lab.backend import arrays
from autograd_lab.errors import DeviceError

_cupy: Any = None


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
        _cupy = module
    return _cupy


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


def synchronize() -> None:
    """Wait until all work queued on the current GPU is done."""
    cupy().cuda.Device().synchronize()
