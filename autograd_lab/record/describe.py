"""Numbers, parameters and lines of code as short text for a box of the graph."""

from __future__ import annotations

import linecache
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import is_array
from autograd_lab.record.graphs.inputs import Gone
from autograd_lab.record.names import shorten

FEW = 6  # values that are written out
MANY = 4096  # values that are looked at for a range; the view must not slow down the learner's step


def preview(value: Any) -> str:
    """A number, a few numbers, or the range of many."""
    if isinstance(value, Gone):
        return ""
    if not is_array(value):
        return _number(value) if isinstance(value, (int, float, complex)) else shorten(value)
    if value.size == 0:
        return "[]"
    if value.size <= FEW:
        text = ", ".join(_number(v) for v in value.reshape(-1).tolist())
        return text if value.ndim == 0 else f"[{text}]"
    if value.dtype.kind not in "iuf":
        return ""
    sample = value.reshape(-1)[:: max(1, value.size // MANY)]
    with np.errstate(all="ignore"):
        return f"{_number(float(sample.min()))} … {_number(float(sample.max()))}"


def parameter_texts(params: dict[str, Any]) -> dict[str, str]:
    """The keyword parameters of an op, those that were left out not mentioned."""
    return {shorten(name): _parameter(value) for name, value in params.items() if value is not None}


def code_line(line: tuple[str, int] | None) -> tuple[int | None, str]:
    """The number and the text of the learner's line."""
    if line is None:
        return None, ""
    return line[1], shorten(linecache.getline(*line).strip())


def _parameter(value: Any) -> str:
    return f"{value.dtype}{list(value.shape)}" if is_array(value) else shorten(repr(value))


def _number(value: float | complex) -> str:
    if isinstance(value, (bool, complex)):
        return str(value)
    return str(value) if isinstance(value, int) and abs(value) < 10**6 else f"{value:.4g}"
