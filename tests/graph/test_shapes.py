"""Gradients through graphs of every shape: where paths fork, join, end, or go a long way."""

from __future__ import annotations

import warnings
from typing import Any


def leaf(torch: Any, *values: float) -> Any:
    return torch.tensor(values[0] if len(values) == 1 else list(values), requires_grad=True)


def test_chain(torch: Any) -> None:
    x = leaf(torch, 2.0)
    ((x * 3 + 1) ** 2).backward()
    assert x.grad.item() == 42.0


def test_the_same_value_twice_in_one_op(torch: Any) -> None:
    x = leaf(torch, 3.0)
    (x * x).backward()
    assert x.grad.item() == 6.0


def test_diamond(torch: Any) -> None:
    x = leaf(torch, 3.0)
    a, b = x * 2, x * x
    (a * b).backward()
    assert x.grad.item() == 54.0


def test_diamond_in_a_diamond(torch: Any) -> None:
    x = leaf(torch, 2.0)
    y = x
    for _ in range(10):
        y = y + y  # 2 ** 10 paths from x to the end
    y.backward()
    assert x.grad.item() == 1024.0


def test_a_value_used_early_and_late(torch: Any) -> None:
    x = leaf(torch, 2.0)
    y = x * 3
    z = y.exp() * 0 + y * y + x
    z.backward()
    assert x.grad.item() == 2 * 6.0 * 3 + 1


def test_a_branch_that_leads_nowhere(torch: Any) -> None:
    x = leaf(torch, 2.0)
    unused = x.exp()
    (x * 5).backward()
    assert x.grad.item() == 5.0 and unused.requires_grad


def test_inputs_without_gradient_get_none(torch: Any) -> None:
    x, c = leaf(torch, 2.0), torch.tensor(4.0)
    (x * c).backward()
    assert x.grad.item() == 4.0 and c.grad is None


def test_broadcasting_adds_up(torch: Any) -> None:
    x, b = torch.ones(3, 2, requires_grad=True), leaf(torch, 1.0, 2.0)
    (x * b).sum().backward()
    assert x.grad.tolist() == [[1.0, 2.0]] * 3 and b.grad.tolist() == [3.0, 3.0]


def test_one_output_of_several(torch: Any) -> None:
    x = leaf(torch, 1.0, 2.0, 3.0, 4.0)
    first, _, last = x.split([1, 2, 1])
    (first * 2 + last * 3).sum().backward()
    assert x.grad.tolist() == [2.0, 0.0, 0.0, 3.0]


def test_an_output_without_gradient(torch: Any) -> None:
    x = leaf(torch, 1.0, 5.0, 3.0)
    values, indices = x.max(dim=0)
    assert values.requires_grad and not indices.requires_grad and indices.item() == 1
    (values * 2 + indices).backward()
    assert x.grad.tolist() == [0.0, 2.0, 0.0]


def test_two_roots_at_once(torch: Any) -> None:
    x = leaf(torch, 2.0)
    y, z = x * 3, x * x
    torch.autograd.backward([y, z])
    assert x.grad.item() == 7.0


def test_a_root_below_another(torch: Any) -> None:
    x = leaf(torch, 2.0)
    y = x * 3
    z = y * y
    torch.autograd.backward([z, y])
    assert x.grad.item() == 3 * (2 * 6 + 1)


def test_the_same_root_twice(torch: Any) -> None:
    x = leaf(torch, 2.0)
    y = x * 3
    torch.autograd.backward([y, y])
    assert x.grad.item() == 6.0


def test_a_leaf_as_root(torch: Any) -> None:
    x = leaf(torch, 2.0)
    x.backward()
    assert x.grad.item() == 1.0
    x.backward(torch.tensor(5.0))
    assert x.grad.item() == 6.0


def test_gradients_of_two_calls_add_up(torch: Any) -> None:
    x = leaf(torch, 2.0)
    (x * 3).backward()
    kept = x.grad
    (x * 4).backward()
    assert x.grad.item() == 7.0 and x.grad is kept  # added in place: whoever holds .grad sees it


def test_a_leaf_owns_its_gradient(torch: Any) -> None:
    x, y = leaf(torch, 1.0, 2.0), leaf(torch, 3.0, 4.0)
    start = torch.ones(2)
    (x + y).backward(start)  # one array of ones goes to both
    x.grad[0] = 50.0
    assert y.grad.tolist() == [1.0, 1.0] and start.tolist() == [1.0, 1.0]


def test_two_tensors_on_one_memory(torch: Any) -> None:
    x = leaf(torch, 3.0)
    same = x.detach().requires_grad_()
    y = x * same
    (gx,) = torch.autograd.grad(y, x, create_graph=True)
    gx.backward()  # gx = same, so only it gets a gradient
    assert x.grad is None and same.grad.item() == 1.0


def test_a_number_adds_up_after_a_gradient_with_a_graph(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch on create_graph with backward: the two keep each other alive
        (x * x * x).backward(create_graph=True)
    (x * x).backward()
    assert (x.grad * 1).item() == 16.0
    x.grad = None


def test_zero_sized_tensors(torch: Any) -> None:
    x = torch.zeros(0, 3, requires_grad=True)
    (x * 2).sum().backward()
    assert tuple(x.grad.shape) == (0, 3)


def test_node_names_and_edges(torch: Any) -> None:
    x = leaf(torch, 2.0)
    y = x * 3 + torch.tensor(1.0)
    assert y.grad_fn.name() == "AddBackward0"
    (mul, first), (none, second) = y.grad_fn.next_functions
    assert mul.name() == "MulBackward0" and none is None and (first, second) == (0, 0)
    accumulate = mul.next_functions[0][0]
    assert "AccumulateGrad" in accumulate.name() and accumulate.variable is x
    assert x.grad_fn is None and x.is_leaf and not y.is_leaf


def test_leaf_rules(torch: Any) -> None:
    x, y = leaf(torch, 2.0), torch.tensor(1.0)
    assert (y * 2).is_leaf and not (x * 2).is_leaf and x.detach().is_leaf
    assert not (y * 2).requires_grad and (x * y).requires_grad
    z = y.clone().requires_grad_()
    assert z.is_leaf and z.requires_grad
    with torch.no_grad():
        assert (x * 2).is_leaf
