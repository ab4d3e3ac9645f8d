"""Several values for one place: NumPy says what happens then, CuPy does not. Here it is the same on both.

``flat`` is one-dimensional and is written to; ``where`` are positions in it, and ``values`` has one for each.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.determinism import are_deterministic_algorithms_enabled

# What CuPy can add up with atomic operations, a complex number as its two parts.
ATOMIC = {"float32", "float64", "complex64", "complex128", "int32", "int64", "uint32", "uint64"}


def copied(xp: Any, x: Any) -> Any:
    """A copy of x in one piece, so that it can be written to through its flat view; also of one of NumPy's scalars."""
    return xp.array(x, order="C")


def places(xp: Any, shape: tuple[int, ...], index: Any) -> Any:
    """The positions, counted through a whole array of ``shape``, of what ``index`` reads there."""
    if hasattr(index, "dtype") and index.dtype.kind in "iu" and index.size < shape[0]:  # some rows of a large table
        size = prod(shape[1:])
        first = xp.arange(shape[0])[index] * size
        return (first[..., None] + xp.arange(size)).reshape(*index.shape, *shape[1:])
    return xp.arange(prod(shape)).reshape(shape)[index]


def assign(xp: Any, y: Any, index: Any, values: Any) -> None:
    """``y[index] = values``; where a place is named twice, the last value stays."""
    if xp is np or not getattr(values, "shape", ()) or not may_repeat(index):
        y[index] = values
        return
    into = places(xp, y.shape, index)
    values = xp.broadcast_to(values, into.shape).reshape(-1)
    into = into.reshape(-1)
    order = xp.argsort(into, kind="stable")
    last = order[ends(xp, into[order])]
    flat = y.reshape(-1)  # a copy, if y lies scattered in memory
    flat[into[last]] = values[last]
    if not y.flags.c_contiguous:
        y[...] = flat.reshape(y.shape)


def may_repeat(index: Any) -> bool:
    """Whether an index may name the same place twice: only one with arrays of integers may."""
    parts = index if isinstance(index, tuple) else (index,)
    return any(hasattr(part, "dtype") and part.dtype != bool for part in parts)


def accumulate(xp: Any, name: str, flat: Any, where: Any, values: Any) -> None:
    """``flat[p] = fn(flat[p], v)`` for every pair (p, v); ``name`` is that of fn: add, multiply, maximum, minimum.

    Products are rounded in the same order on every device; CuPy multiplies by no other way.
    """
    fn = getattr(xp, name)
    if xp is np:
        direct = name != "multiply"
    else:  # atomic operations add in any order, and the last bits of a float sum depend on it
        in_any_order = flat.dtype.kind not in "fc" or not are_deterministic_algorithms_enabled()
        direct = name == "add" and flat.dtype.name in ATOMIC and in_any_order
    if direct:
        if xp is not np and flat.dtype.kind == "c":
            values = xp.broadcast_to(values, where.shape)
            fn.at(flat.real, where, values.real)
            fn.at(flat.imag, where, values.imag)
        else:
            fn.at(flat, where, values)
    elif where.size:
        where, values = combined(xp, fn, where, values)
        flat[where] = fn(flat[where], values)


def combined(xp: Any, fn: Any, where: Any, values: Any) -> tuple[Any, Any]:
    """Each place once, and ``fn`` over all its values.

    The values are sorted by place and joined with the one 1, 2, 4, ... before, if that has the same place: after
    log2(n) rounds the last value of each place has met all of them (Hillis and Steele 1986).
    """
    order = xp.argsort(where, kind="stable")
    where, values = where[order], values[order]
    step = 1
    while step < where.size:
        same = where[step:] == where[:-step]
        values[step:] = xp.where(same, fn(values[:-step], values[step:]), values[step:])
        step *= 2
    last = ends(xp, where)
    return where[last], values[last]


def ends(xp: Any, line: Any) -> Any:
    """Where in a sorted line each run of equal elements ends."""
    return xp.flatnonzero(xp.concatenate([line[1:] != line[:-1], xp.ones(min(line.size, 1), bool)]))
