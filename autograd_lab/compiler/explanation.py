"""``lab.compile.explain``: what was recorded and what is planned, side by side, as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.backend.random import default_generator
from autograd_lab.compiler.compiled import readable, said, state
from autograd_lab.compiler.forms import form_of
from autograd_lab.compiler.graphed import uses_gpu
from autograd_lab.compiler.known import Break
from autograd_lab.compiler.plan import Plan
from autograd_lab.compiler.program import ARG, CONSTANT, FUSED, GRAD, HELD, TENSOR, Record, Value
from autograd_lab.compiler.reach import Reach, reached
from autograd_lab.compiler.recording import Recording
from autograd_lab.errors import DeviceError
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor, make
from autograd_lab.watch.origin import place


class Explanation:
    """Both graphs of a call. ``print`` it; or read ``recorded``, ``plan.text``, ``why``."""

    def __init__(self, name: str, recording: Recording) -> None:
        self.name = name
        self.why: Break | None = recording.broken
        self.names = recording.reach.names
        self.recorded: list[Record] = [record for record in recording.recorder.records if record.steps]
        self.plan: Plan | None = recording.replay().plan if recording.broken is None else None

    def __repr__(self) -> str:
        parts = [
            tr("explain.title", name=self.name, count=len(self.recorded)),
            "",
            tr("explain.recorded"),
            *self._rows(),
        ]
        if self.plan is None:
            assert self.why is not None
            return "\n".join([*parts, "", tr("compile.eager", name=self.name, why=said(self.why))])
        parts += ["", tr("explain.planned"), *("  " + line for line in self.plan.text.splitlines()), ""]
        return "\n".join([*parts, tr("explain.saved"), *("  " + line for line in self._saved())])

    def _rows(self) -> list[str]:
        """The recorded graph, one op a line."""
        rows = []
        for k, record in enumerate(self.recorded, 1):
            made = ", ".join(_shape(v) for v in record.outs if v is not None and v.kind != HELD)
            read = ", ".join(self._called(v) for v in record.inputs if v is not None)
            where = f"   # {place(record.line)}" if record.line and not record.backward else ""
            arrow = "<-" if record.backward else "->"
            rows.append(f"  {k:>3}  {record.label:<22} {read} {arrow} {made}".rstrip(" <->") + where)
        return rows

    def _called(self, value: Value) -> str:
        if value.kind == ARG:
            return f"x{value.source}"
        if value.kind in (TENSOR, GRAD):
            name = self.names.get(id(value.source), "tensor")
            return name if value.kind == TENSOR else f"{name}.grad"
        return _shape(value) if value.kind != CONSTANT else "1"

    def _saved(self) -> Iterator[str]:
        plan = self.plan
        assert plan is not None
        nodes = sum(not record.backward for record in self.recorded)
        yield tr("explain.nodes", nodes=nodes)
        yield tr("explain.steps", ops=len(self.recorded), steps=len(plan.steps), whole=self._whole())
        dropped = sum(step.dead for record in self.recorded for step in record.steps)
        if dropped:
            yield tr("explain.dropped", count=dropped)
        if plan.layout.count:
            planned, eager = readable(plan.layout.needed), readable(plan.layout.without)
            yield tr("explain.memory", planned=planned, eager=eager, values=plan.layout.count)
        if plan.layout.shared:
            yield tr("explain.in_place", count=len(plan.layout.shared))
        parts = [step.params["part"] for step in plan.steps if step.kind == FUSED]
        blocks, loops = [p for p in parts if not p.compiled], [p for p in parts if p.compiled]
        if blocks:
            yield tr("explain.fused", parts=len(blocks), calls=sum(len(part.steps) for part in blocks),
                     scratch=readable(plan.layout.scratch))  # fmt: skip
        if loops:
            yield tr("explain.machine", parts=len(loops), calls=sum(len(part.steps) for part in loops))

    def _whole(self) -> str:
        names = sorted({s.function.__name__ for s in self.plan.steps if s.kind in ("op", "rule")} if self.plan else ())
        return ", ".join(names) or "-"


def _shape(value: Value) -> str:
    return str(list(value.shape))


def explain(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Explanation:
    """Both graphs of ``function(*args)``: what PyTorch-like eager execution builds in every call, and the plan that
    ``compile`` would run instead.

    It is called for this, and afterwards everything that it can see is as it was: parameters, gradients, states of
    optimizers, and the random numbers to come.
    """
    function = getattr(function, "_orig_mod", None) or getattr(function, "_torchdynamo_orig_callable", function)
    tensors: list[Tensor] = []
    form_of((args, kwargs), tensors, [])
    reach = reached(function, args, kwargs)
    if uses_gpu(tensors, reach):
        raise DeviceError("explain.gpu")
    state.recording = True
    try:
        with _as_it_was(reach, tensors):
            return Explanation(
                getattr(function, "__name__", type(function).__name__),
                Recording(function, args, kwargs, tensors, True),
            )
    finally:
        state.recording = False


@contextmanager
def _as_it_was(reach: Reach, arguments: list[Tensor]) -> Iterator[None]:
    """Put back what runs inside changes."""
    everything = [*reach.tensors.values(), *arguments]
    before = [(t, t.array, t.array.copy(), t._grad, None if t._grad is None else t._grad.array.copy())
              for t in everything]  # fmt: skip
    states = [
        (optimizer, {p: {k: _copied(v) for k, v in kept.items()} for p, kept in optimizer.state.items()})
        for optimizer in reach.optimizers
    ]
    random = default_generator.state_bytes()
    try:
        yield
    finally:
        for tensor, array, numbers, grad, grads in before:
            tensor.array = array
            array[...] = numbers
            tensor._grad = grad
            if grad is not None:
                grad.array[...] = grads
        for optimizer, kept in states:
            optimizer.state.clear()
            optimizer.state.update(kept)
        default_generator.restore(random)


def _copied(value: Any) -> Any:
    return make(value.array.copy()) if isinstance(value, Tensor) else value
