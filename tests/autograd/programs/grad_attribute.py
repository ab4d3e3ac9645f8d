"""The attribute ``.grad``: what may be assigned, and what reading it says."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def _assigned(torch: Any, x: Any, value: Any) -> Any:
    def assign() -> None:
        x.grad = value

    return attempt(assign)


def it_starts_as_none(torch: Any) -> Any:
    return torch.ones(2, requires_grad=True).grad, torch.ones(2).grad


def what_fits_may_be_assigned(torch: Any) -> Any:
    x, g = torch.ones(2, requires_grad=True), torch.tensor([3.0, 4.0])
    x.grad = g
    return x.grad is g


def another_shape(torch: Any) -> Any:
    return _assigned(torch, torch.ones(2, requires_grad=True), torch.ones(3))


def a_broadcastable_shape(torch: Any) -> Any:
    return _assigned(torch, torch.ones(2, requires_grad=True), torch.ones(1))


def another_dtype(torch: Any) -> Any:
    return _assigned(torch, torch.ones(2, requires_grad=True), torch.ones(2, dtype=torch.float64))


def what_is_no_tensor(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return [_assigned(torch, x, value) for value in (5.0, [1.0, 2.0], "a", 0)]


def itself(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return _assigned(torch, x, x)


def none_and_deletion(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    x.grad = torch.ones(2)
    x.grad = None
    first = x.grad
    x.grad = torch.ones(2)
    del x.grad
    return first, x.grad


def on_a_tensor_that_needs_none(torch: Any) -> Any:
    x = torch.ones(2)
    return _assigned(torch, x, torch.ones(2)), x.grad


def on_integers(torch: Any) -> Any:
    x = torch.tensor([1, 2])
    return _assigned(torch, x, torch.tensor([1, 2])), x.grad


def on_an_intermediate(torch: Any) -> Any:
    y = torch.ones(2, requires_grad=True) * 2
    return _assigned(torch, y, torch.ones(2)), y.grad


def a_warning_for_an_intermediate(torch: Any) -> Any:
    import warnings

    y = torch.ones(2, requires_grad=True) * 2
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _ = y.grad
    return [w.category.__name__ for w in caught]


def no_warning_where_it_is_retained(torch: Any) -> Any:
    import warnings

    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.retain_grad()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _ = y.grad, x.grad, (x.detach() * 2).grad
    return [w.category.__name__ for w in caught]


def an_assigned_grad_with_a_graph(torch: Any) -> Any:
    x, w = torch.ones(2, requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
    x.grad = w * 2
    x.grad.sum().backward()
    return x.grad, w.grad


def the_grad_of_a_detached_tensor(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    return x.detach().grad, x.data.grad, x.clone().detach().grad


def the_grad_of_a_view(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    v = x[0]
    (x * 3).sum().backward()
    return v.grad, x.grad


def a_grad_survives_a_change_of_data(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    x.data = torch.zeros(2)
    return x.grad


def a_grad_of_an_old_shape(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    x.data = torch.zeros(3)
    return attempt(lambda: (x * 2).sum().backward()), x.grad


def a_leaf_that_no_longer_requires_grad_keeps_its_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    x.requires_grad_(False)
    return x.grad


def the_grad_has_no_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    return x.grad.grad, x.grad.requires_grad, x.grad.is_leaf, x.grad.grad_fn


def underscore_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    return x._grad


def zero_grad_of_an_optimizer(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.1)
    (x * 3).sum().backward()
    held = x.grad
    optimizer.zero_grad(set_to_none=False)
    zeroed = x.grad is held, held.clone()
    optimizer.zero_grad()
    return zeroed, x.grad


def zero_grad_of_a_grad_with_a_graph(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    optimizer = torch.optim.SGD([x], lr=0.1)
    optimizer.zero_grad(set_to_none=False)
    return x.grad


def zero_grad_of_a_module(torch: Any) -> Any:
    model = torch.nn.Linear(2, 1)
    model(torch.ones(1, 2)).sum().backward()
    had = model.weight.grad is not None
    model.zero_grad()
    return had, model.weight.grad
