"""The short way through ``apply``, for the commonest case: an element-wise op on float tensors of the host.

What is always so for an op is asked once, when its shortcut is made; what is rarely so (a GPU, another dtype, a mode,
a watcher) goes the long way, ``otherwise``. The result is the same: tests/ops/test_shortcut.py compares both.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from operator import itemgetter
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.graph.modes import modes
from autograd_lab.graph.node import new_node
from autograd_lab.ops.base import Op, unread
from autograd_lab.tensor.tensor import Tensor, accumulator, refresh

SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)

_new, _ndarray, _no_params = object.__new__, np.ndarray, {}


_OF_ONE = inspect.Signature([inspect.Parameter("input", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation="Tensor")])


def unary(op: type[Op], otherwise: Callable[..., Tensor]) -> Callable[[Any], Tensor]:
    """``otherwise(x)``, sooner where x is an ordinary float tensor."""
    forward, differentiable = op.forward, op.differentiable
    saves_x, y_at = bool(op.saved_inputs), op.saved_outputs[0][0] if op.saved_outputs else None

    def run(input: Tensor, *, out: Any = None) -> Tensor:
        if out is not None:
            return otherwise(input, out=out)
        if not isinstance(input, Tensor):
            return otherwise(input)
        array = input.array
        dtype = array.dtype
        if (dtype is not SINGLE and dtype is not DOUBLE) or type(array) is not _ndarray:
            return otherwise(input)
        if not modes.grad_enabled or modes.marks or watch.watchers:
            return otherwise(input)
        if input._inference:
            return otherwise(input)
        if input._view is not None and refresh(input):
            return otherwise(input)
        y, saved = forward(np, array)
        if type(y) is not _ndarray:
            y = np.asarray(y)  # NumPy makes 0-d results its scalars
            if y_at is not None:
                saved = (*saved[:y_at], y, *saved[y_at + 1 :])
        result = _new(Tensor)
        result.array, result._writes, result._view, result._index = y, [0], None, 0
        if not (input._requires_grad and differentiable):
            result._node, result._requires_grad = None, False
            return result
        guards: Any = ((input._writes, input._writes[0]),) if saves_x else ()
        if y_at is not None:
            guards = (*guards, (result._writes, 0))
        node = input._node
        edge = (accumulator(input), 0) if node is None else (node, input._index)
        result._node = new_node(op, _no_params, saved, guards, (edge,), ((y.shape, dtype),))
        result._requires_grad = True
        return result

    run.__signature__ = _OF_ONE  # type: ignore[attr-defined]
    return run


def kept(op: type[Op], by_first: bool) -> tuple[bool, bool, Callable[..., Any] | None]:
    """Whether the rule of the first input alone (or of the second) reads a and b; and what puts None, which stands at
    the end of its argument, in the place of what it does not read."""
    idle = unread(op, (by_first, not by_first))
    read, count = {i for k, i in op.saved_inputs if k not in idle}, len(op.saved_names())
    places = [count if k in idle else k for k in range(count)]
    pick = None if not idle else itemgetter(*places) if count > 1 else lambda values: values[1:]
    return 0 in read, 1 in read, pick


def binary(op: type[Op], otherwise: Callable[[Any, Any], Tensor]) -> Callable[[Any, Any], Tensor]:
    """``otherwise(a, b)``, sooner where a is an ordinary float tensor and b one of the same dtype, or a number.

    For ops whose rules save no output.
    """
    forward = op.forward
    saves_a, saves_b = (any(i == which for _, i in op.saved_inputs) for which in (0, 1))
    saves_any, one_sided = saves_a or saves_b, []  # filled when first needed: looking into rules takes its time

    def run(a: Any, b: Any) -> Tensor:
        x = a.array
        dtype = x.dtype
        if (dtype is not SINGLE and dtype is not DOUBLE) or type(x) is not _ndarray:
            return otherwise(a, b)
        if not modes.grad_enabled or modes.marks or watch.watchers:
            return otherwise(a, b)
        other: Any = None  # b, where it is a Tensor
        if isinstance(b, Tensor):
            other, y = b, b.array
            if y.dtype is not dtype or type(y) is not _ndarray or b._inference:
                return otherwise(a, b)
            if b._view is not None and refresh(b):
                return otherwise(a, b)
        elif type(b) is float or type(b) is int:
            y = b
        else:
            return otherwise(a, b)
        if a._inference:
            return otherwise(a, b)
        if a._view is not None and refresh(a):
            return otherwise(a, b)
        try:
            z, saved = forward(np, x, y)
        except ValueError:  # shapes that do not broadcast; the long way says it
            return otherwise(a, b)
        if type(z) is not _ndarray:
            z = np.asarray(z)
        out = _new(Tensor)
        out.array, out._writes, out._view, out._index = z, [0], None, 0
        if not a._requires_grad and (other is None or not other._requires_grad):
            out._node, out._requires_grad = None, False
            return out
        first = second = None
        if other is not None and other._requires_grad:
            node = other._node
            second = (accumulator(other), 0) if node is None else (node, other._index)
        if a._requires_grad:  # after the other, as in ``record``
            node = a._node
            first = (accumulator(a), 0) if node is None else (node, a._index)
        keeps_a, keeps_b = saves_a, saves_b
        if saves_any and (first is None or second is None):
            if not one_sided:
                one_sided.extend((kept(op, True), kept(op, False)))
            keeps_a, keeps_b, pick = one_sided[first is None]
            if pick is not None:
                saved = pick((*saved, None))
        guards: Any = ((a._writes, a._writes[0]),) if keeps_a else ()
        if keeps_b and other is not None:
            guards = (*guards, (other._writes, other._writes[0]))
        out._node = new_node(op, _no_params, saved, guards, (first, second), ((z.shape, dtype),))
        out._requires_grad = True
        return out

    return run
