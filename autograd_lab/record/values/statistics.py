"""What an array looks like in a few numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.backend.device import CPU, to_device
from autograd_lab.record.snapshot import Real, real

BINS = 32


@dataclass(frozen=True)
class Statistics:
    """Of all elements; mean, std and range are those of the finite ones, None if there are none.

    ``bins`` counts finite elements between ``low`` and ``high``, in equal steps. A complex number counts by its size.
    """

    count: int
    mean: Real | None
    std: Real | None
    low: Real | None
    high: Real | None
    zeros: int
    nans: int
    infinities: int
    bins: list[int]


def statistics(array: Any) -> Statistics:
    """The statistics of an array of numbers or truth values, on any device."""
    flat = as_floats(array).ravel()
    finite = flat[np.isfinite(flat)]
    zeros, nans = int((flat == 0).sum()), int(np.isnan(flat).sum())
    others = flat.size - finite.size - nans
    if not finite.size:
        return Statistics(flat.size, None, None, None, None, zeros, nans, others, [])
    low, high = float(finite.min()), float(finite.max())
    with np.errstate(all="ignore"):
        mean, std = float(finite.mean()), float(finite.std())
        bins = np.histogram(finite, BINS, (low, high))[0].tolist() if np.isfinite(high - low) and high > low else []
    return Statistics(flat.size, real(mean), real(std), real(low), real(high), zeros, nans, others, bins)


def as_floats(array: Any) -> np.ndarray:
    """On the host, as float64; complex numbers by their size."""
    host = np.asarray(to_device(array, CPU))
    # Of an array without dimensions np.abs makes a scalar, which is no array.
    return np.asarray(np.abs(host) if host.dtype.kind == "c" else host, np.float64)
