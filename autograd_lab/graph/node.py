"""Nodes: what an op leaves behind so that backward can pass through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from autograd_lab.backend.arrays import MODULES
from autograd_lab.errors import GraphError
from autograd_lab.graph import origin
from autograd_lab.i18n import tr
from autograd_lab.ops.base import Op

_next_order = count(1).__next__


class Node:
    """One recorded op: edges to where its inputs came from, and the arrays its rules need.

    It holds no Tensor: the memory of an intermediate result is free as soon as no rule needs its array.
    """

    # What every node has, in slots; what few have stands below once, and in __dict__ if set.
    __slots__ = ("__dict__", "__weakref__", "edges", "guards", "op", "order", "outputs", "params", "saved")

    op: type[Op]
    params: dict[str, Any]
    saved: tuple[Any, ...] | None
    guards: Sequence[tuple[list[int], int]]  # (version cell, version when saved): a write in place counts the cell up
    edges: Sequence[tuple[Node, int] | None]  # one per input: (node, which of its outputs), None without gradient
    outputs: Sequence[tuple[tuple[int, ...], Any]]  # (shape, dtype) of each
    order: int  # when it was made

    hooks: list[Callable[..., Any]] | None = None  # on this node, after its rule
    # Called before its rule: (output, whether it comes last, callback). What is retained is what hooks left.
    retained: list[tuple[int, bool, Callable[..., Any]]] | None = None
    scope: tuple[Any, ...] = ()  # the modules whose forward was running, if somebody watched
    line: tuple[str, int] | None = None  # of the learner's code, if somebody watched
    trace: Any = None  # in anomaly mode: the frames that made it, and the node whose rule ran then

    def name(self) -> str:
        """PyTorch's name of this node, such as ``MulBackward0``."""
        return self.op.grad_name(**self.params)

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """Where each input came from: ``(node, output index)``, ``(None, 0)`` for one without gradient."""
        return tuple(edge if edge else (None, 0) for edge in self.edges)

    def check_saved(self) -> tuple[Any, ...]:
        """What the rules need; RuntimeError when it was freed, or overwritten since."""
        saved = self.saved
        if saved is None:
            raise GraphError("graph.freed", op=self.name(), made=origin.made_at(self))
        for cell, version in self.guards:
            if cell[0] != version:
                self._complain(cell, version)
        return saved

    def _complain(self, cell: list[Any], version: int) -> None:
        """RuntimeError: what the rules need was overwritten."""
        name = origin.named(lambda value: hasattr(type(value), "_writes") and value._writes is cell)
        raise GraphError(
            "graph.modified",
            what=f"`{name}`" if name else tr("origin.tensor"),
            op=self.name(),
            made=origin.made_at(self),
            shape=tuple(self.outputs[0][0]),
            now=cell[0],
            expected=version,
            written=origin.written_at(cell),
        )

    def free(self) -> None:
        """Give the saved arrays back; a node that saved none can be walked again."""
        for value in self.saved or ():
            if type(value) in MODULES:
                self.saved = None
                return

    def __repr__(self) -> str:
        return f"<{self.name()}>"


def new_node(op: Any, params: Any, saved: Any, guards: Any, edges: Any, outputs: Any, kind: Any = Node) -> Any:
    """A node, with the next number. A plain function: a class's ``__init__`` costs twice as much, at every op."""
    node = _new(kind)
    node.op, node.params, node.saved, node.guards = op, params, saved, guards
    node.edges, node.outputs, node.order = edges, outputs, _next_order()
    return node


_new = object.__new__


class AccumulateGrad(Node):
    """The end of the line: adds what arrives to ``variable.grad``."""

    __slots__ = ("variable",)
    variable: Any

    def name(self) -> str:
        return "AccumulateGrad"


def accumulate_node(variable: Any) -> AccumulateGrad:
    """The node of a leaf. It counts below every op: the walk reaches leaves last, with all gradients complete."""
    node = new_node(None, {}, (), (), (), ((variable.array.shape, variable.array.dtype),), AccumulateGrad)
    node.variable, node.order = variable, -node.order
    if variable._hooks is not None:
        node.retained = variable._hooks
    return node
