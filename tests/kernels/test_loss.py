"""The kernel of the negative log-likelihood: every bit is the reference's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.kernels import reference_ops
from autograd_lab.kernels.loss import nll_loss
from autograd_lab.nn import functional as F

CLASSES = 7


def problem(samples: int, dtype: Any) -> tuple[Any, Any]:
    draw = np.random.default_rng(0)
    x, t = draw.standard_normal((samples, CLASSES)).astype(dtype), draw.integers(0, CLASSES, samples)
    for k, number in enumerate((0.0, -0.0, -np.inf, np.nan)[: samples // 2]):  # of a class that is right, and of others
        x[k, t[k]], x[k, t[k] - 1] = number, -number
    return x, t


@pytest.mark.parametrize("samples", [0, 1, 2, 90, 1000])
@pytest.mark.parametrize("dtype", "fd")
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_bits_of_the_reference(samples: int, dtype: str, reduction: str) -> None:
    def found() -> Any:
        numbers, t = problem(samples, dtype)
        x = lab.tensor(numbers, requires_grad=True)
        loss = F.nll_loss(x, lab.tensor(t), reduction=reduction)
        loss.backward()
        return loss.array.tobytes(), x.grad.array.tobytes(), loss.dtype

    mine = found()
    with reference_ops():
        assert mine == found()


def test_what_is_left_to_the_reference() -> None:
    x, t = problem(4, "f")
    how = {"ignore_index": -100, "reduction": "mean"}
    assert nll_loss(x, t, **how) is not None
    assert nll_loss(x, t, np.ones(CLASSES, "f"), **how) is None
    assert nll_loss(x, np.array([0, 1, -100, 2]), **how) is None
    assert nll_loss(x, t, ignore_index=-100, reduction="none") is None
    assert nll_loss(x.astype(np.float16), t, **how) is None
