"""The table of edge conventions, here and in PyTorch."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.conventions.table import DIFFERENT, ROWS

IDS = [f"{expression} at {points}" for expression, points, _ in ROWS]


def gradient(torch: Any, expression: str, points: list[float]) -> list[float]:
    x = torch.tensor(points, dtype=torch.float64, requires_grad=True)
    names = {"torch": torch, "F": torch.nn.functional, "x": x, "inf": float("inf"), "nan": float("nan")}
    with warnings.catch_warnings(action="ignore"):
        eval(expression, names).sum().backward()
    return x.grad.tolist()


@pytest.mark.parametrize(("expression", "points", "wanted"), ROWS, ids=IDS)
def test_convention(torch: Any, expression: str, points: list[float], wanted: list[float]) -> None:
    np.testing.assert_allclose(gradient(torch, expression, points), wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("expression", "points", "here", "why"), DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_deliberate_difference(expression: str, points: list[float], here: list[float], why: str) -> None:
    assert why
    np.testing.assert_allclose(gradient(lab, expression, points), here, rtol=1e-9, atol=1e-12)
    torch = pytest.importorskip("torch")
    assert not np.allclose(gradient(torch, expression, points), here), f"PyTorch now agrees: {expression}"
