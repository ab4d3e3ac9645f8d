"""Subclasses of Tensor, attributes, equality and other Python of tensors, as far as autograd has to do with it."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def equality_of_variables(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return x == x, (x == x).requires_grad, x.eq(1.0), hash(x) == hash(x), x is x.detach()


def python_numbers_from_variables(torch: Any) -> Any:
    x = torch.tensor(2.5, requires_grad=True)
    return float(x), int(x), bool(x), x.item(), round(float(x * 2), 3), f"{x.item():.1f}"


def iteration_over_a_variable(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    total = sum(v * k for k, v in enumerate(x, 1))
    total.backward()
    return total, x.grad, len(x), [v.requires_grad for v in x]


def unpacking_a_variable(torch: Any) -> Any:
    a, b = torch.tensor([1.0, 2.0], requires_grad=True)
    return a, b, a.grad_fn


def sum_of_a_list_of_variables(torch: Any) -> Any:
    xs = [torch.tensor(float(k), requires_grad=True) for k in range(3)]
    sum(xs).backward()
    return [x.grad for x in xs]


def max_and_min_of_python(torch: Any) -> Any:
    xs = [torch.tensor(1.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)]
    max(xs).backward()
    return [x.grad for x in xs]


def a_python_branch(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3 if x > 1 else x * 5
    y.backward()
    return x.grad


def a_python_loop_of_data_dependent_length(torch: Any) -> Any:
    x = torch.tensor(1.5, requires_grad=True)
    y, count = x, 0
    while y < 50:
        y = y * x
        count += 1
    y.backward()
    return count, x.grad


def attributes_of_ones_own(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    x.name_of_mine = "a"
    return x.name_of_mine, attempt(lambda: x.detach().name_of_mine), attempt(lambda: (x * 2).name_of_mine)


def truth_of_tensors_in_conditions(torch: Any) -> Any:
    return [
        attempt(lambda t=t: bool(t)) for t in (torch.tensor(0.0), torch.tensor([1.0]), torch.ones(2), torch.ones(0))
    ]


def tensors_made_from_variables(torch: Any) -> Any:
    a, b = torch.tensor(1.0, requires_grad=True), torch.tensor(2.0)
    return torch.tensor([a, b]), torch.stack([a, b]), attempt(lambda: torch.tensor([[a], [b]]))


def numbers_on_the_left(torch: Any) -> Any:
    x = torch.tensor([2.0], requires_grad=True)
    y = 1 + 2 * x - 3 / x + 2**x
    y.backward()
    return y, x.grad


def numpy_numbers_and_arrays(torch: Any) -> Any:
    import numpy as np

    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x * np.float64(2.0) + np.float32(1.0)
    y.sum().backward()
    return y, x.grad, attempt(lambda: np.asarray(x).tolist())


def the_type_of_results(torch: Any) -> Any:
    p = torch.nn.Parameter(torch.ones(2))
    return [type(t).__name__ for t in (p, p * 2, p.detach(), p.data, p[0], p.clone())]


def size_and_shape_questions(torch: Any) -> Any:
    x = torch.ones(2, 3, requires_grad=True)
    return x.size(), x.shape, x.size(0), x.numel(), x.dim(), x.T.shape, (x * 2).shape
