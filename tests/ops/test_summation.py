"""Sums across memory keep their digits, in whatever shape they are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_lab.ops.summation import ROWS, add_up


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        ((300, 7), 0), ((300, 7), -2), ((20, 30, 7), (0, 1)), ((20, 30, 7), (1, -3)), ((200, 3, 5), 0),
        ((20, 30, 7), (0, 2)), ((3, 300, 7), 1), ((129, 2), 0), ((300, 1), 0), ((300, 7), None),
    ],
)  # fmt: skip
def test_as_in_double_precision(shape: tuple[int, ...], axis: Any, keepdims: bool) -> None:
    x = np.random.default_rng(0).standard_normal(shape).astype("f")
    y = add_up(np, x, axis, keepdims)
    expected = x.astype("d").sum(axis, keepdims=keepdims)
    assert y.shape == expected.shape and y.dtype == x.dtype
    # Of each ROWS numbers the sum is rounded at every step; numbers around zero cancel, so their sizes count.
    np.testing.assert_allclose(y, expected, rtol=0, atol=ROWS * np.finfo("f").eps * np.abs(x).sum(axis).max() / 8)


def test_a_million_equal_numbers() -> None:
    x = np.full((1_000_000, 2), 0.1, "f")
    # Equal numbers round the same way each time: that is at most ROWS half units, in fact two.
    np.testing.assert_allclose(add_up(np, x, 0), x[0].astype("d") * 1e6, rtol=3 * np.finfo("f").eps)


def test_what_is_not_finite() -> None:
    x = np.zeros((200, 4), "f")
    x[3, 0], x[5, 1], x[7, 2], x[150, 2] = np.inf, np.nan, np.inf, -np.inf
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(add_up(np, x, 0), [np.inf, np.nan, np.nan, 0])
