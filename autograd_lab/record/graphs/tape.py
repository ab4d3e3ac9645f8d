"""Watching a stretch of code run: every op becomes a node, those that no gradient will flow through as well.

The engine records what has a gradient. For a picture of a frozen model, or under ``no_grad``, the rest is noted
here: which op ran on what, in nodes that hold no array.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import ref

from autograd_lab import watch
from autograd_lab.graph.node import Node, new_node
from autograd_lab.record.graphs.flow import FlowWatcher
from autograd_lab.record.graphs.inputs import Inputs
from autograd_lab.tensor import Tensor

MOST = 200_000  # notes: enough for the largest graph that is drawn


class Seen(Node):
    """An op that ran without being recorded."""

    __slots__ = ()

    def name(self) -> str:
        return self.op.__name__


class TapeInputs(Inputs):
    """Notes on inputs, and on what made them."""

    def __init__(self) -> None:
        super().__init__(MOST)
        self._made: dict[int, tuple[ref[Tensor], Any, int]] = {}  # id of a Tensor -> itself, its maker, which output
        self._makers: dict[tuple[int, int], tuple[Any, int]] = {}
        self._numbers: dict[tuple[int, int], Any] = {}

    def note(self, node: Any, inputs: Sequence[Any]) -> None:
        super().note(node, inputs)
        for index, value in enumerate(inputs):
            known = self._known(value)
            if known is not None and len(self._makers) < MOST:
                self._makers[node.order, index] = known
            elif isinstance(value, (int, float, complex)) and len(self._numbers) < MOST:
                self._numbers[node.order, index] = value

    def find(self, order: int, index: int) -> Any:
        return self._numbers.get((order, index), super().find(order, index))

    def note_outputs(self, node: Any, outputs: Sequence[Any]) -> None:
        if len(self._made) >= MOST:
            self._made = {key: note for key, note in self._made.items() if note[0]() is not None}
        # A recorded node holds arrays, and its outputs know it; one of our own lives by these notes.
        held = node if type(node) is Seen else ref(node)
        for k, tensor in enumerate(outputs):
            self._made[id(tensor)] = ref(tensor), held, k

    def knows(self, tensor: Any) -> bool:
        return self._known(tensor) is not None

    def maker_of(self, order: int, index: int) -> tuple[Any, int] | None:
        return self._alive(self._makers.get((order, index)))

    def maker(self, tensor: Tensor) -> tuple[Any, int] | None:
        return super().maker(tensor) or self._alive(self._known(tensor))

    def _known(self, tensor: Any) -> tuple[Any, int] | None:
        note = self._made.get(id(tensor))
        return note[1:] if note is not None and note[0]() is tensor else None

    @staticmethod
    def _alive(made: tuple[Any, int] | None) -> tuple[Any, int] | None:
        if made is None or type(made[0]) is Seen:
            return made
        node = made[0]()
        return None if node is None else (node, made[1])


class Tape(FlowWatcher):
    """Fills ``flow`` and ``inputs``, for all ops that run while it is on the list of watchers."""

    inputs: TapeInputs

    def __init__(self) -> None:
        super().__init__()
        self.inputs = TapeInputs()

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        super().recorded(node, inputs, outputs)
        self.inputs.note_outputs(node, outputs)

    def ran(self, op: Any, params: Any, inputs: Sequence[Any], outputs: Sequence[Any], started: int) -> None:
        if self.inputs.knows(outputs[0]):
            return  # it has been recorded
        shapes = tuple((out.array.shape, out.array.dtype) for out in outputs)
        node = new_node(op, {}, (), (), (None,) * len(inputs), shapes, Seen)
        node.scope, node.line = watch.current_scope(), watch.learner_line()
        self.inputs.note(node, inputs)
        self.inputs.note_outputs(node, outputs)
