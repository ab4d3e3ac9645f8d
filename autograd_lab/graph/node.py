"""Nodes: what an op leaves behind so that backward can pass through it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple, Protocol

from autograd_lab.backend.arrays import MODULES
from autograd_lab.errors import GraphError
from autograd_lab.graph.hooks import Before, Hook, RemovableHandle
from autograd_lab.i18n import tr
from autograd_lab.ops.base import Op
from autograd_lab.watch import origin

_next_order = count(1).__next__


class Packed(Protocol):
    """What stands for saved values that somebody keeps elsewhere; see ``autograd.graph.saved_tensors_hooks``."""

    def unpack(self) -> tuple[Any, ...]: ...


class Node:
    """One recorded op: edges to where its inputs came from, and the arrays its rules need.

    It holds no Tensor: the memory of an intermediate result is free as soon as no rule needs its array.
    """

    # What every node has, in slots; what few have stands below once, and in __dict__ if set.
    __slots__ = ("__dict__", "__weakref__", "edges", "guards", "op", "order", "outputs", "params", "saved")

    op: type[Op]
    params: dict[str, Any]
    saved: tuple[Any, ...] | Packed | None
    guards: Sequence[tuple[list[int], int]]  # (version cell, version when saved): a write in place counts the cell up
    edges: Sequence[tuple[Node, int] | None]  # one per input: (node, which of its outputs), None without gradient
    outputs: Sequence[tuple[tuple[int, ...], Any]]  # (shape, dtype) of each
    order: int  # when it was made

    before: Before | None = None  # hooks called before its rule
    hooks: list[Hook] | None = None  # and after it
    scope: tuple[Any, ...] = ()  # the modules whose forward was running, if somebody watched
    line: tuple[str, int] | None = None  # of the learner's code, if somebody watched
    trace: Any = None  # in anomaly mode: the frames that made it, and the node whose rule ran then

    def name(self) -> str:
        """PyTorch's name of this node, such as ``MulBackward0``."""
        return self.op.grad_name(**self.params)

    def short_name(self) -> str:
        """The name without PyTorch's namespace, which a few have: ``CopySlices``."""
        return self.name().rsplit("::", 1)[-1]

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """Where each input came from: ``(node, output index)``, ``(None, 0)`` for one without gradient. Inputs that
        never have one, such as the targets of a loss, are left out."""
        return tuple((shown(edge[0]), edge[1]) if edge else (None, 0) for edge in self.in_order(self.edges))

    def in_order(self, per_input: Sequence[Any]) -> Sequence[Any]:
        """What there is per input, in PyTorch's order and without inputs that never have a gradient."""
        order = getattr(self.op, "edge_order", None)
        return per_input if order is None else [per_input[i] for i in order if i < len(per_input)]

    @property
    def requires_grad(self) -> bool:
        """True: a node is made only where gradients flow."""
        return True

    @property
    def metadata(self) -> dict[str, Any]:
        """A dict of the node's own, for notes of any kind."""
        return self.__dict__.setdefault("_metadata", {})

    def _sequence_nr(self) -> int:
        return self.order

    def register_hook(self, fn: Hook) -> RemovableHandle:
        """Call ``fn(grad_inputs, grad_outputs)`` after this node's rule in each backward that reaches it. A tuple that
        it returns replaces ``grad_inputs``."""
        if self.hooks is None:
            self.hooks = []
        return add_hook(self.hooks, fn)

    def register_prehook(self, fn: Hook) -> RemovableHandle:
        """Call ``fn(grad_outputs)`` before this node's rule, after the hooks of its tensors. A tuple that it returns
        replaces ``grad_outputs``."""
        return add_hook(hooks_before(self).node, fn)

    def check_saved(self) -> tuple[Any, ...]:
        """What the rules need; RuntimeError when it was freed, or overwritten since."""
        saved = self.saved
        if saved is None:
            raise GraphError("graph.freed", op=self.short_name(), made=origin.made_at(self))
        for cell, version in self.guards:
            if cell[0] != version:
                self._complain(cell, version)
        return saved if type(saved) is tuple else saved.unpack()  # type: ignore[union-attr]

    def _complain(self, cell: list[Any], version: int) -> None:
        """RuntimeError: what the rules need was overwritten."""
        name = origin.named(lambda value: hasattr(type(value), "_writes") and value._writes is cell)
        raise GraphError(
            "graph.modified",
            what=f"`{name}`" if name else tr("origin.tensor"),
            op=self.short_name(),
            made=origin.made_at(self),
            shape=tuple(self.outputs[0][0]),
            now=cell[0],
            expected=version,
            written=origin.written_at(cell),
        )

    def free(self) -> None:
        """Give back what was saved; a node that saved no array and no input can be walked again."""
        saved, op = self.saved, self.op
        if type(saved) is tuple and not op.once:
            for value in saved:
                if type(value) in MODULES:
                    break
            else:
                for k, _ in op.saved_inputs:
                    if saved[k] is not None:  # such as a number
                        break
                else:
                    return
        self.saved = None

    def __repr__(self) -> str:
        return f"<{self.short_name()} object at {id(self):#x}>"


def new_node(op: Any, params: Any, saved: Any, guards: Any, edges: Any, outputs: Any, kind: Any = Node) -> Any:
    """A node, with the next number. A plain function: a class's ``__init__`` costs twice as much, at every op."""
    node = _new(kind)
    node.op, node.params, node.saved, node.guards = op, params, saved, guards
    node.edges, node.outputs, node.order = edges, outputs, _next_order()
    return node


_new = object.__new__


class GradientEdge(NamedTuple):
    """A place in the graph where a gradient arrives: output ``output_nr`` of ``node``."""

    node: Node
    output_nr: int
    ownership_token: Node | None = None  # PyTorch's; here a node keeps its graph alive by itself


class AccumulateGrad(Node):
    """The end of the line: adds what arrives to ``variable.grad``.

    Made right before the first node that uses the leaf. So in the walk's order it comes as soon as all users have
    given their part.
    """

    __slots__ = ("variable",)
    variable: Any
    followers: list[Hook] | None = None  # called with the leaf when its .grad is new

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"

    def _sequence_nr(self) -> int:
        return 2**64 - 1  # PyTorch takes it before all that waits

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {id(self):#x}>"


def accumulate_node(variable: Any) -> AccumulateGrad:
    """The node of a leaf."""
    node = new_node(None, {}, (), (), (), ((variable.array.shape, variable.array.dtype),), AccumulateGrad)
    node.variable = variable
    if variable._hooks is not None:
        node.before = Before(variable._hooks)
    if variable._followers is not None:
        node.followers = variable._followers
    return node


def hooks_before(node: Node) -> Before:
    """The node's hooks before its rule, to add to."""
    if node.before is None:
        node.before = Before()
    return node.before


def add_hook(hooks: list[Any], hook: Any) -> RemovableHandle:
    """Put ``hook`` at the end of the list."""
    hooks.append(hook)
    return RemovableHandle(hooks, hook)


class ShownNode(Node):
    """A node that a learner has asked for. What it tells besides, the layer above adds to this class: a ``__getattr__``
    would slow down every node."""

    __slots__ = ()


def shown(node: Node) -> Node:
    """The node as a learner gets it: of a class with its name, for ``type(y.grad_fn).__name__`` tells the op."""
    if type(node) is Node:
        node.__class__ = _class_named(node.short_name())
    return node


@cache
def _class_named(name: str) -> type[Node]:
    return type(name, (ShownNode,), {"__slots__": ()})
