"""Histograms: every value is counted once, in a bin that holds it, wherever the array lies."""

from __future__ import annotations

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.record.training.histogram import BINS, HEAD, SAMPLE, fit, histogram, sample

RNG = np.random.default_rng(0)


def parts(column: np.ndarray) -> tuple[dict[str, float], np.ndarray]:
    names = ("broken", "zeros", "low", "width", "mean", "std", "min", "max")
    return dict(zip(names, column[:HEAD].tolist(), strict=True)), column[HEAD:]


def test_counts_against_numpy(device: str) -> None:
    values = RNG.normal(0.3, 0.02, 5000).astype(np.float32)
    head, shares = parts(histogram(lab.tensor(values, device=device).array))
    edges = head["low"] + head["width"] * np.arange(BINS + 1)
    expected, _ = np.histogram(values, edges)
    inner = slice(1, -1)  # the tails are counted in the outermost bins
    np.testing.assert_allclose(shares[inner] * len(values), expected[inner], atol=1e-3)
    assert shares.sum() == pytest.approx(1)
    assert head["mean"] == pytest.approx(values.mean(), rel=1e-5) and head["std"] == pytest.approx(
        values.std(), rel=1e-4
    )
    assert head["min"] == values.min() and head["max"] == values.max()


@pytest.mark.parametrize("scale", [1e-30, 1e-8, 1.0, 3e7, 1e30])
@pytest.mark.parametrize("shift", [0.0, 100.0])
def test_bins_are_used_at_any_scale(scale: float, shift: float) -> None:
    head, shares = parts(histogram((RNG.uniform(-1, 1, 2000) + shift).astype(np.float32) * np.float32(scale)))
    used = np.flatnonzero(shares)
    assert used[-1] - used[0] >= 30 and shares.sum() == pytest.approx(1)
    assert np.log2(head["width"]) % 1 == 0, "a power of two"
    assert (head["low"] / head["width"]) % 1 == 0, "edges are its multiples"


def test_zeros_and_broken_values_are_counted_apart() -> None:
    values = np.array([0.0, 0.0, -0.0, 1.0, 2.0, np.nan, np.inf, -np.inf], np.float32)
    head, shares = parts(histogram(values))
    assert head["zeros"] == pytest.approx(3 / 8) and head["broken"] == pytest.approx(3 / 8)
    assert shares.sum() == pytest.approx(2 / 8) and head["max"] == 2 and head["mean"] == pytest.approx(0.6)


@pytest.mark.parametrize("values", [[0.0], [3.0], [-2.5e-7, -2.5e-7], [np.nan], [], [1e38, -1e38], [5e-324]])
def test_odd_arrays(values: list[float]) -> None:
    head, shares = parts(histogram(np.array(values)))
    assert np.isfinite(head["width"]) and head["width"] > 0
    total = head["zeros"] + head["broken"] + shares.sum()
    assert total == pytest.approx(1 if values else 0)


def test_outliers_do_not_squeeze_the_rest() -> None:
    values = RNG.normal(0, 1, 10_000)
    values[0] = 1e6
    head, shares = parts(histogram(values[:SAMPLE]))
    assert head["max"] == 1e6 and shares.sum() == pytest.approx(1)
    assert head["width"] * BINS < 2e5


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "complex64", "int64", "bool"])
def test_other_dtypes(dtype: str) -> None:
    array = lab.tensor([0.0, 1.0, 1.0, 3.0]).to(getattr(lab, dtype)).array
    head, shares = parts(histogram(array))
    assert head["zeros"] > 0 and shares.sum() + head["zeros"] == pytest.approx(1)


def test_a_sample_is_spread_over_rows_and_columns() -> None:
    matrix = np.arange(1024)[None, :] + np.zeros((1024, 1))
    taken = sample(matrix)
    assert len(taken) <= SAMPLE and len(np.unique(taken)) == 1024, "not the same few columns"
    few = np.arange(10.0)
    assert sample(few) is not few and sample(few).tolist() == few.tolist()


def test_bins_hold_both_ends() -> None:
    for _ in range(500):
        low, high = sorted(RNG.normal(0, 10.0 ** RNG.uniform(-9, 9), 2))
        start, width = fit(low, high)
        assert start <= low and high < start + BINS * width
