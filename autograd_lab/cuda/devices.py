"""Which GPU is meant, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd_lab.backend.cuda import cupy, is_available, reachable
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


def init() -> None:
    """Look for the GPUs now instead of at first use. RuntimeError if there is none."""
    cupy()


def is_initialized() -> bool:
    """Whether a GPU could be used already."""
    return is_available()


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Whether the current GPU computes in bfloat16: from compute capability 8.0 on; older ones emulate it."""
    return is_available() and (including_emulation or get_device_capability()[0] >= 8)


def can_device_access_peer(device: Any, peer_device: Any) -> bool:
    """Whether the first GPU can read the memory of the second directly."""
    return bool(cupy().cuda.runtime.deviceCanAccessPeer(int(on(device).id), int(on(peer_device).id)))


def synchronize(device: Any = None) -> None:
    """Wait until all work queued on the GPU is done."""
    reachable(on(device).synchronize)


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
