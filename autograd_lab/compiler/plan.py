"""From what was recorded to what is run: what nobody needs is left out, memory is given, the text is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

import numpy as np

from autograd_lab.backend.allocation import give_back_freed_memory
from autograd_lab.backend.arrays import out_of_range
from autograd_lab.backend.scatter import assign
from autograd_lab.compiler.fuse import cut, fused, loop
from autograd_lab.compiler.memory import ALIGNED, Layout, arranged
from autograd_lab.compiler.program import (
    ACCUMULATE,
    ARG,
    CALL,
    EFFECTS,
    GRAD,
    HELD,
    MADE,
    OP,
    OPTIMIZER,
    REDUCE,
    RULE,
    UFUNC,
    WRITE,
    Record,
    Step,
    Value,
)
from autograd_lab.compiler.source import Writer
from autograd_lab.errors import DimError, GraphError
from autograd_lab.tensor.autodiff import accumulate
from autograd_lab.tensor.commit import commit, exclusively
from autograd_lab.tensor.tensor import Tensor, make

OWN = (UFUNC, REDUCE, RULE)  # kinds of steps that make an array of its own, where the result looks at no other
smallest, largest = np.minimum.reduce, np.maximum.reduce
LARGE = 2**18  # bytes of a plan's memory, from which on what recording left free is given back first


@dataclass
class Plan:
    """A plan that instances can be made of: each has memory of its own."""

    records: Sequence[Record]
    steps: Sequence[Step]  # that are left, forward first
    layout: Layout
    text: str
    setup_text: str  # views that are made once
    code: CodeType
    setup: CodeType
    bound: dict[str, Any]
    arrays: dict[str, tuple[Any, ...]]  # name: (shape, dtype, place in the block, strides)
    loops: dict[str, Any]  # name: a fused part, the names of the arrays that it cuts, its scratch memory
    tensors: dict[str, Tensor]  # names under which arrays of tensors are bound
    grads: Sequence[Any]  # leaves whose .grad must be there at the start
    names: dict[int, str]  # of tensors, by their id
    lines: dict[Step, list[str]]  # the text of each step
    back: frozenset[Step]  # the steps of backward and of what comes after it
    repeatable: bool  # whether nothing outside has changed before the last step that may find another shape


class Instance:
    """A plan with memory: ``forward(*arguments)`` runs it, ``backward(kept, *grads)`` its second half if it has one."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.names = dict(plan.bound)
        if plan.layout.size > LARGE:
            give_back_freed_memory()
        self._block = np.empty(plan.layout.size + ALIGNED, np.uint8)
        self._start = -self._block.ctypes.data % ALIGNED
        for name, place in plan.arrays.items():
            self.names[name] = self._array(*place)
        self._bound: list[tuple[Tensor, Any]] = []
        self._bind()
        exec(plan.code, self.names)
        self.forward, self.backward = self.names["forward"], self.names.get("backward")

    def _array(self, shape: Any, dtype: Any, place: int, strides: Any) -> Any:
        return np.ndarray(shape, dtype, self._block, self._start + place, strides)

    def _bind(self) -> None:
        """Take the arrays that the tensors have now, and make the views of them."""
        for name, tensor in self.plan.tensors.items():
            self.names[name] = tensor.array
        self._bound = [(tensor, tensor.array) for tensor in self.plan.tensors.values()]
        exec(self.plan.setup, self.names)
        for name, (part, arrays, scratch) in self.plan.loops.items():
            whole = [self._array(*place) for place in scratch]
            self.names[name] = loop(part, [self.names[array] for array in arrays], whole)

    def up_to_date(self) -> None:
        """Follow tensors that were given other memory since, as by ``p.data = ...``."""
        for tensor, array in self._bound:
            if tensor.array is not array:
                self._bind()
                return


def _arrays(function: Any, args: Any, params: Any) -> list[Any]:
    """A public function called on Tensors, and the arrays of what it returns."""
    from autograd_lab.compiler.trace import tensors_in

    return [t.array for t in tensors_in(function(*args, **params))]


def _arrive(pairs: Sequence[tuple[Tensor, Any]], own: Sequence[bool]) -> None:
    """The end of backward: ``accumulate``, sooner where no leaf has a gradient yet. An array that is of its ``own``
    memory, which nobody else knows, becomes the gradient itself; others are copied."""

    def first() -> None:
        writes: list[Any] = []
        for (leaf, grad), mine in zip(pairs, own, strict=True):
            if leaf._grad is not None or not leaf._requires_grad or grad.strides != leaf.array.strides:
                accumulate(pairs)
                return
            writes.append((leaf.__dict__, "_grad", make(grad if mine else grad.copy())))
        commit(writes)

    exclusively(first)


def _changed(array: Any, shape: Any) -> None:
    raise GraphError("compile.changed", shape=shape, got=array.shape)


def _check(numbers: Any, count: int, but: int | None) -> None:
    if numbers.size and 0 <= smallest(numbers, axis=None) and largest(numbers, axis=None) < count:
        return
    bad = out_of_range(numbers, count, but)
    if bad.any():
        raise DimError("compile.range", got=int(numbers[bad].ravel()[0]), last=count - 1)


NAMES = {
    "np": np,
    "asarray": np.asarray,
    "accumulate": _arrive,
    "tensor": make,
    "arrays": _arrays,
    "changed": _changed,
    "check": _check,
    "cut": cut,
    "empty": np.empty,
    "assign": assign,
}


def made(
    records: Sequence[Record],
    outputs: Sequence[Value],
    arguments: int,
    names: dict[int, str],
    backward: Sequence[Record] = (),
    starts: Sequence[Value] = (),
    grads: Sequence[Value | None] = (),
) -> Plan:
    """The plan of ``records``, which returns ``outputs``.

    ``backward`` are records to be run later, from the gradients ``starts`` of the outputs to ``grads``.
    """
    first = [step for record in records for step in record.steps]
    second = [step for record in backward for step in record.steps]
    wanted = [g for g in grads if g is not None]
    _bury(first + second, [*outputs, *wanted])
    first, second = ([step for step in part if not step.dead] for part in (first, second))
    first, second = fused(first, [*outputs, *(v for step in second for v in step.reads())]), fused(second, wanted)
    steps = [*first, *second]
    end = Step("copy", None, tuple(outputs))  # an output's place must not be given away before it is copied out
    # backward may come twice (retain_graph), so what it reads of forward stays to the end.
    made = {out for step in first for out in (*step.outs, step.held) if out is not None}
    kept = [*wanted, *(v for step in second for v in step.reads() if v in made)]
    own = _handed_over(steps, [*outputs, *kept])
    layout = arranged([*first, end, *second], kept, own)
    writer = Writer(layout, names, own)
    for k, value in enumerate(starts):
        value.name = f"g{k}"
    head = ", ".join(f"arg{k}" for k in range(arguments))
    lines = [f"def forward({head}):"]
    lines += [f"    x{k} = arg{k}.array" for k in range(arguments)]
    lines += _body(writer, first, layout, 0)
    carried = _carried(second, first, writer)
    result = "".join(f"{_fresh(writer, value)}, " for value in outputs)
    lines.append(f"    return ({result}), ({''.join(writer.value(v) + ', ' for v in carried)})")
    if second or starts:
        gys = "".join(f", {v.name}" for v in starts)
        lines += ["", f"def backward(carried{gys}):"]
        lines += [f"    ({''.join(writer.value(v) + ', ' for v in carried)}) = carried"] if carried else []
        lines += _body(writer, second, layout, len(first) + 1)
        result = "".join(("None" if value is None else _fresh(writer, value)) + ", " for value in grads)
        lines.append(f"    return ({result})")
    text, setup = "\n".join(lines), "\n".join(writer.setup)
    arrays = {n: (v.shape, v.dtype, layout.places[v], v.strides) for n, v in writer.arrays.items()}
    loops = {
        name: (part, cuts, [(b.shape, b.dtype, layout.places[b], b.strides) for b in part.scratch])
        for name, (part, cuts) in writer.loops.items()
    }
    entering = {v.source for step in steps for v in step.reads() if v.kind == GRAD and v.step is None}
    return Plan(
        [*records, *backward], steps, layout, text, setup, compile(text, "<plan>", "exec"),
        compile(setup, "<plan>", "exec"),
        NAMES | writer.bound, arrays, loops, writer.tensors, list(entering), names, writer.written,
        _of_backward([*records, *backward], steps), _repeatable(first),
    )  # fmt: skip


def _handed_over(steps: Sequence[Step], kept: Sequence[Value]) -> set[Value]:
    """Gradients that only their leaf reads: it can have the array itself, which then must not lie in planned memory."""
    reads = Counter(v for step in steps for v in step.reads())
    reads.update(kept)
    reads.update(seen for v in tuple(reads) for seen in (v.root, *v.holds, *v.root.holds) if seen is not v)
    arrived = [v for step in steps if step.kind == ACCUMULATE for _, v in step.args]
    return {
        v for v in arrived
        if reads[v] == 1 and v.kind == MADE and v.base is None and not v.holds and v.step and v.step.kind in OWN
    }  # fmt: skip


def _of_backward(records: Sequence[Record], steps: Sequence[Step]) -> frozenset[Step]:
    """The steps that do what was recorded in backward or after it."""
    later = {record_step for record in records if record.backward for record_step in record.steps}
    made = {out for step in later for out in step.outs if out is not None}
    return frozenset(step for step in steps if step in later or any(out in made for out in step.outs))


def _repeatable(steps: Sequence[Step]) -> bool:
    """Whether a call that finds another shape than planned can be given up and made anew, uncompiled."""
    checked = [i for i, step in enumerate(steps) if step.kind in (OP, RULE, CALL)]
    return not any(step.kind in (WRITE, ACCUMULATE, OPTIMIZER) for step in steps[: max(checked, default=0)])


def _bury(steps: Sequence[Step], wanted: Sequence[Value]) -> None:
    """Mark the steps whose results nobody needs."""
    needed: set[Value] = set()

    def need(value: Value) -> None:
        needed.add(value)
        needed.add(value.root)

    for value in wanted:
        need(value)
    for step in reversed(steps):
        outs = [out for out in (*step.outs, step.held) if out is not None]
        step.dead = step.kind not in EFFECTS and not any(out in needed for out in outs)
        if not step.dead:
            for value in step.reads():
                need(value)


def _body(writer: Writer, steps: Sequence[Step], layout: Layout, start: int) -> list[str]:
    """The lines of a function; memory that is not planned is let go of after its last use."""
    lines: list[str] = []
    held: dict[Value, list[str]] = {}
    for i, step in enumerate(steps, start):
        lines += ["    " + line for line in writer.lines(step)]
        for out in (*step.outs, step.held):
            if out is not None and out.name and out.kind in (MADE, HELD) and not writer.is_static(out):
                held.setdefault(out.root, []).append(out.name)
        over = [name for root, names in held.items() if layout.last.get(root, i) <= i for name in names]
        if over:
            lines.append("    " + " = ".join(over) + " = None")
            held = {root: names for root, names in held.items() if layout.last.get(root, i) > i}
    return lines


def _carried(second: Sequence[Step], first: Sequence[Step], writer: Writer) -> list[Value]:
    """What the second half needs of the first and does not find in planned memory."""
    made = {out for step in first for out in (*step.outs, step.held) if out is not None}
    carried: list[Value] = []
    for step in second:
        for value in step.reads():
            before = value in made or value.kind == ARG
            if before and value not in carried and not writer.is_static(value) and value.kind in (MADE, HELD, ARG):
                carried.append(value)
    return carried


def _fresh(writer: Writer, value: Value) -> str:
    """A value on its way out: in memory of its own, if what it lies in will be written to again."""
    name = writer.value(value)
    lent = value.kind != MADE or writer.is_static(value) or value.base is not None
    lent = lent or value.step is None or (value.step.kind in ("op", "call", "rule") and bool(value.step.held))
    return f"{name}.copy()" if lent else name
