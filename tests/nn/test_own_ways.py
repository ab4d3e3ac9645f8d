"""Modules whose class does things its own way: train, _apply, a second base class."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_child_may_have_a_train_of_its_own(torch: Any) -> None:
    class Frozen(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm = torch.nn.BatchNorm1d(2)

        def train(self, mode: bool = True) -> Any:
            super().train(mode)
            self.norm.eval()
            return self

    model = torch.nn.Sequential(torch.nn.Linear(2, 2), Frozen())
    assert model.train() is model
    assert model[0].training and model[1].training and not model[1].norm.training
    assert not model.eval()[1].training


def test_a_child_may_have_an_apply_of_its_own(torch: Any) -> None:
    class WithConstant(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = torch.nn.Linear(1, 1)
            self.constant = torch.ones(2)

        def _apply(self, fn: Any, recurse: bool = True) -> Any:
            super()._apply(fn, recurse)
            self.constant = fn(self.constant)
            return self

    model = torch.nn.Sequential(torch.nn.Linear(1, 1), WithConstant())
    model.double()
    assert {p.dtype for p in model.parameters()} == {torch.float64}
    assert model[1].constant.dtype == torch.float64
    assert WithConstant().to(torch.float64).constant.dtype == torch.float64


def test_a_second_base_class_gets_its_arguments(torch: Any) -> None:
    class Named:
        def __init__(self, name: str) -> None:
            self.called = name

    class Both(torch.nn.Module, Named):
        call_super_init = True

        def __init__(self, name: str) -> None:
            super().__init__(name)

    assert Both("a").called == "a"
    with pytest.raises(TypeError):
        torch.nn.Module(1)


def test_a_buffer_does_not_take_the_name_of_a_parameter(torch: Any) -> None:
    model = torch.nn.Linear(1, 1)
    with pytest.raises(TypeError):
        model.weight = torch.nn.Buffer(torch.ones(1))
    assert isinstance(model.weight, torch.nn.Parameter)


def test_a_recurrent_layer_that_gets_no_gradient(torch: Any) -> None:
    class Nothing(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x.clone()

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return None

    for layer in (torch.nn.LSTM(2, 2), torch.nn.GRU(2, 2)):
        x = torch.ones(3, 1, 2, requires_grad=True)
        Nothing.apply(layer(x)[0]).sum().backward()
        assert x.grad is None


def test_the_order_of_a_norm_may_be_a_word(torch: Any) -> None:
    p = torch.ones(2, requires_grad=True)
    p.grad = torch.tensor([3.0, -4.0])
    assert torch.nn.utils.clip_grad_norm_([p], 1.0, norm_type="inf").item() == 4.0


def test_nan_is_no_probability(torch: Any) -> None:
    with pytest.raises(RuntimeError):
        torch.nn.BCELoss()(torch.tensor([float("nan")]), torch.tensor([0.5]))
