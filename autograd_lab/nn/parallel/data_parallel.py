"""A batch divided among devices, in threads of one process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.backend import cuda
from autograd_lab.backend.device import device
from autograd_lab.errors import ArgumentError, DeviceError
from autograd_lab.functional import PUBLIC
from autograd_lab.graph.modes import is_grad_enabled, set_grad_enabled
from autograd_lab.nn.module import Module
from autograd_lab.tensor import Tensor
from autograd_lab.transforms.tree import flatten


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
        self.devices = [_device(d) for d in self.device_ids]
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
    devices = [_device(d) for d in _ids(device_ids)]
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    if not devices:
        return module(*inputs, **(module_kwargs or {}))
    _check(module, devices[0])
    parts = _scatter((inputs, module_kwargs or {}), devices, dim)
    if len(parts) == 1:
        args, kwargs = parts[0]
        return module(*args, **kwargs)
    replicas = [_replica(module, target, first=i == 0) for i, target in enumerate(devices[: len(parts)])]
    outputs = _at_once([lambda r=r, p=p: r(*p[0], **p[1]) for r, p in zip(replicas, parts, strict=True)])
    return _gather(outputs, devices[0] if output_device is None else _device(output_device), dim)


def _ids(given: Sequence[Any] | None) -> list[Any]:
    """The devices asked for; without a word all GPUs."""
    return list(range(cuda.device_count()) if given is None else given)


def _device(name: Any) -> device:
    return device("cuda", name) if isinstance(name, int) else device(name)


def _check(module: Module, first: device) -> None:
    for tensor in (*module.parameters(), *module.buffers()):
        if not _same(tensor.device, first):
            raise DeviceError("parallel.first", first=str(first), found=str(tensor.device))


def _same(a: device, b: device) -> bool:
    return a.type == b.type and (a.index or 0) == (b.index or 0)


def _scatter(tree: Any, devices: list[device], dim: int) -> list[Any]:
    """For each device its part of every Tensor, and all that is none; fewer parts for a batch that is too small."""
    leaves, rebuild = flatten(tree)
    pieces = [
        [piece.to(d) for piece, d in zip(leaf.chunk(len(devices), dim), devices, strict=False)]
        if isinstance(leaf, Tensor) and leaf.ndim
        else None
        for leaf in leaves
    ]
    count = max((len(piece) for piece in pieces if piece is not None), default=1)
    if any(piece is not None and len(piece) != count for piece in pieces):
        shapes = [tuple(leaf.shape) for leaf in leaves if isinstance(leaf, Tensor)]
        raise ArgumentError("parallel.uneven", shapes=shapes, dim=dim)
    return [
        rebuild([leaf if piece is None else piece[i] for leaf, piece in zip(leaves, pieces, strict=True)])
        for i in range(count)
    ]


def _replica(module: Module, target: device, first: bool) -> Module:
    """A copy whose parameters are computed from the original's, so that gradients flow back to them.

    Buffers of the first are the original's: what it writes there, such as running means, stays.
    """
    copy = object.__new__(type(module))
    copy.__dict__.update(module.__dict__)
    copy._parameters = {n: p if p is None else p.to(target) for n, p in module._parameters.items()}
    copy._buffers = {n: b if b is None or first else b.to(target, copy=True) for n, b in module._buffers.items()}
    copy._modules = {n: m if m is None else _replica(m, target, first) for n, m in module._modules.items()}
    return copy


def _at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """What each of them returns, each computed in a thread of its own; the first error, if any, is raised."""
    results: dict[int, Any] = {}
    errors: dict[int, BaseException] = {}
    grad = is_grad_enabled()

    def run(i: int) -> None:
        try:
            with set_grad_enabled(grad):
                results[i] = calls[i]()
        except BaseException as error:
            errors[i] = error

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[min(errors)]
    return [results[i] for i in range(len(calls))]


def _gather(outputs: list[Any], target: device, dim: int) -> Any:
    flat = [flatten(output) for output in outputs]
    columns = zip(*(leaves for leaves, _ in flat), strict=True)
    return flat[0][1]([_joined(column, target, dim) for column in columns])


def _joined(parts: Sequence[Any], target: device, dim: int) -> Any:
    """One after the other; numbers in a row. What is no Tensor is taken from the first."""
    if not isinstance(parts[0], Tensor):
        return parts[0]
    return PUBLIC["cat"]([(part if part.ndim else part[None]).to(target) for part in parts], dim)
