"""Nodes: what an op leaves behind so that backward can pass through it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from autograd_lab.backend.arrays import MODULES
from autograd_lab.errors import GraphError
from autograd_lab.ops.base import Op

_next_order = count(1).__next__


class Node:
    """One recorded op: edges to where its inputs came from, and the arrays its rules need.

    It holds no Tensor: the memory of an intermediate result is free as soon as no rule needs its array.
    ``guards`` are (version cell, version at recording) of every saved array: an in-place write counts the cell
    up, and backward refuses to use the changed array.
    """

    __slots__ = (
        "__weakref__", "edges", "guards", "hooks", "line", "op", "order", "outputs", "params", "retained",
        "saved", "scope", "sources",
    )  # fmt: skip

    def __init__(
        self,
        op: type[Op],
        params: dict[str, Any],
        saved: tuple[Any, ...],
        edges: tuple[tuple[Node, int] | None, ...],
        outputs: tuple[tuple[tuple[int, ...], Any], ...],
        guards: tuple[tuple[list[int], int], ...],
        sources: tuple[int | None, ...],
    ) -> None:
        self.op = op
        self.params = params
        self.saved: tuple[Any, ...] | None = saved
        self.edges = edges
        self.outputs = outputs  # (shape, dtype) of each
        self.guards = guards
        self.sources = sources  # per saved value: i = input i, ~k = output k, None = a constant
        self.order = _next_order()
        self.hooks: dict[int, Callable[..., Any]] | None = None  # on this node, after its rule
        self.retained: list[Any] | None = None  # (output index, callback) before its rule
        self.scope: tuple[Any, ...] = ()
        self.line: tuple[str, int] | None = None

    def name(self) -> str:
        """PyTorch's name of this node, such as ``MulBackward0``."""
        return self.op.grad_name(**self.params)

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """Where each input came from: ``(node, output index)``, ``(None, 0)`` for one without gradient."""
        return tuple(edge if edge else (None, 0) for edge in self.edges)

    def check_saved(self) -> tuple[Any, ...]:
        """What the rules need, or RuntimeError when it is gone or was overwritten."""
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
        if any(type(value) in MODULES for value in self.saved or ()):
            self.saved, self.guards = None, ()

    def __repr__(self) -> str:
        return f"<{self.name()}>"


class AccumulateGrad(Node):
    """The end of the line: adds what arrives to ``variable.grad``."""

    __slots__ = ("variable",)

    def __init__(self, variable: Any) -> None:
        self.variable = variable
        self.op = None  # type: ignore[assignment]
        self.params: dict[str, Any] = {}
        self.saved = ()
        self.edges = ()
        self.outputs = ((variable.array.shape, variable.array.dtype),)
        self.guards = ()
        self.sources = ()
        self.order = 0  # before every op: the walk reaches leaves last, when all their gradients have arrived
        self.hooks = None
        self.retained = variable._hooks
        self.scope = ()
        self.line = None

    def name(self) -> str:
        return "AccumulateGrad"


def _where(node: Node) -> str:
    return f" ({node.line[0]}:{node.line[1]})" if node.line else ""
