"""Lazy layers: without a shape until the first input, then an ordinary layer."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import autograd_lab as lab
from tests.support.both import torch

__all__ = ["torch"]

LAZY = [
    ("LazyLinear", (3,), (2, 5), (3, 5)), ("LazyConv1d", (3, 2), (2, 4, 6), (3, 4, 2)),
    ("LazyConv2d", (4, 2), (2, 5, 6, 6), (4, 5, 2, 2)), ("LazyConv3d", (3, 2), (4, 6, 6, 6), (3, 4, 2, 2, 2)),
    ("LazyConvTranspose1d", (3, 2), (2, 4, 6), (4, 3, 2)),
    ("LazyConvTranspose2d", (3, 2), (4, 6, 6), (4, 3, 2, 2)),
    ("LazyConvTranspose3d", (3, 2), (2, 4, 3, 3, 3), (4, 3, 2, 2, 2)),
    ("LazyBatchNorm1d", (), (4, 3), (3,)), ("LazyBatchNorm2d", (), (2, 3, 2, 2), (3,)),
    ("LazyBatchNorm3d", (), (2, 3, 2, 2, 2), (3,)), ("LazyInstanceNorm1d", (), (2, 3, 4), (3,)),
    ("LazyInstanceNorm2d", (), (2, 3, 2, 2), (3,)), ("LazyInstanceNorm3d", (), (2, 3, 2, 2, 2), (3,)),
]  # fmt: skip
pytestmark = pytest.mark.filterwarnings("ignore:Lazy modules are a new feature")


@pytest.mark.parametrize(("name", "args", "shape", "weight"), LAZY)
def test_becomes_an_ordinary_layer(torch: Any, name: str, args: Any, shape: Any, weight: Any) -> None:
    torch.manual_seed(0)
    layer = getattr(torch.nn, name)(*args)
    assert repr(layer.weight) == "<UninitializedParameter>" and layer.has_uninitialized_params()
    assert isinstance(layer.weight, torch.nn.Parameter) and torch.nn.parameter.is_lazy(layer.weight)
    assert layer.weight.requires_grad and layer.weight.is_leaf and layer.weight.dtype is torch.float32
    before = layer.weight
    y = layer(torch.randn(*shape))
    assert type(layer) is getattr(torch.nn, name.replace("Lazy", "")) and layer.weight is before
    assert type(layer.weight) is torch.nn.Parameter and tuple(layer.weight.shape) == weight
    assert "0," not in repr(layer)[: len(name) + 8] and "=0," not in repr(layer)[: len(name) + 14]
    y.sum().backward()
    assert layer.weight.grad.shape == layer.weight.shape
    if "Norm" in name:
        assert layer.weight.tolist() == [1] * 3 and layer.bias.tolist() == [0] * 3
    else:
        assert (
            0 < layer.weight.abs().max().item() <= 1 / (layer.weight[0].numel() ** 0.5) and layer.bias.abs().sum() > 0
        )


def test_without_a_shape(torch: Any) -> None:
    weight = torch.nn.LazyLinear(3).weight
    with pytest.raises(RuntimeError, match="shape"):
        print(weight.shape)
    for use in (lambda: weight + 1, lambda: weight.sum(), lambda: torch.nn.init.ones_(weight), lambda: weight.numel()):
        with pytest.raises(ValueError, match="uninitialized parameter"):
            use()


def test_moving_copying_and_pickling(torch: Any) -> None:
    layer = torch.nn.LazyLinear(3).double()
    assert layer.weight.dtype is torch.float64 and layer.weight.device.type == "cpu"
    for other in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert torch.nn.parameter.is_lazy(other.weight) and other.weight is not layer.weight
        if torch is lab:  # PyTorch's copies forget the dtype
            assert other(torch.ones(1, 2).double()).dtype is torch.float64
    assert torch.nn.parameter.is_lazy(layer.weight)
    if torch is lab:
        assert copy.deepcopy(torch.nn.UninitializedBuffer(persistent=False)).persistent is False


@pytest.mark.parametrize("assign", [False, True])
def test_a_state_brings_the_shape(torch: Any, assign: bool) -> None:
    full, lazy = torch.nn.Linear(4, 3), torch.nn.LazyLinear(3)
    lazy.load_state_dict(full.state_dict(), assign=assign)
    assert lazy.weight.tolist() == full.weight.tolist()
    x = torch.randn(2, 4)
    assert (lazy(x) == full(x)).all() and type(lazy) is torch.nn.Linear and lazy.in_features == 4
    with pytest.raises(RuntimeError):
        full.load_state_dict(torch.nn.LazyLinear(3).state_dict())
    norm = torch.nn.LazyBatchNorm1d()
    norm.load_state_dict(torch.nn.BatchNorm1d(5).state_dict())
    assert norm(torch.randn(3, 5)).shape == (3, 5) and norm.num_batches_tracked.item() == 1
    if torch is lab:  # PyTorch's stays 0
        assert norm.num_features == 5


def test_a_wrong_first_input_leaves_the_layer_waiting(torch: Any) -> None:
    layer, norm = torch.nn.LazyConv2d(3, 2), torch.nn.LazyBatchNorm2d()
    with pytest.raises(RuntimeError, match="3D"):
        layer(torch.ones(2, 2))
    assert layer.has_uninitialized_params() and layer(torch.ones(1, 4, 3, 3)).shape == (1, 3, 2, 2)
    with pytest.raises(ValueError, match="4D"):
        norm(torch.ones(2, 2))
    assert torch is not lab or norm.has_uninitialized_params()  # PyTorch's has taken the shape


def test_a_lazy_layer_of_ones_own(torch: Any) -> None:
    class Scale(torch.nn.modules.lazy.LazyModuleMixin, torch.nn.Module):
        def __init__(self, enough: bool = True) -> None:
            super().__init__()
            self.factor = torch.nn.UninitializedParameter()
            self.offset = torch.nn.UninitializedBuffer()
            self.enough = enough

        def initialize_parameters(self, x: Any) -> None:
            self.factor.materialize(x.shape[1:])
            torch.nn.init.ones_(self.factor)
            if self.enough:
                self.offset.materialize((1,))
                self.offset.zero_()

        def forward(self, x: Any) -> Any:
            return x * self.factor + self.offset

    layer = Scale()
    assert (layer(torch.ones(2, 3)) == 1).all() and layer(torch.ones(5, 3)).shape == (5, 3)
    assert layer.factor.shape == (3,) and isinstance(layer, Scale) and type(layer.offset) is torch.Tensor
    with pytest.raises(RuntimeError, match="not been fully initialized"):
        Scale(enough=False)(torch.ones(2, 3))
