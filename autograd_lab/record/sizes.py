"""How large an array is, as one number that can be trusted."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module


def norm(array: Any) -> float:
    """The 2-norm, summed in float64: float32 squares overflow at 1e19. NaN stays NaN, infinity infinity."""
    xp = array_module(array)
    with np.errstate(all="ignore"):
        wide = xp.abs(array).astype(np.float64)
        return float(xp.sqrt(xp.sum(wide * wide)))


def distance(a: Any, b: Any) -> float:
    """The 2-norm of ``a - b``."""
    with np.errstate(all="ignore"):
        return norm(a - b)
