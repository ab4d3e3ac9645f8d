"""Which GPU is meant, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd_lab.backend.cuda import cupy
from autograd_lab.backend.device import as_device, device as _Device, settled
from autograd_lab.errors import DeviceError


def on(device: Any) -> Any:
    """CuPy's device for ``device``, to be used in a ``with``; RuntimeError if it is no GPU of this machine."""
    target = settled(_Device("cuda") if device is None else as_device(device))
    if target.type != "cuda":
        raise DeviceError("cuda.expected", device=target)
    return cupy().cuda.Device(target.index)


class device:
    """``with torch.cuda.device(1):`` makes it the GPU that "cuda" means, in this thread."""

    def __init__(self, device: Any) -> None:
        self._device = on(device)
        self.idx = int(self._device.id)

    def __enter__(self) -> device:
        self._device.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._device.__exit__(*exc_info)


def set_device(device: Any) -> None:
    """Make this GPU the one that "cuda" means, in this thread."""
    on(device).use()


def synchronize(device: Any = None) -> None:
    """Wait until all work queued on the GPU is done."""
    on(device).synchronize()


@dataclass(frozen=True)
class Properties:
    """What a GPU is; memory in bytes."""

    name: str
    major: int
    minor: int
    total_memory: int
    multi_processor_count: int
    warp_size: int
    max_threads_per_multi_processor: int
    L2_cache_size: int


def get_device_properties(device: Any = None) -> Properties:
    """Name, compute capability, memory and sizes of a GPU."""
    found = cupy().cuda.runtime.getDeviceProperties(int(on(device).id))
    return Properties(
        found["name"].decode(),
        found["major"],
        found["minor"],
        found["totalGlobalMem"],
        found["multiProcessorCount"],
        found["warpSize"],
        found["maxThreadsPerMultiProcessor"],
        found["l2CacheSize"],
    )


def get_device_name(device: Any = None) -> str:
    """Such as "NVIDIA H100 80GB HBM3"."""
    return get_device_properties(device).name


def get_device_capability(device: Any = None) -> tuple[int, int]:
    """The compute capability, such as (9, 0)."""
    found = get_device_properties(device)
    return found.major, found.minor
