"""Leaves: what is one, what may require a gradient, and ``retain_grad`` for what is none."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def kinds_of_leaves(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    c = torch.ones(2)
    return [t.is_leaf for t in (x, c, x * 2, c * 2, (x * 2).detach(), x.detach(), x[0], c[0], x.clone(), x.data)]


def integers_cannot_require_grad(torch: Any) -> Any:
    return torch.tensor([1, 2], requires_grad=True)


def bools_cannot_require_grad(torch: Any) -> Any:
    return torch.tensor([True]).requires_grad_()


def integers_set_by_attribute(torch: Any) -> Any:
    x = torch.tensor([1, 2])
    x.requires_grad = True
    return x


def integers_may_be_told_not_to(torch: Any) -> Any:
    x = torch.tensor([1, 2]).requires_grad_(False)
    x.requires_grad = False
    return x


def creation_functions_take_requires_grad(torch: Any) -> Any:
    return [
        torch.zeros(2, requires_grad=True),
        torch.full((2,), 3.0, requires_grad=True),
        torch.arange(3.0, requires_grad=True),
        torch.eye(2, requires_grad=True),
        torch.zeros_like(torch.ones(2), requires_grad=True),
        torch.linspace(0, 1, 3, requires_grad=True),
    ]


def arange_of_integers_cannot(torch: Any) -> Any:
    return torch.arange(3, requires_grad=True)


def like_functions_do_not_inherit_requires_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return torch.zeros_like(x), torch.ones_like(x), x.new_zeros(2), torch.empty_like(x).requires_grad


def tensor_of_a_tensor(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return torch.tensor(x).requires_grad, torch.tensor(x, requires_grad=True).is_leaf


def as_tensor_is_the_same(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return torch.as_tensor(x) is x


def a_non_leaf_cannot_stop_requiring_grad(torch: Any) -> Any:
    y = torch.ones(2, requires_grad=True) * 2
    y.requires_grad = False


def a_non_leaf_cannot_stop_by_method(torch: Any) -> Any:
    y = torch.ones(2, requires_grad=True) * 2
    return attempt(lambda: y.requires_grad_(False)), y


def a_non_leaf_may_be_told_to_require_grad(torch: Any) -> Any:
    y = torch.ones(2, requires_grad=True) * 2
    return y.requires_grad_() is y, y


def a_constant_result_may_start_requiring_grad(torch: Any) -> Any:
    y = (torch.ones(2) * 2).requires_grad_()
    (y * 3).sum().backward()
    return y.is_leaf, y.grad


def requiring_grad_later_does_not_reach_back(torch: Any) -> Any:
    x = torch.ones(2)
    y = (x * 2).sum()
    x.requires_grad_()
    return y.requires_grad, attempt(y.backward)


def a_leaf_that_stops_requiring_grad_before_backward(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = (x * x).sum()
    x.requires_grad_(False)
    return attempt(y.backward), x.grad


def a_leaf_that_stops_and_starts_again(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 2).sum().backward()
    x.requires_grad = False
    y = x * 3
    x.requires_grad = True
    return x.grad, y.requires_grad


def requires_grad_under_no_grad(torch: Any) -> Any:
    with torch.no_grad():
        x = torch.ones(2, requires_grad=True)
        y = torch.ones(2).requires_grad_()
    return x, y


def requires_grad_of_odd_values(torch: Any) -> Any:
    x = torch.ones(2)

    def set_to(value: Any) -> Any:
        x.requires_grad = value
        return x.requires_grad

    return [attempt(lambda value=value: set_to(value)) for value in (True, 0, 1, None, "a", 1.5)]


def requires_grad_method_of_odd_values(torch: Any) -> Any:
    return [
        attempt(lambda value=value: torch.ones(2).requires_grad_(value).requires_grad)
        for value in (True, 0, 1, None, "a")
    ]


def retain_grad_keeps_an_intermediate(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.retain_grad()
    (y * y).sum().backward()
    return y.grad, y.retains_grad, x.retains_grad, x.grad


def retain_grad_on_a_leaf_is_nothing(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.retain_grad()
    (x * 2).sum().backward()
    return x.grad, x.retains_grad


def retain_grad_without_grad(torch: Any) -> Any:
    return attempt(torch.ones(2).retain_grad), torch.ones(2).retains_grad


def retain_grad_twice(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.retain_grad()
    y.retain_grad()
    (y * y).sum().backward()
    return y.grad


def retained_grads_of_two_passes(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.retain_grad()
    z = (y * y).sum()
    z.backward(retain_graph=True)
    first = y.grad
    z.backward()
    return y.grad, first is y.grad, x.grad


def retained_grad_with_create_graph(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 2
    y.retain_grad()
    (y**3).backward(create_graph=True)
    return y.grad.requires_grad, torch.autograd.grad(y.grad, x)


def retain_grad_in_autograd_grad(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 2
    y.retain_grad()
    g = torch.autograd.grad(y * y, x)
    return g, y.grad


def retain_grad_before_an_in_place_write(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.retain_grad()
    y.mul_(10)
    (y * 3).sum().backward()
    return y.grad, x.grad


def retain_grad_of_a_view_whose_base_is_written(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    v = y[0]
    v.retain_grad()
    y.mul_(10)
    (v * 3).backward()
    return v.grad, x.grad


def grad_of_a_non_leaf_is_none(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.sum().backward()
    return y.grad, y.is_leaf


def a_clone_is_no_leaf(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x.clone()
    (y * 3).sum().backward()
    return y, x.grad


def detach_and_require_is_a_new_leaf(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = (x * 2).detach().requires_grad_()
    (y * 3).sum().backward()
    return y.is_leaf, y.grad, x.grad


def to_the_same_dtype_is_the_leaf_itself(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return x.float() is x, x.to(torch.float32) is x, x.to("cpu") is x, x.double().is_leaf, x.contiguous() is x


def a_parameter_is_a_leaf(torch: Any) -> Any:
    p = torch.nn.Parameter(torch.ones(2))
    frozen = torch.nn.Parameter(torch.ones(2), requires_grad=False)
    return p.requires_grad, p.is_leaf, frozen.requires_grad, (p * 2).grad_fn, isinstance(p, torch.Tensor)


def a_parameter_of_an_intermediate_is_cut_off(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    p = torch.nn.Parameter(x * 2)
    (p * 3).sum().backward()
    return p.is_leaf, p.grad, x.grad


def a_parameter_under_no_grad(torch: Any) -> Any:
    with torch.no_grad():
        return torch.nn.Parameter(torch.ones(2)).requires_grad


def an_integer_parameter(torch: Any) -> Any:
    return torch.nn.Parameter(torch.tensor([1, 2]))


def an_integer_parameter_without_grad(torch: Any) -> Any:
    return torch.nn.Parameter(torch.tensor([1, 2]), requires_grad=False).dtype


def requires_grad_of_a_result_is_any(torch: Any) -> Any:
    x, c = torch.ones(2, requires_grad=True), torch.ones(2)
    return (x + c).requires_grad, (c + c).requires_grad, torch.stack([c, x]).requires_grad, torch.where(c > 0, c, c)


def results_of_integer_dtype_never_require_grad(torch: Any) -> Any:
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    return x.long(), x > 1, x.argmax(), x.int() + 1, x.sign(), x.bool()


def rounding_keeps_a_graph_of_zeros(torch: Any) -> Any:
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    y = x.round() + x.floor() + x.ceil() + x.trunc() + x.sign()
    y.sum().backward()
    return y, x.grad


def item_and_tolist_of_a_tensor_with_graph(torch: Any) -> Any:
    x = torch.tensor([1.5], requires_grad=True)
    return (x * 2).item(), (x * 2).tolist(), float(x * 2), int(x), bool(x)


def numpy_of_a_tensor_with_graph(torch: Any) -> Any:
    x = torch.tensor([1.5], requires_grad=True)
    return attempt(lambda: x.numpy().tolist()), attempt(lambda: (x * 2).numpy().tolist()), x.detach().numpy().tolist()


def numpy_under_no_grad(torch: Any) -> Any:
    x = torch.tensor([1.5], requires_grad=True)
    with torch.no_grad():
        return attempt(lambda: x.numpy().tolist())


def numpy_by_force(torch: Any) -> Any:
    x = torch.tensor([1.5], requires_grad=True)
    return x.numpy(force=True).tolist()
