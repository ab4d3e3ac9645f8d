"""A few numbers of a tensor, as a view shows them: all of a small one, a sample and the size of a large one."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import is_array
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.record.sizes import norm
from autograd_lab.record.snapshot import Real, real

SPELT_OUT = 4  # numbers that are written out
CELLS = 10  # rows and columns of the small picture
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class TensorPreview:
    """``text``: its numbers where they are few, else "". ``cells``: a picture of ``rows`` x ``columns`` numbers, row
    by row, evenly sampled from the last two dimensions, of the first part that is not all zero; empty for a single
    number."""

    text: str
    shape: list[int]
    norm: Real
    rows: int = 0
    columns: int = 0
    cells: list[Real] = field(default_factory=list)

    def __str__(self) -> str:
        """In a sentence: the numbers, or shape and size."""
        return self.text or f"[{' × '.join(map(str, self.shape))}] ‖·‖ = {number_text(float(self.norm))}"


def preview_of(value: Any, cells: int = CELLS) -> TensorPreview | None:
    """Of an array or a plain number; None for anything else, and for complex numbers, which have no colour."""
    if isinstance(value, (bool, int, float)):
        return TensorPreview(number_text(value), [], real(abs(float(value))))
    value = np.asarray(value) if isinstance(value, np.generic) else value
    if not is_array(value) or value.dtype.kind not in "biuf":
        return None
    shape = [int(n) for n in value.shape]
    size = real(norm(value))
    if value.size == 0:
        return TensorPreview("[]", shape, size)
    text = ""
    if value.size <= SPELT_OUT:
        numbers = [number_text(v) for v in to_device(value.reshape(-1), CPU).tolist()]
        text = numbers[0] if value.size == 1 else f"[{', '.join(numbers)}]"
    if value.size == 1:
        return TensorPreview(text, shape, size)
    picture = value.reshape(1, -1) if value.ndim == 1 else value.reshape(-1, *value.shape[-2:])
    if picture.ndim == 3:
        picture = picture[int(picture.any(axis=(1, 2)).argmax())]
    down, across = (-(-n // cells) for n in picture.shape)
    sample = picture[::down, ::across]
    flat = to_device(sample, CPU).astype(np.float64).reshape(-1)
    rows, columns = sample.shape
    return TensorPreview(text, shape, size, rows, columns, [_short(v) for v in flat.tolist()])


def number_text(value: float) -> str:
    """Four significant digits. A float always shows its point, so that it is not taken for a whole number."""
    if isinstance(value, int):  # bool, too
        return str(value).replace("-", "−")
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0.0"
    exponent = math.floor(math.log10(abs(value)))
    if exponent < -4 or exponent >= 7:
        mantissa, power = f"{value:.3e}".split("e")
        return f"{_pointed(mantissa)}×10{str(int(power)).translate(SUPERSCRIPTS)}".replace("-", "−")
    return _pointed(f"{value:.{max(3 - exponent, 1)}f}").replace("-", "−")


def factor(text: str) -> str:
    """A number as a factor or a later term: a negative one in brackets."""
    return f"({text})" if text.startswith("−") else text


def _pointed(digits: str) -> str:
    whole, _, rest = digits.partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def _short(value: float) -> Real:
    return real(float(f"{value:.3g}"))
