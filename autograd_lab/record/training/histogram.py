"""A histogram as one column of numbers that can stand beside any other of the same run.

Each has bins of its own: their edges are whole multiples of a power of two that fits the values of this moment, so
nothing has to be counted again when the values grow or shrink, and a reader can lay bins of different width over each
other. What is exactly zero is counted apart: the zeros of a ReLU would hide everything else.
"""

from __future__ import annotations

from math import ceil, floor, gcd, isfinite, log2
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module

BINS = 64
HEAD = 8  # numbers before the bins: broken, zeros, low, width, mean, std, min, max
ROWS = HEAD + BINS
SAMPLE = 16_384  # elements that are looked at
TAILS = 6.0  # standard deviations; what lies further out is counted in the outermost bins
SMALLEST = 2.0**-120


def histogram(array: Any) -> np.ndarray:
    """``HEAD + BINS`` numbers: shares of values that are not finite and that are exactly zero, the lowest edge, the
    width of a bin, mean, standard deviation, minimum and maximum of the finite values, and the share of all values
    in each bin. Counted where the array lies; only bins are copied. Of a large array an even sample is counted.
    """
    xp = array_module(array)
    values = sample(array).astype(np.float64)
    total = max(1, values.size)
    with np.errstate(all="ignore"):
        fine = xp.isfinite(values)
        finite = values if bool(fine.all()) else values[fine]
        column = np.zeros(ROWS)
        column[0] = 1 - finite.size / total if values.size else 0.0
        column[3] = 1.0
        if finite.size == 0:
            return column.astype(np.float32)
        mean = finite.mean()
        parts = xp.stack([mean, xp.sqrt(((finite - mean) ** 2).mean()), finite.min(), finite.max()])
        mean, std, least, most = (float(v) for v in _to_host(parts))
        low, width = fit(max(least, mean - TAILS * std), min(most, mean + TAILS * std))
        place = xp.floor(finite / width).astype(np.int64) - round(low / width)
        place = xp.clip(place, 0, BINS - 1)
        zero = finite == 0
        # One bin more at the end takes the zeros, so that one count does for both.
        counts = _to_host(xp.bincount(xp.where(zero, BINS, place), minlength=BINS + 1))
    column[1] = counts[BINS] / total
    column[2:HEAD] = low, width, mean, std, least, most
    column[HEAD:] = counts[:BINS] / total
    with np.errstate(over="ignore"):
        return column.astype(np.float32)


def fit(low: float, high: float) -> tuple[float, float]:
    """The lowest edge and the width of ``BINS`` bins that hold both; the width is a power of two, the edges are
    multiples of it."""
    span = max(high - low, abs(low) * 2.0**-20, SMALLEST)
    if not isfinite(span):
        return low, 2.0**1000
    width = 2.0 ** ceil(log2(span / (BINS - 1)))
    while floor(high / width) - floor(low / width) >= BINS:
        width *= 2
    return floor(low / width) * width, width


def sample(array: Any, most: int = SAMPLE) -> Any:
    """At most about ``most`` elements, evenly taken; the real and imaginary parts of complex numbers."""
    flat = array.reshape(-1)
    stride = flat.size // most
    if stride > 1:
        while gcd(stride, flat.size) != 1:  # else it might see the same few columns of a matrix only
            stride += 1
        flat = flat[::stride]
    if flat.dtype.kind == "c":
        flat = array_module(flat).concatenate((flat.real, flat.imag))
    return flat


def _to_host(array: Any) -> np.ndarray:
    return array.get() if hasattr(array, "get") else array
