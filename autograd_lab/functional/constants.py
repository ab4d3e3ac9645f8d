"""A Python number as an element of a tensor."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend import dtypes
from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import ArgumentError, DtypeError
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor, make


def constant(number: Any, like: Tensor, dtype: dtypes.dtype | None = None) -> Tensor:
    """``number`` as a 0-d tensor where ``like`` is, and of its dtype unless another is given; RuntimeError if it does
    not fit into that dtype."""
    dtype = dtype or like.dtype
    value: Any = number.item() if isinstance(number, np.generic) else number
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        raise ArgumentError("number.too_large", value=value)
    if isinstance(value, complex) and not dtype.is_complex:
        value = _real(value, dtype)
    if dtype.category == 1:
        value = _whole(value, dtype)
    elif dtype.category == 2 and _largest(dtype) < abs(value) < math.inf:
        raise DtypeError("number.does_not_fit", value=value, dtype=dtype)
    made = make(array_module(like.array).asarray(value, dtype=dtype.numpy))
    if watch.watchers:
        watch.tell("made_of_number", made.array)
    return made


def written(number: Any, like: Tensor, dtype: dtypes.dtype | None = None) -> Tensor:
    """As ``constant``, but a number that is too large for a half becomes inf, as in PyTorch's ``x[i] = v``."""
    dtype = dtype or like.dtype
    half = dtype.is_floating_point and dtype.itemsize == 2
    return cast(constant(number, like, dtypes.float32), dtype) if half else constant(number, like, dtype)


def compared(number: Any, like: Tensor, dtype: dtypes.dtype) -> Tensor:
    """As ``constant``, for a comparison: a number that does not fit is no error, but becomes inf or wraps around."""
    wide = dtypes.int64 if isinstance(number, (int, np.integer)) else dtypes.float64
    return cast(constant(number, like, wide), dtype)


def _real(value: complex, dtype: dtypes.dtype) -> float:
    if dtype.name == "bool":
        return float(bool(value))
    if value.imag:
        raise DtypeError("number.does_not_fit", value=value, dtype=dtype)
    return value.real


def _whole(value: Any, dtype: dtypes.dtype) -> int:
    """Without fractions; an unsigned type takes negative numbers too, and wraps them around as C does."""
    info = np.iinfo(dtype.numpy)
    low = -info.max if info.min == 0 else info.min
    if not (math.isfinite(value) and low <= value <= info.max):
        raise DtypeError("number.does_not_fit", value=value, dtype=dtype)
    return int(value) % (info.max + 1) if info.min == 0 else int(value)


def _largest(dtype: dtypes.dtype) -> float:
    return 3.3895313892515355e38 if dtype.name == "bfloat16" else float(np.finfo(dtype.numpy).max)
