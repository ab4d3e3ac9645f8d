"""Recording a call: it runs as ever, on real numbers, while a watcher writes down what could be done again.

The recorder is told of every op, of every gradient rule, of writes in place, of gradients that arrive and of
optimizers that step. It knows each array by where it lies in memory, and holds none of them: a call that is recorded
takes hardly more memory than any other. What it cannot follow (a number that Python looked at, a hook) it notes as a
``Break``: the call itself is not disturbed, but no plan is made of it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.random import before_drawing
from autograd_lab.compiler import expand
from autograd_lab.compiler.backward import Backward
from autograd_lab.compiler.guards import PLAIN
from autograd_lab.compiler.known import Break, place
from autograd_lab.compiler.program import (
    CALL,
    CHECK,
    CONSTANT,
    COPY,
    GRAD,
    HELD,
    MADE,
    OP,
    OPTIMIZER,
    WRITE,
    Step,
    Value,
    mapped,
    values_in,
)
from autograd_lab.optim.hooks import everywhere as optimizer_hooks
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.watch.origin import op_name
from autograd_lab.watch.reads import READS, SIZED_BY_NUMBERS


class Recorder(Backward):
    """What one call did. ``tensors`` are those that were there before, by their id; ``arguments`` those given to it."""

    def _input(self, x: Any) -> Any:
        return self.value_of(x) if isinstance(x, Tensor) else x

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        if not self._hears():
            return
        self._node = node
        if not isinstance(node.op, type):
            self.broken = Break("compile.function", name=node.short_name())
        elif node.op.__name__ == "WriteView":
            self.saved[node] = node.saved  # shapes only; recorded without running

    def ran(self, op: Any, params: Any, inputs: Sequence[Any], outputs: Sequence[Any], started: int) -> None:
        self._try(self._ran, op, params, inputs, outputs)
        self._node = None

    def called(self, function: Any, args: Sequence[Any], kwargs: Any, result: Any) -> None:
        self._try(self._called, function, args, kwargs, result)

    def copied(self, array: Any, copy: Any) -> None:
        def note() -> None:
            source = self.value(array)
            if source is not None:
                value = self.learn(copy, Value(MADE, copy))
                self._note("copy", False, (source,), (value,), [Step(COPY, np.copy, (source,), outs=(value,))])

        self._try(note)

    def checked(self, numbers: Any, count: int, but: Any) -> None:
        def note() -> None:
            value = self.value(numbers)
            if value is None:
                raise Break("compile.unknown", shape=numbers.shape)
            self._note("check", False, (value,), (), [Step(CHECK, None, (value, count, but))], count, but)

        self._try(note)

    def made_of_number(self, array: Any) -> None:
        def note() -> None:
            self.learn(array, Value(CONSTANT, array.copy()))
            self._note("number", False, (), (), [], array.copy())

        self._try(note)

    def wrote(self, array: Any, values: Any, index: Any = ...) -> None:
        self._try(self._wrote, array, values, index)

    def moved(self, tensor: Any) -> None:
        def note() -> None:
            raise Break("compile.unknown", shape=tuple(tensor.shape))

        self._try(note)

    def stepping(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        """A hook before the step of every optimizer."""

        def note() -> None:
            if len(args) > 1 or kwargs:
                raise Break("compile.closure")
            if optimizer._hooks.before_step or optimizer._hooks.after_step:
                raise Break("compile.hooks", name=type(optimizer).__name__)
            self._note(f"{type(optimizer).__name__}.step", True, (), (), [Step(OPTIMIZER, optimizer)], optimizer)

        self._try(note)
        self._quiet += threading.get_ident() == self._thread

    def stepped(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        """A hook after it."""
        self._quiet -= threading.get_ident() == self._thread

    def _ran(self, op: Any, params: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        node = self._node if self._node is not None and self._node.op is op else None
        args = tuple([self._input(x) for x in inputs])
        params = mapped(params, self._parameter)
        if op.__name__.lower() in SIZED_BY_NUMBERS:
            raise Break("compile.sized", function=op_name(op, params))
        arrays = [out.array for out in outputs]
        saved, steps = self._steps(op, params, args, arrays, None if node is None else node.saved)
        if node is not None:
            self.saved[node] = saved
        outs = tuple([self.value(array) for array in arrays])
        self._note(op_name(op, params), False, (*values_in(args), *values_in(params)), outs, steps, args, params)

    def _steps(self, op: Any, params: Any, args: Any, arrays: list[Any], node_saved: Any) -> Any:
        """What the op saves for its rules, as values, and its steps: those of NumPy, or it as a whole."""
        whole = not self._looks_into or any(values_in(params))
        seen = None if whole else expand.looked_into(op.forward, args, params)
        if seen is not None and seen[1]:
            (made, saved), steps = seen
            outs = list(made) if op.several else [made]
            fits = zip(outs, arrays, strict=True)
            same = all(isinstance(out, Value) and expand.same_bits(out, array) for out, array in fits)
            if same and (node_saved is None or expand.stands_for(saved, node_saved)):
                for out, array in zip(outs, arrays, strict=True):
                    self._adopt(out, array)
                expand.loosen(steps)
                return saved, steps
            expand.give_up(steps)
        outs = [self._made_of(array, args) for array in arrays]
        held = Value(HELD)
        kept = [v for v in (*args, *outs, *values_in(params)) if isinstance(v, Value)]
        held.holds = tuple([v for v in kept if _looks_at(node_saved, v)])
        for out, array in zip(outs, arrays, strict=True):
            self._adopt(out, array)
        return held, [Step(OP, op, args, params, tuple(outs), held)]

    def _adopt(self, value: Value, array: Any) -> None:
        """Let ``value`` stand for the array of the run itself, to which later writes go."""
        if place(array) in self._known:  # a view of the same elements
            return
        self.learn(array, value)

    def _called(self, function: Any, args: Sequence[Any], kwargs: Any, result: Any) -> None:
        name = getattr(function, "__name__", "")
        if name in READS:
            raise Break("compile.condition" if name == "__bool__" else "compile.read", function=READS[name])
        if name in SIZED_BY_NUMBERS:
            raise Break("compile.sized", function=name)
        new = [t for t in tensors_in(result) if self.value(t.array) is None and id(t) not in self.tensors]
        new = [t for t in new if not any(leaf._grad is t for leaf in self.tensors.values())]
        if not new:
            return
        given = mapped((tuple(args), dict(kwargs)), lambda x: self.value_of(x) if isinstance(x, Tensor) else x)
        outs = []
        for t in tensors_in(result):
            if any(t is n for n in new):
                outs.append(self.learn(t.array, self._made_of(t.array, given)))
            else:
                outs.append(None)
        self._note(name.strip("_"), False, tuple(values_in(given)), tuple(outs),
                   [Step(CALL, function, given[0], given[1], tuple(outs))], function, given)  # fmt: skip
        self._covered = self._drawn

    def _wrote(self, array: Any, values: Any, index: Any) -> None:
        target = self.value(array)
        if target is None:
            target = next((self.value_of(t) for t in self.tensors.values() if t.array is array), None)
        if target is None:
            leaf = next((t for t in self.tensors.values() if t._grad is not None and t._grad.array is array), None)
            if leaf is None:
                raise Break("compile.unknown", shape=array.shape)
            target = self.learn(array, Value(GRAD, array, leaf))
        if target.fixed:  # the engine has opened it, which a replay would not
            raise Break("compile.unknown", shape=array.shape)
        source = values
        if isinstance(values, np.ndarray):
            source = self.value(values)
            if source is None:
                if values.size != 1:
                    raise Break("compile.unknown", shape=values.shape)
                source = Value(CONSTANT, values.copy())
        index = mapped(index, self._parameter)
        written = tuple(values_in((target, source, index)))
        fact = source.array if isinstance(source, Value) and source.kind == CONSTANT else source
        self._note("write", False, written, (target,), [Step(WRITE, None, (target, source, index))], fact, index)

    def forget(self) -> None:
        """Let go of all arrays of the call."""
        self._memory, self._known, self._arrived, self.saved, self._leaves = {}, {}, {}, {}, []
        self.arguments = ()
        steps = [step for record in self.records for step in record.steps]
        inside = [value for step in steps for value in (*step.reads(), *step.outs) if value is not None]
        for value in (*self._numbers, *inside):
            if value.kind != CONSTANT:
                value.array = None

    def run(self, function: Any, args: Any, kwargs: Any) -> Any:
        """Call ``function``, and watch."""
        optimizer_hooks.before_step.append(self.stepping)
        optimizer_hooks.after_step.insert(0, self.stepped)
        before_drawing.append(self._draws)
        watch.add(self)
        try:
            return function(*args, **kwargs)
        finally:
            watch.remove(self)
            before_drawing.remove(self._draws)
            optimizer_hooks.before_step.remove(self.stepping)
            optimizer_hooks.after_step.remove(self.stepped)

    def _draws(self, generator: Any) -> None:
        self._drawn += threading.get_ident() == self._thread

    @property
    def draws_unseen(self) -> bool:
        """Whether random numbers were drawn that no step of the plan draws."""
        return self._drawn > self._covered


def _looks_at(saved: Any, value: Value) -> bool:
    """Whether what an op saved may look at the memory of ``value``."""
    if isinstance(saved, np.ndarray):
        return value.array is None or np.may_share_memory(saved, value.array)
    if isinstance(saved, (tuple, list)):
        return any(_looks_at(part, value) for part in saved)
    return not isinstance(saved, (*PLAIN, np.generic))


def tensors_in(tree: Any) -> list[Tensor]:
    """The Tensors in nested tuples, lists and dicts."""
    if isinstance(tree, Tensor):
        return [tree]
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (tuple, list)):
        return [t for part in tree for t in tensors_in(part)]
    return []
