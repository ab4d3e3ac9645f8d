"""Writing into tensors: what is allowed, what the gradient is then, and what is noticed too late."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def _pair(torch: Any) -> tuple[Any, Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    return x, x * 2


def add_to_an_intermediate(torch: Any) -> Any:
    x, y = _pair(torch)
    y.add_(1)
    y.sum().backward()
    return y, x.grad


def a_leaf_may_not_be_written(torch: Any) -> Any:
    x, _ = _pair(torch)
    return [
        attempt(lambda: x.add_(1)),
        attempt(lambda: x.zero_()),
        attempt(lambda: x.__setitem__(0, 1.0)),
        x._version,
        x,
    ]


def a_view_of_a_leaf_may_not_be_written(torch: Any) -> Any:
    x, _ = _pair(torch)
    return [attempt(lambda: x[0].add_(1)), attempt(lambda: x.view(4).zero_()), attempt(lambda: x.t().mul_(2)), x]


def a_leaf_is_written_under_no_grad(torch: Any) -> Any:
    x, _ = _pair(torch)
    with torch.no_grad():
        x.add_(1)
        x[0].mul_(10)
    return x, x.is_leaf, x._version


def a_view_of_a_leaf_made_before_and_written_under_no_grad(torch: Any) -> Any:
    x, _ = _pair(torch)
    v = x[0]
    with torch.no_grad():
        v.mul_(10)
    (v * 2).sum().backward()
    return x, x.grad, v


def a_view_of_a_leaf_made_under_no_grad_and_written_after(torch: Any) -> Any:
    x, _ = _pair(torch)
    with torch.no_grad():
        v = x[0]
    return attempt(lambda: v.mul_(10)), x, v.requires_grad


def a_constant_receives_a_variable(torch: Any) -> Any:
    x = torch.tensor(3.0, requires_grad=True)
    c = torch.zeros(2)
    c[0] = x * 2
    c.add_(x)
    c.sum().backward()
    return c, x.grad


def a_constant_multiplied_by_a_variable(torch: Any) -> Any:
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    c = torch.tensor([1.0, 2.0])
    c.mul_(x)
    c.sum().backward()
    return c, x.grad


def a_value_saved_by_exp(torch: Any) -> Any:
    x, y = _pair(torch)
    z = y.exp()
    y.add_(1)
    z.sum().backward()
    return x.grad


def a_result_saved_by_exp(torch: Any) -> Any:
    _, y = _pair(torch)
    z = y.exp()
    z.add_(1)
    return attempt(z.sum().backward)


def a_result_saved_by_relu(torch: Any) -> Any:
    x, y = _pair(torch)
    z = y.relu()
    z.add_(1)
    return attempt(z.sum().backward), x.grad


def relu_in_place(torch: Any) -> Any:
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    y = x * 2
    y.relu_()
    y.sum().backward()
    return y, x.grad


def relu_in_place_on_a_saved_value(torch: Any) -> Any:
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    y = x.sigmoid()
    y.relu_()
    return attempt(y.sum().backward), x.grad


def dropout_free_functional_relu_in_place(torch: Any) -> Any:
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    y = x + 1
    z = torch.nn.functional.relu(y, inplace=True)
    z.sum().backward()
    return z is y, y, x.grad


def mul_saves_its_factor(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    c = torch.tensor([3.0, 4.0])
    y = x * c
    c.add_(1)
    return attempt(y.sum().backward)


def mul_by_a_constant_does_not_save_the_variable(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x + 0
    z = y * torch.tensor([3.0, 4.0])
    y.add_(100)
    return attempt(z.sum().backward), x.grad


def add_saves_nothing(torch: Any) -> Any:
    x, y = _pair(torch)
    z = y + y
    y.zero_()
    z.sum().backward()
    return x.grad


def sum_and_mean_save_nothing(torch: Any) -> Any:
    x, y = _pair(torch)
    z = y.sum() + y.mean()
    y.zero_()
    z.backward()
    return x.grad


def square_saves_its_input(torch: Any) -> Any:
    x, y = _pair(torch)
    z = y**2
    y.zero_()
    return attempt(z.sum().backward), x.grad


def mul_in_place_by_itself(torch: Any) -> Any:
    _, y = _pair(torch)
    y.mul_(y)
    return y, attempt(y.sum().backward)


def add_in_place_of_itself(torch: Any) -> Any:
    x, y = _pair(torch)
    y.add_(y)
    y.sum().backward()
    return y, x.grad


def in_place_chain(torch: Any) -> Any:
    x, y = _pair(torch)
    y.mul_(3).add_(1).div_(2).sub_(0.5).neg_()
    y.sum().backward()
    return y, x.grad, y.grad_fn


def exp_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    y.exp_()
    y.sum().backward()
    return y, x.grad


def exp_in_place_twice(torch: Any) -> Any:
    x = torch.tensor([0.1], requires_grad=True)
    y = x * 1
    y.exp_().exp_()
    return attempt(y.backward), y


def sqrt_and_sigmoid_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    y.sqrt_()
    z = y * 1
    z.sigmoid_()
    z.sum().backward()
    return y, z, x.grad


def pow_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    y.pow_(3)
    y.sum().backward()
    return y, x.grad


def zero_in_place_cuts_the_gradient(torch: Any) -> Any:
    x, y = _pair(torch)
    y.zero_()
    y.sum().backward()
    return y, x.grad


def in_place_under_enable_grad_inside_no_grad(torch: Any) -> Any:
    x, y = _pair(torch)
    with torch.no_grad(), torch.enable_grad():
        y.mul_(5)
    y.sum().backward()
    return x.grad, attempt(lambda: x.mul_(2))


def an_intermediate_written_under_no_grad(torch: Any) -> Any:
    x, y = _pair(torch)
    with torch.no_grad():
        y.mul_(5)
    y.sum().backward()
    return y, x.grad, y.grad_fn, y._version


def a_saved_value_written_under_no_grad(torch: Any) -> Any:
    x, y = _pair(torch)
    z = (y * y).sum()
    with torch.no_grad():
        y.mul_(5)
    return attempt(z.backward), x.grad


def a_write_into_what_was_freed_is_harmless(torch: Any) -> Any:
    x, y = _pair(torch)
    (y * y).sum().backward()
    y.zero_()
    return x.grad


def the_old_node_is_still_in_the_graph(torch: Any) -> Any:
    _, y = _pair(torch)
    y.add_(1)
    y.mul_(3)
    return y.grad_fn, y.grad_fn.next_functions[0][0], y.grad_fn.next_functions[0][0].next_functions[0][0]


def in_place_between_two_uses(torch: Any) -> Any:
    x, y = _pair(torch)
    a = y + 1
    y.mul_(10)
    b = y + 1
    (a + b).sum().backward()
    return x.grad


def in_place_with_create_graph(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 1
    y.pow_(3)
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    return g, torch.autograd.grad(g, x)
