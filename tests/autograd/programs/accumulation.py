"""Gradients add up in ``.grad``: across backward passes, across uses, across shapes."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def two_backward_passes_add(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    (x * x).sum().backward()
    return x.grad


def the_grad_is_the_same_object_after_a_second_pass(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    first = x.grad
    (x * 4).sum().backward()
    return first is x.grad, first, first._version


def a_held_grad_stays_when_grad_is_set_to_none(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    first, x.grad = x.grad, None
    (x * 4).sum().backward()
    return first, x.grad, first is x.grad


def with_create_graph_the_sum_is_another_tensor(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward(create_graph=True)
    first = x.grad
    (x * x).sum().backward(create_graph=True)
    return first is x.grad, first, x.grad


def plain_after_create_graph(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x**3).sum().backward(create_graph=True)
    first = x.grad
    (x * 2).sum().backward()
    return first is x.grad, first, x.grad


def create_graph_after_plain(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 2).sum().backward()
    first = x.grad
    (x**3).sum().backward(create_graph=True)
    return first is x.grad, first, x.grad


def one_leaf_used_many_times(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x
    for _ in range(5):
        y = y * x + x
    y.backward()
    return x.grad


def the_same_leaf_on_both_sides(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    (x @ x).sum().backward()
    return x.grad


def zeroed_in_place_between_passes(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    x.grad.zero_()
    (x * 5).sum().backward()
    return x.grad, x.grad._version


def a_grad_changed_by_hand_is_added_to(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.grad = torch.tensor([100.0, 200.0])
    (x * 3).sum().backward()
    return x.grad


def the_grad_assigned_is_written_to(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    mine = torch.tensor([100.0, 200.0])
    x.grad = mine
    (x * 3).sum().backward()
    return mine, x.grad is mine, mine._version


def a_grad_shared_by_two_leaves(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.tensor([1.0, 2.0], requires_grad=True)
    x.grad = y.grad = torch.zeros(2)
    (x * 3 + y * 5).sum().backward()
    return x.grad, y.grad


def a_grad_that_is_a_view_of_a_larger_tensor(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    flat = torch.zeros(4)
    x.grad = flat[1:3]
    (x * 3).sum().backward()
    return flat


def a_grad_that_requires_grad_itself(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    mine = torch.tensor([1.0, 1.0], requires_grad=True)
    x.grad = mine
    (x * 3).sum().backward()
    return x.grad, mine, x.grad is mine


def leaves_do_not_share_one_incoming_gradient(torch: Any) -> Any:
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = torch.tensor([3.0, 4.0], requires_grad=True)
    (a + b).sum().backward()
    a.grad.mul_(10)
    return a.grad, b.grad


def the_start_given_is_not_the_gradient_stored(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    start = torch.tensor([5.0, 6.0])
    (x + 0).backward(start)
    x.grad.mul_(10)
    return start, x.grad


def a_leaf_is_its_own_root(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    start = torch.tensor([5.0, 6.0])
    x.backward(start)
    first = x.grad is start
    x.backward(start)
    return x.grad, start, first


def an_expanded_gradient_is_stored_whole(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    x.sum().backward()
    x.grad[0] = 7.0
    return x.grad, x.grad.is_contiguous(), x.grad.stride()


def the_gradient_of_a_transposed_leaf_keeps_its_strides(torch: Any) -> Any:
    x = torch.arange(6.0).reshape(2, 3).t().requires_grad_()
    (x * 2).sum().backward()
    return x.grad, x.grad.stride(), x.stride()


def broadcast_sums_over_the_rows(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = torch.tensor([[1.0], [2.0]], requires_grad=True)
    (x * y).sum().backward()
    return x.grad, y.grad


def broadcast_of_a_number_tensor(torch: Any) -> Any:
    s = torch.tensor(2.0, requires_grad=True)
    (s * torch.ones(3, 4)).sum().backward()
    return s.grad


def weights_shared_by_two_branches(torch: Any) -> Any:
    w = torch.tensor([[1.0, -1.0], [2.0, 0.5]], requires_grad=True)
    a, b = torch.tensor([1.0, 2.0]), torch.tensor([-1.0, 3.0])
    ((w @ a).relu() + (w @ b).tanh()).sum().backward()
    return w.grad


def unused_leaves_have_no_grad(torch: Any) -> Any:
    x, y = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    (x * 2).sum().backward()
    return x.grad, y.grad


def a_leaf_multiplied_by_zero_has_zeros(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 0).sum().backward()
    return x.grad


def a_frozen_part_gets_nothing(torch: Any) -> Any:
    w, frozen = torch.ones(2, requires_grad=True), torch.full((2,), 3.0)
    (w * frozen).sum().backward()
    return w.grad, frozen.grad


def halves_accumulate_in_halves(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], dtype=torch.float16, requires_grad=True)
    (x.float() * 3).sum().backward()
    (x * 2).sum().backward()
    return x.grad


def gradient_accumulation_equals_a_large_batch(torch: Any) -> Any:
    data = torch.arange(8.0).reshape(4, 2)
    w = torch.tensor([1.0, -1.0], requires_grad=True)
    for part in data.split(2):
        ((part @ w) ** 2).mean().div(2).backward()
    whole = torch.tensor([1.0, -1.0], requires_grad=True)
    ((data @ whole) ** 2).mean().backward()
    return w.grad, whole.grad


def a_failed_pass_leaves_the_sum_alone(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    y = x.exp()
    y.add_(1)
    return attempt(lambda: y.sum().backward()), x.grad
