"""The history of a run: right, and bounded."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograd_lab.errors import ArgumentError
from autograd_lab.record.runs.curve import Curve, thin_out
from autograd_lab.record.runs.run import CURVES, History, group_of


def test_a_curve_keeps_its_points() -> None:
    history = History()
    for step in range(1000):
        history.log("loss", step, step / 2)
    x, y = history.curve("loss")
    assert x.dtype == y.dtype == np.float32
    assert x.tolist() == list(range(1000)) and y[-1] == 499.5


def test_a_full_curve_is_thinned_out_and_keeps_peaks_dips_and_the_end() -> None:
    curve = Curve(limit=1024)
    for step in range(100_000):
        curve.append(step, 1e6 if step == 777 else -1e6 if step == 55_555 else math.sin(step))
    assert len(curve) <= 1024 and curve._points.nbytes <= 2 * 1024 * 4
    assert curve.generation > 50
    assert curve.y.max() == 1e6 and curve.y.min() == -1e6
    assert curve.x[-1] == 99_999 and (np.diff(curve.x) > 0).all()


def test_thinning_keeps_nan() -> None:
    y = np.ones(5000, np.float32)
    y[1234] = np.nan
    x, thin = thin_out(np.arange(5000, dtype=np.float32), y, 100)
    assert len(x) <= 100 and np.isnan(thin).sum() == 1 and x[np.isnan(thin)][0] == 1234


@pytest.mark.parametrize("n", [1, 2, 99, 100, 101, 199, 200, 201, 12_345])
def test_thinning_never_gives_more_than_the_limit(n: int) -> None:
    x, _ = thin_out(np.arange(n, dtype=np.float32), np.zeros(n, np.float32), 100)
    assert len(x) <= 100 and x[-1] == n - 1


def test_snapshots_are_plain_and_small() -> None:
    history = History()
    for step in range(30_000):
        history.log("loss", step, float("nan") if step == 3 else 1e39)
    (series,) = history.snapshot()
    assert len(series.x) <= 2000 and "NaN" in series.y and "Infinity" in series.y


def test_there_is_a_limit_to_the_number_of_curves() -> None:
    history = History()
    for i in range(CURVES):
        history.log(f"m{i}", 0, 0.0)
    with pytest.raises(ArgumentError, match="one too many"):
        history.log("another", 0, 0.0)


def test_groups() -> None:
    assert [group_of(n) for n in ("train_loss", "Loss", "验证损失", "acc")] == ["loss", "loss", "loss", "metric"]


def test_as_a_table() -> None:
    history = History()
    for step in (1, 2, 1_234_567):
        history.log("train_loss", step, 1 / step)
    history.log("acc, top 5", 2, float("nan"))
    history.log("=cmd", 2, 3.0)
    lines = history.to_csv().splitlines()
    assert lines[0] == 'step,train_loss,"acc, top 5",\'=cmd'
    assert lines[2] == "2,0.5,nan,3" and lines[3].startswith("1234567,8.1")
    assert lines[1] == "1,1,,"


def test_clocks_travel_with_the_curves() -> None:
    history = History()
    history.log("loss", 1, 1.0)
    history.clock.tick(1, 0.5)
    assert [(s.name, s.group) for s in history.snapshot()] == [
        ("loss", "loss"),
        ("\tseconds", "clock"),
        ("\tepochs", "clock"),
    ]
