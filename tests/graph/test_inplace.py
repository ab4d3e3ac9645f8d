"""Writing into tensors: what is allowed, what the gradient is then, and what is noticed too late to be right."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest


def leaf(torch: Any) -> Any:
    return torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)


WRITES = {
    "add_": lambda t, torch: t.add_(1.0),
    "mul_": lambda t, torch: t.mul_(2.0),
    "+=": lambda t, torch: operator.iadd(t, 1.0),
    "/=": lambda t, torch: operator.itruediv(t, 2.0),
    "zero_": lambda t, torch: t.zero_(),
    "fill_": lambda t, torch: t.fill_(3.0),
    "copy_": lambda t, torch: t.copy_(torch.ones(2, 2)),
    "exp_": lambda t, torch: t.exp_(),
    "relu_": lambda t, torch: t.relu_(),
    "clamp_": lambda t, torch: t.clamp_(0.0, 1.0),
    "masked_fill_": lambda t, torch: t.masked_fill_(t.detach() > 2, 0.0),
    "setitem": lambda t, torch: operator.setitem(t, 0, 5.0),
    "uniform_": lambda t, torch: t.uniform_(),
}
each_write = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())


# -- leaves ---------------------------------------------------------------------------------------------------------


@each_write
def test_a_leaf_that_requires_grad_is_refused(torch: Any, write: Any) -> None:
    x = leaf(torch)
    with pytest.raises(RuntimeError, match="leaf"):
        write(x, torch)
    assert x.tolist() == [[1.0, 2.0], [3.0, 4.0]] and x.is_leaf and x._version == 0


@each_write
def test_and_so_is_a_view_of_one(torch: Any, write: Any) -> None:
    x = leaf(torch)
    with pytest.raises(RuntimeError, match="leaf"):
        write(x.t(), torch)
    assert x.tolist() == [[1.0, 2.0], [3.0, 4.0]]


@each_write
def test_without_recording_a_leaf_may_be_written(torch: Any, write: Any) -> None:
    x = leaf(torch)
    with torch.no_grad():
        write(x, torch)
        write(x.t(), torch)
    assert x.is_leaf and x.requires_grad and x._version >= 2
    (x * 3).sum().backward()
    assert x.grad.tolist() == [[3.0, 3.0], [3.0, 3.0]]


@each_write
def test_a_leaf_without_grad_may_be_written(torch: Any, write: Any) -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert write(x, torch) in (x, None) if write is not WRITES["setitem"] else write(x, torch) is None
    assert x.is_leaf and not x.requires_grad and x._version >= 1


# -- the gradient of what was written -------------------------------------------------------------------------------


def test_writes_in_a_row(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y += 1
    y *= 3
    y.sub_(torch.tensor([1.0, 1.0]))
    y.div_(2)
    assert y.tolist() == [4.0, 7.0]
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_an_operation_with_itself(torch: Any) -> None:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    y += y
    assert y.tolist() == [4.0, 6.0]
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
    y = x * 1
    y *= y  # the right factor was saved, and is overwritten
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_both_operands_get_their_gradient(torch: Any) -> None:
    x, w = torch.tensor([2.0, 3.0], requires_grad=True), torch.tensor([5.0, 7.0], requires_grad=True)
    y = x * 1
    y *= w
    y.sum().backward()
    assert x.grad.tolist() == [5.0, 7.0] and w.grad.tolist() == [2.0, 3.0]


def test_unary_writes_use_what_was_there_before(torch: Any) -> None:
    for name, slope in (("exp_", 2.71828), ("tanh_", 0.41997), ("sqrt_", 0.5), ("sin_", 0.5403), ("sigmoid_", 0.19661)):
        x = torch.tensor([1.0], requires_grad=True)
        y = x * 1
        getattr(y, name)()
        y.sum().backward()
        assert x.grad.item() == pytest.approx(slope, rel=1e-4), name


def test_a_constant_that_receives_a_variable(torch: Any) -> None:
    x = torch.tensor(3.0, requires_grad=True)
    table = torch.zeros(2, 2)
    table[0, 1] = x * 2
    table[1] = x
    assert table.requires_grad and not table.is_leaf
    (table * torch.tensor([[1.0, 10.0], [100.0, 1000.0]])).sum().backward()
    assert x.grad.item() == 20.0 + 1100.0


def test_overwritten_values_get_no_gradient(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 2
    y[1] = 0.0
    y[torch.tensor([2])] = torch.tensor([7.0])
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 0.0, 0.0]


def test_writing_by_mask_and_by_index(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    v = torch.tensor([10.0, 20.0], requires_grad=True)
    y = x * 1
    y[torch.tensor([True, False, True])] = v
    y[torch.tensor([0])] += 1.0
    assert y.tolist() == [11.0, 2.0, 20.0]
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert x.grad.tolist() == [0.0, 2.0, 0.0] and v.grad.tolist() == [1.0, 3.0]


def test_fill_and_copy(torch: Any) -> None:
    x, w = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([5.0, 6.0], requires_grad=True)
    y = x * 2
    y.copy_(w)
    y.sum().backward()
    assert w.grad.tolist() == [1.0, 1.0] and (x.grad is None or x.grad.tolist() == [0.0, 0.0])
    z = x * 2
    z.fill_(1.0)
    z.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_second_derivative_after_a_write(torch: Any) -> None:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    y *= x
    y *= x
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (gg,) = torch.autograd.grad(g.sum(), x)
    assert g.tolist() == [12.0, 27.0] and gg.tolist() == [12.0, 18.0]


# -- saved values ---------------------------------------------------------------------------------------------------


def test_an_input_that_was_saved(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    z = y * y
    y += 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.sum().backward()
    assert x.grad is None


def test_an_output_that_was_saved(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    y += 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_an_output_written_in_place_and_written_again(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    y.exp_()
    y += 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_a_value_that_was_not_saved(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x + 1
    z = y + 2
    y *= 10
    z.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_a_constant_that_was_saved(torch: Any) -> None:
    x, c = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0])
    y = x * c
    c.zero_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_a_parameter_updated_between_forward_and_backward(torch: Any) -> None:
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (w * w).sum()
    with torch.no_grad():
        w += 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


def test_a_saved_value_written_through_a_view(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    z = y * y
    y[0] = 0.0
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.sum().backward()


def test_a_saved_view_whose_base_is_written(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    part = y[:1]
    z = part * part
    y.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.sum().backward()


def test_a_write_through_detach_is_noticed(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    z = y * y
    y.detach().zero_()
    assert y.tolist() == [0.0, 0.0]
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.sum().backward()


def test_a_write_through_data_is_not(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    z = y * y
    before = y._version
    y.data.fill_(100.0)
    assert y._version == before
    z.sum().backward()  # silently of other numbers: this is what .data means
    assert x.grad.tolist() == [400.0, 400.0]


def test_version_counters(torch: Any) -> None:
    x = torch.zeros(2, 3)
    assert x._version == 0
    x.add_(1)
    x[0] = 2.0
    row = x[1]
    row.mul_(3)
    assert x._version == row._version == x.detach()._version == 3
    assert (x * 2)._version == 0 and x.clone()._version == 0


def test_a_write_after_backward_is_free(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    z = (y * y).sum()
    z.backward()
    y += 1
    assert x.grad.tolist() == [8.0, 16.0]


# -- views ----------------------------------------------------------------------------------------------------------


def test_a_write_into_a_view_changes_its_base(torch: Any) -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 2
    row = y[0]
    row *= 10
    assert y.tolist() == [[20.0, 40.0], [6.0, 8.0]]
    y.sum().backward()
    assert x.grad.tolist() == [[20.0, 20.0], [2.0, 2.0]]


def test_and_every_other_view_of_it(torch: Any) -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 2
    row, column = y[0], y[:, 0]
    row *= 10
    assert column.tolist() == [20.0, 6.0]
    column.sum().backward()
    assert x.grad.tolist() == [[20.0, 0.0], [2.0, 0.0]]


def test_a_write_into_the_base_changes_its_views(torch: Any) -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 2
    row = y[0]
    y *= 10
    assert row.tolist() == [20.0, 40.0]
    row.sum().backward()
    assert x.grad.tolist() == [[20.0, 20.0], [0.0, 0.0]]


def test_a_chain_of_views(torch: Any) -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 2
    flat = y.t().unsqueeze(0)[0, 1].view(1, 2)  # the second column
    flat *= 10
    assert y.tolist() == [[2.0, 40.0], [6.0, 80.0]]
    flat.sum().backward(retain_graph=True)
    assert x.grad.tolist() == [[0.0, 20.0], [0.0, 20.0]]
    y.sum().backward()
    assert x.grad.tolist() == [[2.0, 40.0], [2.0, 40.0]]


def test_views_of_a_constant_that_receives_a_variable(torch: Any) -> None:
    x = torch.tensor([5.0, 6.0], requires_grad=True)
    base = torch.zeros(2, 2)
    row, column = base[0], base[:, 1]
    row += x
    assert base.requires_grad and column.requires_grad and column.tolist() == [6.0, 0.0]
    column.sum().backward()
    assert x.grad.tolist() == [0.0, 1.0]


def test_writes_into_two_views_and_the_base(torch: Any) -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 1
    a, b = y[0], y[:, 1]
    a *= 2
    y += 1
    b *= 3
    a += 5
    assert y.tolist() == [[8.0, 20.0], [4.0, 15.0]]
    y.sum().backward()
    assert x.grad.tolist() == [[2.0, 6.0], [1.0, 3.0]]


def test_a_view_made_by_reshape_and_one_that_had_to_copy(torch: Any) -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 1
    seen, copied = y.reshape(4), y.t().reshape(4)
    seen += 1
    copied += 100
    assert y.tolist() == [[2.0, 3.0], [4.0, 5.0]]
    assert copied.tolist() == [101.0, 103.0, 102.0, 104.0]
    (y.sum() + copied.sum()).backward()
    assert x.grad.tolist() == [[2.0, 2.0], [2.0, 2.0]]


def test_the_view_relation(torch: Any) -> None:
    x = torch.zeros(2, 3)
    view = x.t()[0]
    assert view._is_view() and view._base is x and not x._is_view() and not x.clone()._is_view()
    assert x.data_ptr() == x.view(6).data_ptr() and x.clone().data_ptr() != x.data_ptr()


def test_views_of_memory_that_numpy_does_not_own(torch: Any) -> None:
    x = torch.from_numpy(np.frombuffer(bytearray(16), np.float32))
    w = torch.ones(4, requires_grad=True)
    loss = (w * x).sum()
    x.view(2, 2)[0].add_(1)
    assert x._version == 1 and x.tolist() == [1.0, 1.0, 0.0, 0.0]
    with pytest.raises(RuntimeError):
        loss.backward()  # x, saved for the gradient of w, has been written to


def test_a_view_made_without_recording(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    with torch.no_grad():
        part = y[:1]
    with pytest.raises(RuntimeError):
        part *= 2


def test_parts_of_a_split_are_not_to_be_written(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    a, _ = (x * 2).split(1)
    with pytest.raises(RuntimeError):
        a *= 2


def test_detach_in_place(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    assert y.detach_() is y and y.is_leaf and not y.requires_grad
    with pytest.raises(RuntimeError):
        (x * 2)[0].detach_()


# -- hooks across a write -------------------------------------------------------------------------------------------


def test_a_hook_from_before_a_write_belongs_to_the_old_value(torch: Any) -> None:
    x = torch.tensor([1.0], requires_grad=True)
    seen: list[float] = []
    y = x * 2
    y.register_hook(lambda g: seen.append(g.item()))
    y *= 5
    y.register_hook(lambda g: seen.append(-g.item()))
    y.backward()
    assert seen == [-1.0, 5.0]


def test_a_retained_gradient_is_that_of_the_value_written_last(torch: Any) -> None:
    x = torch.tensor([1.0, 1.0], requires_grad=True)
    y = x * 3
    view = y[:1]
    y.retain_grad()
    view.retain_grad()
    y *= 2
    y[1:] *= 5
    (y.sum() * 7 + view.sum()).backward()
    assert (y.grad.tolist(), view.grad.tolist(), x.grad.tolist()) == ([8.0, 7.0], [1.0], [48.0, 210.0])


# -- what does not fit ----------------------------------------------------------------------------------------------


def test_wrong_shapes_and_dtypes_change_nothing(torch: Any) -> None:
    x, n = torch.ones(2, 3), torch.tensor([1, 2])
    for write in (lambda: x.add_(torch.ones(4, 2, 3)), lambda: x.copy_(torch.ones(4)), lambda: x.mul_(torch.ones(2)),
                  lambda: operator.setitem(x, 0, torch.ones(2)), lambda: operator.iadd(n, 0.5),
                  lambda: operator.itruediv(n, 2), lambda: n.add_(torch.ones(2))):  # fmt: skip
        with pytest.raises(RuntimeError):
            write()
    assert x.tolist() == [[1.0] * 3] * 2 and n.tolist() == [1, 2] and x._version == n._version == 0


def test_powers_in_place(torch: Any) -> None:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * 1
    kept = y
    y **= 2
    y.pow_(torch.tensor([1.0, 2.0]))
    assert y is kept and y.tolist() == [4.0, 81.0]
    y.sum().backward()
    assert x.grad.tolist() == [4.0, 108.0]


@pytest.mark.parametrize("write", [lambda t: t.neg_(), lambda t: t.exp_()])
def test_what_a_function_refuses_it_refuses_in_place(torch: Any, write: Any) -> None:
    x = torch.tensor([True, False])
    with pytest.raises(RuntimeError):
        write(x)
    with pytest.raises(RuntimeError):
        torch.arange(3).pow_(-1)
    assert x.tolist() == [True, False]


def test_a_dtype_that_fits_is_converted(torch: Any) -> None:
    x = torch.zeros(2, dtype=torch.float32)
    x += torch.tensor([1.0, 2.0], dtype=torch.float64)
    x[0] = 7
    x.copy_(torch.tensor([1, 2]) + x)
    assert x.dtype == torch.float32 and x.tolist() == [8.0, 4.0]


def test_memory_that_overlaps(torch: Any) -> None:
    x = torch.arange(4.0)
    with pytest.raises(RuntimeError, match="single memory location"):
        x[1:].add_(x[:-1])
    rows = torch.ones(2, 3)
    rows[:, 0] += rows[:, 1]  # side by side, not on top of each other
    rows[0] += rows[1]
    rows += rows
    assert rows.tolist() == [[8.0, 4.0, 4.0], [4.0, 2.0, 2.0]]


def test_an_expanded_tensor_is_not_to_be_written(torch: Any) -> None:
    x = torch.zeros(1, 2)
    wide = x.expand(3, 2)
    with pytest.raises(RuntimeError, match="single memory location"):
        wide.add_(1)
    assert x.tolist() == [[0.0, 0.0]]
