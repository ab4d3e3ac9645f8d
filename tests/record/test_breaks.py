"""Where NaN and infinity begin: the op, or the parameter that was broken before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.nn import functional as F
from autograd_lab.record.names import Names
from autograd_lab.record.training.breaks import UNKNOWN, Break, first_break


def broken(model: nn.Module, compute: Callable[[Any], Any], x: Any) -> Break:
    with np.errstate(all="ignore"):
        loss = compute(model(x))
    assert not np.isfinite(loss.array).all()
    return first_break(loss.grad_fn, Names(model))


@pytest.mark.parametrize(
    ("compute", "op"),
    [
        (lambda y: (y * 0).log().mean(), "LogBackward0"),
        (lambda y: (-y.abs() - 1).sqrt().mean(), "SqrtBackward0"),
        (lambda y: (y / (y - y)).sum(), "DivBackward0"),
        (lambda y: (y * 1e30).exp().tanh().sum() * float("inf"), "ExpBackward0"),
        (lambda y: (y.abs() * 1e3).exp().sum(), "ExpBackward0"),
        (lambda y: ((y.abs() + 1) * 1e38).sum(), UNKNOWN),  # a sum keeps nothing that could be looked at
    ],
)
def test_the_op_is_found(compute: Callable[[Any], Any], op: str) -> None:
    lab.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 20))
    assert broken(model, compute, lab.ones(30, 3)) == Break("2.weight", op)


def test_a_parameter_that_was_broken_before() -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    with lab.no_grad():
        model[2].weight[0, 0] = float("nan")
    assert broken(model, lambda y: y.sum(), lab.ones(1, 3)) == Break("2.weight", "")


def test_data_that_are_broken() -> None:
    model = nn.Linear(3, 1)
    assert broken(model, lambda y: y.sum(), lab.tensor([[1.0, float("nan"), 0.0]])).op.startswith(("Addmm", "Linear"))


def test_no_random_number_is_drawn_for_the_search() -> None:
    model = nn.Linear(3, 1)
    lab.manual_seed(3)
    broken(model, lambda y: F.dropout(y, 0.5).sum() * float("inf"), lab.ones(1, 3))
    after = lab.rand(1).item()
    lab.manual_seed(3)
    F.dropout(lab.ones(1, 1), 0.5)
    assert lab.rand(1).item() == after
