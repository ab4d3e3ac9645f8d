"""``autograd_lab.cuda``: the GPUs of this machine, through CuPy."""

from autograd_lab.backend.cuda import current_device, device_count, is_available, synchronize
from autograd_lab.backend.random import manual_seed, manual_seed as manual_seed_all

__all__ = ["current_device", "device_count", "is_available", "manual_seed", "manual_seed_all", "synchronize"]
