"""One step of a graph run again, on plain arrays: its forward, and its gradient rule.

Nothing of the engine's is touched: no graph, no ``.grad``, no version, no random stream. What a step drew is part of
it (a mask is an input, a sample a parameter), so it runs with the same numbers. A custom Function is run by calling
its forward again; one that draws random numbers inside is refused.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import NoneType
from typing import Any, NamedTuple

import numpy as np

from autograd_lab import watch
from autograd_lab.autograd.function_call import PLAIN
from autograd_lab.autograd.function_node import FunctionOp, argument_name
from autograd_lab.backend.arrays import MODULES, is_array
from autograd_lab.backend.random import before_drawing
from autograd_lab.graph.modes import enable_grad, no_grad
from autograd_lab.graph.node import new_node
from autograd_lab.graph.walk import run_rule
from autograd_lab.record.values.refusal import Refusal
from autograd_lab.tensor import lift
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor, make


class Place(NamedTuple):
    """A value of a graph: which output of the node numbered ``order``. A leaf is the only output of its node; a
    constant is no node's output, so it is ``-1 - i`` for input i of the first node that uses it."""

    order: int
    output: int

    @property
    def constant(self) -> bool:
        return self.output < 0


@dataclass(frozen=True)
class Step:
    """A node of a graph as a computation: which op, from what to what."""

    order: int
    op: Any
    params: dict[str, Any]
    inputs: tuple[Place, ...]
    outputs: tuple[Place, ...]
    forms: Sequence[tuple[tuple[int, ...], Any]]  # (shape, dtype) of each output
    carries: tuple[bool, ...]  # to which inputs a gradient flows

    @property
    def custom(self) -> bool:
        """Whether it is a learner's own Function."""
        return isinstance(self.op, FunctionOp)

    @property
    def name(self) -> str:
        """PyTorch's name of the node."""
        return self.op.grad_name(**self.params).rsplit("::", 1)[-1]

    def called(self, index: int) -> str:
        """What forward calls its input ``index``."""
        names = self.op.inputs
        return names[index] if index < len(names) else f"{self.op.variadic}[{index - len(names)}]"


def forward(step: Step, inputs: Sequence[Any]) -> tuple[Any, ...]:
    """The outputs of ``step`` for these arrays, numbers and None. RuntimeError if it cannot be run again."""
    if step.custom:
        return _function_outputs(step, inputs)
    return _forward(step, inputs)[0]


def pull(
    step: Step, inputs: Sequence[Any], gys: Sequence[Any], wanted: Sequence[bool] | None = None, saved: Any = None
) -> list[Any]:
    """The gradients that ``step`` passes to its inputs, by its own rules, from those of its outputs (None: none came).

    ``wanted`` says for which inputs, by default those to which a gradient flows; the others get None. ``saved`` is what
    its forward kept, if the inputs are not all known.
    """
    needs = step.carries if wanted is None else tuple(wanted)
    if step.custom:
        return _pull_function(step, inputs, gys, needs)
    if saved is None:
        outputs, saved = _forward(step, inputs)
        saved = _with_arrays(step.op, saved, outputs)
    edges: Any = [True if need else None for need in needs]
    node = new_node(step.op, step.params, saved, (), edges, step.forms)
    with np.errstate(all="ignore"), no_grad():
        gxs = run_rule(node, list(gys), edges, lift, False)
    return [gx if need else None for gx, need in zip(gxs, needs, strict=True)]


def _forward(step: Step, inputs: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    xp = next((MODULES[type(x)] for x in inputs if is_array(x)), np)
    with np.errstate(all="ignore"):
        y, saved = step.op.forward(xp, *inputs, **step.params)
    return tuple(v if is_array(v) else xp.asarray(v) for v in (y if step.op.several else (y,))), saved


def _with_arrays(op: Any, saved: tuple[Any, ...], outputs: Sequence[Any]) -> tuple[Any, ...]:
    """NumPy makes 0-d results its scalars, which rules do not expect."""
    for k, output in op.saved_outputs:
        saved = (*saved[:k], outputs[output], *saved[k + 1 :])
    return saved


def run(step: Step, tensors: Sequence[Any]) -> tuple[Any, ...]:
    """``step`` as the engine does it: recorded on ``tensors``, where they require grad. No watcher hears of it."""
    with watch.unheard():
        if not step.custom:
            y = apply(step.op, *tensors, **step.params)
        else:
            with _without_randomness(step):
                y = step.op.function.apply(*_arguments(step, tensors))
    return y if isinstance(y, tuple) else (y,)


# -- custom Functions --------------------------------------------------------------------------------------------


def _function_outputs(step: Step, inputs: Sequence[Any]) -> tuple[Any, ...]:
    with no_grad():
        outputs = run(step, [make(x.copy()) for x in inputs])  # copies: forward may write into its inputs
    return tuple(v.array if isinstance(v, Tensor) else None for v in outputs)


def _pull_function(step: Step, inputs: Sequence[Any], gys: Sequence[Any], needs: Sequence[bool]) -> list[Any]:
    tensors = []
    with enable_grad():
        for x, need in zip(inputs, needs, strict=True):
            tensor = make(x.copy())
            tensor.requires_grad = need
            tensors.append(tensor.clone() if need else tensor)  # no leaf, so that forward may write into it
        outputs = run(step, tensors)
    node = next(v.grad_fn for v in outputs if isinstance(v, Tensor) and v.grad_fn is not None)
    with no_grad(), np.errstate(all="ignore"), watch.unheard():
        return list(run_rule(node, list(gys), node.edges, lift, False))


def _arguments(step: Step, tensors: Sequence[Any]) -> list[Any]:
    """All arguments of a Function: Tensors where it got some, and what the node remembers of the rest."""
    op, args, given = step.op, [], iter(tensors)
    for place in range(op.arguments):
        if place in op.places:
            args.append(next(given))
            continue
        name = argument_name(op.function, place)
        if name not in step.params:
            raise Refusal("trace.argument", op=op.__name__, name=name, kinds=_kinds())
        args.append(step.params[name])
    return args


def _kinds() -> str:
    return ", ".join("None" if kind is NoneType else kind.__name__ for kind in PLAIN)


_replaying = threading.local()


@contextmanager
def _without_randomness(step: Step) -> Iterator[None]:
    """RuntimeError, before anything is drawn, if what runs inside asks for random numbers."""

    def refuse(generator: Any) -> None:
        if getattr(_replaying, "step", None) is step:
            raise Refusal("trace.random", op=step.name)

    _replaying.step = step
    before_drawing.append(refuse)
    try:
        yield
    finally:
        before_drawing.remove(refuse)
        _replaying.step = None
