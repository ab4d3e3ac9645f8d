"""One call recorded, from the function to a replay of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.compiler import plan as plans
from autograd_lab.compiler.forms import AROUND, surroundings
from autograd_lab.compiler.guards import PLAIN
from autograd_lab.compiler.known import Break
from autograd_lab.compiler.program import MADE, TENSOR, Record, Value, mapped
from autograd_lab.compiler.reach import MANY, Reach, reached
from autograd_lab.compiler.replay import Output, Replay
from autograd_lab.compiler.trace import Recorder, tensors_in
from autograd_lab.graph.node import AccumulateGrad, GradientEdge, Node
from autograd_lab.i18n import tr
from autograd_lab.tensor.autodiff import pull
from autograd_lab.tensor.tensor import Tensor, edge_of, make


class Recording:
    """What one call did. ``broken`` says why no plan can be made of it, if that is so."""

    def __init__(
        self, function: Callable[..., Any], args: Any, kwargs: Any, tensors: Sequence[Tensor], looks_into: bool
    ):
        self.tensors = tensors
        self.reach: Reach = reached(function, args, kwargs)
        self.recorder = Recorder(tensors, self.reach.tensors, looks_into)
        self.broken: Break | None = self._not_from_here()
        before, around, given = self.reach.hidden(), surroundings(), _held((args, kwargs))
        places = self._places()
        self.result = self.recorder.run(function, args, kwargs)
        self.broken = self.broken or self.recorder.broken or self._left_behind(before, places)
        self.broken = self.broken or _turned(around) or _refilled(given)
        self.forward = list(self.recorder.records)
        self.outputs: list[Value] = []
        self.grads: dict[int, int | None] = {}
        self.edges: list[Any] = []
        self.starts: list[Value] = []
        self.arrived: list[Value | None] = []
        if self.broken is None:
            try:
                self.form = mapped_result(self.result, self._output)
                self._record_backward()
            except Break as broken:
                self.broken = broken
        self.broken = self.broken or self.recorder.broken

    def _not_from_here(self) -> Break | None:
        if self.reach.full:
            return Break("compile.too_much", count=MANY)
        if self.reach.iterators:
            return Break("compile.state", name=self.reach.iterators[0])
        hooked = self.reach.hooked()
        if hooked is not None:
            return Break("compile.hooks", name=hooked)
        for k, t in enumerate(self.tensors):  # two names for one memory: a plan would not tell them apart
            others = [*self.tensors[:k], *self.reach.tensors.values()]
            if any(t.array.size and np.may_share_memory(t.array, other.array) for other in others):
                return Break("compile.overlap")
        return None

    def _places(self) -> list[tuple[Any, ...]]:
        """Of each tensor that was there before: its memory, its place in the graph, and how many hooks it has."""
        return [
            (t, t.array, t._node, t._requires_grad, t.retains_grad, len(t._hooks or ()), len(t._followers or ()))
            for t in (*self.tensors, *self.reach.tensors.values())
        ]

    def _left_behind(self, before: Any, places: list[tuple[Any, ...]]) -> Break | None:
        """What the call did beside operations on tensors."""
        change = self.reach.changed(attributes=False)
        name = None if change is None else change.name
        for (t, *was), (_, *now) in zip(places, self._places(), strict=True):
            if any(a is not b for a, b in zip(was, now, strict=True)):
                name = name or self.reach.names.get(id(t), "tensor")
        now = self.reach.hidden()
        if name is None:
            name = next((key for key, value in now[0].items() if before[0].get(key, value) is not value), None)
        if name is not None:
            return Break("compile.state", name=name)
        if before[1] != now[1] or self.recorder.draws_unseen:
            return Break("compile.python_random")
        return None

    # -- what it returns ----------------------------------------------------------------------------------------------

    def _output(self, leaf: Any) -> Any:
        if not isinstance(leaf, Tensor):
            if isinstance(leaf, PLAIN) or id(leaf) in self.reach.seen:
                return leaf
            raise Break("compile.result", kind=type(leaf).__name__)
        for k, t in enumerate(self.tensors):
            if t is leaf:
                return Output(("argument", k))
        if id(leaf) in self.reach.tensors:
            return Output(leaf)
        for owner in (*self.tensors, *self.reach.tensors.values()):
            if owner._grad is leaf:
                return Output(("grad", self.recorder.leaf(owner)))
        self.outputs.append(self.recorder.value_of(leaf))
        return Output(len(self.outputs) - 1)

    # -- the way back -------------------------------------------------------------------------------------------------

    def _record_backward(self) -> None:
        """Where outputs want gradients: walk back once from gradients of 1, and record that too."""
        news = [t for t in tensors_in(self.result) if self._is_new(t)]
        roots: list[Tensor] = []
        for k, t in enumerate(news):
            if not t.requires_grad:
                continue
            if t._node is None:
                raise Break("compile.unknown", shape=tuple(t.shape))
            if self.recorder.walked and _freed(t._node, self.recorder.saved):
                self.grads[k] = None
            else:
                self.grads[k] = len(roots)
                roots.append(t)
        if not roots:
            return
        returned = tensors_in(self.result)
        edges = [
            edge for edge in _border([root._node for root in roots], self.recorder.saved)
            if not isinstance(edge[0], AccumulateGrad) or self.recorder.is_outside(edge[0].variable)
            or any(edge[0].variable is t for t in returned)
        ]  # fmt: skip
        self.edges = [self._end(edge) for edge in edges]
        starts = [make(np.ones_like(root.array)) for root in roots]
        for start in starts:
            value = Value(MADE, start.array)
            self.starts.append(self.recorder.learn(start.array, value))
        targets = [GradientEdge(*edge) for edge in edges]
        count = len(self.recorder.records)
        # The walk must end there, also where what lies beyond leads to the same parameters.
        beyond = [(node, node.edges) for node, _ in edges]
        try:
            for node, _ in edges:
                node.edges = ()
            arrays = self.recorder.run(lambda: pull(roots, starts, targets, True, False), (), {})
        finally:
            for node, outer in reversed(beyond):
                node.edges = outer
        if self.recorder.broken is not None:
            return
        self.backward = self.recorder.records[count:]
        self.arrived = [None if a is None else self.recorder.value(a) for a in arrays]

    backward: Sequence[Record] = ()

    def _is_new(self, t: Tensor) -> bool:
        if id(t) in self.reach.tensors or any(t is argument for argument in self.tensors):
            return False
        return not any(owner._grad is t for owner in (*self.tensors, *self.reach.tensors.values()))

    def _end(self, edge: tuple[Node, int]) -> Any:
        """Where a gradient leaves the call: the tensor whose edge it is."""
        if edge[0].before is not None or edge[0].hooks:
            raise Break("compile.hooks", name=edge[0].short_name())
        if isinstance(edge[0], AccumulateGrad):
            return self.recorder.leaf(edge[0].variable)
        for k, t in enumerate(self.tensors):
            if t.requires_grad and edge_of(t) == edge:
                return ("argument", k)
        for t in self.reach.tensors.values():
            if t._requires_grad and edge_of(t) == edge:
                return t
        raise Break("compile.graph_from_before", name=edge[0].short_name())

    # -- the replay ---------------------------------------------------------------------------------------------------

    def replay(self) -> Replay:
        """A plan of this call, ready to run."""
        plan = plans.made(
            self.forward, self.outputs, len(self.tensors), self.reach.names, self.backward, self.starts, self.arrived
        )
        read = {v.root for record in self.backward for step in record.steps if not step.dead for v in step.reads()}
        owners = [v.source if v.kind == TENSOR else ("argument", v.source) for v in read
                  if v.kind == TENSOR or v.kind == "argument"]  # fmt: skip
        return Replay(plan, self.form, self.grads, self.edges, owners)

    def difference(self, other: Recording) -> str | None:
        """What this call did otherwise than ``other``; None if nothing."""
        mine, theirs = self.recorder.story, other.recorder.story
        for a, b in zip(mine, theirs, strict=False):
            if not _equal(a, b):
                return f"{b[0]} / {a[0]}"
        if len(mine) != len(theirs):
            return tr("compile.count", before=len(theirs), now=len(mine))
        return None if _equal(_plain_form(self.form), _plain_form(other.form)) else "return"


def _turned(before: Any) -> Break | None:
    """A switch such as ``grad_enabled`` that the call left turned."""
    changed = [name for name, was, now in zip(AROUND, before, surroundings(), strict=True) if was != now]
    return Break("compile.state", name=changed[0]) if changed else None


def _held(tree: Any) -> list[tuple[Any, list[Any]]]:
    """The lists and dicts among arguments, with what is in each."""
    members = list(tree.values()) if isinstance(tree, dict) else list(tree) if isinstance(tree, (list, tuple)) else []
    mine = [(tree, members)] if isinstance(tree, (list, dict)) else []
    return mine + [pair for member in members for pair in _held(member)]


def _refilled(before: list[tuple[Any, list[Any]]]) -> Break | None:
    """A list or dict among the arguments that the call has put something else into."""
    for container, members in before:
        now = list(container.values()) if isinstance(container, dict) else container
        if len(now) != len(members) or any(a is not b for a, b in zip(now, members, strict=True)):
            return Break("compile.state", name=type(container).__name__)
    return None


def mapped_result(tree: Any, change: Any) -> Any:
    """The tree of a result with its leaves changed. Break for a container that is not one of Python's plain ones."""
    if isinstance(tree, (tuple, list)) and type(tree) not in (tuple, list) and not hasattr(tree, "_fields"):
        raise Break("compile.result", kind=type(tree).__name__)
    return mapped(tree, change)


def _plain_form(tree: Any) -> Any:
    return mapped(tree, lambda leaf: leaf.of if isinstance(leaf, Output) else leaf)


def _freed(node: Node, made: dict[Node, Any]) -> bool:
    """Whether a part of the graph that the call made was given back already."""
    stack, seen = [node], {node}
    while stack:
        node = stack.pop()
        if node in made and node.saved is None:
            return True
        for edge in node.edges:
            if edge is not None and edge[0] in made and edge[0] not in seen:
                seen.add(edge[0])
                stack.append(edge[0])
    return False


def _border(roots: Sequence[Any], made: dict[Node, Any]) -> list[tuple[Node, int]]:
    """The edges that lead out of the graph that the call made."""
    stack, seen, found = list(roots), set(roots), dict[tuple[Node, int], None]()
    while stack:
        node = stack.pop()
        if node not in made:
            found[(node, 0)] = None
            continue
        for edge in node.edges:
            if edge is None:
                continue
            if edge[0] not in made:
                found[edge] = None
            elif edge[0] not in seen:
                seen.add(edge[0])
                stack.append(edge[0])
    return list(found)


def _equal(a: Any, b: Any) -> bool:
    """Whether two trees of facts are the same."""
    if a is b:
        return True
    if isinstance(a, (tuple, list)):
        return type(a) is type(b) and len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, Tensor) or isinstance(b, Tensor):
        return False
    return bool(type(a) is type(b) and (a == b or (a != a and b != b)))


def watched() -> bool:
    """Whether somebody looks on, who wants to see each operation."""
    return bool(watch.watchers or watch.backward_watchers)
