"""``torch.accelerator``: the GPU, whatever its make."""

from __future__ import annotations

from autograd_lab.backend.cuda import device_count, is_available
from autograd_lab.backend.device import device

__all__ = ["current_accelerator", "device_count", "is_available"]


def current_accelerator(check_available: bool = False) -> device | None:
    """The device "cuda" where there is a GPU, else None."""
    return device("cuda") if is_available() else None
