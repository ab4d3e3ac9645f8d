"""Gradient sizes, collected as a backward pass goes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from threading import get_ident
from time import perf_counter
from typing import Any

from autograd_lab.backend.arrays import array_module
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.graph.walk import below
from autograd_lab.record.graphs.inputs import Inputs
from autograd_lab.record.sizes import norm
from autograd_lab.tensor.autodiff import grad
from autograd_lab.tensor.tensor import make
from autograd_lab.watch import Watcher, watching

Sizes = tuple[float | None, ...]


@dataclass
class Flow:
    """What flowed through each node of one backward pass; nodes are known by their ``order`` only.

    Numbers, not nodes: keeping a node would keep the arrays of its whole history in memory.
    """

    at_outputs: dict[int, Sizes] = field(default_factory=dict)
    to_inputs: dict[int, Sizes] = field(default_factory=dict)

    def at(self, order: int) -> float | None:
        """The size of everything that arrived at a node's outputs."""
        sizes = [size for size in self.at_outputs.get(order, ()) if size is not None]
        return sqrt(sum(size * size for size in sizes)) if sizes else None

    def to(self, order: int, index: int) -> float | None:
        """The size of what a node passed on to one of its inputs."""
        sizes = self.to_inputs.get(order, ())
        return sizes[index] if index < len(sizes) else None


class FlowWatcher(Watcher):
    """Fills a ``Flow`` and the ``Inputs`` while it is on the list of watchers; from one thread, if it is given."""

    def __init__(self, thread: int | None = None) -> None:
        self.thread = thread
        self.flow = Flow()
        self.inputs = Inputs()
        self.seconds = 0.0  # spent on measuring

    def clear(self) -> None:
        """Forget an earlier backward pass."""
        self.flow, self.seconds = Flow(), 0.0

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        if self.thread in (None, get_ident()):
            self.inputs.note(node, inputs)

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        if self.thread not in (None, get_ident()):
            return
        start = perf_counter()
        self.flow.at_outputs[node.order] = tuple(None if g is None else norm(g) for g in gys)
        self.flow.to_inputs[node.order] = tuple(None if g is None else norm(g) for g in gxs)
        self.seconds += perf_counter() - start


def measure(tensor: Any) -> Flow:
    """The gradient sizes of a backward pass from ``tensor`` that leaves every ``.grad`` and the graph as they are.

    A tensor of several elements starts from a gradient of ones. RuntimeError if the graph has been freed.
    """
    leaves = [node.variable for node in below([tensor.grad_fn]) if isinstance(node, AccumulateGrad)]
    start = make(array_module(tensor.array).ones_like(tensor.array))
    watcher = FlowWatcher()
    with watching(watcher):
        grad(tensor, leaves, grad_outputs=start, retain_graph=True, allow_unused=True)
    return watcher.flow
