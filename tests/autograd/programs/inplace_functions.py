"""What single in-place functions do to values, dtypes, shapes and gradients."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def _pair(torch: Any) -> tuple[Any, Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    return x, x * 2


def clamp_in_place(torch: Any) -> Any:
    x, y = _pair(torch)
    y.clamp_(3.0, 7.0)
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


def a_write_of_the_same_value_is_a_write(torch: Any) -> Any:
    _, y = _pair(torch)
    z = (y * y).sum()
    y.mul_(1)
    return attempt(z.backward)


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
