"""Layer norm and its relatives on numbers that hardly vary, far from 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.nn import functional as F

SHAPE = (6, 10, 9, 11)
NORMS = {
    "layer": lambda x: F.layer_norm(x, (9, 11)),
    "batch": lambda x: F.batch_norm(x, None, None, training=True),
    "group": lambda x: F.group_norm(x, 5),
    "instance": lambda x: F.instance_norm(x),
}


@pytest.mark.parametrize("name", NORMS)
def test_what_does_not_vary(name: str) -> None:
    for value in (0.1, -1234.567, 9_999_991.0, 16_777_213.0):
        x = lab.full(SHAPE, value, requires_grad=True)
        y = NORMS[name](x)
        assert (y.detach().numpy() == 0).all()
        (y * lab.randn(*SHAPE)).sum().backward()
        assert np.isfinite(x.grad.numpy()).all()


@pytest.mark.parametrize("name", NORMS)
def test_small_steps_far_from_zero(name: str) -> None:
    """Whole numbers around 100,000 are exact in single precision: only what is computed of them is not."""
    steps = np.random.default_rng(0).integers(-8, 9, SHAPE).astype("f")
    norm: Any = NORMS[name]
    y = norm(lab.tensor(steps + np.float32(100_000)))
    expected = norm(lab.tensor(steps.astype("d"))).numpy()
    np.testing.assert_allclose(y.numpy(), expected, atol=2e-3)  # the mean is rounded to 1/128
