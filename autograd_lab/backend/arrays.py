"""Which module computes on which array type. NumPy is always here; CuPy joins on first use of cuda."""

from __future__ import annotations

from typing import Any

import numpy as np

MODULES: dict[type, Any] = {np.ndarray: np}


def array_module(array: Any) -> Any:
    """``numpy`` or ``cupy``: the module whose functions work on ``array``."""
    return MODULES[type(array)]


def is_array(value: Any) -> bool:
    return type(value) in MODULES
