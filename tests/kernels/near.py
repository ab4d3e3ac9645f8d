"""How near a kernel's results have to be to those of its reference."""

from __future__ import annotations

from typing import Any

import numpy as np

# What sums in another order may differ by, in units of the last place of the largest number of a result: a product of
# n numbers rounds n times, at random, so that 40 covers the n up to some 1000 of the rows.
ULP = 40


def close(found: list[Any], expected: list[Any], ulp: float = ULP) -> None:
    """Whole numbers are the same; of others the largest finite one tells how far off all may be."""
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        assert a.shape == b.shape and a.dtype == b.dtype
        if b.dtype.kind == "i":
            np.testing.assert_array_equal(a, b)
            continue
        largest = np.abs(b[np.isfinite(b)]).max(initial=1)
        np.testing.assert_allclose(a, b, rtol=0, atol=ulp * np.finfo(b.dtype).eps * largest)
