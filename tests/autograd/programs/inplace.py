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


def clamp_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    y.clamp_(3.0, 7.0)
    y.sum().backward()
    return y, x.grad


def zero_in_place_cuts_the_gradient(torch: Any) -> Any:
    x, y = _pair(torch)
    y.zero_()
    y.sum().backward()
    return y, x.grad


def fill_in_place_with_a_variable(torch: Any) -> Any:
    x, y = _pair(torch)
    v = torch.tensor(5.0, requires_grad=True)
    y.fill_(v)
    y.sum().backward()
    return y, x.grad, v.grad


def copy_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    w = torch.tensor([[1.0], [2.0]], requires_grad=True)
    y.copy_(w)
    (y * torch.tensor([1.0, 10.0])).sum().backward()
    return y, x.grad, w.grad, y.grad_fn


def copy_in_place_from_another_dtype(torch: Any) -> Any:
    _, y = _pair(torch)
    w = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    y.copy_(w)
    y.sum().backward()
    return y, w.grad


def copy_in_place_into_a_constant(torch: Any) -> Any:
    c, w = torch.zeros(2), torch.tensor([1.0, 2.0], requires_grad=True)
    c.copy_(w * 3)
    c.sum().backward()
    return c, w.grad


def copy_in_place_into_a_leaf(torch: Any) -> Any:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    return attempt(lambda: w.copy_(torch.zeros(2))), w


def copy_in_place_of_a_constant_into_an_intermediate(torch: Any) -> Any:
    x, y = _pair(torch)
    y.copy_(torch.ones(2))
    return y, attempt(y.sum().backward), x.grad


def masked_fill_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    y.masked_fill_(torch.tensor([[True, False], [False, True]]), -1.0)
    y.sum().backward()
    return y, x.grad


def masked_fill_in_place_with_a_broadcast_mask(torch: Any) -> Any:
    x, y = _pair(torch)
    v = torch.tensor(7.0, requires_grad=True)
    y.masked_fill_(torch.tensor([True, False]), v)
    y.sum().backward()
    return y, x.grad, v.grad


def setitem_with_a_variable(torch: Any) -> Any:
    x, y = _pair(torch)
    v = torch.tensor([10.0, 20.0], requires_grad=True)
    y[0] = v
    (y * y).sum().backward()
    return y, x.grad, v.grad


def setitem_with_a_broadcast_variable(torch: Any) -> Any:
    x, y = _pair(torch)
    v = torch.tensor(10.0, requires_grad=True)
    y[:, 1] = v
    (y * torch.tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()
    return y, x.grad, v.grad


def setitem_by_mask(torch: Any) -> Any:
    x, y = _pair(torch)
    y[y > 5] = 0.0
    y.sum().backward()
    return y, x.grad


def setitem_by_list_with_repeats(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    y[[0, 0, 2]] = 9.0
    y.sum().backward()
    return y, x.grad


def setitem_augmented(torch: Any) -> Any:
    x, y = _pair(torch)
    y[0] *= 10
    y[:, 1] += 100
    y.sum().backward()
    return y, x.grad


def setitem_reads_itself(torch: Any) -> Any:
    x, y = _pair(torch)
    y[0] = y[1]
    (y * torch.tensor([[1.0, 2.0], [30.0, 40.0]])).sum().backward()
    return y, x.grad


def setitem_of_an_integer_tensor(torch: Any) -> Any:
    x, y = _pair(torch)
    y[0] = torch.tensor([7, 8])
    y.sum().backward()
    return y, x.grad


def setitem_of_the_wrong_shape(torch: Any) -> Any:
    _, y = _pair(torch)
    return attempt(lambda: y.__setitem__(0, torch.ones(3))), y, y._version


def setitem_of_everything(torch: Any) -> Any:
    x, y = _pair(torch)
    y[...] = 1.0
    y[:] = y * 2
    return y, attempt(y.sum().backward), x.grad


def setitem_loop_builds_a_sequence(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    out = torch.zeros(4)
    value = x
    for i in range(4):
        out[i] = value
        value = value * x
    out.sum().backward()
    return out, x.grad


def setitem_loop_that_reads_what_it_wrote(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    out = torch.ones(4)
    for i in range(1, 4):
        out[i] = out[i - 1] * x
    return out, attempt(out.sum().backward), x.grad


def setitem_loop_that_reads_clones(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    out = torch.ones(4)
    for i in range(1, 4):
        out[i] = out[i - 1].clone() * x
    out[3].backward()
    return out, x.grad


def a_bool_write(torch: Any) -> Any:
    x, y = _pair(torch)
    y[0, 0] = True
    y.sum().backward()
    return y, x.grad


def float_into_integers(torch: Any) -> Any:
    n = torch.tensor([1, 2])
    return attempt(lambda: n.add_(1.5)), attempt(lambda: n.mul_(torch.tensor([0.5, 0.5]))), n, n._version


def integers_receive_a_variable(torch: Any) -> Any:
    n = torch.tensor([1, 2])
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    n.copy_(x)
    return n


def half_receives_a_variable(torch: Any) -> Any:
    h = torch.zeros(2, dtype=torch.float16)
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    h.add_(x)
    h.sum().backward()
    return h, x.grad


def broadcasting_the_wrong_way(torch: Any) -> Any:
    y = torch.ones(2)
    return attempt(lambda: y.add_(torch.ones(2, 2))), y


def expanded_memory(torch: Any) -> Any:
    x = torch.tensor([1.0], requires_grad=True)
    e = (x * 1).expand(3)
    return (
        attempt(lambda: e.add_(1)),
        attempt(lambda: e.fill_(1)),
        attempt(lambda: e.zero_()),
        attempt(lambda: e.mul_(2)),
    )


def expanded_constant_memory(torch: Any) -> Any:
    e = torch.zeros(1).expand(3)
    return attempt(lambda: e.add_(1)), attempt(lambda: e.fill_(1)), attempt(lambda: e.__setitem__(0, 1.0)), e


def overlapping_operands(torch: Any) -> Any:
    x = torch.arange(4.0)
    return attempt(lambda: x[1:].add_(x[:-1])), x


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


def a_write_of_the_same_value_is_a_write(torch: Any) -> Any:
    _, y = _pair(torch)
    z = (y * y).sum()
    y.mul_(1)
    return attempt(z.backward)


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


def addcmul_and_lerp_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    w = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y.addcmul_(w, w, value=2)
    y.lerp_(w, 0.25)
    y.sum().backward()
    return y, x.grad, w.grad


def index_add_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    w = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y.index_add_(0, torch.tensor([1, 1]), w)
    (y * y).sum().backward()
    return y, x.grad, w.grad


def scatter_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    w = torch.tensor([[1.0], [3.0]], requires_grad=True)
    y.scatter_(1, torch.tensor([[0], [1]]), w)
    y.sum().backward()
    return y, x.grad, w.grad


def index_put_accumulating(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = torch.tensor([10.0, 20.0], requires_grad=True)
    y = x * 1
    y.index_put_((torch.tensor([1, 1]),), v, accumulate=True)
    y.sum().backward()
    return y, x.grad, v.grad


def tril_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    y.tril_()
    y.sum().backward()
    return y, x.grad


def random_fill_cuts_the_gradient(torch: Any) -> Any:
    x, y = _pair(torch)
    y.uniform_()
    y.sum().backward()
    return x.grad


def augmented_operators_on_a_leaf(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    before = x

    def add() -> None:
        nonlocal x
        x += 1

    return attempt(add), x is before, x


def augmented_operators_on_an_integer(torch: Any) -> Any:
    n = torch.tensor([1, 2])
    before = n

    def divide() -> None:
        nonlocal n
        n /= 2

    return attempt(divide), n is before, n


def expanded_memory_is_filled(torch: Any) -> Any:
    x, v = torch.tensor([1.0], requires_grad=True), torch.tensor(5.0, requires_grad=True)
    e = (x * 1).expand(3)
    e.fill_(v)
    return e.detach(), attempt(lambda: e.copy_(torch.tensor(1.0))), attempt(lambda: e.t_().shape)


def plain_assignment_is_not_in_place(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x
    y = y + 1
    y.sum().backward()
    return x.grad, x._version
