"""What a fast kernel must leave alone, or must not let through."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.backend.loops import without_loops
from autograd_lab.kernels import reference_ops
from autograd_lab.nn import functional as F

WAYS = {"loops": nullcontext, "numpy": without_loops, "reference": reference_ops}


def answer(layer: Any, x: Any, w: Any) -> list[Any]:
    x, w = lab.tensor(x, requires_grad=True), lab.tensor(w, requires_grad=True)
    y = layer(x, w)
    (y * y).sum().backward()
    return [y.detach().numpy(), x.grad.numpy(), w.grad.numpy()]


@pytest.mark.parametrize("name", ["conv3d", "conv_transpose3d"])
def test_three_axes(name: str) -> None:
    draw = np.random.default_rng(0)
    x = draw.standard_normal((2, 4, 8, 16, 16)).astype("f")
    w = draw.standard_normal((4, 4, 3, 3, 3)).astype("f")
    found = {}
    for way, using in WAYS.items():
        with using():
            found[way] = answer(lambda x, w: getattr(F, name)(x, w, padding=1), x, w)
    for way in ("loops", "numpy"):
        for mine, wanted in zip(found[way], found["reference"], strict=True):
            np.testing.assert_allclose(mine, wanted, rtol=1e-4, atol=1e-4 * abs(wanted).max())


@pytest.mark.parametrize("taps", [np.s_[:, :, 2], np.s_[:, :, 0], np.s_[:, :, 2, 1]], ids=["below", "above", "one"])
def test_what_has_weight_0_is_not_seen(taps: Any) -> None:
    """Pairs of rows share products, of which the difference is 0 to rounding only."""
    draw = np.random.default_rng(0)
    w = draw.standard_normal((32, 32, 3, 3)).astype("f")
    w[taps] = 0
    x = draw.standard_normal((1, 32, 40, 40)).astype("f")
    unseen = x.copy()
    row = 21 if taps[2] == 2 else 19
    unseen[:, :, row, slice(None) if len(taps) == 3 else slice(20, 21)] = 1e9
    a, b = (F.conv2d(lab.tensor(v), lab.tensor(w), padding=1).numpy()[:, :, 20] for v in (x, unseen))
    if len(taps) == 4:
        a, b = a[..., 20], b[..., 20]
    np.testing.assert_array_equal(a, b)


GATES = {
    "relu": (lambda x: x.relu(), [0, 0, 0, 1, 1, 1]),
    "clamp": (lambda x: x.clamp(min=0), [0, 0, 0, 1, 1, 1]),
    "clamp both": (lambda x: x.clamp(-1, 1), [0, 1, 1, 1, 1, 0]),
    "fmax": (lambda x: lab.fmax(x, lab.tensor(0.0)), [0, 0, 0, 1, 1, 1]),
    "fmin": (lambda x: lab.fmin(x, lab.tensor(0.0)), [1, 1, 1, 0, 0, 0]),
    "leaky relu": (lambda x: F.leaky_relu(x, 0.5), [0.5, 0.5, 0.5, 1, 1, 1]),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("times", [1, 10_000])
@pytest.mark.parametrize("name", GATES)
def test_a_gate_that_is_shut_lets_no_infinity_through(name: str, times: int, way: str) -> None:
    """The slope of a root at 0 is infinite, and 0 times it would be nan."""
    gate, slopes = GATES[name]
    x = lab.tensor([-5.0, -1.0, -0.2, 0.3, 0.9, 7.0] * times, requires_grad=True)
    wanted = np.array(slopes * times)
    with WAYS[way]():
        gate(x).backward(lab.full_like(x, float("inf")))
    np.testing.assert_array_equal(x.grad.numpy(), np.where(wanted > 0, np.inf, 0))
    compiled = lab.compile(lambda x: gate(x).backward(lab.full_like(x, float("inf"))))
    for _ in range(4):
        x.grad = None
        compiled(x)
        np.testing.assert_array_equal(x.grad.numpy(), np.where(wanted > 0, np.inf, 0))


def test_the_root_of_a_relu() -> None:
    x = lab.tensor([-5.0, -0.2, 0.25, 4.0], requires_grad=True)
    x.relu().sqrt().sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 1.0, 0.25]
    y = lab.tensor([1.0, 3.0, 2.0], requires_grad=True)
    (y.max() - 3).sqrt().backward()
    assert y.grad.tolist() == [0.0, float("inf"), 0.0]
