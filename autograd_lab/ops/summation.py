"""Adding many numbers up without losing digits: the sums of all ops and gradient rules go through here."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import MODULES

DOUBLE = {"f": "d", "F": "D"}  # single precision -> double, by the letters of NumPy's dtypes
FEW = 64  # so many numbers may be added one after the other
ROWS = 16  # and so many of each column before their sums meet in double precision
SHARED = 2**14  # so many numbers the threads of a GPU share out in portions of FEW or less


def wide(dtype: Any) -> Any:
    """The dtype to compute in where every digit counts: double precision for single."""
    return DOUBLE.get(dtype.char, dtype)


def add_up(xp: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """``x.sum(axis)`` of an array, or of a Tensor in a rule that is differentiated itself.

    NumPy adds pairwise only along memory. Across it, ten million times 0.1 comes out 5% wrong, because each number
    is rounded to the digits of the sum so far; there we add in double precision, at most a few rows before.
    """
    if type(x) not in MODULES:
        return x.sum(axis=axis, keepdims=keepdims)
    if x.size > FEW and x.dtype.char in DOUBLE and not keeps_digits(x, axis):
        if xp is np and x.dtype.char == "f" and x.flags.c_contiguous and (first := _first_axes(x, axis)):
            return _down(x, first, keepdims)
        return total(xp, x, axis, keepdims).astype(x.dtype)
    # Not x.sum: NumPy's warnings about inf and nan would name a file of NumPy.
    return xp.add.reduce(x, axis=axis, keepdims=keepdims, dtype=x.dtype)


def total(xp: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum in the wide dtype, not rounded to that of ``x``."""
    return xp.add.reduce(x, axis=axis, keepdims=keepdims, dtype=wide(x.dtype))


def _first_axes(x: Any, axis: Any) -> int:
    """How many axes are added up if they are the first ones, and many numbers beside many others; else 0."""
    axes = sorted(a % x.ndim for a in (axis if isinstance(axis, tuple) else (axis,)))
    count = len(axes)
    fits = axes == list(range(count)) and prod(x.shape[:count]) >= 2 * FEW and prod(x.shape[count:]) > 1
    return count if fits else 0


def _down(x: Any, first: int, keepdims: bool) -> Any:
    """The sum over the first axes: BLAS adds a few rows at a time, and their sums meet in double precision. NumPy would
    convert every number to double first, which takes 2.5 to 5 times as long."""
    rows = x.reshape(prod(x.shape[:first]), -1)
    whole = len(rows) // ROWS * ROWS
    sums = np.matmul(np.ones(ROWS, x.dtype), rows[:whole].reshape(-1, ROWS, rows.shape[1]))
    y = np.add.reduce(sums, axis=0, dtype="d") + np.add.reduce(rows[whole:], axis=0, dtype="d")
    return y.astype(x.dtype).reshape((1,) * (first if keepdims else 0) + x.shape[first:])


def keeps_digits(x: Any, axis: Any) -> bool:
    """Whether the library's own sum does: NumPy's of few numbers, or of numbers that lie one beside the other; a
    GPU's where its threads, which join their sums in pairs, have few numbers each."""
    if MODULES[type(x)] is not np:
        return _addends(x, axis) <= SHARED
    if (axis is None or axis in (-1, x.ndim - 1)) and x.flags.c_contiguous:
        return True
    return _addends(x, axis) <= FEW


def _addends(x: Any, axis: Any) -> int:
    """How many numbers one sum is of."""
    return x.size if axis is None else prod(x.shape[a] for a in (axis if isinstance(axis, tuple) else (axis,)))
