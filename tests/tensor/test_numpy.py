"""Tensors beside NumPy arrays: the result is a Tensor from either side, and in the graph."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize("op", OPERATORS + COMPARISONS, ids=lambda op: op.__name__)
@pytest.mark.parametrize("array", [np.array([1.0, 2.0, 4.0]), np.array([1, 2, 4]), np.array(2.0)], ids=repr)
def test_an_operator_with_an_array_gives_a_tensor(op: Any, array: np.ndarray) -> None:
    values = np.array([1.0, 2.0, 3.0])
    tensor = lab.tensor(values)
    for got, wanted in ((op(tensor, array), op(values, array)), (op(array, tensor), op(array, values))):
        assert isinstance(got, lab.Tensor)
        np.testing.assert_allclose(got.numpy(), wanted)


def test_gradients_flow_past_an_array() -> None:
    x = lab.tensor([1.0, 2.0], requires_grad=True)
    (np.array([3.0, 4.0], np.float32) * x).sum().backward()
    assert x.grad.tolist() == [3.0, 4.0]


def test_an_array_of_text_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="<U1"):
        lab.ones(1) + np.array(["a"])
