"""The graph below a Tensor as a snapshot: boxes and arrows that no longer depend on the engine.

Newest first: nodes are taken from a heap by creation order, so that users come before what they use, and a
graph of any size costs no more than its limit. What was computed earlier than that becomes one "more" box.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from inspect import signature
from typing import Any

from autograd_lab.backend.device import device_of
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.nn.parameter import Parameter
from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.describe import code_line, parameter_texts, preview
from autograd_lab.record.graphs.flow import Flow
from autograd_lab.record.graphs.inputs import Gone, Inputs
from autograd_lab.record.graphs.tape import Seen
from autograd_lab.record.names import Names
from autograd_lab.record.sizes import norm
from autograd_lab.record.snapshot import Bilingual, GraphEdge, GraphNode, GraphSnapshot, Text, both, real

LIMIT = 20_000  # boxes; what a browser still opens at once
COUNTED = 100_000  # nodes beyond the limit that are counted; more than that are called this many

Key = tuple[Any, ...]
MORE: Key = ("more",)
OUTPUT: Key = ("output",)


def snapshot_graph(
    tensor: Any,
    *,
    names: Names | None = None,
    flow: Flow | None = None,
    limit: int = LIMIT,
    step: int | None = None,
) -> GraphSnapshot:
    """The graph that ``tensor`` (or several) was computed by, in at most about ``limit`` boxes.

    ``flow`` brings the gradient sizes of a backward pass that was watched. Saved values are shown as long as
    the graph has not been freed.
    """
    return GraphDraft(tensor, names=names or Names(), limit=limit).finish(flow, step)


class GraphDraft:
    """A graph on its way to a snapshot: everything but the gradients, which come after a backward pass.

    ``tensor`` is the result, or a sequence of them. ``inputs`` knows what an op was given and did not keep,
    ``result`` is what the tensor is called if it has no name. It holds text and numbers only; the leaves, whose
    ``.grad`` is read at the end, are held as Tensors.
    """

    def __init__(
        self, tensor: Any, *, names: Names, limit: int = LIMIT, inputs: Inputs | None = None, result: Text = ""
    ) -> None:
        self.names = names
        self.limit = limit
        self.inputs = inputs or Inputs()
        self.result = result or both("graph.output")
        roots = list(tensor) if isinstance(tensor, (list, tuple)) else [tensor]
        self.device = str(roots[0].device)
        self.boxes: dict[Key, dict[str, Any]] = {}
        self.place: dict[Key, tuple[float, int]] = {}  # sort key: in which order boxes are listed
        self.at: dict[Key, tuple[int, int]] = {}  # the replay.Place of each value
        self.arrows: list[tuple[Key, Key, str, str, tuple[int, int] | None]] = []
        self.leaves: dict[Key, Any] = {}
        self.values: dict[tuple[int, int], Any] = {}  # of intermediate results, as far as a rule saved them
        self.hidden = 0
        self._start(roots)
        self.values.clear()
        self.inputs = Inputs()

    def finish(self, flow: Flow | None = None, step: int | None = None) -> GraphSnapshot:
        """The snapshot, with the gradient sizes of ``flow`` and of the leaves' ``.grad``."""
        keys = sorted(self.boxes, key=self.place.__getitem__)
        ids = {key: i for i, key in enumerate(keys)}
        nodes = [
            GraphNode(id=ids[key], grad_norm=self._size(key, flow), place=list(self.at.get(key, ())), **self.boxes[key])
            for key in keys
        ]
        edges = [
            GraphEdge(ids[source], ids[target], name, formula, self._flowed(at, flow), at is not None)
            for source, target, name, formula, at in self.arrows
        ]
        edges.sort(key=lambda edge: (edge.target, edge.source))
        return GraphSnapshot(nodes, edges, dict(self.names.classes), step, self.hidden)

    def _size(self, key: Key, flow: Flow | None) -> Any:
        if key in self.leaves:
            grad = self.leaves[key].grad
            return None if grad is None else real(norm(grad.array))
        size = flow.at(key[1]) if flow is not None and key[0] in ("op", "output") else None
        return None if size is None else real(size)

    @staticmethod
    def _flowed(at: tuple[int, int] | None, flow: Flow | None) -> Any:
        if at is None or flow is None:
            return None
        order, index = at
        size = flow.at(order) if index < 0 else flow.to(order, index)
        return None if size is None else real(size)

    # -- the walk -----------------------------------------------------------------------------------------

    def _start(self, roots: list[Any]) -> None:
        heap: list[tuple[int, Any]] = []
        seen: set[Any] = set()

        def wait(node: Any) -> None:
            if node not in seen:
                seen.add(node)
                heapq.heappush(heap, (-node.order, node))

        for place, tensor in enumerate(roots):
            made = self.inputs.maker(tensor)
            if made is None:
                self._tensor_box(tensor, (), 0.0)
                continue
            self._result(tensor, *made, self.result if len(roots) == 1 else both("graph.output.nth", n=place + 1))
            wait(made[0])
        while heap and len(self.boxes) < self.limit:
            _, node = heapq.heappop(heap)
            self._op(node)
            for source in self._sources(node):
                wait(source)
        if heap:
            self._count([node for _, node in heap], seen)
        self._tie_up()

    def _result(self, tensor: Any, node: Any, index: int, called: Text) -> None:
        key: Key = (*OUTPUT, node.order, index)
        name = self.names.of_variable(tensor)
        self._box(key, float("inf"), "output", name or called, tensor.array, name)
        at = (node.order, -1) if tensor.grad_fn is not None else None
        self.arrows.append((("op", node.order), key, "", "", at))
        self.at[key] = (node.order, index)
        self.values[node.order, index] = tensor.array
        self.names.forget_result(node.order)  # its name stands in the box of the result

    def _sources(self, node: Any) -> Iterator[Any]:
        """The ops that a node's inputs came from, as far as they are known."""
        for index, edge in enumerate(node.edges):
            made = edge if edge is not None else self.inputs.maker_of(node.order, index)
            if made is not None and not isinstance(made[0], AccumulateGrad):
                yield made[0]

    def _count(self, left: list[Any], seen: set[Any]) -> None:
        """How many nodes were left out."""
        while left and self.hidden < COUNTED:
            self.hidden += 1
            for source in self._sources(left.pop()):
                if source not in seen:
                    seen.add(source)
                    left.append(source)

    def _tie_up(self) -> None:
        """Arrows from boxes that were left out come from the "more" box."""
        loose = [arrow for arrow in self.arrows if arrow[0] not in self.boxes]
        if not loose:
            return
        count = f"{self.hidden}{'+' if self.hidden >= COUNTED else ''}"
        self.place[MORE] = (-1.0, 0)
        self.boxes[MORE] = {
            "kind": "more", "label": both("graph.more", count=count), "title": "…", "shape": [], "dtype": "",
            "device": self.device, "words": both("graph.more.words"), "value": count,
        }  # fmt: skip
        self.arrows = [(a[0] if a[0] in self.boxes else MORE, *a[1:]) for a in self.arrows]

    # -- boxes --------------------------------------------------------------------------------------------

    def _op(self, node: Any) -> None:
        op, key = node.op, ("op", node.order)
        saved = node.saved if type(node.saved) is tuple else ()  # not what is freed, or kept elsewhere
        if len(saved) >= len(op.saved_outputs):
            for k, output in op.saved_outputs:
                self.values.setdefault((node.order, output), saved[k])
        value = self.values.get((node.order, 0))
        if value is None:
            value = self.names.value_of_result(node.order, 0)
        line, code = code_line(node.line)
        self.place[key] = (node.order, 1)
        self.at.setdefault(key, (node.order, 0))
        self.boxes[key] = {
            "kind": "op",
            "label": op.doc.symbol,
            "title": node.short_name(),
            "name": self.names.of_result(node.order, 0),
            "shape": list(node.outputs[0][0]),
            "dtype": str(node.outputs[0][1]),
            "device": self.device,
            "scope": self.names.of_scope(node.scope),
            "line": line,
            "code": code,
            "formula": op.doc.formula,
            "words": Bilingual(op.doc.en, op.doc.zh),
            "params": parameter_texts(node.params),
            "value": "" if value is None else preview(value),
        }
        known = {i: saved[k] for k, i in _shapes(op) if not isinstance(saved[k], tuple)} if saved else {}
        known |= {i: saved[k] for k, i in op.saved_inputs if saved[k] is not None} if saved else {}
        for index, edge in enumerate(node.edges):
            name = op.inputs[index] if index < len(op.inputs) else f"{op.variadic}[{index - len(op.inputs)}]"
            self._arrow(node, key, index, name, edge, known)

    def _arrow(self, node: Any, key: Key, index: int, name: str, edge: Any, known: dict[int, Any]) -> None:
        if edge is None:
            made = self.inputs.maker_of(node.order, index)
            source = self._constant(node, index, name, known.get(index)) if made is None else ("op", made[0].order)
            if source is not None:
                if type(node) is not Seen and (made is None or type(made[0]) is Seen):  # where a trace knows it
                    self.at[source] = min(self.at.get(source, (node.order, -1 - index)), (node.order, -1 - index))
                self.arrows.append((source, key, name, "", None))
            return
        producer, output = edge
        if isinstance(producer, AccumulateGrad):
            source = self._tensor_box(producer.variable, node.scope, node.order)
            self.at[source] = (producer.order, 0)
        else:
            source = ("op", producer.order)
            if index in known:
                self.values.setdefault((producer.order, output), known[index])
        rule = node.op.backward if node.op.joint else node.op.rules.get(name.split("[")[0])
        self.arrows.append((source, key, name, getattr(rule, "formula", ""), (node.order, index)))

    def _tensor_box(self, tensor: Any, scope: tuple[Any, ...], order: float) -> Key:
        """A leaf; or, when it is all there is to show, a tensor that needs no gradient."""
        key: Key = ("leaf", id(tensor))
        if key not in self.boxes and len(self.boxes) < 2 * self.limit:
            path = self.names.of_parameter(tensor, scope)
            name = path or self.names.of_variable(tensor)
            parameter = bool(path) or isinstance(tensor, Parameter)
            word = "parameter" if parameter else "leaf" if tensor.requires_grad else "constant"
            self._box(key, order, word, name or both(f"graph.{word}"), tensor.array, name)
            self.boxes[key]["scope"] = self.names.of_scope(scope) if parameter else ""
            self.leaves[key] = tensor
        elif key in self.boxes:
            self.place[key] = min(self.place[key], (order, 0))
        return key

    def _constant(self, node: Any, index: int, called: str, value: Any) -> Key | None:
        """An input without gradient, as far as it is known; None for one that was not given.

        Its value is known if the op kept it, its shape if somebody watched. Of the rest there is only what the op
        itself calls this input.
        """
        tensor = self.inputs.tensor(node.order, index)
        if tensor is not None and (_is_leaf(tensor) or self.names.of_parameter(tensor, node.scope)):
            # A gradient reaches it elsewhere; or it is frozen, but a parameter all the same.
            return self._tensor_box(tensor, node.scope, node.order)
        kept = value is not None
        if not kept:
            value = self.inputs.find(node.order, index)
        if value is None and (type(node) is Seen or index in _optional(node.op)):
            return None
        known = hasattr(value, "shape") and not isinstance(value, Gone)
        noted = self.inputs.identity(node.order, index)
        key: Key = ("constant", node.order, index)
        if known or noted:
            key = ("constant", id(value)) if known else ("constant", "noted", noted)
        if key in self.boxes:
            self.place[key] = min(self.place[key], (node.order, 0))
        elif len(self.boxes) < 2 * self.limit:
            text = "" if value is None else preview(value)
            buffer = "" if tensor is None else self.names.of_buffer(tensor)
            name = buffer or self.names.of_array(value)
            shown = text if getattr(value, "shape", ()) == () and text else name
            plain = kept or len(called) == 1  # a letter says nothing
            self._box(key, node.order, "constant", shown or (both("graph.constant") if plain else called), value, name)
            self.boxes[key]["scope"] = self.names.of_scope(node.scope) if buffer else ""
        return key

    def _box(self, key: Key, order: float, word: str, label: Text, value: Any, name: str) -> None:
        """A box for a value: a leaf, a constant or the result."""
        array = hasattr(value, "shape")
        self.place[key] = (order, 0)
        self.boxes[key] = {
            "kind": "leaf" if word == "parameter" else word,
            "parameter": word == "parameter",
            "label": label,
            "title": both(f"graph.{word}"),
            "name": name,
            "shape": list(value.shape) if array else [],
            "dtype": str(value.dtype) if array else "" if value is None else type(value).__name__,
            "device": value.device if isinstance(value, Gone) else str(device_of(value)) if array else "",
            "words": both(f"graph.{word}.words"),
            "value": "" if value is None else preview(value),
        }


def _is_leaf(tensor: Any) -> bool:
    return tensor.requires_grad and tensor.grad_fn is None


@cache
def _shapes(op: Any) -> tuple[tuple[int, int], ...]:
    """Where an op saves only the shape of an input, or the input itself if that is a number: (place, input)."""
    places = {name: k for k, name in enumerate(op.saved_names())}
    return tuple((places[f"{name}_shape"], i) for i, name in enumerate(op.inputs) if f"{name}_shape" in places)


@cache
def _optional(op: Any) -> tuple[int, ...]:
    """The inputs of an op that may be left out, such as the bias of a convolution."""
    given = signature(op.forward).parameters
    return tuple(
        i for i, name in enumerate(op.inputs) if name in op.optional or (name in given and given[name].default is None)
    )


def latest(snapshot: GraphSnapshot, limit: int) -> GraphSnapshot:
    """The last ``limit`` boxes of a snapshot, with one "more" box for those before them."""
    cut = len(snapshot.nodes) - limit
    if cut <= 0:
        return snapshot
    hidden = snapshot.hidden + cut - (snapshot.nodes[0].kind == "more")
    more = GraphNode(
        0, "more", both("graph.more", count=hidden), "…", [], "", "", words=both("graph.more.words"), value=str(hidden)
    )
    nodes = [more, *(replace(node, id=node.id - cut + 1) for node in snapshot.nodes[cut:])]
    edges = [
        replace(edge, source=max(edge.source - cut + 1, 0), target=edge.target - cut + 1)
        for edge in snapshot.edges
        if edge.target >= cut
    ]
    return GraphSnapshot(nodes, edges, snapshot.modules, snapshot.step, hidden)
