"""Cut off from the graph: ``detach``, ``detach_``, ``data``."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def detach_shares_memory_and_version(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    d = x.detach()
    d[0] = 5.0
    return x, d, x._version, d._version, d._base is None, d.is_leaf


def detach_of_a_leaf_may_be_written(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return attempt(lambda: x.detach().add_(1)), x


def detach_stops_one_branch(torch: Any) -> Any:
    x = torch.tensor(3.0, requires_grad=True)
    (x * x.detach()).backward()
    return x.grad


def detach_of_a_view(torch: Any) -> Any:
    x = torch.ones(2, 2, requires_grad=True)
    d = x[0].detach()
    return d._is_view(), d._base is None, d.is_leaf


def detach_is_a_view_where(torch: Any) -> Any:
    x = torch.ones(2)
    return x.detach()._is_view(), x.detach()._base is x, (x * 1).detach()._is_view(), x.data._is_view()


def detach_of_a_written_value(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    d = y.detach()
    z = (y * y).sum()
    d.mul_(3)
    return attempt(z.backward), y


def detach_and_write_what_was_not_saved(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.detach().mul_(3)
    y.sum().backward()
    return y, x.grad


def detach_in_place(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    same = y.detach_() is y
    return same, y, y.is_leaf, attempt(lambda: y.sum().backward())


def detach_in_place_keeps_the_rest_of_the_graph(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    z = (y * 3).sum()
    y.detach_()
    z.backward()
    return x.grad, y.requires_grad


def detach_in_place_of_a_leaf(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    x.detach_()
    return x, x.is_leaf


def detach_in_place_of_a_view(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return (x * 2)[0].detach_()


def detach_in_place_of_a_view_of_a_constant(torch: Any) -> Any:
    c = torch.ones(2)
    return c[0].detach_()


def detach_in_place_of_a_view_made_without_recording(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.no_grad():
        v = x[0]
    return v.detach_()


def detach_in_place_of_a_part_of_a_split(torch: Any) -> Any:
    x = torch.ones(4, requires_grad=True)
    a, _ = (x * 2).split(2)
    return a.detach_()


def detach_in_place_of_a_base(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    v = y[0]
    y.detach_()
    return y.requires_grad, v.requires_grad, attempt(v.backward), x.grad


def detach_in_place_then_require_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.detach_().requires_grad_()
    (y * 5).sum().backward()
    return y.grad, x.grad


def detach_in_place_counts_no_write(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.detach_()
    return y._version


def detach_in_place_of_a_retained(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.retain_grad()
    z = (y * 3).sum()
    y.detach_()
    z.backward()
    return y.grad, y.retains_grad


def detach_as_a_function(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return torch.detach(x), torch.detach_(x * 2)


def data_is_a_new_tensor_of_the_same_memory(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    x.data[0] = 5.0
    return x, x.data is x.data, x.data.requires_grad, x._version, x.data._version


def data_hides_a_write_from_the_graph(torch: Any) -> Any:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = (x * x).sum()
    x.data.mul_(10)
    y.backward()
    return x.grad, x._version


def data_may_be_assigned(torch: Any) -> Any:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    x.data = torch.tensor([5.0, 7.0])
    (x * x).sum().backward()
    return x, x.grad, x._version


def data_assigned_of_another_shape(torch: Any) -> Any:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    x.data = torch.ones(3)
    (x * 2).sum().backward()
    return x, x.grad


def data_assigned_of_another_dtype(torch: Any) -> Any:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    x.data = torch.ones(2, dtype=torch.float64)
    (x * 2).sum().backward()
    return x, x.grad


def data_assigned_of_integers(torch: Any) -> Any:
    x = torch.tensor([2.0, 3.0], requires_grad=True)

    def assign() -> None:
        x.data = torch.ones(2, dtype=torch.int64)

    return attempt(assign), x


def data_assigned_keeps_the_version(torch: Any) -> Any:
    x = torch.ones(2)
    x.add_(1)
    other = torch.ones(2)
    other.add_(1).add_(1)
    x.data = other
    return x._version, other._version


def data_assigned_shares_memory(torch: Any) -> Any:
    x, other = torch.ones(2, requires_grad=True), torch.zeros(2)
    x.data = other
    other.fill_(7)
    return x


def data_assigned_from_a_list(torch: Any) -> Any:
    x = torch.ones(2)
    x.data = [1.0, 2.0]


def data_of_an_intermediate(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.data.fill_(9)
    (y * y).sum().backward()
    return y, x.grad


def data_assigned_after_use(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    x.data = torch.tensor([10.0, 20.0])
    y.backward()
    return x.grad


def swap_of_data_between_two_leaves(torch: Any) -> Any:
    a, b = torch.tensor([1.0], requires_grad=True), torch.tensor([2.0], requires_grad=True)
    a.data, b.data = b.data, a.data
    (a * 10 + b).backward()
    return a, b, a.grad, b.grad


def a_sgd_step_on_data(torch: Any) -> Any:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    for _ in range(3):
        w.grad = None
        (w * w).sum().backward()
        w.data -= 0.1 * w.grad.data
    return w, w._version


def clone_and_detach_in_either_order(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    a, b = x.clone().detach(), x.detach().clone()
    a[0] = b[0] = 5.0
    return a, b, x


def detach_under_create_graph(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (g,) = torch.autograd.grad(x**3, x, create_graph=True)
    return torch.autograd.grad(g * g.detach(), x)
