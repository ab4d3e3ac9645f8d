"""What a backward pass leaves to be shown: previews of gradients and of local derivatives, no arrays and no nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.graph.node import AccumulateGrad, Node
from autograd_lab.record.graphs.flow import Flow
from autograd_lab.record.sizes import norm
from autograd_lab.record.steps.equations import product
from autograd_lab.record.steps.moments import StepEdge
from autograd_lab.record.steps.preview import TensorPreview, number_text, preview_of
from autograd_lab.watch import Watcher

LARGE = 1_000_000  # elements; of larger tensors no local derivative is tried


@dataclass
class Passed:
    """One node on the way back: what arrived at its outputs, and where its inputs came from."""

    order: int
    leaf: int | None  # id of the leaf, where the node is a leaf's
    sources: list[tuple[int, int] | None] = field(default_factory=list)  # (order, output) per input
    arrived: list[TensorPreview | None] = field(default_factory=list)
    sent: list[StepEdge | None] = field(default_factory=list)  # per input


class BackwardWitness(Watcher):
    """One walk through the graph of ``orders``, node by node in the order in which the engine took them."""

    def __init__(self, orders: set[int], shown: set[int], cells: int) -> None:
        self.passed: dict[int, Passed] = {}
        self.flow = Flow()
        self._orders, self._shown, self._cells = orders, shown, cells

    def reached(self, node: Any, gys: Sequence[Any]) -> None:
        if node.order in self._orders:
            leaf = id(node.variable) if isinstance(node, AccumulateGrad) else None
            sources = [None if edge is None else (edge[0].order, edge[1]) for edge in node.edges]
            self.passed[node.order] = Passed(node.order, leaf, sources)

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        if node.order not in self._orders or node.order not in self._shown:
            return
        self.flow.at_outputs[node.order] = tuple(None if g is None else norm(g) for g in gys)
        self.flow.to_inputs[node.order] = tuple(None if g is None else norm(g) for g in gxs)
        passed = self.passed[node.order]
        passed.arrived = [None if g is None else preview_of(g, self._cells) for g in gys]
        locals_ = local_derivatives(node, gys, gxs)
        passed.sent = [
            None if gx is None else self._edge(gys[0], gx, local) for gx, local in zip(gxs, locals_, strict=True)
        ]

    def _edge(self, gy: Any, gx: Any, local: Any) -> StepEdge:
        downstream = preview_of(gx, self._cells)
        if local is None:
            return StepEdge(downstream)
        local_shown = preview_of(local, self._cells)
        if gx.size == 0:
            return StepEdge(downstream, local_shown)
        # Of many products one is written out: the largest, or the first.
        at = int(array_module(gx).nan_to_num(abs(gx)).argmax()) if gx.size > 1 else 0
        up = gy.reshape(-1)[at if gy.size > 1 else 0]
        words = [number_text(float(v)) for v in (up, local.reshape(-1)[at], gx.reshape(-1)[at])]
        place = [int(i) for i in np.unravel_index(at, gx.shape)] if gx.size > 1 else []
        return StepEdge(downstream, local_shown, product(*words), place)


def local_derivatives(node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> list[Any]:
    """Per input the array d such that its gradient is the arriving one times d, element by element; None where the
    rule is no such product. It is what the rule answers to ones, and is believed only if the product is right."""
    found: list[Any] = [None] * len(gxs)
    gy = gys[0]
    # A custom Function's rule is the learner's code, which runs once and no more.
    if not isinstance(node.op, type) or node.op.several or gy is None or gy.dtype.kind != "f" or gy.size > LARGE:
        return found
    xp = array_module(gy)
    with np.errstate(all="ignore"):
        answers = node.op.pull_back(xp, xp.ones_like(gy), node.edges, node.check_saved(), node.params)
        for i, (gx, local) in enumerate(zip(gxs, answers, strict=True)):
            if gx is None or local is None or gx.dtype.kind != "f":
                continue
            local = np.asarray(local) if isinstance(local, np.generic) else local
            if (gy.size == 1 or gx.shape == gy.shape) and bool(xp.allclose(gy * local, gx, 1e-3, equal_nan=True)):
                found[i] = local.reshape(gx.shape)
    return found


@contextmanager
def nothing_retained(nodes: set[Node]) -> Iterator[None]:
    """Inside, no gradient is put into the ``.grad`` of an intermediate result that retains it."""
    taken = [(node.before, node.before.keepers) for node in nodes if node.before is not None]
    for before, _ in taken:
        before.keepers = []
    try:
        yield
    finally:
        for before, keepers in taken:
            before.keepers = keepers
