"""Many devices at once, as far as one process and one device need it."""

from __future__ import annotations

from typing import Any

from autograd_lab.nn.module import Module


class DataParallel(Module):
    """PyTorch splits each batch among GPUs. Here ``module`` gets the whole batch, on the device it is on; scripts
    written for several GPUs run, and their state_dicts, whose names begin with ``module.``, load."""

    def __init__(self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0) -> None:
        super().__init__()
        self.dim = dim
        self.module = module
        self.device_ids = list(device_ids or [])
        self.output_device = output_device

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)
