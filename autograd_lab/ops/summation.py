"""Adding many numbers up without losing digits: the sums of all ops and gradient rules go through here."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import MODULES

DOUBLE = {"f": "d", "F": "D"}  # single precision -> double, by the letters of NumPy's dtypes
FEW = 64  # so many numbers may be added one after the other
SHARED = 2**14  # so many numbers the threads of a GPU share out in portions of FEW or less


def wide(dtype: Any) -> Any:
    """The dtype to compute in where every digit counts: double precision for single."""
    return DOUBLE.get(dtype.char, dtype)


def add_up(xp: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """``x.sum(axis)`` of an array, or of a Tensor in a rule that is differentiated itself.

    NumPy adds pairwise only along memory. Across it, ten million times 0.1 comes out 5% wrong, because each number
    is rounded to the digits of the sum so far; there we add in double precision and round once.
    """
    if type(x) not in MODULES:
        return x.sum(axis=axis, keepdims=keepdims)
    if x.size > FEW and x.dtype.char in DOUBLE and not keeps_digits(x, axis):
        return total(xp, x, axis, keepdims).astype(x.dtype)
    # Not x.sum: NumPy's warnings about inf and nan would name a file of NumPy.
    return xp.add.reduce(x, axis=axis, keepdims=keepdims, dtype=x.dtype)


def total(xp: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum in the wide dtype, not rounded to that of ``x``."""
    return xp.add.reduce(x, axis=axis, keepdims=keepdims, dtype=wide(x.dtype))


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
