"""A compiled plan as boxes and arrows: a box for each step, what is fused as one, with where results lie in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab.backend.dtypes import from_numpy_dtype
from autograd_lab.compiler.compiled import readable, said
from autograd_lab.compiler.explanation import Explanation
from autograd_lab.compiler.plan import Plan
from autograd_lab.compiler.program import (
    ACCUMULATE,
    ARG,
    CALL,
    CHECK,
    CLEAR,
    CONSTANT,
    COPY,
    FUSED,
    GRAD,
    HELD,
    OP,
    OPTIMIZER,
    RULE,
    TENSOR,
    VIEW,
    WRITE,
    Step,
    Value,
)
from autograd_lab.errors import GraphError
from autograd_lab.nn.parameter import Parameter
from autograd_lab.record.snapshot import Bilingual, GraphEdge, GraphNode, GraphSnapshot, both

KINDS = {OP: "op", RULE: "rule", VIEW: "view", COPY: "copy", WRITE: "write", CALL: "call", CHECK: "check",
         ACCUMULATE: "accumulate", CLEAR: "clear", OPTIMIZER: "optimizer", FUSED: "fused"}  # fmt: skip


def plan_graph(plan: Plan) -> GraphSnapshot:
    """The plan's steps in the order in which they run, folded into forward and backward."""
    return _Drawing(plan).snapshot()


def plan_of(thing: Any) -> Plan | None:
    """The plan itself, or that of an explanation; None for anything else.

    RuntimeError where no plan could be made of an explained function.
    """
    if isinstance(thing, Explanation):
        if thing.plan is None:
            raise GraphError("plan.none", name=thing.name, why=said(thing.why) if thing.why else "")
        return thing.plan
    return thing if isinstance(thing, Plan) else None


class _Drawing:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.layout = plan, plan.layout
        self.nodes: list[GraphNode] = []
        self.edges: list[GraphEdge] = []
        self.made: dict[Value, int] = {}  # value: the node that makes it, or that stands for it
        self.saved = {v for step in plan.steps if step in plan.back for v in _read(step)}
        self.grads: dict[Any, int] = {}  # leaf: the node that left its ``.grad`` as it is

    def snapshot(self) -> GraphSnapshot:
        for step in self.plan.steps:
            sources = {v: self._source(v) for v in _read(step) if v.kind != HELD}
            held = {v: self.made[v] for v in _read(step) if v.kind == HELD and v in self.made}
            number = len(self.nodes)
            self.nodes.append(self._step(number, step))
            for value, source in (sources | held).items():
                label = value.name or self.nodes[source].name
                self.edges.append(GraphEdge(source, number, label, carries_grad=False))
            self._follow_grads(number, step)
            for out in (*step.outs, step.held):
                if out is not None:
                    self.made[out] = number
        return GraphSnapshot(self.nodes, self.edges, dict.fromkeys(("zero_grad", "forward", "backward"), ""))

    def _follow_grads(self, number: int, step: Step) -> None:
        """Arrows for what is left in ``.grad``: zero_grad empties it, backward fills it, the optimizer reads it."""
        leaves = _leaves(step)
        if step.kind in (ACCUMULATE, OPTIMIZER):
            for source in dict.fromkeys(self.grads[leaf] for leaf in leaves if leaf in self.grads):
                self.edges.append(GraphEdge(source, number, ".grad", carries_grad=False))
        if step.kind != OPTIMIZER:
            self.grads |= dict.fromkeys(leaves, number)

    def _source(self, value: Value) -> int:
        """The node that a value comes from; one is drawn for what the plan is given."""
        if value in self.made:
            return self.made[value]
        number = self.made[value] = len(self.nodes)
        owner = value.source if value.kind in (TENSOR, GRAD) else None
        name = self.plan.names.get(id(owner), "") if owner is not None else ""
        parameter = value.kind == TENSOR and isinstance(owner, Parameter)
        titles = {ARG: "argument", GRAD: "grad", CONSTANT: "constant"}
        label: Any = value.name if value.kind == ARG else f"{name}.grad" if value.kind == GRAD else name or value.name
        self.nodes.append(
            GraphNode(
                number,
                "leaf" if parameter else "constant",
                label,
                both(f"plan.{titles.get(value.kind, 'parameter' if parameter else 'tensor')}"),
                list(value.shape),
                from_numpy_dtype(value.dtype).name if value.dtype is not None else "",
                "cpu",
                name=str(label),
                parameter=parameter,
            )
        )
        return number

    def _step(self, number: int, step: Step) -> GraphNode:
        outs = [out for out in step.outs if out is not None and out.kind != GRAD]
        names = _operations(step)
        first = outs[0] if outs else None
        return GraphNode(
            number,
            "op",
            both("plan.fused.label", count=len(names)) if step.kind == FUSED else names[0],
            both(f"plan.{KINDS.get(step.kind, 'numpy')}"),
            list(first.shape) if first is not None else [],
            from_numpy_dtype(first.dtype).name if first is not None and first.dtype is not None else "",
            "cpu",
            name=", ".join(out.name for out in outs if out.name),
            scope=self._part(step),
            code="\n".join(self.plan.lines.get(step, ())),
            words=_joined([self._work(step, names), *(self._memory(out) for out in outs)]),
        )

    def _part(self, step: Step) -> str:
        if step.kind == OPTIMIZER:
            return ""
        return "zero_grad" if step.kind == CLEAR else "backward" if step in self.plan.back else "forward"

    def _work(self, step: Step, names: Sequence[str]) -> Bilingual:
        return both(f"plan.{KINDS.get(step.kind, 'numpy')}.words", count=len(names))

    def _memory(self, value: Value) -> Bilingual:
        """Where a result lies, for how long, and whose place it takes."""
        said = []
        if value.name and value.base is not None:
            said.append(both("plan.looks_at", name=value.name, other=value.root.name))
        elif value in self.layout.shared:
            said.append(both("plan.in_place", name=value.name, other=self.layout.shared[value].name))
        elif value in self.layout.places:
            start = readable(self.layout.places[value])
            said.append(both("plan.placed", name=value.name, start=start, size=readable(value.nbytes)))
        elif value.name:
            said.append(both("plan.outside", name=value.name, size=readable(value.nbytes)))
        if value in self.saved and value.name and value.step is not None and value.step not in self.plan.back:
            said.append(both("plan.saved", name=value.name))
        return _joined(said)


def _read(step: Step) -> list[Value]:
    """The values that a step reads, those of a fused one included."""
    whole = step.params.get("whole", ()) if step.kind == FUSED else ()
    return list(dict.fromkeys([*step.reads(), *whole]))


def _leaves(step: Step) -> list[Any]:
    """The leaves whose ``.grad`` a step writes, or, of an optimizer, reads."""
    if step.kind == OPTIMIZER:
        return [p for group in step.function.param_groups for p in group["params"]]
    if step.kind == WRITE and step.args[0].root.kind == GRAD:
        return [step.args[0].root.source]
    if step.kind == CLEAR:
        return [step.args[0]]
    return [leaf for leaf, _ in step.args] if step.kind == ACCUMULATE else []


def _operations(step: Step) -> list[str]:
    if step.kind == FUSED:
        return [small.function.__name__ for small in step.params["part"].steps]
    if step.kind == OPTIMIZER:
        return [f"{type(step.function).__name__}.step"]
    name = getattr(step.function, "__name__", "") or step.kind
    return [name.strip("_")]


def _joined(said: Sequence[Bilingual]) -> Bilingual:
    parts = [one for one in said if one.en]
    return Bilingual(" ".join(one.en for one in parts), "".join(one.zh for one in parts))
