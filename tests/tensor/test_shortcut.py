"""The short way through ``apply`` gives what the long way gives: result, node, guards, gradients."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.ops import Op, all_ops
from autograd_lab.tensor import shortcut
from autograd_lab.tensor.apply import apply

OPERATORS = ["__add__", "__sub__", "__mul__", "__truediv__"]
SHORT = {
    **dict.fromkeys(OPERATORS, 2),
    **dict.fromkeys(("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu", "abs"), 1),
}


def refused(*inputs: Any) -> Any:
    raise AssertionError("took the long way")


def ordinary(op: type[Op]) -> bool:
    """An element-wise op without parameters: what a shortcut may be made of."""
    return not (op.several or op.view or op.joint or op.variadic) and op.differentiable and len(op.inputs) in (1, 2)


def made(op: type[Op], *inputs: Any) -> Any:
    maker = shortcut.unary if len(op.inputs) == 1 else shortcut.binary
    return maker(op, refused)(*inputs)


@pytest.mark.parametrize("shape", [(2, 3), ()], ids=str)
@pytest.mark.parametrize("name", ["Exp", "Log", "Sin", "Tanh", "Relu", "Add", "Sub", "Mul", "Div", "Maximum"])
def test_result_and_node_are_those_of_apply(name: str, shape: tuple[int, ...]) -> None:
    (op,) = (op for op in all_ops() if op.__name__ == name and op.__module__.startswith("autograd_lab."))
    assert ordinary(op)
    xs = [lab.rand(shape, requires_grad=True) + 0.5 for _ in op.inputs]
    short, long = made(op, *xs), apply(op, *xs)
    assert short.tolist() == long.tolist() and type(short.array) is np.ndarray
    a, b = short.grad_fn, long.grad_fn
    assert (a.op, a.params, a.edges, a.outputs) == (b.op, b.params, tuple(b.edges), tuple(b.outputs))
    assert len(a.guards) == len(b.guards)
    for y in (short, long):
        assert y.requires_grad and not y.is_leaf and y._version == 0
    assert [g.tolist() for g in lab.autograd.grad(short.sum(), xs)] == [
        g.tolist() for g in lab.autograd.grad(long.sum(), xs)
    ]


@pytest.mark.parametrize("name", SHORT)
def test_a_write_in_place_is_noticed(name: str) -> None:
    x = lab.rand(3, requires_grad=True) + 0.5
    y = getattr(x, name)(*[x] * (SHORT[name] - 1))
    node = y.grad_fn
    (y if node.op.saved_outputs else x).add_(1)
    if any(isinstance(value, np.ndarray) for value in node.saved):
        with pytest.raises(RuntimeError, match="modified"):
            node.check_saved()
    else:
        y.sum().backward()


@pytest.mark.parametrize("name", SHORT)
def test_modes_dtypes_and_strangers_take_the_long_way(name: str) -> None:
    def call(x: Any) -> Any:
        return getattr(x, name)(*[x] * (SHORT[name] - 1))

    x = lab.rand(3, requires_grad=True) + 0.5
    with lab.no_grad():
        assert not call(x).requires_grad
    with lab.inference_mode():
        assert call(x).is_inference()
    assert call(x.half()).dtype is lab.float16
    if name != "relu":  # complex numbers have no order
        assert call(x.to(lab.complex64)).dtype is (lab.float32 if name == "abs" else lab.complex64)
    if SHORT[name] == 2:
        assert getattr(x, name)("text") is NotImplemented
        assert getattr(x, name)(x.double()).dtype is lab.float64
        with pytest.raises(RuntimeError, match="must match"):
            getattr(x, name)(lab.ones(4))
