"""Corners where subjects meet: modes and copies, weak references, chains of unusual calls."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

from tests.autograd.outcome import attempt


def backward_of_a_plain_grad(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * x).sum().backward()
    return attempt(x.grad.sum().backward)


def a_grad_that_is_zeroed_by_data(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    x.grad.data.zero_()
    (x * 4).sum().backward()
    return x.grad, x.grad._version


def a_grad_that_is_detached_in_place(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    x.grad.detach_()
    return x.grad, x.grad.requires_grad


def a_grad_that_is_scaled_in_place(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    (x**3).backward(create_graph=True)
    with torch.no_grad():
        x.grad.mul_(10)
    return x.grad.detach(), attempt(lambda: torch.autograd.grad(x.grad, x))


def data_of_another_dtype_after_a_first_backward(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    x.data = x.data.double()
    return attempt(lambda: (x * 4).sum().backward()), x.grad


def an_intermediate_dies_with_its_last_name(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    z = (y * y).sum()
    gone = weakref.ref(y)
    del y
    gc.collect()
    z.backward()
    return gone() is None, x.grad


def a_leaf_lives_with_its_graph(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    alive = weakref.ref(x)
    del x
    gc.collect()
    kept = alive() is not None
    y.sum().backward()
    grad = alive().grad
    del y
    gc.collect()
    return kept, grad


def a_hook_lives_without_its_tensor(torch: Any) -> Any:
    x, seen = torch.ones(2, requires_grad=True), []
    y = x * 2
    y.register_hook(lambda g: seen.append(g.clone()))
    z = y.sum()
    del y
    gc.collect()
    z.backward()
    return seen


def retain_grad_of_one_part(torch: Any) -> Any:
    x = torch.ones(3, requires_grad=True)
    a, b, _ = x.unbind()
    a.retain_grad()
    (a * 2 + b * 3).backward()
    return a.grad, x.grad


def a_hook_returning_a_tuple(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    x.register_hook(lambda g: (g * 2,))
    return attempt((x * 3).sum().backward), x.grad


def a_hook_returning_one_that_requires_grad(torch: Any) -> Any:
    x, w = torch.ones(2, requires_grad=True), torch.full((2,), 5.0, requires_grad=True)
    x.register_hook(lambda g: w * 1)
    (x * 3).sum().backward()
    return x.grad.detach(), x.grad.requires_grad


def the_same_tensor_stacked_three_times(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (torch.stack([x, x, x]) * torch.tensor([[1.0], [10.0], [100.0]])).sum().backward()
    return x.grad


def split_and_cat_again(torch: Any) -> Any:
    x = torch.arange(4.0, requires_grad=True)
    a, b = x.split(2)
    torch.cat([b * 10, a]).pow(2).sum().backward()
    return x.grad


def an_async_function_under_no_grad(torch: Any) -> Any:
    @torch.no_grad()
    async def compute() -> bool:
        return torch.is_grad_enabled()

    return asyncio.run(compute()), torch.is_grad_enabled()


def static_and_class_methods_under_no_grad(torch: Any) -> Any:
    class Model:
        @staticmethod
        @torch.no_grad()
        def static() -> bool:
            return torch.is_grad_enabled()

        @classmethod
        @torch.no_grad()
        def of_class(cls) -> bool:
            return torch.is_grad_enabled()

    return Model.static(), Model.of_class(), Model().static()


def a_decorated_lambda(torch: Any) -> Any:
    return torch.no_grad()(lambda: torch.is_grad_enabled())(), torch.inference_mode()(torch.is_inference_mode_enabled)()


def enable_grad_on_a_generator(torch: Any) -> Any:
    @torch.enable_grad()
    def flags() -> Any:
        yield torch.is_grad_enabled()
        yield torch.is_grad_enabled()

    with torch.no_grad():
        return list(flags()), torch.is_grad_enabled()


def modes_entered_out_of_order(torch: Any) -> Any:
    a, b = torch.no_grad(), torch.enable_grad()
    a.__enter__()
    b.__enter__()
    a.__exit__(None, None, None)
    first = torch.is_grad_enabled()
    b.__exit__(None, None, None)
    second = torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    return first, second


def detach_then_view_then_write(torch: Any) -> Any:
    x = torch.ones(4, requires_grad=True)
    y = x * 2
    z = y.exp().sum()
    y.detach().view(2, 2)[0].fill_(5)
    z.backward()
    return y, x.grad


def a_write_into_a_clone_of_a_view(torch: Any) -> Any:
    x = torch.ones(4, requires_grad=True)
    y = x * 2
    c = y[:2].clone()
    c.mul_(10)
    (c.sum() + y.sum()).backward()
    return y, x.grad


def a_view_of_a_gradient(torch: Any) -> Any:
    x = torch.ones(4, requires_grad=True)
    (x * 3).sum().backward()
    part = x.grad[:2]
    (x * 3).sum().backward()
    return part, x.grad._version, part._version


def swapping_two_rows(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 1
    y[[0, 1]] = y[[1, 0]]
    (y * torch.tensor([[1.0, 10.0], [100.0, 1000.0]])).sum().backward()
    return y, x.grad


def swapping_two_rows_by_names(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 1
    y[0], y[1] = y[1], y[0]
    (y * torch.tensor([[1.0, 10.0], [100.0, 1000.0]])).sum().backward()
    return y, x.grad


def swapping_two_rows_by_clones(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 1
    y[0], y[1] = y[1].clone(), y[0].clone()
    (y * torch.tensor([[1.0, 10.0], [100.0, 1000.0]])).sum().backward()
    return y, x.grad


def a_running_mean_that_is_in_the_graph(torch: Any) -> Any:
    x, mean = torch.tensor([1.0, 3.0], requires_grad=True), torch.zeros(())
    mean.mul_(0.9).add_(x.mean() * 0.1)
    first = mean.requires_grad
    mean.mul_(0.9).add_(x.mean() * 0.1)
    mean.backward()
    return first, x.grad, attempt(lambda: mean.mul_(0.9).backward())


def a_leaf_inside_a_list_that_is_summed(torch: Any) -> Any:
    leaves = [torch.tensor([float(k)], requires_grad=True) for k in range(3)]
    torch.cat(leaves).prod().backward()
    return [leaf.grad for leaf in leaves]


def expand_and_write_into_the_expanded_clone(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    e = x.expand(2, 2).clone()
    e[0] *= 10
    e.sum().backward()
    return e, x.grad


def contiguous_of_a_contiguous_tensor_is_itself(torch: Any) -> Any:
    x = torch.ones(2, 2, requires_grad=True)
    y = x * 2
    same = y.contiguous()
    same.mul_(3)
    y.sum().backward()
    return same is y, x.grad


def reshape_of_a_contiguous_tensor_is_a_view(torch: Any) -> Any:
    x = torch.ones(2, 2, requires_grad=True)
    y = x * 2
    y.reshape(4).mul_(3)
    y.sum().backward()
    return y, x.grad


def flatten_of_a_transposed_tensor_is_a_copy(torch: Any) -> Any:
    x = torch.ones(2, 2, requires_grad=True)
    y = x * 2
    y.t().flatten().mul_(3)
    y.sum().backward()
    return y, x.grad


def type_conversions_of_the_same_type(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    y.float().mul_(3)
    y.to(torch.float32).add_(1)
    y.double().mul_(100)
    y.sum().backward()
    return y, x.grad


def in_place_on_a_sum_of_dims(torch: Any) -> Any:
    x = torch.ones(2, 3, requires_grad=True)
    s = x.sum(1, keepdim=True)
    s.div_(torch.tensor([[1.0], [2.0]]))
    s.sum().backward()
    return s, x.grad


def a_dropout_in_place(torch: Any) -> Any:
    x = torch.ones(4, requires_grad=True)
    y = x * 2
    out = torch.nn.functional.dropout(y, 0.0, inplace=True)
    out.sum().backward()
    return out is y, x.grad


def activations_in_place_twice(torch: Any) -> Any:
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    y = x * 1
    F = torch.nn.functional
    F.relu(F.leaky_relu(y, 0.1, inplace=True), inplace=True)
    return y, attempt(y.sum().backward), x.grad


def an_argument_of_max_and_its_values(torch: Any) -> Any:
    x = torch.tensor([[1.0, 5.0, 2.0]], requires_grad=True)
    values, places = x.max(1)
    (values * places).sum().backward()
    return x.grad, places.requires_grad, attempt(lambda: places.sum().backward())


def several_outputs_of_which_one_is_detached(torch: Any) -> Any:
    x = torch.tensor([3.0, 1.0], requires_grad=True)
    values, _ = x.sort()
    values.detach_()
    return values.requires_grad, attempt(lambda: values.sum().backward())


def gradients_by_a_list_of_weights(torch: Any) -> Any:
    weights = [torch.tensor(float(k), requires_grad=True) for k in range(1, 4)]
    y = weights[0] * weights[1] + weights[1] * weights[2]
    grads = torch.autograd.grad(y, weights, create_graph=True)
    return [g.detach() for g in grads], torch.autograd.grad(sum(grads), weights)


def a_loss_that_is_a_python_number(torch: Any) -> Any:
    return attempt(lambda: (0.0).backward()), attempt(lambda: sum([]).backward())


def keyword_forms(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    y.backward(gradient=torch.ones(2), retain_graph=True, create_graph=False, inputs=[x])
    torch.autograd.backward(tensors=[y], grad_tensors=[torch.ones(2)], retain_graph=True)
    return x.grad, torch.autograd.grad(outputs=[y], inputs=[x], grad_outputs=[torch.ones(2)])


def zero_dimensional_writes(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y[...] = y * 2
    y[()] = y + 1
    y.backward()
    return y, x.grad


def boolean_zero_dimensional_index(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    y[torch.tensor(True)] = 5.0
    y[torch.tensor(False)] = 7.0
    y.sum().backward()
    return y, x.grad


def an_empty_index(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    y[[]] = 5.0
    z = y[[]]
    (y.sum() + z.sum()).backward()
    return y, z, x.grad


def negative_and_stepped_slices(torch: Any) -> Any:
    x = torch.arange(6.0, requires_grad=True)
    y = x * 1
    y[-1] = 100.0
    y[1::2] *= 10
    y[-3:-1].add_(1)
    y.sum().backward()
    return y, x.grad


def where_a_view_and_its_base_meet_in_one_operation(torch: Any) -> Any:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = x * 1
    y[0] = y[0] * y[1]
    y[1] += y.sum(0)
    y.sum().backward()
    return y, x.grad


def add_alpha_and_addcdiv_in_place(torch: Any) -> Any:
    w, g = torch.tensor([1.0, 2.0]), torch.tensor([0.5, 0.25])
    w.add_(g, alpha=-0.1).addcdiv_(g, torch.tensor([2.0, 4.0]), value=-1).addcmul_(g, g, value=2)
    return w, w._version


def a_module_called_on_a_view_that_is_written_later(torch: Any) -> Any:
    layer = torch.nn.Linear(2, 1, bias=False)
    with torch.no_grad():
        layer.weight.fill_(2.0)
    x = torch.ones(3, 2, requires_grad=True)
    y = x * 1
    out = layer(y[:1])
    y[2].mul_(5)
    return attempt(out.sum().backward)


def a_parameter_viewed_under_no_grad_and_trained(torch: Any) -> Any:
    p = torch.nn.Parameter(torch.ones(4))
    with torch.no_grad():
        part = p[:2]
    (p * 3).sum().backward()
    with torch.no_grad():
        part -= p.grad[:2]
    return p.detach(), part.detach(), p._version


def requires_grad_of_slices_of_a_constant(torch: Any) -> Any:
    data = torch.zeros(4)
    a = data[:2].requires_grad_()
    b = data[2:]
    y = (a * 3).sum()
    data.add_(1)
    y.backward()
    return a.grad, b.requires_grad, attempt(lambda: data.requires_grad_()), a
