"""CuPy, found on first use and never at import: the only module of the library that imports it."""

from __future__ import annotations

import importlib
import weakref
from collections.abc import Callable
from types import ModuleType
from typing import Any

from autograd_lab.backend import arrays, capture
from autograd_lab.backend.cudnn import Convolutions
from autograd_lab.backend.gemm import Products
from autograd_lab.errors import DeviceError, OutOfMemoryError

_cupy: Any = None
_waiting: list[str] = []  # modules to import with the first use of a GPU
peaks: dict[int, tuple[int, int]] = {}  # of GPUs whose peak is wanted: the most bytes of arrays, and of the pools
_private: weakref.WeakSet[PrivatePool] = weakref.WeakSet()


class Cupy(ModuleType):
    """CuPy as ops and kernels get it for ``xp``: all of its names, but ``matmul`` is ours, and ``convolved`` is new."""

    def __init__(self, cupy: Any) -> None:
        super().__init__(cupy.__name__)
        self._cupy, self.matmul, self.convolved = cupy, Products(cupy).matmul, Convolutions(cupy).convolved

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._cupy, name)
        setattr(self, name, value)  # the next time it is here
        return value


def cupy() -> Any:
    """The CuPy module with a usable GPU behind it, and with products of our own.

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
        module.cuda.set_allocator(explained(module, module.cuda.get_allocator()))
        _cupy = arrays.MODULES[module.ndarray] = Cupy(module)
        arrays.SEVERAL[:] = [_cupy] if module.cuda.runtime.getDeviceCount() > 1 else []
        for name in _waiting:
            importlib.import_module(name)
    return _cupy


def when_used(module: str) -> None:
    """Import ``module`` as soon as a GPU is used: who has none does without it."""
    _waiting.append(module)
    if _cupy is not None:
        importlib.import_module(module)


class PrivatePool:
    """Memory beside CuPy's own pool: for a captured graph, which goes on using what is free again."""

    def __init__(self) -> None:
        module = cupy()
        self.pool = module.cuda.MemoryPool()
        self.pool.set_limit(size=module.get_default_memory_pool().get_limit())
        self.malloc = explained(module, self.pool.malloc)
        _private.add(self)


def pools(module: Any) -> list[Any]:
    """CuPy's own pool first, then the private ones."""
    return [module.get_default_memory_pool(), *(private.pool for private in _private)]


def reachable(ask: Callable[[], Any]) -> Any:
    """``ask()``, something of the driver; RuntimeError that says so where it does not answer any more."""
    try:
        return ask()
    except cupy().cuda.runtime.CUDARuntimeError as error:
        if capture.current() is not None:  # it is there, and refuses
            raise
        raise DeviceError("cuda.lost", why=error) from error


def lacks_kernel(error: BaseException) -> bool:
    """Whether CuPy itself raised it, as it does where it has no kernel for a dtype."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and "cupy" in trace.tb_frame.f_globals.get("__name__", "")


def explained(module: Any, allocate: Any) -> Any:
    """An allocator whose refusal is explained."""
    refused, lost = module.cuda.memory.OutOfMemoryError, module.cuda.runtime.CUDARuntimeError

    def allocated(size: int) -> Any:
        try:
            given = allocate(size)
            if peaks:
                _note_peak(module)
            return given
        except refused:
            device = module.cuda.Device()
            free, total = device.mem_info
            used, held = (sum(figures) for figures in zip(*_held(module), strict=True))
            words = {"asked": size, "total": total, "free": free, "used": used, "cached": held - used}
            amounts = {name: amount(value) for name, value in words.items()}
        except lost as error:
            raise DeviceError("cuda.lost", why=error) from error
        raise OutOfMemoryError("cuda.out_of_memory", index=int(device.id), **amounts)

    return allocated


def _note_peak(module: Any) -> None:
    index = int(module.cuda.Device().id)
    if index in peaks:
        now = [sum(figures) for figures in zip(*_held(module), strict=True)]
        peaks[index] = max(peaks[index][0], now[0]), max(peaks[index][1], now[1])


def _held(module: Any) -> list[tuple[int, int]]:
    """Of each pool what arrays hold, and what it holds."""
    return [(int(pool.used_bytes()), int(pool.total_bytes())) for pool in pools(module)]


def amount(size: float) -> str:
    """Bytes for a reader: 1.50 GiB."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} bytes" if unit == "bytes" else f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} TiB"


def is_available() -> bool:
    """True when tensors can live on a GPU of this machine. Never raises."""
    return device_count() > 0


def device_count() -> int:
    """How many GPUs are visible; 0 without CuPy or driver."""
    try:
        return int(reachable(cupy().cuda.runtime.getDeviceCount))
    except DeviceError:
        return 0


def require_index(index: int) -> None:
    """RuntimeError unless ``cuda:index`` exists here."""
    count = int(reachable(cupy().cuda.runtime.getDeviceCount))
    if not 0 <= index < count:
        raise DeviceError("cuda.no_such_index", index=index, count=count)


def current_device() -> int:
    """The index of the GPU that new tensors on "cuda" go to; RuntimeError without one."""
    return int(cupy().cuda.Device().id)
