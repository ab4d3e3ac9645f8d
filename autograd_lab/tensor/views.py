"""Views: tensors that look at the memory of another one, their base, and follow what is written there.

A view does not remember the operations that made it. Where its elements lie in the memory says how to get to it from
its base; that stays true when the base is given another shape in place.
"""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.arrays import address, array_module
from autograd_lab.graph.node import Node
from autograd_lab.ops.base import Op
from autograd_lab.ops.complex import ViewAsComplex, ViewAsReal
from autograd_lab.ops.strided import AsStrided, stride_of
from autograd_lab.tensor.apply import record
from autograd_lab.tensor.tensor import Tensor, make

Steps = tuple[tuple[type[Op], dict[str, Any], int | None], ...]  # (op, params, which output), from the base on


def steps_between(base: Any, array: Any) -> Steps:
    """The operations that lead from the array of a base to that of a view of it."""
    here, there = address(base), address(array)
    start = min(here, there)
    old, new = _pattern(base, here - start), _pattern(array, there - start)
    if base.dtype.kind == "c" != array.dtype.kind:
        return ((ViewAsReal, {}, None), _strided(_as_pairs(old), new))
    if array.dtype.kind == "c" != base.dtype.kind:
        return (_strided(old, _as_pairs(new)), (ViewAsComplex, {}, None))
    return (_strided(old, new),)


def _strided(old: Any, new: Any) -> Any:
    return AsStrided, {"old": old, "new": new}, None


def _pattern(array: Any, before: int) -> Any:
    """Where the elements lie, counted in elements, with ``before`` bytes before the first; see ops/strided.py."""
    return array.shape, stride_of(array), before // array.itemsize


def _as_pairs(pattern: Any) -> Any:
    """The pattern of complex numbers as that of their real and imaginary parts."""
    shape, stride, offset = pattern
    return (*shape, 2), (*(2 * step for step in stride), 1), 2 * offset


def look_again(view: Tensor) -> tuple[Node, int]:
    """Record anew how ``view`` comes from its base, as the base is now; returns the node and its output index."""
    seen: Any = view._base
    for op, params, _ in steps_between(seen.array, view.array):
        array, saved = op.forward(array_module(seen.array), seen.array, **params)
        shown = make(array)
        record(op, params, saved, (seen,), (shown,))
        seen = shown
    return seen._node, seen._index
