"""Numbers in even steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.dtypes import as_dtype
from autograd_lab.errors import ArgTypeError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import integer
from autograd_lab.functional.creation import creates, float_dtype
from autograd_lab.tensor.promotion import is_number
from autograd_lab.tensor.tensor import Tensor


@creates
def arange(*bounds: Any, start: Any = 0, end: Any = None, step: Any = 1, dtype: Any = None) -> Any:
    """``arange(end)``, ``arange(start, end)``, ``arange(start, end, step)``: start, start + step, ... before end.

    int64 if all are whole numbers, else the default float dtype.
    """
    if len(bounds) > 3 or (not bounds and end is None):
        raise ArgTypeError("arange.arguments")
    if len(bounds) == 1 and end is None:
        end = bounds[0]
    elif bounds:
        start, end, step = (bounds + ((end, step)[len(bounds) - 1 :]))[:3]
    first, last, by = (_scalar(v, "arange", name) for v, name in ((start, "start"), (end, "end"), (step, "step")))
    if any(isinstance(v, complex) for v in (first, last, by)):
        raise DtypeError("tensor.complex", dtype=dtypes.float64)
    floating = any(isinstance(v, float) for v in (first, last, by))
    kind = as_dtype(dtype) if dtype is not None else dtypes.get_default_dtype() if floating else dtypes.int64
    if kind.category not in (1, 2):
        raise NotWritten("range.dtype", function="arange", dtype=kind)
    if not (math.isfinite(first) and math.isfinite(last)):
        raise ShapeError("arange.infinite", start=first, end=last)
    if by == 0:
        raise ShapeError("arange.zero_step")
    if (last - first) * by < 0:
        raise ShapeError("arange.bounds", start=first, end=last, step=by)
    if kind is dtypes.int64:
        return lambda xp: xp.arange(int(first), int(last), int(by), dtype=np.int64)
    count = math.ceil((last - first) / by)
    if kind.category == 1:
        first, by = int(first), int(by)
    return (first + by * np.arange(count)).astype(kind.numpy)


@creates
def range(start: Any = 0, end: Any = None, step: Any = 1, *, dtype: Any = None) -> Any:
    """The old form of ``arange``, floats with ``end`` included."""
    first, last, by = (_scalar(v, "range", name) for v, name in ((start, "start"), (end, "end"), (step, "step")))
    if by == 0:
        raise ShapeError("arange.zero_step")
    if (last - first) * by < 0:
        raise ShapeError("arange.bounds", start=first, end=last, step=by)
    return (first + by * np.arange(math.floor((last - first) / by) + 1)).astype(float_dtype(dtype).numpy)


def _scalar(value: Any, function: str, name: str) -> Any:
    """A Python number; TypeError for what is none."""
    if isinstance(value, Tensor) and value.ndim == 0:
        return value.item()
    if not is_number(value):
        raise ArgTypeError("arg.type", function=function, name=name, wanted="Number", got=type(value).__name__)
    return value.item() if isinstance(value, np.generic) else value


@creates
def linspace(start: Any, end: Any, steps: int, *, dtype: Any = None) -> Any:
    """``steps`` evenly spaced values from ``start`` to ``end``, both included. Bounds may be 0-d tensors."""
    kind, first, last, count = _line_arguments("linspace", start, end, steps, dtype)
    wide = np.float64 if kind.category == 1 else kind.numpy  # PyTorch computes in the dtype itself
    return _line(first, last, count, wide).astype(kind.numpy)


@creates
def logspace(start: Any, end: Any, steps: int, base: float = 10.0, *, dtype: Any = None) -> Any:
    """``base`` to the powers ``linspace(start, end, steps)``."""
    kind, first, last, count = _line_arguments("logspace", start, end, steps, dtype)
    wide = np.complex128 if kind.is_complex else np.float64
    if kind.category > 1 and count > 1:  # PyTorch rounds the bounds to the dtype, and nothing else before the end
        first, last = np.asarray([first, last]).astype(kind.numpy).astype(wide)
    return np.power(wide(base), _line(first, last, count, wide)).astype(kind.numpy)


def _line_arguments(name: str, start: Any, end: Any, steps: Any, dtype: Any) -> tuple[dtypes.dtype, Any, Any, int]:
    for value, side in ((start, "start"), (end, "end")):
        if not isinstance(value, Tensor):
            _scalar(value, name, side)
    for value, side in ((start, "start"), (end, "end")):
        if isinstance(value, Tensor) and value.ndim:
            raise ShapeError("linspace.ndim", function=name, name=side, shape=tuple(value.shape))
    first, last = _scalar(start, name, "start"), _scalar(end, name, "end")
    count = integer(steps, name)
    if count < 0:
        raise ShapeError("linspace.steps", steps=count)
    complicated = any(isinstance(v, complex) for v in (first, last))
    kind = as_dtype(dtype) if dtype is not None else dtypes.default_complex() if complicated else float_dtype(None)
    if complicated and not kind.is_complex:
        raise DtypeError("tensor.complex", dtype=kind)
    if kind is dtypes.bool_:
        raise NotWritten("range.dtype", function=name, dtype=kind)
    if kind.category == 1:
        first, last = int(first), int(last)
    return kind, first, last, count


def _line(first: Any, last: Any, count: int, wide: Any) -> Any:
    """In the arithmetic of ``wide``. The second half is counted from its end, so that both ends are exact."""
    begin, end, i = np.asarray(first, wide), np.asarray(last, wide), np.arange(count)
    step = (end - begin) / np.asarray(max(count - 1, 1), wide)
    if wide == np.float32:  # PyTorch multiplies and adds in one go there, and rounds once
        begin, end, step, wide = begin.astype(float), end.astype(float), step.astype(float), np.float64
    half = count // 2 if count > 1 else 1
    up, down = i[:half].astype(wide), (count - 1 - i[half:]).astype(wide)
    return np.concatenate([begin + step * up, end - step * down])
