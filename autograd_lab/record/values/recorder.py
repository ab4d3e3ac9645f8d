"""A watcher that keeps the values of every op while it runs: what a graph alone does not remember."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import ref

from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.record.values.replay import Place
from autograd_lab.record.values.values import BYTES
from autograd_lab.tensor import Tensor
from autograd_lab.watch import Watcher


class Recorder(Watcher):
    """``with watching(Recorder()) as recorder: ...``, then ``Trace.of(tensor, recorder=recorder)``.

    It keeps copies, of at most ``limit`` bytes; what comes later is left to be computed again.
    """

    def __init__(self, limit: int = BYTES) -> None:
        self.room = limit
        self.outputs: dict[Place, Any] = {}
        self.leaves: dict[Place, Any] = {}
        self.constants: dict[Place, tuple[Place, Any]] = {}  # input -> its first use, and the value
        self._seen: dict[int, tuple[ref[Tensor], int, Place]] = {}  # constants by identity, with their version

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        for index, (x, edge) in enumerate(zip(inputs, node.edges, strict=False)):
            if edge is None:
                self._constant(Place(node.order, -1 - index), x)
            elif isinstance(edge[0], AccumulateGrad) and Place(edge[0].order, 0) not in self.leaves:
                self._keep(self.leaves, Place(edge[0].order, 0), x.array)
        for k, y in enumerate(outputs):
            self._keep(self.outputs, Place(node.order, y._index if y._node is node else k), y.array)

    def _constant(self, place: Place, x: Any) -> None:
        if not isinstance(x, Tensor):
            self.constants[place] = place, x
            return
        alive, version, first = self._seen.get(id(x), (None, 0, place))
        if alive is not None and alive() is x and version == x._writes[0] and first in self.constants:
            self.constants[place] = self.constants[first]
            return
        self._seen[id(x)] = ref(x), x._writes[0], place
        if x.array.nbytes <= self.room:
            self.room -= x.array.nbytes
            self.constants[place] = place, x.array.copy("K")

    def _keep(self, kept: dict[Place, Any], place: Place, array: Any) -> None:
        if array.nbytes <= self.room:
            self.room -= array.nbytes
            kept[place] = array.copy("K")
