"""How large an array is, as one number that can be trusted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module

SAFE = (1e-20, 1e30)  # a sum of float32 squares that has lost nothing at either end


def norm(array: Any) -> float:
    """The 2-norm. NaN stays NaN, infinity infinity. float32 squares overflow at 1e19 and vanish at 1e-23: where the
    sum comes near these ends it is taken again in float64, which is several times slower."""
    xp = array_module(array)
    flat = array.reshape(-1)
    if flat.dtype.kind == "c":
        flat = xp.concatenate((flat.real, flat.imag))
    with np.errstate(all="ignore"):
        if flat.dtype == np.float32:
            square = float(xp.dot(flat, flat))
            if SAFE[0] < square < SAFE[1]:
                return math.sqrt(square)
        wide = flat.astype(np.float64)
        return math.sqrt(float(xp.dot(wide, wide)))


def distance(a: Any, b: Any) -> float:
    """The 2-norm of ``a - b``."""
    with np.errstate(all="ignore"):
        return norm(a - b)
