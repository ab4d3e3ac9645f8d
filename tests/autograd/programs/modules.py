"""Hooks on modules, parameters and buffers, as far as they touch gradients."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def _model(torch: Any) -> Any:
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1))
    with torch.no_grad():
        for k, p in enumerate(model.parameters()):
            p.copy_(torch.arange(float(p.numel())).reshape(p.shape) / 10 - k * 0.1)
    return model


def gradients_of_all_parameters(torch: Any) -> Any:
    model = _model(torch)
    model(torch.tensor([[1.0, -2.0]])).sum().backward()
    return [p.grad for p in model.parameters()]


def a_frozen_layer(torch: Any) -> Any:
    model = _model(torch)
    model[0].requires_grad_(False)
    model(torch.tensor([[1.0, -2.0]])).sum().backward()
    return [p.grad for p in model.parameters()]


def a_forward_hook_replaces_the_output(torch: Any) -> Any:
    model = _model(torch)
    handle = model[0].register_forward_hook(lambda module, args, output: output * 10)
    x = torch.tensor([[1.0, -2.0]])
    changed = model[0](x)
    handle.remove()
    return changed, model[0](x)


def a_forward_hook_that_detaches(torch: Any) -> Any:
    model = _model(torch)
    model[0].register_forward_hook(lambda module, args, output: output.detach())
    model(torch.tensor([[1.0, -2.0]])).sum().backward()
    return [p.grad is None for p in model.parameters()]


def a_forward_pre_hook_changes_the_input(torch: Any) -> Any:
    model = _model(torch)
    model.register_forward_pre_hook(lambda module, args: (args[0] * 2,))
    one = model(torch.tensor([[1.0, -2.0]]))
    return one


def a_forward_pre_hook_returning_one_value(torch: Any) -> Any:
    model = _model(torch)
    model.register_forward_pre_hook(lambda module, args: args[0] * 2)
    return model(torch.tensor([[1.0, -2.0]]))


def forward_hooks_run_in_order(torch: Any) -> Any:
    model, seen = _model(torch), []
    model.register_forward_hook(lambda *a: seen.append("first"))
    model.register_forward_hook(lambda *a: seen.append("second"))
    model.register_forward_hook(lambda *a: seen.append("before"), prepend=True)
    model.register_forward_pre_hook(lambda *a: seen.append("pre"))
    model(torch.ones(1, 2))
    return seen


def forward_hooks_with_kwargs(torch: Any) -> Any:
    class Scale(torch.nn.Module):
        def forward(self, x: Any, factor: float = 1.0) -> Any:
            return x * factor

    module, seen = Scale(), []
    module.register_forward_pre_hook(lambda m, args, kwargs: (args, {"factor": 5.0}), with_kwargs=True)
    module.register_forward_hook(lambda m, args, kwargs, out: seen.append(kwargs["factor"]), with_kwargs=True)
    return module(torch.ones(2), factor=2.0), seen


def a_forward_hook_that_fails(torch: Any) -> Any:
    model = _model(torch)

    def fail(*args: Any) -> None:
        raise KeyError("no")

    handle = model.register_forward_hook(fail)
    first = attempt(lambda: model(torch.ones(1, 2)))
    handle.remove()
    return first, model(torch.ones(1, 2))


def a_full_backward_hook_sees_gradients(torch: Any) -> Any:
    model, seen = _model(torch), []
    model[2].register_full_backward_hook(lambda m, gin, gout: seen.append((gin, gout)))
    model(torch.tensor([[1.0, -2.0]])).sum().backward()
    return seen


def a_full_backward_hook_replaces_the_input_gradient(torch: Any) -> Any:
    model = _model(torch)
    model[2].register_full_backward_hook(lambda m, gin, gout: (gin[0] * 10,))
    model(torch.tensor([[1.0, -2.0]])).sum().backward()
    return [p.grad for p in model.parameters()]


def a_full_backward_hook_on_the_first_layer(torch: Any) -> Any:
    model, seen = _model(torch), []
    model[0].register_full_backward_hook(lambda m, gin, gout: seen.append((gin, gout)))
    model(torch.tensor([[1.0, -2.0]])).sum().backward()
    return seen


def a_full_backward_hook_with_an_input_that_requires_grad(torch: Any) -> Any:
    model, seen = _model(torch), []
    model.register_full_backward_hook(lambda m, gin, gout: seen.append((gin, gout)))
    x = torch.tensor([[1.0, -2.0]], requires_grad=True)
    model(x).sum().backward()
    return seen, x.grad


def a_full_backward_pre_hook(torch: Any) -> Any:
    model = _model(torch)
    model.register_full_backward_pre_hook(lambda m, gout: (gout[0] * 10,))
    model(torch.tensor([[1.0, -2.0]])).sum().backward()
    return [p.grad for p in model.parameters()]


def a_full_backward_hook_of_the_wrong_length(torch: Any) -> Any:
    model = _model(torch)
    model[2].register_full_backward_hook(lambda m, gin, gout: (gin[0], gin[0]))
    return attempt(model(torch.tensor([[1.0, -2.0]])).sum().backward)


def a_full_backward_hook_that_is_removed(torch: Any) -> Any:
    model, seen = _model(torch), []
    handle = model.register_full_backward_hook(lambda m, gin, gout: seen.append("ran"))
    model(torch.ones(1, 2)).sum().backward()
    handle.remove()
    model(torch.ones(1, 2)).sum().backward()
    return seen


def a_full_backward_hook_under_no_grad(torch: Any) -> Any:
    model, seen = _model(torch), []
    model.register_full_backward_hook(lambda m, gin, gout: seen.append("ran"))
    with torch.no_grad():
        y = model(torch.ones(1, 2))
    return y.requires_grad, seen


def the_order_of_backward_hooks(torch: Any) -> Any:
    model, seen = _model(torch), []
    for k, layer in enumerate(model):
        layer.register_full_backward_hook(lambda m, gin, gout, k=k: seen.append(k))
    model(torch.ones(1, 2, requires_grad=True)).sum().backward()
    return seen


def writing_into_the_output_of_a_hooked_module(torch: Any) -> Any:
    model = _model(torch)
    model.register_full_backward_hook(lambda m, gin, gout: None)
    y = model(torch.ones(1, 2))
    return attempt(lambda: y.add_(1))


def parameters_of_a_shared_module(torch: Any) -> Any:
    layer = torch.nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    layer(layer(torch.tensor([[1.0, 1.0]]))).sum().backward()
    return layer.weight.grad, len(list(torch.nn.Sequential(layer, layer).parameters()))


def a_buffer_gets_no_gradient(torch: Any) -> Any:
    class Shift(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(2))
            self.register_buffer("mean", torch.tensor([5.0, 6.0]))

        def forward(self, x: Any) -> Any:
            return (x - self.mean) * self.weight

    module = Shift()
    module(torch.ones(2)).sum().backward()
    return module.weight.grad, module.mean.grad, module.mean.requires_grad, len(list(module.parameters()))


def a_parameter_replaced_by_a_tensor(torch: Any) -> Any:
    layer = torch.nn.Linear(2, 1)

    def assign() -> None:
        layer.weight = torch.ones(1, 2)

    return attempt(assign)


def a_parameter_updated_in_place(torch: Any) -> Any:
    layer = torch.nn.Linear(1, 1, bias=False)
    return attempt(lambda: layer.weight.fill_(1.0)), attempt(lambda: layer.weight.data.fill_(1.0)), layer.weight


def eval_mode_keeps_gradients(torch: Any) -> Any:
    model = torch.nn.Sequential(torch.nn.Linear(2, 1, bias=False), torch.nn.Dropout(0.5)).eval()
    with torch.no_grad():
        model[0].weight.fill_(2.0)
    model(torch.ones(1, 2)).sum().backward()
    return model[0].weight.grad


def requires_grad_of_a_module(torch: Any) -> Any:
    model = _model(torch)
    same = model.requires_grad_(False) is model
    return same, [p.requires_grad for p in model.parameters()], attempt(model(torch.ones(1, 2)).sum().backward)
