"""From a result, or a function that computes one, to all moments of its forward and backward pass.

The backward pass is a real one, watched, on a graph that is retained; no ``.grad`` and no random number is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from autograd_lab.backend.arrays import array_module, is_array
from autograd_lab.backend.random import default_generator
from autograd_lab.errors import ArgTypeError, GraphError
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.graph.walk import below
from autograd_lab.record.equations import written
from autograd_lab.record.flow import FlowWatcher
from autograd_lab.record.graph import GraphDraft
from autograd_lab.record.inputs import Inputs
from autograd_lab.record.moments import Kept, Moment, StepEdge, StepNode, StepState
from autograd_lab.record.names import Names, shorten
from autograd_lab.record.preview import CELLS, TensorPreview, preview_of
from autograd_lab.record.recorder import Recorder
from autograd_lab.record.replay import Place
from autograd_lab.record.snapshot import Bilingual, Text, both
from autograd_lab.record.telling import Telling
from autograd_lab.record.trace import Trace
from autograd_lab.record.witness import BackwardWitness, Passed, nothing_retained
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.autodiff import grad
from autograd_lab.tensor.tensor import make
from autograd_lab.watch import watching

MOMENTS = 400
BOXES = 1000  # of a graph that is stepped through module by module
NEWEST = 150  # of one that is not
COARSE = 200  # boxes; above, the pictures of tensors have fewer cells

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def step_through(loss: Tensor | Callable[[], Tensor], model: Any, variables: Mapping[str, Any]) -> StepState:
    """All moments of ``loss``; a function is called once. Names come from ``model`` and the learner's ``variables``."""
    recorder, inputs = None, Inputs()
    if not isinstance(loss, Tensor):
        loss, recorder, inputs = _called(loss)
    check(loss)
    trace = Trace.of(loss, recorder=recorder, variables=variables.values())
    state = _Story(loss, model, variables, trace, inputs, BOXES).state()
    if len(state.moments) > MOMENTS:
        grouped = by_module(state)
        if len(grouped.moments) <= MOMENTS:
            return grouped
        state = _Story(loss, model, variables, trace, inputs, NEWEST).state()
    return state


def _called(function: Any) -> tuple[Tensor, Recorder, Inputs]:
    """What ``function`` returns, and the values on the way; random numbers that it draws are put back."""
    if not callable(function):
        raise ArgTypeError("step.not_tensor", got=type(function).__name__)
    before, recorder, watcher = default_generator.state_bytes(), Recorder(), FlowWatcher()
    try:
        with watching(recorder), watching(watcher):
            result = function()
    finally:
        default_generator.restore(before)
    if not isinstance(result, Tensor):
        raise ArgTypeError("step.not_returned", got=type(result).__name__)
    return result, recorder, watcher.inputs


def check(loss: Tensor) -> None:
    """RuntimeError, with the way out, where there is nothing to step through."""
    if loss.grad_fn is None:
        raise GraphError("step.leaf" if loss.requires_grad else "step.no_graph", shape=tuple(loss.shape))
    for node in below([loss.grad_fn]):
        if node.op is not None and node.saved is None:
            raise GraphError("step.freed", op=node.short_name())


class _Story:
    """One graph on its way to its moments. It holds nodes, so it must not outlive the call that made it."""

    def __init__(
        self, loss: Tensor, model: Any, variables: Mapping[str, Any], trace: Trace, inputs: Inputs, limit: int
    ) -> None:
        self.loss, self.variables = loss, variables
        self.root: Any = loss.grad_fn
        self.nodes = {node.order: node for node in below([self.root])}
        self.draft = GraphDraft(loss, names=Names(model, variables), limit=limit, inputs=inputs)
        self.keys = sorted(self.draft.boxes, key=self.draft.place.__getitem__)
        self.ids = {key: i for i, key in enumerate(self.keys)}
        self.cells = CELLS if len(self.keys) <= COARSE else CELLS // 2
        self.values, self.steps = trace.values, {step.order: step for step in trace.steps}
        self.back = self._walk()
        self.graph = self.draft.finish(self.back.flow)
        self.uses = {a[0]: self._use(a[1], a[2]) for a in self.draft.arrows if a[0][0] == "constant"}
        self.box = {order: self._box(passed) for order, passed in self.back.passed.items()}
        self.output = next(i for i, node in enumerate(self.graph.nodes) if node.kind == "output")

    def _walk(self) -> BackwardWitness:
        leaves = [node.variable for node in self.nodes.values() if isinstance(node, AccumulateGrad)]
        shown = {key[1] for key in self.keys if key[0] == "op"}
        start = make(array_module(self.loss.array).ones_like(self.loss.array))
        witness = BackwardWitness(set(self.nodes), shown, self.cells)
        with nothing_retained(set(self.nodes.values())), watching(witness):
            grads = grad(self.loss, leaves, grad_outputs=start, retain_graph=True, allow_unused=True)
        self.start = start.array
        self.to_leaves = {id(leaf): g for leaf, g in zip(leaves, grads, strict=True)}
        return witness

    def _use(self, target: Any, name: str) -> tuple[int, int]:
        """(order, place among the inputs) of an op that uses a constant as its input ``name``."""
        op = self.nodes[target[1]].op
        return target[1], list(op.inputs).index(name) if name in op.inputs else int(
            name.split("[")[1].rstrip("]")
        ) + len(op.inputs)

    def _box(self, passed: Passed) -> int | None:
        key = ("op", passed.order) if passed.leaf is None else ("leaf", passed.leaf)
        return self.ids.get(key)

    # -- numbers beside the graph ---------------------------------------------------------------------------

    def state(self) -> StepState:
        self.numbers = self._number()
        self.joined = {(e.source, e.target, e.input): i for i, e in enumerate(self.graph.edges)}
        self.at = {at: self._edge_of(arrow) for arrow in self.draft.arrows if (at := arrow[4]) is not None}
        edges = self._edges()
        nodes = self._nodes()
        notes: list[Text] = []
        if self.graph.hidden:
            notes.append(both("step.cut", shown=len(self.keys), hidden=self.graph.hidden))
        if self.loss.numel() != 1:
            notes.append(both("step.ones", count=self.loss.numel(), name=nodes[self.output].called))
        moments, turn = self._moments(nodes, edges)
        return StepState(self.graph, nodes, edges, moments, turn, notes)

    def _edge_of(self, arrow: Any) -> int:
        source, target, name, *_ = arrow
        return self.joined[self.ids[source], self.ids[target], name]

    def _number(self) -> dict[int, int]:
        """Box -> its rank in the order of creation."""
        known = sorted(order for order, box in self.box.items() if box is not None)
        return {self.box[order]: rank for rank, order in enumerate(known, 1)}  # type: ignore[misc]

    def _edges(self) -> list[StepEdge]:
        edges = [StepEdge() for _ in self.graph.edges]
        for order, passed in self.back.passed.items():
            for index, sent in enumerate(passed.sent):
                edge = self.at.get((order, index))
                if sent is not None and edge is not None:
                    edges[edge] = sent
        edges[self.at[self.root.order, -1]] = StepEdge(preview_of(self.start, self.cells))
        return edges

    def _nodes(self) -> list[StepNode]:
        values = [preview_of(self._array(key), self.cells) for key in self.keys]
        called = [self._name(i) for i in range(len(self.keys))]
        incoming: dict[int, list[int]] = {}
        for i, edge in enumerate(self.graph.edges):
            incoming.setdefault(edge.target, []).append(i)
        orders = {box: order for order, box in self.box.items() if box is not None}
        parts = self._parts()
        nodes = []
        for i, key in enumerate(self.keys):
            order = orders.get(i)
            node = StepNode(self.numbers.get(i, 0), called[i], values[i])
            if key[0] == "op":
                passed, engine = self.back.passed.get(key[1]), self.nodes[key[1]]
                arrived = [g for g in passed.arrived if g is not None] if passed else []
                inputs = sorted(
                    incoming.get(i, []), key=lambda e: self._use(self.keys[i], self.graph.edges[e].input)[1]
                )
                sources = [self.graph.edges[edge].source for edge in inputs]
                node = replace(
                    node,
                    equation=_equation(engine, [values[source] for source in sources], values[i]),
                    inputs=inputs,
                    keeps=self._kept(engine, key),
                    grad=arrived[0] if len(arrived) == 1 else None,
                    parts=parts.get(order, 0) if order is not None else 0,
                    summed=len(engine.outputs) == 1,
                )
            elif key[0] == "leaf" and order is not None:
                node = replace(node, parts=parts.get(order, 0), **self._leaf(key))
            elif i == self.output:
                node = replace(node, grad=preview_of(self.start, self.cells), parts=1)
            nodes.append(node)
        return nodes

    def _parts(self) -> dict[int, int]:
        """How many gradients arrive at each node."""
        count = {self.root.order: 1}
        for passed in self.back.passed.values():
            for source, sent in zip(passed.sources, passed.sent, strict=False):
                if source is not None and sent is not None:
                    count[source[0]] = count.get(source[0], 0) + 1
        return count

    def _leaf(self, key: Any) -> dict[str, Any]:
        leaf, arrived = self.draft.leaves[key], self.to_leaves.get(key[1])
        before = leaf.grad
        if arrived is None:
            return {"before": None if before is None else preview_of(before.array, self.cells)}
        total = arrived.array if before is None else before.array + arrived.array
        return {
            "grad": preview_of(arrived.array, self.cells),
            "before": None if before is None else preview_of(before.array, self.cells),
            "after": preview_of(total, self.cells),
        }

    def _array(self, key: Any) -> Any:
        """The value of a box, as far as it is known."""
        if key[0] == "leaf":
            return self.draft.leaves[key].array
        if key[0] == "output":
            return self.loss.array
        place = Place(key[1], 0) if key[0] == "op" else None
        if key in self.uses:
            order, index = self.uses[key]
            place = self.steps[order].inputs[index] if order in self.steps else None
        return None if place is None else self.values.get(place)

    def _name(self, i: int) -> Text:
        """A name, else the symbol or the kind with the number: ``×₃``."""
        node = self.graph.nodes[i]
        if node.name:
            return node.name
        if node.kind == "constant":
            return self._constant(i)
        if node.kind not in ("op", "leaf"):
            return node.label
        number = str(self.numbers.get(i, "")).translate(SUBSCRIPTS)
        if isinstance(node.label, Bilingual):
            return Bilingual(node.label.en + number, node.label.zh + number)
        return node.label + number

    def _constant(self, i: int) -> Text:
        """The variable that holds this very value; else the number, or what the op calls it."""
        value = self._array(self.keys[i])
        if is_array(value):
            for name, tensor in self.variables.items():
                if tensor.array.shape == value.shape and tensor.array.dtype == value.dtype:
                    if not tensor.requires_grad and bool((tensor.array == value).all()):
                        return shorten(name)
        shown = preview_of(value, self.cells)
        return shown.text if shown is not None and shown.text and not shown.rows else self.graph.nodes[i].label

    def _kept(self, engine: Any, key: Any) -> list[Kept]:
        """Arrays only: that a shape is kept costs nothing."""
        saved = engine.saved if type(engine.saved) is tuple else ()
        if not saved:
            return []
        sources = {a[2]: self.ids[a[0]] for a in self.draft.arrows if a[1] == key}
        inputs = {k: sources.get(engine.op.inputs[i]) for k, i in engine.op.saved_inputs}
        outputs = {k: self.ids[key] for k, _ in engine.op.saved_outputs}
        names = engine.op.saved_names()
        return [
            Kept(inputs.get(k, outputs.get(k)), names[k] if k < len(names) else "", int(value.nbytes))
            for k, value in enumerate(saved)
            if is_array(value) and not any(value is earlier for earlier in saved[:k])  # as in x * x
        ]

    # -- moments ----------------------------------------------------------------------------------------------

    def _moments(self, nodes: Sequence[StepNode], edges: Sequence[StepEdge]) -> tuple[list[Moment], int]:
        tell = Telling(self.graph, nodes, edges)
        sources = [i for i, node in enumerate(self.graph.nodes) if node.kind in ("leaf", "constant", "more")]
        moments = [Moment("inputs", sources, tell.inputs(sources))]
        ops = [i for i, node in enumerate(self.graph.nodes) if node.kind == "op"]
        for i in sorted(ops, key=lambda i: nodes[i].number):
            made = [i, self.output] if self.keys[i] == ("op", self.root.order) else [i]
            moments.append(Moment("compute", made, tell.compute(i)))
        turn = len(moments)
        first = self.box.get(self.root.order)
        moments.append(Moment("seed", [self.output], tell.seed(self.output), "", [] if first is None else [first]))
        waiting = {self.root.order}
        arrived: dict[int, list[int]] = {}
        for order, passed in self.back.passed.items():
            others = len(waiting) - 1
            waiting.discard(order)
            waiting |= {source[0] for source in passed.sources if source is not None}
            box = self.box[order]
            if box is None:
                continue
            into = [self.at[at] for k, _ in enumerate(passed.sent) if (at := (order, k)) in self.at]
            for edge in into:
                arrived.setdefault(self.graph.edges[edge].source, []).append(edge)
            queue = [b for o in sorted(waiting, reverse=True) if (b := self.box.get(o)) is not None]
            kind, words = (
                ("rule", tell.rule(box, into, arrived)) if passed.leaf is None else ("arrive", tell.arrive(box))
            )
            moments.append(Moment(kind, [box], words, tell.why(box, others), queue))  # type: ignore[arg-type]
        leaves = [i for i, node in enumerate(nodes) if node.after is not None]
        moments.append(Moment("write", leaves, tell.write(leaves)))
        return moments, turn


def _equation(engine: Any, operands: Sequence[TensorPreview | None], result: TensorPreview | None) -> str:
    """The op in numbers, if it is about single numbers that are all known."""
    if result is None or not operands or any(o is None for o in operands):
        return ""
    if any(o.text == "" or o.rows for o in operands if o) or result.text == "" or result.rows:
        return ""
    return f"{written(engine.op, [o.text for o in operands if o], engine.params)} = {result.text}"


def by_module(state: StepState) -> StepState:
    """Neighbouring moments of one call of a module become one; of inner modules, as long as that is few enough."""
    scopes = [node.scope for node in state.graph.nodes]
    deepest = max((scope.count(".") + 1 for scope in scopes if scope), default=0)
    grouped = state
    for depth in range(deepest, 0, -1):
        grouped = _grouped(state, depth)
        if len(grouped.moments) <= MOMENTS:
            break
    return grouped


def _grouped(state: StepState, depth: int) -> StepState:
    tell = Telling(state.graph, state.nodes, state.edges)

    def place(moment: Moment) -> tuple[str, str]:
        """Whether it goes forward or back, and in which module."""
        scope = state.graph.nodes[moment.nodes[0]].scope if moment.nodes else ""
        return ("compute" if moment.kind == "compute" else "rule"), ".".join(scope.split(".")[:depth])

    groups: list[list[Moment]] = [[state.moments[0]]]
    for before, moment in pairwise(state.moments):
        alike = moment.kind in ("compute", "rule", "arrive") and before.kind in ("compute", "rule", "arrive")
        if alike and place(moment)[1] and place(before) == place(moment):
            groups[-1].append(moment)
        else:
            groups.append([moment])
    moments, turn = [], 0
    for group in groups:
        if group[0].kind == "seed":
            turn = len(moments)
        if len(group) == 1:
            moments.append(group[0])
            continue
        kind, scope = place(group[0])
        nodes = [node for moment in group for node in moment.nodes]
        words = tell.module(kind, scope, nodes)
        moments.append(Moment(kind, nodes, words, group[0].why, group[-1].queue, scope))  # type: ignore[arg-type]
    note = both("step.by_module", ops=sum(node.kind == "op" for node in state.graph.nodes))
    return replace(state, moments=moments, turn=turn, notes=[note, *state.notes])
