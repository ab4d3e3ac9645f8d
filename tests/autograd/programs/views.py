"""Views: writes through them reach the history of their base and of every other view."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def _base(torch: Any) -> tuple[Any, Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    return x, x * 1


_WEIGHTS = [[1.0, 10.0], [100.0, 1000.0]]


def _finish(torch: Any, x: Any, y: Any) -> Any:
    (y * torch.tensor(_WEIGHTS)).sum().backward()
    return y, x.grad


def a_row_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    y[0].mul_(5)
    return _finish(torch, x, y)


def flat_view_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    y.view(-1).add_(1)
    return _finish(torch, x, y)


def a_chain_of_views_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    y.t()[1].unsqueeze(0).view(2)[1:].mul_(7)
    return _finish(torch, x, y)


def names_after_a_write_through_a_view(torch: Any) -> Any:
    _, y = _base(torch)
    v = y[0]
    v.mul_(5)
    return y.grad_fn, v.grad_fn, y.grad_fn.next_functions[0][0]


def names_of_views(torch: Any) -> Any:
    x = torch.ones(2, 3, requires_grad=True)
    views = [
        x.view(6), x.reshape(3, 2), x.t(), x.transpose(0, 1), x.permute(1, 0), x[0], x[:, 1:], x[None], x.unsqueeze(0),
        x.squeeze(), x.squeeze(0), x.expand(4, 2, 3), x.narrow(0, 0, 1), x.select(1, 0), x.diagonal(), x.unbind()[0],
        x.split(1)[0], x.chunk(2)[1], x.flatten(), x.unfold(1, 2, 1), x.as_strided((2,), (1,)), x.view_as(x), x.T,
        x.movedim(0, 1), x.swapaxes(0, 1), x.detach(), x.real, x.unflatten(1, (3, 1)), x.ravel(), x.mT, x.expand_as(x),
        x[...], x[0, 1], x[:], x.broadcast_to(2, 2, 3), x.contiguous(), x.hsplit(3)[0], x.tensor_split(2)[0],
    ]  # fmt: skip
    return [(v.grad_fn, v._is_view(), v._base is x) for v in views]


def the_base_is_written_and_the_view_is_used(torch: Any) -> Any:
    x, y = _base(torch)
    v = y[0]
    y.mul_(5)
    v.sum().backward()
    return v, v.grad_fn, x.grad


def one_view_is_written_and_another_used(torch: Any) -> Any:
    x, y = _base(torch)
    a, b = y[0], y[:, 0]
    a.mul_(5)
    b.sum().backward()
    return b, x.grad


def views_of_views_all_follow(torch: Any) -> Any:
    x, y = _base(torch)
    flat = y.view(4)
    part = flat[1:3]
    last = part[1:]
    flat.mul_(2)
    part.add_(1)
    last.mul_(10)
    (y.sum() + flat.sum() + part.sum() + last.sum()).backward()
    return y, flat, part, last, x.grad


def a_view_of_a_leaf_that_needs_none_receives_a_variable(torch: Any) -> Any:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    c = torch.zeros(2, 2)
    v = c[1]
    v.copy_(w)
    (c * c).sum().backward()
    return c, w.grad, c.is_leaf, v.is_leaf


def a_view_receives_a_view_of_the_same_base(torch: Any) -> Any:
    x, y = _base(torch)
    y[0].copy_(y[1])
    return _finish(torch, x, y)


def a_saved_view_and_a_write_elsewhere(torch: Any) -> Any:
    _, y = _base(torch)
    a, b = y[0], y[1]
    z = (a * a).sum()
    b.mul_(2)
    return attempt(z.backward)


def a_saved_base_and_a_write_through_a_view(torch: Any) -> Any:
    _, y = _base(torch)
    z = (y * y).sum()
    y[0, 0] = 5.0
    return attempt(z.backward)


def a_view_that_saved_nothing(torch: Any) -> Any:
    x, y = _base(torch)
    z = y[0].sum()
    y.mul_(100)
    z.backward()
    return z, x.grad


def a_view_written_with_a_scalar_variable(torch: Any) -> Any:
    x, y = _base(torch)
    s = torch.tensor(3.0, requires_grad=True)
    y[0].mul_(s)
    y.sum().backward()
    return y, x.grad, s.grad


def a_diagonal_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    y.diagonal().mul_(5)
    return _finish(torch, x, y)


def a_diagonal_is_filled(torch: Any) -> Any:
    x, y = _base(torch)
    y.diagonal().fill_(5)
    y.fill_diagonal_(7)
    return _finish(torch, x, y)


def a_transposed_view_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    y.t().mul_(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    return _finish(torch, x, y)


def a_view_of_another_dtype(torch: Any) -> Any:
    x = torch.zeros(2, dtype=torch.float32, requires_grad=True)
    return attempt(lambda: x.view(torch.int32)), attempt(lambda: x.detach().view(torch.int32))


def reshape_that_copies_is_apart(torch: Any) -> Any:
    x, y = _base(torch)
    c = y.t().reshape(4)
    c.mul_(100)
    (y.sum() + c.sum()).backward()
    return y, c, x.grad, c._is_view()


def view_that_cannot_be(torch: Any) -> Any:
    _, y = _base(torch)
    return attempt(lambda: y.t().view(4)), attempt(lambda: y.view(3)), attempt(lambda: y.view(-1, -1))


def as_strided_in_place(torch: Any) -> Any:
    _, y = _base(torch)
    y.as_strided_((4,), (1,))
    y.mul_(2)
    return y, attempt(y.sum().backward)


def as_strided_overlapping_reads(torch: Any) -> Any:
    x, y = _base(torch)
    windows = y.as_strided((3, 2), (1, 1))
    windows.sum().backward()
    return windows, x.grad


def expand_then_write_to_the_source(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    e = y.expand(3, 2)
    y.mul_(5)
    e.sum().backward()
    return e, x.grad


def real_part_is_written(torch: Any) -> Any:
    x = torch.tensor([1 + 2j, 3 - 1j], requires_grad=True)
    y = x * 1
    y.real.mul_(5)
    (y.real.sum() + 10 * y.imag.sum()).backward()
    return y, x.grad


def view_as_real_is_written(torch: Any) -> Any:
    x = torch.tensor([1 + 2j, 3 - 1j], requires_grad=True)
    y = x * 1
    torch.view_as_real(y)[:, 1] = 7.0
    (y.real.sum() + 10 * y.imag.sum()).backward()
    return y, x.grad


def an_empty_view_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    y[2:].mul_(5)
    return _finish(torch, x, y)


def a_whole_view_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    y[:].mul_(5)
    return _finish(torch, x, y)


def view_relations(torch: Any) -> Any:
    x = torch.ones(4, requires_grad=True)
    y = x * 1
    v = y.view(2, 2)
    w = v[0]
    return v._base is y, w._base is y, y._base is None, w._is_view(), x._is_view(), y.detach()._is_view()


def a_view_of_a_parameter_tied_into_a_module(torch: Any) -> Any:
    flat = torch.arange(6.0, requires_grad=True)
    weight, bias = flat[:4].view(2, 2), flat[4:]
    y = torch.nn.functional.linear(torch.tensor([[1.0, 2.0]]), weight, bias)
    y.sum().backward()
    return y, flat.grad


def write_through_a_view_with_create_graph(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    y[0] *= x[1]
    (g,) = torch.autograd.grad((y * y).sum(), x, create_graph=True)
    return g.detach(), torch.autograd.grad(g.sum(), x)


def the_base_goes_out_of_scope(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    v = (x * 3)[0]
    v.mul_(5)
    v.backward()
    return x.grad, v._base is not None


def index_with_a_list_is_a_copy(torch: Any) -> Any:
    x, y = _base(torch)
    c = y[[0]]
    c.mul_(100)
    y.sum().backward()
    return y, x.grad, c._is_view()


def a_view_requires_grad_when_its_base_starts_to(torch: Any) -> Any:
    c = torch.ones(4)
    v = c[:2]
    c.requires_grad_()
    return v.requires_grad, c[:2].requires_grad, attempt(lambda: v.mul_(2))


def a_view_that_requires_grad_itself(torch: Any) -> Any:
    c = torch.ones(4)
    v = c[:2].requires_grad_()
    (v * 3).sum().backward()
    return v.is_leaf, v.grad, c.requires_grad, attempt(lambda: v.mul_(2)), attempt(lambda: c.mul_(2))


def a_base_written_after_its_view_required_grad(torch: Any) -> Any:
    c = torch.ones(4)
    v = c[:2].requires_grad_()
    z = (v * v).sum()
    attempt(lambda: c.mul_(2))
    return attempt(z.backward), v.grad, c


def narrow_select_and_index_write(torch: Any) -> Any:
    x, y = _base(torch)
    y.narrow(0, 1, 1).mul_(2)
    y.select(1, 0).add_(1)
    y.index_fill_(1, torch.tensor([1]), 0.5)
    return _finish(torch, x, y)
