"""Inference mode: tensors outside autograd, and what may not be done with them."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def a_result_is_an_inference_tensor(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        y = x * 2
    return y, y.is_inference(), y.is_leaf, x.is_inference()


def the_flags_inside(torch: Any) -> Any:
    with torch.inference_mode():
        inside = torch.is_grad_enabled(), torch.is_inference_mode_enabled()
    return inside, torch.is_grad_enabled(), torch.is_inference_mode_enabled()


def inference_mode_false_inside_no_grad(torch: Any) -> Any:
    with torch.no_grad(), torch.inference_mode(False):
        return torch.is_grad_enabled(), torch.is_inference_mode_enabled()


def inference_mode_false_inside_inference_mode(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode(), torch.inference_mode(False):
        return (x * 2).requires_grad, torch.is_grad_enabled()


def enable_grad_inside_inference_mode(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode(), torch.enable_grad():
        y = x * 2
        flags = torch.is_grad_enabled(), torch.is_inference_mode_enabled()
    return y.requires_grad, y.is_inference(), flags


def a_normal_tensor_written_inside(torch: Any) -> Any:
    c = torch.zeros(2)
    with torch.inference_mode():
        c.add_(1)
    return c, c._version, c.is_inference()


def a_leaf_written_inside(torch: Any) -> Any:
    x = torch.zeros(2, requires_grad=True)
    with torch.inference_mode():
        outcome = attempt(lambda: x.add_(1))
    return outcome, x, x._version


def a_saved_tensor_written_inside(torch: Any) -> Any:
    x, c = torch.ones(2, requires_grad=True), torch.ones(2)
    y = (x * c).sum()
    with torch.inference_mode():
        c.add_(1)
    return attempt(y.backward)


def an_inference_tensor_written_inside(torch: Any) -> Any:
    with torch.inference_mode():
        y = torch.zeros(2)
        y.add_(1)
        y[0] = 5.0
    return y


def an_inference_tensor_written_outside(torch: Any) -> Any:
    with torch.inference_mode():
        y = torch.zeros(2)
    return attempt(lambda: y.add_(1)), attempt(lambda: y.__setitem__(0, 1.0))


def an_inference_tensor_written_outside_under_no_grad(torch: Any) -> Any:
    with torch.inference_mode():
        y = torch.zeros(2)
    with torch.no_grad():
        return attempt(lambda: y.add_(1))


def an_inference_tensor_in_a_product(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        c = torch.ones(2)
    return attempt(lambda: x * c)


def an_inference_tensor_in_a_sum(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        c = torch.ones(2)
    y = x + c
    y.sum().backward()
    return y, x.grad, y.is_inference()


def inference_tensors_among_themselves_outside(torch: Any) -> Any:
    with torch.inference_mode():
        c = torch.ones(2)
    d = c * c
    return d, d.is_inference()


def an_inference_tensor_cannot_require_grad(torch: Any) -> Any:
    with torch.inference_mode():
        c = torch.ones(2)
    return attempt(lambda: c.requires_grad_()), attempt(lambda: c.requires_grad_(False).requires_grad)


def requires_grad_inside_inference_mode(torch: Any) -> Any:
    with torch.inference_mode():
        c = torch.ones(2, requires_grad=True)
        d = torch.ones(2).requires_grad_()
    return c.requires_grad, d.requires_grad, attempt(lambda: (c * 2).sum().backward())


def a_clone_outside_is_normal(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        c = torch.ones(2)
    d = c.clone()
    (x * d).sum().backward()
    return d.is_inference(), x.grad


def a_view_of_a_normal_tensor_made_inside(torch: Any) -> Any:
    c = torch.zeros(2, 2)
    with torch.inference_mode():
        v = c[0]
    v_inference = v.is_inference()
    return v_inference, attempt(lambda: v.add_(1)), c


def a_view_of_a_variable_made_inside_and_written(torch: Any) -> Any:
    x = torch.ones(2, 2, requires_grad=True)
    y = x * 1
    with torch.inference_mode():
        v = y[0]
    return v.is_inference(), attempt(lambda: v.add_(1)), attempt(lambda: (v * 2).requires_grad)


def a_view_of_an_inference_tensor_made_outside(torch: Any) -> Any:
    with torch.inference_mode():
        c = torch.zeros(2, 2)
    v = c[0]
    return v.is_inference(), attempt(lambda: v.add_(1))


def backward_inside_inference_mode(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = (x * x).sum()
    with torch.inference_mode():
        return attempt(y.backward), x.grad


def backward_of_a_result_of_inference_mode(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        y = (x * x).sum()
    return attempt(y.backward)


def detach_of_a_normal_tensor_inside(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        d = x.detach()
    return d.is_inference(), d.requires_grad, attempt(lambda: d.add_(1))


def the_version_of_an_inference_tensor(torch: Any) -> Any:
    with torch.inference_mode():
        c = torch.zeros(2)
        inside = attempt(lambda: c._version)
    return inside, attempt(lambda: c._version)


def as_a_decorator(torch: Any) -> Any:
    @torch.inference_mode()
    def double(x: Any) -> Any:
        return x * 2

    y = double(torch.ones(2, requires_grad=True))
    return y, y.is_inference()


def as_a_bare_decorator(torch: Any) -> Any:
    @torch.inference_mode
    def double(x: Any) -> Any:
        return x * 2

    y = double(torch.ones(2, requires_grad=True))
    return y, y.is_inference()


def a_model_run_inside(torch: Any) -> Any:
    torch.manual_seed(0)
    model = torch.nn.Linear(2, 1)
    with torch.no_grad():
        model.weight.fill_(1.0)
        model.bias.fill_(0.5)
    with torch.inference_mode():
        y = model(torch.tensor([[1.0, 2.0]]))
    return y, y.is_inference(), model.weight.requires_grad


def an_inference_tensor_assigned_as_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        g = torch.ones(2)
    x.grad = g
    return attempt(lambda: (x * 2).sum().backward())


def an_inference_tensor_as_a_start(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        g = torch.ones(2)
    return attempt(lambda: (x * 2).backward(g)), x.grad


def copy_from_and_into_an_inference_tensor(torch: Any) -> Any:
    with torch.inference_mode():
        c = torch.ones(2)
    d = torch.zeros(2)
    d.copy_(c)
    return d, d.is_inference(), attempt(lambda: c.copy_(d))


def an_inference_tensor_stored_in_a_constant(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        c = torch.full((2,), 5.0)
    y = x * 2
    y[0] = c[0]
    y.sum().backward()
    return y, x.grad
