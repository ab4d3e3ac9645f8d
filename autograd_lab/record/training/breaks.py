"""Where a loss that is NaN or infinite began: looked for once, in the graph that backward is about to free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import MODULES, array_module
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.ops import random
from autograd_lab.record.names import Names, shorten

NODES = 20_000
UNKNOWN = "?"


@dataclass(frozen=True)
class Break:
    """``parameter``: the newest one before the numbers broke, "" where none was used. ``op``: the op that broke them,
    ``UNKNOWN`` where all that is left of the pass is finite; "" where the parameter itself was broken already, by the
    step before."""

    parameter: str
    op: str


def first_break(root: Any, names: Names) -> Break:
    """Follow the forward pass from its beginning to the first number that is not finite."""
    parameter = ""
    for node in _in_order(root):
        if isinstance(node, AccumulateGrad):
            parameter = names.of_parameter(node.variable, ()) or shorten(tuple(node.variable.array.shape))
            if not _finite(node.variable.array):
                return Break(parameter, "")
            continue
        culprit = _culprit(node)
        if culprit is not None:
            return Break(parameter, culprit.short_name())
    return Break(parameter, UNKNOWN)


def _culprit(node: Any) -> Any:
    """The node whose output is broken: this one, or the one before it; None if all that is known here is finite."""
    saved = node.saved if type(node.saved) is tuple else ()
    inputs = dict(node.op.saved_inputs)
    for place, value in enumerate(saved):
        if type(value) in MODULES and not _finite(value):
            edge = node.edges[inputs[place]] if place in inputs else None
            return edge[0] if edge is not None and edge[0].op is not None else node
    # Nobody need have kept a broken output, such as log(0): where all inputs are there, it is computed again.
    given = {i: saved[place] for place, i in node.op.saved_inputs}
    if set(given) != set(range(len(node.edges))) or node.op.several or node.op.__module__ == random.__name__:
        return None
    arrays = [given[i] for i in range(len(given))]
    if not arrays or any(type(array) not in MODULES for array in arrays):
        return None
    with np.errstate(all="ignore"):
        y, _ = node.op.forward(array_module(arrays[0]), *arrays, **node.params)
    return None if _finite(y) else node


def _in_order(root: Any) -> list[Any]:
    stack, seen = [root], {root}
    while stack and len(seen) < NODES:
        for edge in stack.pop().edges:
            if edge is not None and edge[0] not in seen:
                seen.add(edge[0])
                stack.append(edge[0])
    return sorted(seen, key=lambda node: node.order)


def _finite(array: Any) -> bool:
    return array.dtype.kind not in "fcV" or bool(array_module(array).isfinite(array).all())
