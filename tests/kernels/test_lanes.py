"""Lanes: what a compiled loop computes with them is what Python does with arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_lab.backend.lanes import add_product, add_up, load, store, width, zeros
from autograd_lab.backend.loops import loop, prange


@loop
def products(x: Any, w: Any, y: Any, sums: Any, step: Any) -> None:
    """Of three rows and a number each; their sum, once more times the first row, is added up."""
    for i in prange(sums.size):
        total = zeros()
        for k in range(3):
            total = add_product(total, w[k], load(x, (i + k) * step + k))
        store(y, i * step, total)
        sums[i] = add_up(add_product(total, total, load(x, i * step)))


def test_compiled_and_not() -> None:
    pytest.importorskip("numba")
    rng, step = np.random.default_rng(0), width()
    x, w = rng.standard_normal(8 * step, np.float32), rng.standard_normal(3, np.float32)
    results = []
    for run in (products, products.function):
        y, sums = np.zeros(6 * step, np.float32), np.zeros(5, np.float32)
        run(x, w, y, sums, step)
        results.append((y, sums))
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4)
    y, sums = results[0]
    rows = np.array([sum(w[k] * x[(i + k) * step + k :][:step] for k in range(3)) for i in range(5)])
    np.testing.assert_allclose(y[: 5 * step].reshape(5, -1), rows, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(sums, (rows + rows * x[: 5 * step].reshape(5, -1)).sum(1), rtol=1e-4, atol=1e-4)
    assert not y[5 * step :].any()
