"""Derivatives of derivatives."""

from __future__ import annotations

import math
import warnings
from typing import Any

import pytest


def test_third_derivative_of_a_cube(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**3
    (g1,) = torch.autograd.grad(y, x, create_graph=True)
    (g2,) = torch.autograd.grad(g1, x, create_graph=True)
    (g3,) = torch.autograd.grad(g2, x)
    assert (g1.item(), g2.item(), g3.item()) == (12.0, 12.0, 6.0)


def test_derivatives_of_the_sine_go_round(torch: Any) -> None:
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    y = x.sin()
    for expected in (math.cos, lambda v: -math.sin(v), lambda v: -math.cos(v), math.sin):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
        assert y.item() == pytest.approx(expected(0.5), rel=1e-12)


def test_hessian_of_a_product(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (g,) = torch.autograd.grad(x[0] * x[1] * x[2], x, create_graph=True)
    rows = [torch.autograd.grad(g[i], x, retain_graph=True)[0].tolist() for i in range(3)]
    assert rows == [[0.0, 3.0, 2.0], [3.0, 0.0, 1.0], [2.0, 1.0, 0.0]]


def test_gradient_penalty(torch: Any) -> None:
    w = torch.tensor([[1.0, 2.0], [0.5, -1.0]], requires_grad=True)
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (w @ x).tanh().sum()
    (gx,) = torch.autograd.grad(y, x, create_graph=True)
    (gx * gx).sum().backward()
    assert w.grad is not None and w.grad.shape == w.shape and float(w.grad.abs().sum()) > 0


def test_backward_with_create_graph_accumulates_a_differentiable_gradient(torch: Any) -> None:
    x = torch.tensor(3.0, requires_grad=True)
    with warnings.catch_warnings(action="ignore"):  # PyTorch warns of the cycle that .grad makes
        (x**3).backward(create_graph=True)
    first = x.grad
    assert first.requires_grad and first.item() == 27.0
    x.grad = None
    first.backward()
    assert x.grad.item() == 18.0


def test_a_gradient_made_without_create_graph_is_a_constant(torch: Any) -> None:
    x = torch.tensor(3.0, requires_grad=True)
    (g,) = torch.autograd.grad(x**3, x)
    assert not g.requires_grad
    with pytest.raises(RuntimeError):
        g.backward()


def test_second_derivative_through_shared_and_unused_parts(torch: Any) -> None:
    x, w = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    y = x * x * w + w
    gx, gw = torch.autograd.grad(y, (x, w), create_graph=True)
    assert (gx.item(), gw.item()) == (12.0, 5.0)
    gxx, gxw = torch.autograd.grad(gx, (x, w), retain_graph=True)
    assert (gxx.item(), gxw.item()) == (6.0, 4.0)
    gwx, gww = torch.autograd.grad(gw, (x, w), allow_unused=True)
    assert gwx.item() == 4.0 and gww is None


def test_second_derivative_by_the_start(torch: Any) -> None:
    x, v = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
    (g,) = torch.autograd.grad(x * x, x, v, create_graph=True)
    gx, gv = torch.autograd.grad(g.sum(), (x, v))
    assert gx.tolist() == [6.0, 8.0] and gv.tolist() == [2.0, 4.0]


def test_second_derivative_of_a_constant_slope(torch: Any) -> None:
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    (g,) = torch.autograd.grad(x.relu().sum(), x, create_graph=True)
    assert g.tolist() == [1.0, 0.0]
    (gg,) = torch.autograd.grad(g.sum() + (x * 0).sum(), x)
    assert gg.tolist() == [0.0, 0.0]


def test_the_graph_of_the_gradient_is_kept_by_default(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x**3
    torch.autograd.grad(y, x, create_graph=True)
    y.backward()  # create_graph retained the graph
    assert x.grad.item() == 12.0
