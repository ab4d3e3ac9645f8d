"""Dtypes and shapes of gradients: each is that of its tensor, whatever the operation made of it."""

from __future__ import annotations

from typing import Any


def promoted_operands_get_their_own_dtype(torch: Any) -> Any:
    a = torch.ones(2, dtype=torch.float32, requires_grad=True)
    b = torch.ones(2, dtype=torch.float64, requires_grad=True)
    y = a * b
    y.sum().backward()
    return y, a.grad, b.grad


def a_number_tensor_does_not_promote(torch: Any) -> Any:
    a = torch.ones(2, requires_grad=True)
    s = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    y = a * s
    y.sum().backward()
    return y, a.grad, s.grad


def integers_times_a_variable(torch: Any) -> Any:
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    y = x * torch.tensor([2, 3])
    y.sum().backward()
    return y, x.grad


def bools_times_a_variable(torch: Any) -> Any:
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    (x * torch.tensor([True, False])).sum().backward()
    return x.grad


def casts_give_the_gradient_back(torch: Any) -> Any:
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    (x.double() * 2 + x.half()).sum().backward()
    return x.grad, x.double().grad_fn


def half_leaves(torch: Any) -> Any:
    x = torch.tensor([1.5, 2.5], dtype=torch.float16, requires_grad=True)
    y = x * x + x.exp()
    y.sum().backward()
    return y, x.grad


def bfloat16_leaves(torch: Any) -> Any:
    x = torch.tensor([1.5, 2.5], dtype=torch.bfloat16, requires_grad=True)
    (x * 3).sum().backward()
    return x.grad


def a_sum_in_another_dtype(torch: Any) -> Any:
    x = torch.tensor([1.5, 2.5], requires_grad=True)
    y = x.sum(dtype=torch.float64)
    y.backward()
    return y, x.grad


def an_integer_power(torch: Any) -> Any:
    x = torch.tensor([1.5, -2.5], requires_grad=True)
    (x**2 + x**3).sum().backward()
    return x.grad


def number_over_a_variable(torch: Any) -> Any:
    x = torch.tensor([2.0, -4.0], requires_grad=True)
    (1 / x + 2 - x).sum().backward()
    return x.grad


def number_to_the_power_of_a_variable(torch: Any) -> Any:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    (2**x).sum().backward()
    return x.grad


def float64_numbers_do_not_widen(torch: Any) -> Any:
    x = torch.tensor([1.0], requires_grad=True)
    y = x * 3.141592653589793
    y.backward()
    return y, x.grad


def shapes_of_broadcast_gradients(torch: Any) -> Any:
    shapes = [((3, 1), (1, 4)), ((2, 3, 4), (4,)), ((1,), (2, 3)), ((), (2, 2)), ((2, 1, 3), (5, 1))]
    grads = []
    for left, right in shapes:
        a, b = torch.ones(left, requires_grad=True), torch.ones(right, requires_grad=True)
        (a * b * 2).sum().backward()
        grads.append((a.grad, b.grad))
    return grads


def shapes_that_do_not_broadcast(torch: Any) -> Any:
    a, b = torch.ones(3, requires_grad=True), torch.ones(4, requires_grad=True)
    return a + b


def an_empty_leaf(torch: Any) -> Any:
    x = torch.ones(0, 3, requires_grad=True)
    (x * 2).sum(0).sum().backward()
    return x.grad


def mean_of_nothing(torch: Any) -> Any:
    x = torch.ones(0, requires_grad=True)
    y = x.mean()
    y.backward()
    return y, x.grad


def gradient_dtypes_through_where(torch: Any) -> Any:
    a = torch.ones(2, dtype=torch.float32, requires_grad=True)
    b = torch.ones(2, dtype=torch.float64, requires_grad=True)
    y = torch.where(torch.tensor([True, False]), a, b)
    y.sum().backward()
    return y, a.grad, b.grad


def gradient_dtypes_through_cat_and_stack(torch: Any) -> Any:
    a = torch.ones(2, dtype=torch.float32, requires_grad=True)
    b = torch.ones(2, dtype=torch.float64, requires_grad=True)
    y = torch.cat([a, b, torch.tensor([1])])
    y.sum().backward()
    return y, a.grad, b.grad


def indexing_with_repeats_adds(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    x[torch.tensor([0, 0, 2])].sum().backward()
    return x.grad


def gather_with_repeats_adds(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0, 3.0]], requires_grad=True)
    x.gather(1, torch.tensor([[2, 2, 0, 2]])).sum().backward()
    return x.grad


def max_with_ties(torch: Any) -> Any:
    x = torch.tensor([[1.0, 3.0, 3.0]], requires_grad=True)
    y = torch.tensor([1.0, 3.0, 3.0], requires_grad=True)
    z = torch.tensor([1.0, 3.0, 3.0], requires_grad=True)
    x.max(1).values.sum().backward()
    y.max().backward()
    z.amax(0).backward()
    return x.grad, y.grad, z.grad


def minimum_and_maximum_with_ties(torch: Any) -> Any:
    a, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([1.0, 3.0], requires_grad=True)
    (torch.maximum(a, b) + torch.minimum(a, b) * 10).sum().backward()
    return a.grad, b.grad


def kinks(torch: Any) -> Any:
    x = torch.zeros(1, requires_grad=True)
    grads = []
    for f in (torch.abs, torch.relu, torch.sign, lambda t: t.clamp(0, 1), lambda t: t.clamp(-1, 0), torch.sqrt):
        grads.append(torch.autograd.grad(f(x), x))
    return grads


def clamp_bounds_that_require_grad(torch: Any) -> Any:
    x = torch.tensor([-1.0, 0.5, 2.0], requires_grad=True)
    low, high = torch.tensor(0.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
    x.clamp(low, high).sum().backward()
    return x.grad, low.grad, high.grad


def infinite_and_undefined_gradients(torch: Any) -> Any:
    x = torch.tensor([0.0, -1.0, float("inf")], requires_grad=True)
    return [torch.autograd.grad(f(x).sum(), x) for f in (torch.log, torch.sqrt, torch.reciprocal, torch.exp)]


def masked_nan_still_leaks(torch: Any) -> Any:
    x = torch.tensor([0.0, 4.0], requires_grad=True)
    torch.where(x > 0, x.sqrt(), torch.zeros(2)).sum().backward()
    return x.grad


def pow_at_zero(torch: Any) -> Any:
    x = torch.zeros(1, requires_grad=True)
    return [torch.autograd.grad(x**n, x) for n in (0, 1, 2, 0.5)]


def prod_with_zeros(torch: Any) -> Any:
    x = torch.tensor([2.0, 0.0, 3.0], requires_grad=True)
    y = torch.tensor([2.0, 0.0, 0.0], requires_grad=True)
    x.prod().backward()
    y.prod().backward()
    return x.grad, y.grad


def std_of_one_element_and_of_equal_ones(torch: Any) -> Any:
    x = torch.ones(3, requires_grad=True)
    return torch.autograd.grad(x.std(), x), torch.autograd.grad(x.var(), x), torch.autograd.grad(x[:1].std(), x)


def the_default_dtype_decides(torch: Any) -> Any:
    torch.set_default_dtype(torch.float64)
    try:
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        (x * 3).sum().backward()
        return x.grad
    finally:
        torch.set_default_dtype(torch.float32)


def einsum_and_tensordot(torch: Any) -> Any:
    a, b = torch.ones(2, 3, requires_grad=True), torch.ones(3, 4, requires_grad=True)
    (torch.einsum("ij,jk->ik", a, b) + torch.tensordot(a, b, 1)).sum().backward()
    return a.grad, b.grad


def cumulative_operations(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (x.cumsum(0) * torch.tensor([1.0, 10.0, 100.0]) + x.cumprod(0)).sum().backward()
    return x.grad


def sort_topk_and_median(torch: Any) -> Any:
    x = torch.tensor([3.0, 1.0, 2.0], requires_grad=True)
    y = x.sort(descending=True).values * torch.tensor([1.0, 10.0, 100.0])
    (y.sum() + x.topk(2).values.sum() * 1000 + x.median() * 7).backward()
    return x.grad
