"""Gradient sizes, collected as a backward pass goes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from autograd_lab.graph.watch import Watcher
from autograd_lab.record.sizes import norm

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
    """Fills a ``Flow`` while it is on the list of watchers."""

    def __init__(self) -> None:
        self.flow = Flow()

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        self.flow.at_outputs[node.order] = tuple(None if g is None else norm(g) for g in gys)
        self.flow.to_inputs[node.order] = tuple(None if g is None else norm(g) for g in gxs)
