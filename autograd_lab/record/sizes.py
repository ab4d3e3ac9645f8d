"""How large an array is, as one number that can be trusted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module


def norm(array: Any) -> float:
    """The 2-norm, summed in float64: float32 squares overflow at 1e19. NaN stays NaN, infinity infinity."""
    xp = array_module(array)
    flat = array.reshape(-1)
    if flat.dtype.kind == "c":
        flat = xp.concatenate((flat.real, flat.imag))
    wide = flat.astype(np.float64)
    with np.errstate(all="ignore"):
        return math.sqrt(float(xp.dot(wide, wide)))


def distance(a: Any, b: Any) -> float:
    """The 2-norm of ``a - b``."""
    with np.errstate(all="ignore"):
        return norm(a - b)
