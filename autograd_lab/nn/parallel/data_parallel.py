"""A batch divided among devices, in threads of one process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab.backend import cuda
from autograd_lab.backend.device import device
from autograd_lab.errors import DeviceError
from autograd_lab.nn.module import Module
from autograd_lab.nn.parallel.parts import as_target, at_once, copied, divided, joined


class DataParallel(Module):
    """Each device computes a part of every batch with its own copy of ``module``; gradients meet in the original.

    device_ids : devices, or numbers of GPUs; by default all GPUs. ["cpu", "cpu"] divides the work among two threads.
        With none, or one, ``module`` just gets the whole batch.
    output_device : where the outputs are put together; by default the first.
    dim : the dimension of the batch.

    The parameters have to be on the first device, where they are copied from in every forward pass.
    DistributedDataParallel, with a process per device, is faster.
    """

    def __init__(self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0) -> None:
        super().__init__()
        self.dim = dim
        self.module = module
        self.device_ids = _ids(device_ids)
        self.devices = [as_target(d) for d in self.device_ids]
        self.output_device = output_device if output_device is not None else next(iter(self.device_ids), None)

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        if not self.devices:
            return self.module(*inputs, **kwargs)
        return data_parallel(self.module, inputs, self.devices, self.output_device, self.dim, kwargs)


def data_parallel(
    module: Module,
    inputs: Any,
    device_ids: Sequence[Any] | None = None,
    output_device: Any = None,
    dim: int = 0,
    module_kwargs: dict[str, Any] | None = None,
) -> Any:
    """``DataParallel``, as a function."""
    devices = [as_target(d) for d in _ids(device_ids)]
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    if not devices:
        return module(*inputs, **(module_kwargs or {}))
    _check(module, devices[0])
    parts = divided((inputs, module_kwargs or {}), devices, dim)
    if len(parts) == 1:
        args, kwargs = parts[0]
        return module(*args, **kwargs)
    replicas = [copied(module, target, first=i == 0) for i, target in enumerate(devices[: len(parts)])]
    outputs = at_once([lambda r=r, p=p: r(*p[0], **p[1]) for r, p in zip(replicas, parts, strict=True)])
    return joined(outputs, devices[0] if output_device is None else as_target(output_device), dim)


def _ids(given: Sequence[Any] | None) -> list[Any]:
    """The devices asked for; without a word all GPUs."""
    return list(range(cuda.device_count()) if given is None else given)


def _check(module: Module, first: device) -> None:
    for tensor in (*module.parameters(), *module.buffers()):
        if not _same(tensor.device, first):
            raise DeviceError("parallel.first", first=str(first), found=str(tensor.device))


def _same(a: device, b: device) -> bool:
    return a.type == b.type and (a.index or 0) == (b.index or 0)
