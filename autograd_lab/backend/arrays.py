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


def address(array: Any) -> int:
    """Where the first element lies."""
    return int(array.ctypes.data if type(array) is np.ndarray else array.data.ptr)


def has_gaps(array: Any) -> bool:
    """Whether memory that is not the array's lies between its elements."""
    span = sum((n - 1) * abs(s) for n, s in zip(array.shape, array.strides, strict=True)) + array.itemsize
    return bool(array.size) and span != array.nbytes


def overlap_partly(a: Any, b: Any) -> bool:
    """Whether two arrays without gaps share some memory, but not as the very same elements."""
    if has_gaps(a) or has_gaps(b) or same_elements(a, b):
        return False
    start, other = address(a), address(b)
    return start < other + b.nbytes and other < start + a.nbytes


def same_elements(a: Any, b: Any) -> bool:
    """Whether two arrays are the same view of the same memory."""
    return address(a) == address(b) and a.shape == b.shape and a.strides == b.strides
