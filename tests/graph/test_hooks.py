"""Hooks on tensors: what they see, what they may change, and when they are called."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_hook_sees_the_gradient(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[float] = []
    y = x * 3
    y.register_hook(lambda g: seen.append(g.item()))
    (y * y).backward()
    assert seen == [12.0] and x.grad.item() == 36.0


def test_a_hook_sees_the_sum_over_all_paths_once(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    seen: list[float] = []
    y = x * 3
    y.register_hook(lambda g: seen.append(g.item()))
    (y + y * 2).backward()
    assert seen == [3.0]


def test_a_hook_may_replace_the_gradient(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: g * 10)
    y.register_hook(lambda g: g + 1)  # gets what the first one returned
    (y * y).backward()
    assert x.grad.item() == (12.0 * 10 + 1) * 3


def test_a_hook_on_a_leaf(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    handle = x.register_hook(lambda g: g * 100)
    (x * 3).backward()
    assert x.grad.item() == 300.0
    handle.remove()
    handle.remove()
    x.grad = None
    (x * 3).backward()
    assert x.grad.item() == 3.0


def test_a_hook_registered_before_and_after_use(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    x.register_hook(lambda g: g * 2)
    z = x * 5
    (y + z).backward()
    assert x.grad.item() == 16.0


def test_hooks_run_in_grad_too(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: g * 2)
    x.register_hook(lambda g: g * 5)
    (g,) = torch.autograd.grad(y, x)
    assert g.item() == 30.0


def test_a_retained_gradient_is_the_replaced_one(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.retain_grad()
    y.register_hook(lambda g: g * 2)
    (y * 1).backward()
    assert y.grad.item() == 2.0 and x.grad.item() == 6.0


def test_a_hook_that_raises_stops_backward(torch: Any) -> None:
    x, w = torch.tensor(2.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
    y = x * 3

    def fail(grad: Any) -> None:
        raise ZeroDivisionError("from the hook")

    y.register_hook(fail)
    with pytest.raises(ZeroDivisionError, match="from the hook"):
        (y * w).backward()
    assert x.grad is None
    assert torch.is_grad_enabled()


def test_a_hook_needs_a_gradient(torch: Any) -> None:
    with pytest.raises(RuntimeError):
        torch.ones(1).register_hook(print)


def test_gradients_in_hooks_are_not_recorded(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    recorded: list[bool] = []
    y = x * 3
    y.register_hook(lambda g: recorded.append((g * 2).requires_grad))
    y.backward()
    assert recorded == [False]


def test_gradients_in_hooks_are_recorded_with_create_graph(torch: Any) -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.register_hook(lambda g: g * x)
    (g,) = torch.autograd.grad(y, x, create_graph=True)  # x * 2x
    (gg,) = torch.autograd.grad(g, x)
    assert (g.item(), gg.item()) == (8.0, 8.0)


def test_backward_inside_a_hook(torch: Any) -> None:
    x, w = torch.tensor(2.0, requires_grad=True), torch.tensor(5.0, requires_grad=True)

    def walk_another_graph(grad: Any) -> None:
        with torch.enable_grad():
            (w * w).backward()

    y = x * 3
    y.register_hook(walk_another_graph)
    y.backward()
    assert (x.grad.item(), w.grad.item()) == (3.0, 10.0)


def test_a_hook_on_one_output_of_several(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    a, b = x.split([1, 2])
    b.register_hook(lambda g: g * 10)
    (a.sum() + b.sum()).backward()
    assert x.grad.tolist() == [1.0, 10.0, 10.0]


@pytest.mark.parametrize("on_a_leaf", [True, False])
@pytest.mark.parametrize("returned", ["number", "shape", "dtype"])
def test_a_hook_must_return_a_gradient_that_fits(torch: Any, on_a_leaf: bool, returned: str) -> None:
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    wrong = {"number": 3, "shape": torch.ones(2), "dtype": torch.ones(3, dtype=torch.float64)}[returned]
    (x if on_a_leaf else y).register_hook(lambda g: wrong)
    with pytest.raises(TypeError if returned == "number" else RuntimeError):
        y.sum().backward()
    assert x.grad is None


def test_one_function_as_two_hooks(torch: Any) -> None:
    x = torch.ones(1, requires_grad=True)

    def triple(grad: Any) -> Any:
        return grad * 3

    x.register_hook(triple)
    second = x.register_hook(triple)
    second.remove()
    second.remove()  # this one again, not the other
    x.sum().backward()
    assert x.grad.item() == 3.0
