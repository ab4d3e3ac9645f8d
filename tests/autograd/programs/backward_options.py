"""``backward``: starts, ``inputs=``, several roots, and what it refuses."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def a_vector_needs_a_start(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return attempt((x * 2).backward), x.grad


def a_start_of_the_right_shape(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 2).backward(torch.tensor([1.0, 10.0]))
    return x.grad


def the_start_by_keyword(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 2).backward(gradient=torch.tensor([1.0, 10.0]))
    return x.grad


def a_start_of_the_wrong_shape(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return attempt(lambda: (x * 2).backward(torch.ones(2, 1))), x.grad


def a_start_for_a_number(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    (x * 2).backward(torch.tensor(5.0))
    return x.grad


def a_start_of_one_element_for_a_number(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    return attempt(lambda: (x * 2).backward(torch.tensor([5.0]))), x.grad


def a_python_number_as_start(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    return attempt(lambda: (x * 2).backward(5.0)), x.grad


def a_list_as_start(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return attempt(lambda: (x * 2).backward([1.0, 1.0])), x.grad


def a_root_without_graph(torch: Any) -> Any:
    return torch.tensor(1.0).backward()


def a_root_computed_without_recording(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    with torch.no_grad():
        y = x * 2
    return attempt(y.backward), x.grad


def an_integer_root(torch: Any) -> Any:
    return torch.tensor(1).backward()


def a_comparison_as_root(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    return attempt((x > 0).backward), (x > 0).requires_grad


def inputs_limits_the_leaves(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    (x * y).backward(inputs=[x])
    return x.grad, y.grad


def inputs_as_a_dict(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    (x * y).backward(inputs={"first": x})
    return x.grad, y.grad


def inputs_as_a_tuple_and_a_generator(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (x * x).backward(inputs=(x,))
    return x.grad, attempt(lambda: (x * x).backward(inputs=(t for t in [x])))


def the_old_name_of_grad_tensors(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    torch.autograd.backward([x * 2], grad_variables=[torch.tensor([1.0, 10.0])])
    return x.grad


def both_names_of_grad_tensors(torch: Any) -> Any:
    x, start = torch.tensor([1.0, 2.0], requires_grad=True), torch.ones(2)
    torch.autograd.backward([x * 2], [start], grad_variables=[start])


def inputs_as_a_single_tensor(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    (x * y).backward(inputs=y)
    return x.grad, y.grad


def inputs_empty(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    return attempt(lambda: (x * x).backward(inputs=[])), x.grad


def inputs_unused(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    return attempt(lambda: (x * x).backward(inputs=[y])), x.grad, y.grad


def inputs_partly_unused(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    return attempt(lambda: (x * x).backward(inputs=[x, y])), x.grad, y.grad


def inputs_without_requires_grad(torch: Any) -> Any:
    x, c = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0)
    return attempt(lambda: (x * c).backward(inputs=[c])), x.grad, c.grad


def inputs_may_be_intermediate(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    (y * 3).backward(inputs=[y])
    return x.grad, y.grad, y.retains_grad


def inputs_intermediate_accumulates(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    z = y * 3
    z.backward(inputs=[y], retain_graph=True)
    z.backward(inputs=[y])
    return y.grad


def inputs_intermediate_that_retains(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.retain_grad()
    (y * 3).backward(inputs=[y])
    return y.grad


def inputs_leaf_while_an_intermediate_retains(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.retain_grad()
    (y * 3).backward(inputs=[x])
    return y.grad, x.grad


def inputs_the_same_twice(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (x * x).backward(inputs=[x, x])
    return x.grad


def inputs_the_root(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * x
    y.backward(inputs=[y])
    return x.grad, y.grad


def inputs_with_create_graph(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    (x * x * y).backward(inputs=[x], create_graph=True)
    return x.grad, y.grad


def inputs_runs_hooks_of_the_leaf(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    x.register_hook(lambda g: g * 10)
    (x * x).backward(inputs=[x])
    return x.grad


def inputs_does_not_run_hooks_off_the_way(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    seen: list[str] = []
    x.register_hook(lambda g: seen.append("x"))
    y.register_hook(lambda g: seen.append("y"))
    (x * y).backward(inputs=[x])
    return seen


def two_roots_with_starts(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    torch.autograd.backward([x * 2, x * 3], [torch.ones(2), torch.tensor([10.0, 100.0])])
    return x.grad


def two_roots_with_a_none(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    torch.autograd.backward([x.sum(), x * 3], [None, torch.tensor([10.0, 100.0])])
    return x.grad


def two_roots_one_start(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return attempt(lambda: torch.autograd.backward([x * 2, x * 3], [torch.ones(2)])), x.grad


def two_roots_one_without_graph(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return attempt(lambda: torch.autograd.backward([x.sum(), x.detach().sum()])), x.grad


def no_roots(torch: Any) -> Any:
    return torch.autograd.backward([])


def a_tuple_of_roots(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    torch.autograd.backward((x.sum(), (x * x).sum()))
    return x.grad


def grad_tensors_by_keyword(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    torch.autograd.backward(x * 2, grad_tensors=torch.ones(2))
    return x.grad


def backward_returns_none(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    return (x * 2).backward()


def the_start_may_be_an_expanded_tensor(torch: Any) -> Any:
    x = torch.ones(2, 3, requires_grad=True)
    (x * 2).backward(torch.tensor(5.0).expand(2, 3))
    return x.grad


def the_start_changed_after_backward(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    start = torch.ones(2)
    x.clone().backward(start)
    start.zero_()
    return x.grad


def a_start_with_a_graph_and_create_graph(torch: Any) -> Any:
    x, s = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    (x * x).backward(s * 3, create_graph=True)
    g = x.grad.sum()
    g.backward()
    return s.grad


def backward_on_a_subset_keeps_the_rest_usable(torch: Any) -> Any:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    a, b = x.exp(), y.exp()
    z = a * b
    z.backward(inputs=[x], retain_graph=True)
    z.backward(inputs=[y])
    return x.grad, y.grad


def a_root_of_no_elements(torch: Any) -> Any:
    x = torch.ones(0, requires_grad=True)
    return attempt((x * 2).backward), x.grad


def a_sum_of_no_elements(torch: Any) -> Any:
    x = torch.ones(0, 3, requires_grad=True)
    (x * 2).sum().backward()
    return x.grad
