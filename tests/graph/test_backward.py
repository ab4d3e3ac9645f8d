"""The options of backward and grad."""

from __future__ import annotations

import warnings
from typing import Any

import pytest


def test_backward_of_many_elements_needs_a_start(torch: Any) -> None:
    x = torch.ones(3, requires_grad=True)
    with pytest.raises(RuntimeError):
        (x * 2).backward()
    (x * 2).backward(torch.tensor([1.0, 2.0, 3.0]))
    assert x.grad.tolist() == [2.0, 4.0, 6.0]


def test_one_element_of_any_shape_starts_at_one(torch: Any) -> None:
    x = torch.ones(1, 1, requires_grad=True)
    (x * 2).backward()
    assert x.grad.tolist() == [[2.0]]


def test_a_second_backward_needs_retain_graph(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.item() == 8.0
    with pytest.raises(RuntimeError):
        y.backward()
    assert x.grad.item() == 8.0


def test_a_graph_that_saved_nothing_can_be_walked_again(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x + 1
    y.backward()
    y.backward()
    assert x.grad.item() == 2.0


def test_a_shared_part_that_was_freed(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    shared = x.exp()
    (shared * 2).backward()
    with pytest.raises(RuntimeError):
        (shared * 3).backward()


def test_no_graph(torch: Any) -> None:
    with pytest.raises(RuntimeError):
        torch.ones(()).backward()
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError):
        x.detach().sum().backward()


def test_the_start_must_fit(torch: Any) -> None:
    x = torch.ones(3, requires_grad=True)
    with pytest.raises(RuntimeError):
        (x * 2).backward(torch.ones(2))
    with pytest.raises(RuntimeError):
        torch.autograd.backward([x.sum(), x.sum()], [torch.tensor(1.0)])
    assert x.grad is None


def test_the_start_takes_the_dtype_of_the_root(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.retain_grad()
    y.backward(torch.ones(2, dtype=torch.float64), retain_graph=True)
    (g,) = torch.autograd.grad(y, x, torch.ones(2, dtype=torch.int64))
    assert x.grad.dtype == y.grad.dtype == g.dtype == torch.float32


def test_backward_with_inputs(torch: Any) -> None:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    middle = x * y
    (middle * middle).backward(inputs=[x])
    assert x.grad.item() == 36.0 and y.grad is None
    with pytest.raises(RuntimeError):
        (x * y).backward(inputs=[])


def test_backward_with_an_intermediate_as_input(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    middle = x * 3
    (middle * middle).backward(inputs=[middle])
    with warnings.catch_warnings(action="ignore"):
        assert middle.grad.item() == 12.0
    assert x.grad is None


def test_grad_returns_and_accumulates_nothing(torch: Any) -> None:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    gx, gy = torch.autograd.grad(x * y, (x, y))
    assert (gx.item(), gy.item()) == (3.0, 2.0)
    assert x.grad is None and y.grad is None
    assert not gx.requires_grad


def test_grad_of_an_intermediate(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    middle = x * 3
    gm, gx = torch.autograd.grad(middle * middle, (middle, x))
    assert (gm.item(), gx.item()) == (12.0, 36.0)


def test_grad_of_the_root_itself(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    (g,) = torch.autograd.grad(y, y)
    assert g.item() == 1.0


def test_grad_with_a_start(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    (g,) = torch.autograd.grad(x * 3, x, grad_outputs=torch.tensor([1.0, -1.0]))
    assert g.tolist() == [3.0, -3.0]


def test_grad_of_several_outputs_is_the_sum(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    (g,) = torch.autograd.grad([x * 3, x * x], [x])
    assert g.item() == 7.0


def test_unused_inputs(torch: Any) -> None:
    x, other = torch.tensor(2.0, requires_grad=True), torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError):
        torch.autograd.grad(x * 3, other)
    assert torch.autograd.grad(x * 3, other, allow_unused=True) == (None,)
    (zeros,) = torch.autograd.grad(x * 3, other, materialize_grads=True)
    assert zeros.tolist() == [0.0, 0.0]
    with pytest.raises(ValueError):
        torch.autograd.grad(x * 3, other, allow_unused=False, materialize_grads=True)


def test_an_input_that_needs_no_gradient(torch: Any) -> None:
    x, c = torch.tensor(2.0, requires_grad=True), torch.tensor(1.0)
    with pytest.raises(RuntimeError):
        torch.autograd.grad(x * c, c)


def test_grad_frees_only_the_part_it_walked(torch: Any) -> None:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    a, b = x.exp(), y.exp()
    total = a + b
    torch.autograd.grad(total, a)
    torch.autograd.grad(b, y)  # was not on the way to a


def test_retain_grad(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.retain_grad()  # twice is once
    assert y.retains_grad and not x.retains_grad
    (y * y).backward()
    assert y.grad.item() == 12.0
    x.retain_grad()  # a leaf keeps its gradient anyway
    with pytest.raises(RuntimeError):
        torch.ones(1).retain_grad()


def test_grad_of_a_non_leaf_warns(torch: Any) -> None:
    y = torch.tensor(2.0, requires_grad=True) * 3
    with pytest.warns(UserWarning, match="leaf"):
        assert y.grad is None


def test_assigning_grad(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    x.grad = torch.tensor([5.0, 6.0])
    (x * 1).sum().backward()
    assert x.grad.tolist() == [6.0, 7.0]
    for wrong in (torch.ones(3), torch.ones(2, dtype=torch.float64)):
        with pytest.raises(RuntimeError):
            x.grad = wrong
    with pytest.raises(TypeError):
        x.grad = 3.0
    x.grad = None
    assert x.grad is None


def test_dtypes_of_gradients(torch: Any) -> None:
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    y = torch.ones(2, requires_grad=True)
    ((x * y) + y.to(torch.float64)).sum().backward()
    assert x.grad.dtype == torch.float64 and y.grad.dtype == torch.float32


def test_gradients_through_casts(torch: Any) -> None:
    x = torch.ones(2, requires_grad=True)
    assert not x.long().requires_grad
    x.double().sum().backward()
    assert x.grad.dtype == torch.float32


def test_the_old_name_of_grad_tensors_warns(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with pytest.warns(FutureWarning, match="grad_tensors"):
        torch.autograd.backward([x * 2], grad_variables=[torch.tensor([1.0, 10.0])])
    assert x.grad.tolist() == [2.0, 20.0]
