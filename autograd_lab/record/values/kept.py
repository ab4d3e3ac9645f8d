"""What a node remembers of the values that it was made of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from inspect import signature
from typing import Any

from autograd_lab.backend.arrays import is_array
from autograd_lab.ops.base import unread


class Unknown:
    """An input that no rule kept. ``shape`` is known of most; ``optional``: it may not have been given at all."""

    def __init__(self, shape: tuple[int, ...] | None, optional: bool) -> None:
        self.shape, self.optional = shape, optional


def given(node: Any, index: int) -> Any:
    """Input ``index`` of ``node``: an array, a number, None if there was none, or ``Unknown``."""
    op, saved = node.op, node.saved
    shape = None
    if type(saved) is tuple and saved:
        place = _shape_place(op, index)
        if place is not None:
            shape = saved[place]
            if not isinstance(shape, tuple):
                return shape  # the rule needs only the shape, and a number stands for itself
        for k, i in op.saved_inputs:
            if i == index and not (is_array(saved[k]) and written(node)) and k not in _idle(node):
                return saved[k]
    return Unknown(shape, index in optional(op))


def outputs_kept(node: Any) -> Iterator[tuple[int, Any]]:
    """The outputs that the rules of ``node`` need: which one, and its array."""
    if type(node.saved) is tuple and node.saved and not written(node):
        for k, output in node.op.saved_outputs:
            if is_array(node.saved[k]):
                yield output, node.saved[k]


def written(node: Any) -> bool:
    """Whether something that was saved has been written to since."""
    return any(cell[0] != version for cell, version in node.guards)


def _idle(node: Any) -> tuple[int, ...]:
    """Which of the saved values were dropped, because no rule that will be asked reads them."""
    if not isinstance(node.op, type):
        return ()
    wanted = tuple(edge is not None for edge in node.edges)
    return unread(node.op, wanted) if any(wanted) else tuple(k for k, _ in node.op.saved_inputs)


@cache
def _shape_place(op: Any, index: int) -> int | None:
    """Where an op saves the shape of an input instead of the input."""
    names = op.saved_names()
    called = f"{op.inputs[index]}_shape" if index < len(op.inputs) else ""
    return names.index(called) if called in names else None


@cache
def optional(op: Any) -> tuple[int, ...]:
    """The inputs of an op that may be left out, such as the bias of a convolution."""
    parameters = signature(op.forward).parameters
    return tuple(i for i, name in enumerate(op.inputs) if name in parameters and parameters[name].default is None)
