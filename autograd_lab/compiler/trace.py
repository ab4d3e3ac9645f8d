"""Recording a call: it runs as ever, on real numbers, while a watcher writes down what could be done again.

The recorder is told of every op, of every gradient rule, of writes in place, of gradients that arrive and of
optimizers that step. It knows each array by where it lies in memory, and keeps all of them until the plan is made, so
that no address is used twice. What it cannot follow (a number that Python looked at, a hook) it notes as a ``Break``:
the call itself is not disturbed, but no plan is made of it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import address
from autograd_lab.backend.random import before_drawing
from autograd_lab.compiler import expand
from autograd_lab.compiler.program import (
    ACCUMULATE,
    ARG,
    CALL,
    CHECK,
    CLEAR,
    CONSTANT,
    COPY,
    GRAD,
    HELD,
    MADE,
    OP,
    OPTIMIZER,
    RULE,
    TENSOR,
    UFUNC,
    WRITE,
    Record,
    Step,
    Value,
    mapped,
    values_in,
)
from autograd_lab.graph.node import Node
from autograd_lab.optim.hooks import everywhere as optimizer_hooks
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.watch.origin import op_name

# Functions through which Python learns numbers: what it does with them a plan does not repeat.
READS = {
    "item", "tolist", "numpy", "equal", "allclose", "is_nonzero", "tensor_text", "data_ptr", "apply_", "map_",
    "__array__", "__bool__", "__complex__", "__contains__", "__float__", "__format__", "__index__", "__int__",
}  # fmt: skip
# Ops and functions whose result has as many elements as the numbers say.
SIZED_BY_NUMBERS = {"nonzero", "masked_select", "unique", "unique_consecutive", "argwhere", "repeat_interleave",
                    "bincount"}  # fmt: skip


log = logging.getLogger("autograd_lab.compiler")


class Break(Exception):
    """Why no plan can be made: the key of a message, its values, and the learner's line."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values
        self.line = watch.learner_line()


class Recorder(watch.Watcher):
    """What one call did. ``tensors`` are those that were there before, by their id; ``arguments`` those given to it."""

    def __init__(self, arguments: Sequence[Tensor], tensors: dict[int, Tensor], looks_into: bool) -> None:
        self.records: list[Record] = []
        self.story: list[Any] = []  # the same without NumPy's steps, to be compared with another call's
        self._looks_into = looks_into  # whether ops are taken apart
        self._numbers: dict[Value, int] = {}
        self._drawn = self._covered = 0  # how often random numbers were drawn; how often by steps of the plan
        self.broken: Break | None = None
        self.tensors, self.arguments = tensors, arguments
        self._thread = threading.get_ident()
        self._known: dict[Any, Value] = {}
        self._alive: list[Any] = []
        self._arrived: dict[tuple[Node, int], Value] = {}  # gradients on their way, summed so far
        self.saved: dict[Node, Any] = {}  # what the rule of a node gets: values, or a HELD one
        self._node: Node | None = None
        self._quiet = 0  # inside of what is one step of the plan
        self.walked = False  # whether the call ran backward itself
        for k, argument in enumerate(arguments):
            if place(argument.array) not in self._known:
                self.learn(argument.array, Value(ARG, argument.array, k))

    # -- values ---------------------------------------------------------------------------------------------------

    def learn(self, array: Any, value: Value) -> Value:
        self._alive.append(array)
        self._known[place(array)] = value
        return value

    def value(self, array: Any) -> Value | None:
        """The value that an array is; None for one that nobody has told of. Break inside of a transform."""
        if type(array) is not np.ndarray:
            raise Break("compile.transform")
        return self._known.get(place(array))

    def value_of(self, tensor: Tensor) -> Value:
        """The value that a Tensor is. Break for one of which it is not known how it came to be."""
        value = self.value(tensor.array)
        if value is not None:
            return value
        if id(tensor) in self.tensors:
            return self.learn(tensor.array, Value(TENSOR, tensor.array, tensor))
        for leaf in self.tensors.values():
            if leaf._grad is tensor:
                return self.learn(tensor.array, Value(GRAD, tensor.array, leaf))
            if leaf._base is None and np.may_share_memory(leaf.array, tensor.array):
                whole = self.value_of(leaf)
                if place(leaf.array) == place(tensor.array):
                    return whole
        raise Break("compile.unknown", shape=tuple(tensor.shape))

    def _input(self, x: Any) -> Any:
        return self.value_of(x) if isinstance(x, Tensor) else x

    def _parameter(self, leaf: Any) -> Any:
        """A part of an op's params: an array among them must be one that is known."""
        if isinstance(leaf, Tensor):
            return self.value_of(leaf)
        if not isinstance(leaf, np.ndarray):
            return leaf
        value = self.value(leaf)
        if value is None:
            raise Break("compile.unknown", shape=leaf.shape)
        if leaf.dtype == bool:
            raise Break("compile.sized", function="x[mask]")
        return value

    # -- what the recorder is told ------------------------------------------------------------------------------

    def _hears(self) -> bool:
        return not self._quiet and self.broken is None and threading.get_ident() == self._thread

    def _try(self, work: Any, *about: Any) -> None:
        """Do ``work``; a Break is noted, and the call goes on."""
        if self._hears():
            try:
                work(*about)
            except Break as broken:
                self.broken = broken
            except Exception:  # the call itself must not be disturbed, whatever is not foreseen here
                log.exception("recording failed")
                self.broken = Break("compile.error")

    def give_up(self, why: Break) -> None:
        """No plan is to be made of this call."""
        if self._hears():
            self.broken = why

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

    def grad_set(self, tensor: Any, value: Any) -> None:
        def note() -> None:
            if value is not None:
                raise Break("compile.grad_assigned")
            if tensor._node is None and self.is_outside(tensor):
                leaf = self.leaf(tensor)
                self._note("zero_grad", True, (), (), [Step(CLEAR, None, (leaf,))], leaf)

        self._try(note)

    def backward_started(self, roots: Sequence[Any]) -> None:
        self.walked = True
        self._arrived = {}

    def reached(self, node: Any, gys: Sequence[Any]) -> None:
        self._try(self._reached, node, gys)

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        self._try(self._flowed, node, gys, gxs)

    def accumulating(self, leaves: Sequence[Any]) -> None:
        self._try(self._accumulating, leaves)
        self._quiet += threading.get_ident() == self._thread

    def backward_finished(self, roots: Sequence[Any]) -> None:
        if threading.get_ident() == self._thread and self._quiet:
            self._quiet -= 1
            self._try(self._accumulated)

    def backward_failed(self, roots: Sequence[Any], error: BaseException) -> None:
        self.broken = self.broken or Break("compile.error")

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

    # -- ops ------------------------------------------------------------------------------------------------------

    def _note(self, label: str, backward: bool, inputs: Any, outs: Any, steps: list[Step], *facts: Any) -> None:
        scope = tuple(type(module).__name__ for module in watch.current_scope())
        numbers = [self._numbers.setdefault(v, len(self._numbers)) for v in (*inputs, *outs) if v is not None]
        self.story.append((label, numbers, mapped(facts, lambda leaf: None if isinstance(leaf, Value) else leaf)))
        self.records.append(Record(label, backward, inputs, outs, steps, watch.learner_line(), scope))

    def _ran(self, op: Any, params: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        node = self._node if self._node is not None and self._node.op is op else None
        args = tuple([self._input(x) for x in inputs])
        params = mapped(params, self._parameter)
        if op.__name__.lower() in SIZED_BY_NUMBERS:
            raise Break("compile.sized", function=op.__name__)
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
            if all(isinstance(out, Value) and expand.same_bits(out, array) for out, array in fits):
                for out, array in zip(outs, arrays, strict=True):
                    self._adopt(out, array)
                return saved, steps
        outs = [self._made_of(array, args) for array in arrays]
        held = Value(HELD)
        kept = [*args, *outs, *values_in(params)] if node_saved is not None else []
        held.holds = tuple([v for v in kept if isinstance(v, Value)])
        for out, array in zip(outs, arrays, strict=True):
            self._adopt(out, array)
        return held, [Step(OP, op, args, params, tuple(outs), held)]

    def _adopt(self, value: Value, array: Any) -> None:
        """Let ``value`` stand for the array of the run itself, to which later writes go."""
        if place(array) in self._known:  # a view of the same elements
            return
        value.array = array
        self.learn(array, value)

    def _made_of(self, array: Any, args: Any) -> Value:
        """The value of what an op made as a whole; it may look at the memory of what it was made of."""
        given = tuple(values_in(args))
        base = next((v.root for v in given if v.kind != HELD and np.may_share_memory(array, v.array)), None)
        made = Value(MADE, array, base=base)
        if base is None and not array.flags.owndata:  # of whom, is not known
            made.holds = given
        return made

    def _called(self, function: Any, args: Sequence[Any], kwargs: Any, result: Any) -> None:
        name = getattr(function, "__name__", "")
        if name in READS:
            raise Break("compile.read", function=name)
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
        if not target.array.flags.writeable:  # the engine has opened it, which a replay would not
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

    # -- backward -------------------------------------------------------------------------------------------------

    def leaf(self, tensor: Tensor) -> Any:
        """A leaf as a plan finds it again: an argument, or a tensor that was there before."""
        for k, argument in enumerate(self.arguments):
            if argument is tensor:
                return ("argument", k)
        if id(tensor) in self.tensors:
            return tensor
        raise Break("compile.unknown", shape=tuple(tensor.shape))

    def is_outside(self, tensor: Tensor) -> bool:
        """Whether a tensor was there before the call."""
        return id(tensor) in self.tensors or any(argument is tensor for argument in self.arguments)

    def _reached(self, node: Any, gys: Sequence[Any]) -> None:
        if node.before is not None and (node.before.tensors or node.before.node or node.before.keepers):
            raise Break("compile.hooks", name=node.short_name())
        if node.hooks or getattr(node, "followers", None):
            raise Break("compile.hooks", name=node.short_name())
        for index, gy in enumerate(gys):
            if gy is None:
                continue
            array = gy.array if isinstance(gy, Tensor) else gy
            value = self.value(array)
            if value is not None:
                self._arrived[node, index] = value
                continue
            value = self._arrived.get((node, index))
            if value is None:  # where the walk begins, unless a gradient was given: 1
                if array.size != 1 or array.item() != 1 or (isinstance(gy, Tensor) and gy._requires_grad):
                    raise Break("compile.unknown", shape=array.shape)
                value = Value(CONSTANT, array.copy())
            if value.array.tobytes() != array.tobytes():  # something was added that nobody told of
                raise Break("compile.unknown", shape=array.shape)
            self.learn(array, value)
            self._arrived[node, index] = value

    def _flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        known = [None if gy is None else self.value(gy) for gy in gys]
        if any(gx is not None and self.value(gx) is None for gx in gxs):
            self._pulled(node, known, gxs)
        for edge, gx in zip(node.edges, gxs, strict=False):
            if edge is None or gx is None:
                continue
            value, before = self.value(gx), self._arrived.get(edge)
            assert value is not None
            if before is not None:
                both = (before, value)
                total = np.asarray(before.array + value.array)
                value = Value(MADE, total)
                self._note("add", True, both, (value,), [Step(UFUNC, np.add, both, outs=(value,))])
            self._arrived[edge] = value

    def _pulled(self, node: Any, gys: list[Any], gxs: Sequence[Any]) -> None:
        """The steps of one node's gradient rules."""
        op, saved = node.op, self.saved.get(node)
        if saved is None or type(node.saved) not in (tuple, type(None)):
            raise Break("compile.graph_from_before", name=node.short_name())
        if op.holomorphic and node.outputs[0][1].kind == "c":
            raise Break("compile.complex")
        gys = self._filled(node, gys)
        gy: Any = tuple(gys) if op.several else gys[0]
        needs = tuple([gx is not None for gx in gxs])
        params = mapped(node.params, self._parameter)
        arrays = [gx for gx in gxs if gx is not None]

        def rule(xp: Any, gy: Any, *saved: Any) -> Any:
            return op.pull_back(xp, gy, needs, saved, params)

        steps, outs = None, []
        plain = self._looks_into and isinstance(saved, tuple) and not any(values_in(params))
        seen = expand.looked_into(rule, (gy, *saved), {}) if plain else None
        if seen is not None:
            outs = [out for out, need in zip(seen[0], needs, strict=False) if need]
            if all(isinstance(v, Value) and expand.same_bits(v, a) for v, a in zip(outs, arrays, strict=True)):
                steps = seen[1]
        if steps is None:
            inputs = (gy, saved)
            outs = [self._made_of(array, inputs) for array in arrays]
            places = iter(outs)
            results = tuple([next(places) if need else None for need in needs])
            steps = [Step(RULE, op, (gy, needs, saved), params, results)]
        for out, array in zip(outs, arrays, strict=True):
            if self.value(array) is None:
                self.learn(array, out)
        flows = tuple([None if gx is None else self.value(gx) for gx in gxs])
        self._note(node.short_name(), True, tuple(values_in(gy)), flows, steps, params)

    def _filled(self, node: Any, gys: list[Any]) -> list[Any]:
        """Zeros for the outputs that nothing used, as the walk makes them."""
        if not node.op.fills:
            return gys
        return [
            Value(CONSTANT, np.zeros(shape, dtype)) if gy is None else gy
            for gy, (shape, dtype) in zip(gys, node.outputs, strict=True)
        ]

    def _accumulating(self, leaves: Sequence[Any]) -> None:
        self._leaves, pairs, outs, copies = [], [], [], []
        for node in leaves:
            leaf, value = node.variable, self._arrived.get((node, 0))
            if value is None or (not self.is_outside(leaf) and leaf._grad is not None):
                raise Break("compile.unknown", shape=tuple(leaf.shape))
            if self.is_outside(leaf):
                outs.append(Value(GRAD, None, self.leaf(leaf)))
                pairs.append((outs[-1].source, value))
                self._leaves.append((leaf, outs[-1]))
            else:  # made by the call itself: only the call can read its .grad
                mine = Value(MADE, value.array)
                copies.append(Step(COPY, np.copy, (value,), outs=(mine,)))
                self._leaves.append((leaf, mine))
        steps = [*copies, Step(ACCUMULATE, None, tuple(pairs), outs=tuple(outs))]
        arrived = tuple([v for _, v in pairs])
        self._note("AccumulateGrad", True, arrived, tuple(outs), steps, [leaf for leaf, _ in pairs])

    def _accumulated(self) -> None:
        for leaf, grad in self._leaves:
            if leaf._grad is None:  # it does not ask for gradients any more
                raise Break("compile.unknown", shape=tuple(leaf.shape))
            array = leaf._grad.array
            if leaf._grad._node is not None or leaf._grad._requires_grad:
                raise Break("compile.create_graph")
            grad.array, grad.shape, grad.dtype, grad.strides = array, array.shape, array.dtype, array.strides
            self.learn(array, grad)

    # -- the call ---------------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Let go of all arrays of the call."""
        self._alive, self._known, self._arrived, self.saved = [], {}, {}, {}
        for value in self._numbers:
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

    def _draws(self) -> None:
        self._drawn += threading.get_ident() == self._thread

    @property
    def draws_unseen(self) -> bool:
        """Whether random numbers were drawn that no step of the plan draws."""
        return self._drawn > self._covered


def place(array: Any) -> Any:
    """Where an array lies and how: equal for two arrays of the same elements in the same memory."""
    return address(array), array.shape, array.strides, array.dtype


def tensors_in(tree: Any) -> list[Tensor]:
    """The Tensors in nested tuples, lists and dicts."""
    if isinstance(tree, Tensor):
        return [tree]
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (tuple, list)):
        return [t for part in tree for t in tensors_in(part)]
    return []
