"""One graph with all its numbers, on the way to the moments of its forward and backward pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograd_lab.backend.arrays import array_module, is_array
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.graph.walk import below
from autograd_lab.record.graphs.graph import GraphDraft
from autograd_lab.record.graphs.inputs import Inputs
from autograd_lab.record.names import Names, shorten
from autograd_lab.record.snapshot import Bilingual, GraphSnapshot, Text, both
from autograd_lab.record.steps.equations import written
from autograd_lab.record.steps.moments import Kept, Moment, StepEdge, StepNode, StepState
from autograd_lab.record.steps.preview import CELLS, TensorPreview, preview_of
from autograd_lab.record.steps.telling import Telling
from autograd_lab.record.steps.witness import BackwardWitness, Passed, nothing_retained
from autograd_lab.record.values.replay import Place
from autograd_lab.record.values.trace import Trace
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.autodiff import grad
from autograd_lab.tensor.tensor import make
from autograd_lab.watch import watching

COARSE = 200  # boxes; above, the pictures of tensors have fewer cells

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Story:
    """One graph on its way to its moments. It holds nodes, so it must not outlive the call that made it."""

    def __init__(
        self, loss: Tensor, names: Names, variables: Mapping[str, Any], trace: Trace, inputs: Inputs, limit: int
    ) -> None:
        self.loss, self.variables = loss, variables
        self.root: Any = loss.grad_fn
        self.nodes = {node.order: node for node in below([self.root])}
        self.draft = GraphDraft(loss, names=names, limit=limit, inputs=inputs)
        self.keys = sorted(self.draft.boxes, key=self.draft.place.__getitem__)
        self.ids = {key: i for i, key in enumerate(self.keys)}
        self.cells = CELLS if len(self.keys) <= COARSE else CELLS // 2
        self.values, self.steps = trace.values, {step.order: step for step in trace.steps}
        self.back = self._walk()
        self.graph = self.draft.finish(self.back.flow)
        self.box = {order: self._box(passed) for order, passed in self.back.passed.items()}
        self.output = next(i for i, node in enumerate(self.graph.nodes) if node.kind == "output")
        self._join()

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

    def _join(self) -> None:
        """Find the arrows of the picture again in those of the draft, which know the engine's nodes."""
        places = {(e.source, e.target, e.input): i for i, e in enumerate(self.graph.edges)}
        self.edge_at: dict[tuple[int, int], int] = {}  # (order, input) -> arrow
        self.inputs_of: dict[int, dict[int, int]] = {}  # order -> input -> arrow
        self.uses: dict[Any, tuple[int, int]] = {}  # constant -> (order, input) of an op that takes it
        for source, target, name, _, at in self.draft.arrows:
            edge = places[self.ids[source], self.ids[target], name]
            if at is not None:
                self.edge_at[at] = edge
            if target[0] == "op":
                index = self._index(target[1], name)
                self.inputs_of.setdefault(target[1], {})[index] = edge
                if source[0] == "constant":
                    self.uses[source] = target[1], index

    def _index(self, order: int, name: str) -> int:
        """Which input of an op is called ``name``; the second of a list of them is ``xs[1]``."""
        op = self.nodes[order].op
        return op.inputs.index(name) if name in op.inputs else len(op.inputs) + int(name.split("[")[1].rstrip("]"))

    def _box(self, passed: Passed) -> int | None:
        key = ("op", passed.order) if passed.leaf is None else ("leaf", passed.leaf)
        return self.ids.get(key)

    # -- numbers beside the graph ---------------------------------------------------------------------------

    def state(self) -> StepState:
        self.numbers = self._number()
        edges = self._edges()
        nodes = self._nodes()
        notes: list[Text] = []
        if self.graph.hidden:
            notes.append(both("step.cut", shown=len(self.keys), hidden=self.graph.hidden))
        if self.loss.numel() != 1:
            notes.append(both("step.ones", count=self.loss.numel(), name=nodes[self.output].called))
        moments, turn = self._moments(nodes, edges)
        return StepState(self._at_home(), nodes, edges, moments, turn, notes)

    def _at_home(self) -> GraphSnapshot:
        """The graph, with each constant that no variable holds in the module that used it: a dropout mask is its."""
        nodes = list(self.graph.nodes)
        for key, (order, _) in self.uses.items():
            i, user = self.ids[key], self.ids["op", order]
            if not nodes[i].name and self._variable(self._array(key)) is None:
                nodes[i] = replace(nodes[i], scope=nodes[user].scope)
        return replace(self.graph, nodes=nodes)

    def _number(self) -> dict[int, int]:
        """Box -> its rank in the order of creation."""
        known = sorted(order for order, box in self.box.items() if box is not None)
        return {self.box[order]: rank for rank, order in enumerate(known, 1)}  # type: ignore[misc]

    def _edges(self) -> list[StepEdge]:
        edges = [StepEdge() for _ in self.graph.edges]
        for order, passed in self.back.passed.items():
            for index, sent in enumerate(passed.sent):
                edge = self.edge_at.get((order, index))
                if sent is not None and edge is not None:
                    edges[edge] = sent
        edges[self.edge_at[self.root.order, -1]] = StepEdge(preview_of(self.start, self.cells))
        return edges

    def _nodes(self) -> list[StepNode]:
        values = [preview_of(self._array(key), self.cells) for key in self.keys]
        orders = {box: order for order, box in self.box.items() if box is not None}
        parts = self._parts()
        nodes = []
        for i, key in enumerate(self.keys):
            more: dict[str, Any] = {}
            if key[0] == "op":
                more = self._op(key[1], i, values)
            elif key[0] == "leaf" and i in orders:
                more = self._leaf(key)
            elif i == self.output:
                more = {"grad": preview_of(self.start, self.cells), "parts": 1}
            if i in orders:
                more["parts"] = parts.get(orders[i], 0)
            nodes.append(StepNode(self.numbers.get(i, 0), self._name(i), values[i], **more))
        return nodes

    def _op(self, order: int, box: int, values: Sequence[TensorPreview | None]) -> dict[str, Any]:
        node, passed = self.nodes[order], self.back.passed.get(order)
        inputs = [edge for _, edge in sorted(self.inputs_of.get(order, {}).items())]
        arrived = [g for g in passed.arrived if g is not None] if passed else []
        return {
            "equation": _equation(node, [values[self.graph.edges[edge].source] for edge in inputs], values[box]),
            "inputs": inputs,
            "keeps": self._kept(node, box),
            "grad": arrived[0] if len(arrived) == 1 else None,
            "summed": len(node.outputs) == 1,
        }

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
        shown = preview_of(value, self.cells)
        number = shown.text if shown is not None and not shown.rows else ""
        return self._variable(value) or number or self.graph.nodes[i].label

    def _variable(self, value: Any) -> str | None:
        """The name of a variable that holds this value and needs no gradient."""
        for name, tensor in self.variables.items() if is_array(value) else ():
            array = tensor.array
            alike = type(array) is type(value) and array.shape == value.shape and array.dtype == value.dtype
            if alike and not tensor.requires_grad and bool((array == value).all()):
                return shorten(name)
        return None

    def _kept(self, node: Any, box: int) -> list[Kept]:
        """Arrays only: that a shape is kept costs nothing."""
        saved = node.saved if type(node.saved) is tuple else ()
        arrows, names = self.inputs_of.get(node.order, {}), node.op.saved_names()
        sources = {k: self.graph.edges[arrows[i]].source for k, i in node.op.saved_inputs if i in arrows}
        sources |= {k: box for k, _ in node.op.saved_outputs}
        return [
            Kept(sources.get(k), names[k] if k < len(names) else "", int(value.nbytes))
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
            into = [self.edge_at[at] for k, _ in enumerate(passed.sent) if (at := (order, k)) in self.edge_at]
            for edge in into:
                arrived.setdefault(self.graph.edges[edge].source, []).append(edge)
            queue = [b for o in sorted(waiting, reverse=True) if (b := self.box.get(o)) is not None]
            why = tell.why(box, others)
            if passed.leaf is None:
                moments.append(Moment("rule", [box], tell.rule(box, into, arrived), why, queue))
            else:
                moments.append(Moment("arrive", [box], tell.arrive(box), why, queue))
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
