"""Views that are not simply followed: parts of a split, views made without recording, changes of shape in place."""

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


def split_parts_are_written(torch: Any) -> Any:
    _, y = _base(torch)
    a, b = y.split(1)
    return attempt(lambda: a.mul_(2)), attempt(lambda: b.zero_()), y


def chunk_unbind_and_iteration_are_written(torch: Any) -> Any:
    _, y = _base(torch)
    first = next(iter(y))
    return [attempt(lambda v=v: v.mul_(2)) for v in (y.chunk(2)[0], y.unbind()[0], first, y.tensor_split(2)[1])]


def split_parts_of_a_constant_are_written(torch: Any) -> Any:
    c = torch.zeros(2, 2)
    for part in (c.split(1)[0], c.chunk(2)[1], c.unbind()[0]):
        part.add_(1)
    return c, c._version


def split_parts_of_a_constant_receive_a_variable(torch: Any) -> Any:
    w = torch.tensor(2.0, requires_grad=True)
    c = torch.zeros(2, 2)
    part = c.unbind()[0]
    return attempt(lambda: part.add_(w)), c.requires_grad


def split_parts_are_written_under_no_grad(torch: Any) -> Any:
    x, y = _base(torch)
    a, _ = y.split(1)
    with torch.no_grad():
        a.mul_(5)
    y.sum().backward()
    return y, x.grad


def split_parts_after_their_base_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    a, b = y.split(1)
    y.mul_(5)
    return attempt(lambda: (a.sum() + b.sum() * 10).backward()), x.grad


def unbound_rows_after_their_base_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    rows = y.unbind()
    y.mul_(5)
    return attempt(lambda: (rows[0].sum() + rows[1].sum() * 10).backward()), x.grad


def a_view_of_a_split_part_is_written(torch: Any) -> Any:
    _, y = _base(torch)
    a, _ = y.split(1)
    return attempt(lambda: a.view(-1).mul_(2))


def unsafe_split_parts_are_written(torch: Any) -> Any:
    x, y = _base(torch)
    a, b = y.unsafe_split(1)
    a.mul_(5)
    (a.sum() + b.sum()).backward()
    return x.grad, a._is_view()


def rows_of_a_loop_are_written_by_index(torch: Any) -> Any:
    x, y = _base(torch)
    for i in range(2):
        y[i] *= i + 2
    return _finish(torch, x, y)


def a_view_under_no_grad_is_written_there(torch: Any) -> Any:
    x, y = _base(torch)
    with torch.no_grad():
        y[0].mul_(5)
    y.sum().backward()
    return y, x.grad


def a_view_under_no_grad_is_written_outside(torch: Any) -> Any:
    _, y = _base(torch)
    with torch.no_grad():
        v = y[0]
    return v.requires_grad, attempt(lambda: v.mul_(5)), y


def a_view_under_no_grad_of_a_constant_is_written_outside(torch: Any) -> Any:
    c, w = torch.zeros(2, 2), torch.tensor(2.0, requires_grad=True)
    with torch.no_grad():
        v = c[0]
    return attempt(lambda: v.add_(1)), c, attempt(lambda: v.add_(w)), c.requires_grad, v.requires_grad


def a_view_under_no_grad_sees_later_writes(torch: Any) -> Any:
    _, y = _base(torch)
    with torch.no_grad():
        v = y[0]
    y.mul_(5)
    return v, v.requires_grad


def a_detached_view_is_written(torch: Any) -> Any:
    x, y = _base(torch)
    y.detach()[0].mul_(5)
    y.sum().backward()
    return y, x.grad


def a_view_of_a_detached_tensor_receives_a_variable(torch: Any) -> Any:
    x, y = _base(torch)
    w = torch.tensor([3.0, 4.0], requires_grad=True)
    d = y.detach()
    d[0] = w
    (y.sum() + d.sum()).backward()
    return d, y, x.grad, w.grad


def transpose_in_place(torch: Any) -> Any:
    x, y = _base(torch)
    y.t_()
    return _finish(torch, x, y), y.grad_fn


def transpose_in_place_of_a_leaf(torch: Any) -> Any:
    x = torch.ones(2, 3, requires_grad=True)
    return attempt(x.t_), attempt(lambda: x.squeeze_()), tuple(x.shape), x.is_leaf


def transpose_in_place_under_no_grad(torch: Any) -> Any:
    x = torch.ones(2, 3, requires_grad=True)
    with torch.no_grad():
        x.t_()
    return tuple(x.shape), x.is_leaf, attempt((x * 2).sum().backward), x.grad


def transpose_in_place_and_an_earlier_view(torch: Any) -> Any:
    x, y = _base(torch)
    v = y[0]
    y.t_()
    v.mul_(5)
    return _finish(torch, x, y), v


def transpose_in_place_of_a_view(torch: Any) -> Any:
    x, y = _base(torch)
    v = y[:1]
    v.t_()
    v.mul_(5)
    return _finish(torch, x, y), v, v.grad_fn


def transpose_in_place_of_a_view_and_its_use(torch: Any) -> Any:
    x, y = _base(torch)
    v = y.view(2, 2)
    v.t_()
    (v * torch.tensor(_WEIGHTS)).sum().backward()
    return v, x.grad


def squeeze_and_unsqueeze_in_place(torch: Any) -> Any:
    x, y = _base(torch)
    y.unsqueeze_(0)
    first = tuple(y.shape)
    y.mul_(3)
    y.squeeze_(0)
    return first, _finish(torch, x, y)


def squeeze_in_place_and_an_earlier_view(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0]], requires_grad=True)
    y = x * 1
    v = y[:, 0]
    y.squeeze_()
    v.mul_(5)
    y.sum().backward()
    return y, v, x.grad


def shape_changes_in_place_save_nothing(torch: Any) -> Any:
    x, y = _base(torch)
    z = (y * y).sum()
    y.t_()
    return attempt(z.backward), x.grad


def resize_of_a_tensor_with_graph(torch: Any) -> Any:
    x, y = _base(torch)
    return attempt(lambda: x.resize_(3)), attempt(lambda: y.resize_(3))
