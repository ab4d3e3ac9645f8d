"""Nodes: what an op leaves behind so that backward can pass through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from autograd_lab.backend.arrays import MODULES
from autograd_lab.errors import GraphError
from autograd_lab.ops.base import Op

_next_order = count(1).__next__


class Node:
    """One recorded op: edges to where its inputs came from, and the arrays its rules need.

    It holds no Tensor: the memory of an intermediate result is free as soon as no rule needs its array.
    """

    __slots__ = ("__weakref__", "edges", "guards", "hooks", "line", "op", "order", "outputs", "params", "retained",
                 "saved", "scope")  # fmt: skip

    def __init__(
        self,
        op: Any,
        params: dict[str, Any],
        saved: tuple[Any, ...],
        guards: Sequence[tuple[list[int], int]],
        edges: Sequence[tuple[Node, int] | None],
        outputs: Sequence[tuple[tuple[int, ...], Any]],
    ) -> None:
        self.op: type[Op] = op
        self.params = params
        self.saved: tuple[Any, ...] | None = saved
        self.guards = guards  # (version cell, version when saved): an in-place write counts the cell up
        self.edges = edges  # one per input: (node, which of its outputs), None where no gradient is wanted
        self.outputs = outputs  # (shape, dtype) of each
        self.order = _next_order()
        self.hooks: list[Callable[..., Any]] | None = None  # on this node, after its rule
        # Called before its rule: (output, whether it comes last, callback). What is retained is what hooks left.
        self.retained: list[tuple[int, bool, Callable[..., Any]]] | None = None
        self.scope: tuple[Any, ...] = ()  # the modules whose forward was running, if somebody watched
        self.line: tuple[str, int] | None = None  # of the learner's code, if somebody watched

    def name(self) -> str:
        """PyTorch's name of this node, such as ``MulBackward0``."""
        return self.op.grad_name(**self.params)

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """Where each input came from: ``(node, output index)``, ``(None, 0)`` for one without gradient."""
        return tuple(edge if edge else (None, 0) for edge in self.edges)

    def check_saved(self) -> tuple[Any, ...]:
        """What the rules need; RuntimeError when it was freed, or overwritten since."""
        if self.saved is None:
            raise GraphError("graph.freed", op=self.name(), line=_where(self))
        for cell, version in self.guards:
            if cell[0] != version:
                shape = tuple(self.outputs[0][0])
                raise GraphError(
                    "graph.modified", op=self.name(), shape=shape, now=cell[0], expected=version, line=_where(self)
                )
        return self.saved

    def free(self) -> None:
        """Give the saved arrays back; a node that saved none can be walked again."""
        for value in self.saved or ():
            if type(value) in MODULES:
                self.saved = None
                return

    def __repr__(self) -> str:
        return f"<{self.name()}>"


class AccumulateGrad(Node):
    """The end of the line: adds what arrives to ``variable.grad``."""

    __slots__ = ("variable",)

    def __init__(self, variable: Any) -> None:
        super().__init__(None, {}, (), (), (), ((variable.array.shape, variable.array.dtype),))
        self.variable = variable
        self.retained = variable._hooks
        self.order = -self.order  # below every op: the walk reaches leaves last, with all their gradients complete

    def name(self) -> str:
        return "AccumulateGrad"


def _where(node: Node) -> str:
    return f" ({node.line[0]}:{node.line[1]})" if node.line else ""
