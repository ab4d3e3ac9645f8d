"""Mistakes of each kind, and the class of the error that they are."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def second_backward(torch: Any) -> Any:
    y = torch.ones(2, requires_grad=True).exp().sum()
    y.backward()
    y.backward()


def no_graph(torch: Any) -> Any:
    torch.ones(2).sum().backward()


def no_scalar(torch: Any) -> Any:
    (torch.ones(2, requires_grad=True) * 2).backward()


def no_tensor(torch: Any) -> Any:
    torch.autograd.backward(5.0)


def no_tensor_in_grad(torch: Any) -> Any:
    torch.autograd.grad(5.0, torch.ones(1, requires_grad=True))


def no_tensor_as_input_of_grad(torch: Any) -> Any:
    torch.autograd.grad(torch.ones(1, requires_grad=True) * 2, 5.0)


def none_as_input_of_grad(torch: Any) -> Any:
    torch.autograd.grad(torch.ones(1, requires_grad=True) * 2, [None])


def no_tensor_as_input_of_backward(torch: Any) -> Any:
    (torch.ones(1, requires_grad=True) * 2).backward(inputs=[5.0])


def a_string_as_start(torch: Any) -> Any:
    (torch.ones(1, requires_grad=True) * 2).backward("a")


def an_unknown_option(torch: Any) -> Any:
    (torch.ones(1, requires_grad=True) * 2).backward(keep=True)


def missing_inputs(torch: Any) -> Any:
    torch.autograd.grad(torch.ones(1, requires_grad=True) * 2)


def leaf_written(torch: Any) -> Any:
    torch.ones(2, requires_grad=True).add_(1)


def leaf_written_by_index(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    x[0] = 5.0


def integer_leaf(torch: Any) -> Any:
    torch.arange(3, requires_grad=True)


def integer_leaf_by_method(torch: Any) -> Any:
    torch.arange(3).requires_grad_()


def numpy_of_a_variable(torch: Any) -> Any:
    torch.ones(2, requires_grad=True).numpy()


def deepcopy_of_a_result(torch: Any) -> Any:
    import copy

    copy.deepcopy(torch.ones(2, requires_grad=True) * 2)


def item_of_many(torch: Any) -> Any:
    torch.ones(2, requires_grad=True).item()


def bool_of_many(torch: Any) -> Any:
    return bool(torch.ones(2, requires_grad=True))


def matrices_that_do_not_fit(torch: Any) -> Any:
    return torch.ones(2, 3, requires_grad=True) @ torch.ones(2, 3)


def an_index_out_of_range(torch: Any) -> Any:
    return torch.ones(2, requires_grad=True)[5]


def a_dim_out_of_range(torch: Any) -> Any:
    return torch.ones(2, requires_grad=True).sum(3)


def argmax_has_no_gradient(torch: Any) -> Any:
    torch.ones(2, requires_grad=True).argmax().backward()


def a_comparison_has_no_gradient(torch: Any) -> Any:
    (torch.ones(2, requires_grad=True) > 0).sum().backward()


def a_cast_to_integers_has_no_gradient(torch: Any) -> Any:
    torch.ones(1, requires_grad=True).long().backward()


def a_view_cannot_be_detached_in_place(torch: Any) -> Any:
    torch.ones(2)[:1].detach_()


def retain_grad_without_graph(torch: Any) -> Any:
    torch.ones(2).retain_grad()


def a_hook_without_graph(torch: Any) -> Any:
    torch.ones(2).register_hook(print)


def a_flag_of_a_result(torch: Any) -> Any:
    y = torch.ones(2, requires_grad=True) * 2
    y.requires_grad = False


def a_grad_of_another_shape(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    x.grad = torch.ones(3)


def a_grad_that_is_a_number(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    x.grad = 1.0


def inference_and_requires_grad(torch: Any) -> Any:
    with torch.inference_mode():
        x = torch.ones(2)
    x.requires_grad = True


def an_optimizer_of_results(torch: Any) -> Any:
    torch.optim.SGD([torch.ones(2, requires_grad=True) * 2], lr=0.1)


def an_optimizer_of_nothing(torch: Any) -> Any:
    torch.optim.SGD([], lr=0.1)


def an_optimizer_of_a_tensor(torch: Any) -> Any:
    torch.optim.SGD(torch.ones(2, requires_grad=True), lr=0.1)


def grad_under_no_grad_of_nothing(torch: Any) -> Any:
    x = torch.ones(1, requires_grad=True)
    with torch.no_grad():
        y = x * 2
    torch.autograd.grad(y, x)


def grad_of_what_was_detached(torch: Any) -> Any:
    x = torch.ones(1, requires_grad=True)
    torch.autograd.grad(x.detach() * x, x.detach().requires_grad_())


def set_grad_enabled_with_a_string(torch: Any) -> Any:
    return attempt(lambda: torch.set_grad_enabled("no")), torch.set_grad_enabled(True) is None


def errors_leave_everything_as_it_was(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    x.grad = torch.tensor([5.0, 6.0])
    y = x * x
    failures = [
        attempt(y.backward),
        attempt(lambda: y.backward(torch.ones(3))),
        attempt(lambda: y.sum().backward(inputs=[])),
        attempt(lambda: x.add_(1)),
        attempt(lambda: y.add_(torch.ones(3))),
    ]
    y.sum().backward()
    return failures, x, x.grad, x._version, y._version
