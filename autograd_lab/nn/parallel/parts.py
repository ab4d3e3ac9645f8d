"""The four steps of data parallel work: divide a batch, copy a model, let the copies work, join what they found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.backend.device import device
from autograd_lab.errors import ArgumentError
from autograd_lab.functional import PUBLIC
from autograd_lab.graph.modes import is_grad_enabled, set_grad_enabled
from autograd_lab.nn.module import Module
from autograd_lab.tensor import Tensor
from autograd_lab.transforms.tree import flatten


def scatter(inputs: Any, target_gpus: Sequence[Any], dim: int = 0) -> Any:
    """For each device its part of every Tensor in ``inputs``, and a reference to all that is none."""
    devices = [as_target(d) for d in target_gpus]
    parts = divided(inputs, devices, dim)
    if not any(isinstance(leaf, Tensor) and leaf.ndim for leaf in flatten(inputs)[0]):
        parts = parts * len(devices)
    return tuple(parts) if isinstance(inputs, Tensor) else parts


def gather(outputs: Sequence[Any], target_device: Any, dim: int = 0) -> Any:
    """The outputs of several devices, joined along ``dim`` on one."""
    return joined(list(outputs), as_target(target_device), dim)


def replicate(network: Module, devices: Sequence[Any], detach: bool = False) -> list[Module]:
    """A copy of the module on each device, from whose parameters gradients flow back; not if they ``detach``."""
    return [copied(network, as_target(d), first=i == 0, detach=detach) for i, d in enumerate(devices)]


def parallel_apply(
    modules: Sequence[Module], inputs: Sequence[Any], kwargs_tup: Sequence[dict[str, Any]] | None = None,
    devices: Sequence[Any] | None = None,
) -> list[Any]:  # fmt: skip
    """What each module makes of its input, each in a thread of its own. An input that is no tuple is one argument."""
    options = kwargs_tup or [{}] * len(modules)
    if not len(modules) == len(inputs) == len(options):
        raise ArgumentError("parallel.counts", modules=len(modules), inputs=len(inputs), kwargs=len(options))

    def call(module: Module, given: Any, named: dict[str, Any]) -> Callable[[], Any]:
        args = given if isinstance(given, (tuple, list)) else (given,)
        return lambda: module(*args, **named)

    return at_once([call(*each) for each in zip(modules, inputs, options, strict=True)])


def as_target(name: Any) -> device:
    """A device, or a GPU by its number."""
    return device("cuda", name) if isinstance(name, int) else device(name)


def divided(tree: Any, devices: list[device], dim: int) -> list[Any]:
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


def copied(module: Module, target: device, first: bool, detach: bool = False) -> Module:
    """A copy whose parameters are computed from the original's, so that gradients flow back to them.

    Buffers of the first are the original's: what it writes there, such as running means, stays.
    """
    copy = object.__new__(type(module))
    copy.__dict__.update(module.__dict__)
    copy._parameters = {
        n: p if p is None else (p.detach() if detach else p).to(target) for n, p in module._parameters.items()
    }
    copy._buffers = {n: b if b is None or first else b.to(target, copy=True) for n, b in module._buffers.items()}
    copy._modules = {n: m if m is None else copied(m, target, first, detach) for n, m in module._modules.items()}
    return copy


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
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


def joined(outputs: list[Any], target: device, dim: int) -> Any:
    """Outputs of one structure, Tensor by Tensor."""
    flat = [flatten(output) for output in outputs]
    columns = zip(*(leaves for leaves, _ in flat), strict=True)
    return flat[0][1]([_in_a_row(column, target, dim) for column in columns])


def _in_a_row(parts: Sequence[Any], target: device, dim: int) -> Any:
    """One after the other; numbers in a row. What is no Tensor is taken from the first."""
    if not isinstance(parts[0], Tensor):
        return parts[0]
    return PUBLIC["cat"]([(part if part.ndim else part[None]).to(target) for part in parts], dim)
