"""A gradient that only the walk holds becomes ``.grad`` as it is; one that somebody else may see is copied."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.tensor import autodiff


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The arrays that were looked at because nobody else holds them, and fit."""
    found: list[Any] = []
    fits = autodiff._fits

    def spy(array: Any, grad: Any) -> bool:
        if fits(array, grad):
            found.append(id(grad))
            return True
        return False

    monkeypatch.setattr(autodiff, "_fits", spy)
    return found


def test_every_weight_of_a_layer(handed_over: list[Any], device: str) -> None:
    layer = lab.nn.Linear(3, 4).to(device)
    layer(lab.randn(5, 3, device=device)).square().sum().backward()
    assert handed_over == [id(p.grad.array) for p in layer.parameters()]


def test_one_array_for_two_leaves_is_copied(handed_over: list[Any]) -> None:
    a, b = (lab.ones(3, requires_grad=True) for _ in range(2))
    (a + b).square().sum().backward()
    assert not handed_over
    a.grad.zero_()
    assert b.grad.tolist() == [4.0, 4.0, 4.0]


def test_what_a_hook_keeps_stays_as_it_was() -> None:
    x = lab.ones(3, requires_grad=True)
    kept: list[Any] = []
    x.register_hook(lambda g: kept.append(g.numpy()))
    (x * 2).square().sum().backward()
    x.grad.zero_()
    assert kept[0].tolist() == [8.0, 8.0, 8.0]


def test_what_a_function_keeps_stays_as_it_was() -> None:
    kept: list[Any] = []

    class Triple(lab.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 3

        @staticmethod
        def backward(ctx: Any, gy: Any) -> Any:
            kept.append(gy * 3)
            return kept[0]

    x = lab.ones(3, requires_grad=True)
    Triple.apply(x).sum().backward()
    x.grad.zero_()
    assert kept[0].tolist() == [3.0, 3.0, 3.0]


def test_a_gradient_that_is_a_view_is_copied(handed_over: list[Any]) -> None:
    x = lab.ones(2, 3, requires_grad=True)
    x.reshape(6).square().sum().backward()
    assert not handed_over and x.grad.array.base is None


def test_a_leaf_laid_out_otherwise_keeps_its_order() -> None:
    x = lab.ones(2, 3).t().requires_grad_()
    (x * 2).sum().backward()
    assert x.grad.stride() == x.stride()


def test_a_strided_view_is_copied(device: str) -> None:
    """CuPy does not say that it is one."""
    kept = lab.ones(2, 3, device=device)

    class Strided(lab.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 3

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return kept.as_strided((3, 2), (2, 1))

    x = lab.ones(3, 2, device=device, requires_grad=True)
    Strided.apply(x).sum().backward()
    x.grad.zero_()
    assert kept.tolist() == [[1.0] * 3] * 2
