"""``torch.mps``: Apple's GPUs. There are none here, and a program that asks is told so."""

from __future__ import annotations

from autograd_lab.backend.random import manual_seed as manual_seed, seed as seed
from autograd_lab.errors import DeviceError

__all__ = ["device_count", "empty_cache", "manual_seed", "seed", "synchronize"]


def device_count() -> int:
    """Always 0."""
    return 0


def synchronize() -> None:
    """RuntimeError: there is nothing to wait for."""
    raise DeviceError("mps.missing", name="synchronize")


def empty_cache() -> None:
    """RuntimeError: there is no memory to free."""
    raise DeviceError("mps.missing", name="empty_cache")
