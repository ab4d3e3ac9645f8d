"""Modules as functions of their parameters: per-sample gradients, ensembles, inner loops; as in PyTorch."""

from __future__ import annotations

import copy
from typing import Any

from tests.func.program import Programs, sample

programs = Programs(__name__)
program = programs.add


def _filled(torch: Any, module: Any, start: int = 1) -> Any:
    """A module in double precision whose parameters are the same in every library."""
    module = module.double()
    with torch.no_grad():
        for k, p in enumerate(module.parameters()):
            p.copy_(sample(torch, *p.shape, start=start + 10 * k))
    return module


def _mlp(torch: Any, start: int = 1) -> Any:
    nn = torch.nn
    return _filled(torch, nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), start)


def _norm(torch: Any, size: int, **options: Any) -> Any:
    """A batch norm layer, made by hand."""

    class BatchNorm(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(size))
            self.bias = torch.nn.Parameter(torch.zeros(size))
            self.track_running_stats = options.get("track", True)
            self.register_buffer("running_mean", torch.zeros(size) if self.track_running_stats else None)
            self.register_buffer("running_var", torch.ones(size) if self.track_running_stats else None)
            self.register_buffer("num_batches_tracked", torch.tensor(0))

        def forward(self, x: Any) -> Any:
            training = self.training or not self.track_running_stats
            return torch.nn.functional.batch_norm(
                x, self.running_mean, self.running_var, self.weight, self.bias, training
            )

    return BatchNorm().double()


def _parameters(module: Any) -> Any:
    return {name: p.detach() for name, p in module.named_parameters()}


@program
def call_with_other_parameters(torch: Any) -> Any:
    m = torch.nn.Linear(3, 2).double()
    p = {"weight": sample(torch, 2, 3), "bias": sample(torch, 2)}
    return torch.func.functional_call(m, p, (sample(torch, 4, 3),))


@program
def call_with_one_argument_not_in_a_tuple(torch: Any) -> Any:
    return torch.func.functional_call(_mlp(torch), {}, sample(torch, 4, 3))


@program
def call_leaves_the_module_alone(torch: Any) -> Any:
    m = _mlp(torch)
    before = m[0].weight
    torch.func.functional_call(m, {"0.weight": torch.zeros(4, 3, dtype=torch.float64)}, sample(torch, 1, 3))
    return m[0].weight is before, m[0].weight


@program
def call_after_an_error(torch: Any) -> Any:
    m = _mlp(torch)
    before = m[0].weight
    try:
        torch.func.functional_call(m, {"0.weight": torch.zeros(4, 5)}, sample(torch, 1, 3))
    except RuntimeError:
        pass
    return m[0].weight is before


@program
def call_with_keywords(torch: Any) -> Any:
    class Scaled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = torch.nn.Parameter(torch.ones(2))

        def forward(self, x: Any, *, k: float = 1.0) -> Any:
            return self.w * x * k

    return torch.func.functional_call(Scaled(), {"w": torch.tensor([2.0, 3.0])}, (torch.ones(2),), {"k": 10.0})


@program
def call_with_two_dicts(torch: Any) -> Any:
    m = _norm(torch, 2).eval()
    params = {"weight": sample(torch, 2), "bias": sample(torch, 2, start=4)}
    buffers = {"running_mean": sample(torch, 2, start=7), "running_var": sample(torch, 2, start=9).abs()}
    return torch.func.functional_call(m, (params, buffers), sample(torch, 3, 2))


@program
def call_in_training_mode_updates_given_buffers(torch: Any) -> Any:
    m = _norm(torch, 2)
    state = {"running_mean": torch.zeros(2, dtype=torch.float64), "running_var": torch.ones(2, dtype=torch.float64)}
    y = torch.func.functional_call(m, state, sample(torch, 3, 2))
    return y, state, m.running_mean


@program
def error_name_in_two_dicts(torch: Any) -> Any:
    return torch.func.functional_call(
        torch.nn.Linear(1, 1), ({"bias": torch.ones(1)}, {"bias": torch.ones(1)}), torch.ones(1)
    )


@program
def unknown_name(torch: Any) -> Any:
    p = {"weights": torch.ones(1, 1), "weight": torch.ones(1, 1), "bias": torch.ones(1)}
    return torch.func.functional_call(torch.nn.Linear(1, 1), p, torch.ones(1))


@program
def error_unknown_name_strict(torch: Any) -> Any:
    p = {"weight": torch.ones(1, 1), "bias": torch.ones(1), "more": torch.ones(1)}
    return torch.func.functional_call(torch.nn.Linear(1, 1), p, torch.ones(1), strict=True)


@program
def error_missing_name_strict(torch: Any) -> Any:
    return torch.func.functional_call(torch.nn.Linear(1, 1), {"weight": torch.ones(1, 1)}, torch.ones(1), strict=True)


@program
def error_parameters_not_a_dict(torch: Any) -> Any:
    return torch.func.functional_call(torch.nn.Linear(1, 1), 3, torch.ones(1))


@program
def error_value_not_a_tensor(torch: Any) -> Any:
    return torch.func.functional_call(torch.nn.Linear(1, 1), {"weight": 3.0}, torch.ones(1))


def _tied(torch: Any) -> Any:
    class Tied(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a = torch.nn.Linear(2, 2, bias=False)
            self.b = torch.nn.Linear(2, 2, bias=False)
            self.b.weight = self.a.weight

        def forward(self, x: Any) -> Any:
            return self.b(self.a(x))

    return _filled(torch, Tied())


@program
def tied_weights(torch: Any) -> Any:
    p = {"a.weight": sample(torch, 2, 2, start=20)}
    return torch.func.functional_call(_tied(torch), p, sample(torch, 2))


@program
def tied_weights_by_the_second_name(torch: Any) -> Any:
    p = {"b.weight": sample(torch, 2, 2, start=20)}
    return torch.func.functional_call(_tied(torch), p, sample(torch, 2))


@program
def tied_weights_apart(torch: Any) -> Any:
    p = {"a.weight": sample(torch, 2, 2, start=20)}
    return torch.func.functional_call(_tied(torch), p, sample(torch, 2), tie_weights=False)


@program
def error_tied_weights_given_twice(torch: Any) -> Any:
    p = {"a.weight": sample(torch, 2, 2, start=20), "b.weight": sample(torch, 2, 2, start=30)}
    return torch.func.functional_call(_tied(torch), p, sample(torch, 2))


@program
def gradient_of_the_parameters(torch: Any) -> Any:
    m, x = _mlp(torch), sample(torch, 5, 3)
    return torch.func.grad(lambda p: torch.func.functional_call(m, p, (x,)).pow(2).mean())(_parameters(m))


@program
def gradient_reaches_the_modules_parameters(torch: Any) -> Any:
    m = _mlp(torch)
    torch.func.functional_call(m, dict(m.named_parameters()), sample(torch, 5, 3)).sum().backward()
    return [p.grad for p in m.parameters()]


@program
def per_sample_gradients_of_an_mlp(torch: Any) -> Any:
    m, x, y = _mlp(torch), sample(torch, 5, 3), torch.tensor([0, 1, 1, 0, 1])

    def loss(p: Any, x: Any, y: Any) -> Any:
        return torch.nn.functional.cross_entropy(torch.func.functional_call(m, p, (x.unsqueeze(0),)), y.unsqueeze(0))

    return torch.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))(_parameters(m), x, y)


@program
def per_sample_gradients_of_a_cnn(torch: Any) -> Any:
    nn = torch.nn
    m = _filled(torch, nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)))
    x, y = sample(torch, 4, 1, 6, 6), torch.tensor([0, 2, 1, 1])

    def loss(p: Any, x: Any, y: Any) -> Any:
        return nn.functional.cross_entropy(torch.func.functional_call(m, p, (x.unsqueeze(0),)), y.unsqueeze(0))

    grads, losses = torch.vmap(torch.func.grad_and_value(loss), in_dims=(None, 0, 0))(_parameters(m), x, y)
    return grads, losses


@program
def per_sample_gradients_in_chunks(torch: Any) -> Any:
    m, x = _mlp(torch), sample(torch, 5, 3)

    def loss(p: Any, x: Any) -> Any:
        return torch.func.functional_call(m, p, (x,)).square().sum()

    return torch.vmap(torch.func.grad(loss), in_dims=(None, 0), chunk_size=2)(_parameters(m), x)


@program
def per_sample_gradients_with_batch_norm_in_eval(torch: Any) -> Any:
    nn = torch.nn
    m = _filled(torch, nn.Sequential(nn.Linear(3, 4), _norm(torch, 4), nn.ReLU(), nn.Linear(4, 1)))
    m.eval()

    def loss(p: Any, x: Any) -> Any:
        return torch.func.functional_call(m, p, (x.unsqueeze(0),)).sum()

    return torch.vmap(torch.func.grad(loss), in_dims=(None, 0))(_parameters(m), sample(torch, 3, 3))


@program
def error_batch_norm_in_training(torch: Any) -> Any:
    m = _norm(torch, 4)
    return torch.vmap(m)(sample(torch, 3, 2, 4))


@program
def batch_norm_in_training_without_statistics(torch: Any) -> Any:
    m = _norm(torch, 4, track=False)
    return torch.vmap(m)(sample(torch, 3, 2, 4))


@program
def layers_inside_vmap(torch: Any) -> Any:
    f = torch.nn.functional
    m = _filled(torch, torch.nn.Linear(4, 4))
    return torch.vmap(lambda x: f.layer_norm(f.gelu(m(f.layer_norm(x, (4,)))), (4,)))(sample(torch, 3, 4))


@program
def embedding_inside_vmap(torch: Any) -> Any:
    w, x = sample(torch, 5, 3), torch.tensor([[1, 2], [0, 4]])

    def loss(w: Any, i: Any) -> Any:
        return torch.nn.functional.embedding(i, w, padding_idx=2).pow(2).sum()

    return torch.vmap(loss, in_dims=(None, 0))(w, x), torch.vmap(torch.func.grad(loss), in_dims=(None, 0))(w, x)


@program
def stack_models(torch: Any) -> Any:
    params, buffers = torch.func.stack_module_state([_mlp(torch), _mlp(torch, 50)])
    shapes = {name: tuple(p.shape) for name, p in params.items()}
    return shapes, params, buffers, [p.requires_grad for p in params.values()], [p.is_leaf for p in params.values()]


@program
def stack_buffers(torch: Any) -> Any:
    m = _norm(torch, 2)
    return torch.func.stack_module_state([m, copy.deepcopy(m)])


@program
def ensemble_on_one_batch(torch: Any) -> Any:
    models = [_mlp(torch, k) for k in (1, 40, 80)]
    params, buffers = torch.func.stack_module_state(models)
    base = _mlp(torch)

    def run(p: Any, b: Any, x: Any) -> Any:
        return torch.func.functional_call(base, (p, b), (x,))

    return torch.vmap(run, in_dims=(0, 0, None))(params, buffers, sample(torch, 4, 3))


@program
def ensemble_on_batches_of_their_own(torch: Any) -> Any:
    params, buffers = torch.func.stack_module_state([_mlp(torch, k) for k in (1, 40)])
    base = _mlp(torch)

    def run(p: Any, b: Any, x: Any) -> Any:
        return torch.func.functional_call(base, (p, b), (x,))

    y = torch.vmap(run)(params, buffers, sample(torch, 2, 4, 3))
    y.sum().backward()
    return y, {name: p.grad for name, p in params.items()}


@program
def error_stack_nothing(torch: Any) -> Any:
    return torch.func.stack_module_state([])


@program
def error_stack_other_classes(torch: Any) -> Any:
    return torch.func.stack_module_state([torch.nn.Linear(1, 1), torch.nn.ReLU()])


@program
def error_stack_other_modes(torch: Any) -> Any:
    return torch.func.stack_module_state([torch.nn.Linear(1, 1), torch.nn.Linear(1, 1).eval()])


@program
def error_stack_other_shapes(torch: Any) -> Any:
    return torch.func.stack_module_state([torch.nn.Linear(1, 1), torch.nn.Linear(2, 1)])


@program
def inner_loop_of_maml(torch: Any) -> Any:
    m = _mlp(torch)

    def loss(p: Any, x: Any, y: Any) -> Any:
        return (torch.func.functional_call(m, p, (x,)) - y).pow(2).mean()

    def adapted(p: Any, task: Any) -> Any:
        x, y = task
        for _ in range(2):
            g = torch.func.grad(loss)(p, x, y)
            p = {name: p[name] - 0.1 * g[name] for name in p}
        return loss(p, x + 0.1, y)

    tasks = sample(torch, 2, 4, 3), sample(torch, 2, 4, 2, start=5)

    def meta_loss(p: Any) -> Any:
        return torch.vmap(adapted, in_dims=(None, 0))(p, tasks).sum()

    return torch.func.grad_and_value(meta_loss)(_parameters(m))


@program
def inner_loop_with_backward_outside(torch: Any) -> Any:
    m = _mlp(torch)

    def loss(p: Any, x: Any) -> Any:
        return torch.func.functional_call(m, p, (x,)).pow(2).mean()

    p = dict(m.named_parameters())
    g = torch.func.grad(loss)(p, sample(torch, 4, 3))
    new = {name: p[name] - 0.1 * g[name] for name in p}
    loss(new, sample(torch, 4, 3, start=9)).backward()
    return [q.grad for q in m.parameters()]


@program
def jacobian_of_the_parameters(torch: Any) -> Any:
    m = _filled(torch, torch.nn.Linear(2, 2))
    f = torch.func

    def run(p: Any) -> Any:
        return f.functional_call(m, p, (sample(torch, 2),)).tanh()

    return f.jacrev(run)(_parameters(m)), f.jacfwd(run)(_parameters(m))


@program
def neural_tangent_kernel(torch: Any) -> Any:
    m = _mlp(torch)

    def run(p: Any, x: Any) -> Any:
        return torch.func.functional_call(m, p, (x.unsqueeze(0),)).squeeze(0)

    x1, x2 = sample(torch, 3, 3), sample(torch, 2, 3, start=30)
    j1 = torch.vmap(torch.func.jacrev(run), (None, 0))(_parameters(m), x1)
    j2 = torch.vmap(torch.func.jacrev(run), (None, 0))(_parameters(m), x2)
    parts = [
        torch.einsum("Naf,Mbf->NMab", a.flatten(2), b.flatten(2)) for a, b in zip(j1.values(), j2.values(), strict=True)
    ]
    return sum(parts)


@program
def hessian_vector_product_of_the_parameters(torch: Any) -> Any:
    m = _filled(torch, torch.nn.Linear(2, 2))
    p = _parameters(m)

    def loss(p: Any) -> Any:
        return torch.func.functional_call(m, p, (sample(torch, 3, 2),)).tanh().sum()

    return torch.func.jvp(torch.func.grad(loss), (p,), ({name: v.cos() for name, v in p.items()},))


@program
def dropout_in_an_ensemble(torch: Any) -> Any:
    m = torch.nn.Dropout(0.5)
    y = torch.vmap(m, randomness="different")(torch.ones(2, 60))
    z = torch.vmap(m, randomness="same")(torch.ones(2, 60))
    return bool((y[0] == y[1]).all()), bool((z[0] == z[1]).all())


@program
def unwrapped(torch: Any) -> Any:
    seen = []

    def f(x: Any) -> Any:
        seen.append(tuple(torch.func.debug_unwrap(x).shape))
        return x

    torch.vmap(torch.vmap(f))(torch.ones(2, 3, 4))
    return seen


@program
def functionalized(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x * 2
        y.view(-1).add_(1)
        return y

    x = sample(torch, 2, 2)
    again = torch.func.functionalize(lambda x: f(x).sum())
    return torch.func.functionalize(f)(x), torch.func.grad(again)(x)


def _per_sample(torch: Any, module: Any, x: Any) -> Any:
    """The gradient of each sample with respect to the parameters."""

    def loss(p: Any, x: Any) -> Any:
        return torch.func.functional_call(module, p, (x,)).pow(2).sum()

    return torch.vmap(torch.func.grad(loss), in_dims=(None, 0))(_parameters(module), x)


@program
def per_sample_gradients_of_normalisation_layers(torch: Any) -> Any:
    nn = torch.nn
    layer, group, batch = (_filled(torch, m) for m in (nn.LayerNorm(4), nn.GroupNorm(2, 4), nn.BatchNorm1d(4)))
    return (
        _per_sample(torch, layer, sample(torch, 3, 4)),
        _per_sample(torch, group, sample(torch, 3, 1, 4, 2)),
        _per_sample(torch, batch.eval(), sample(torch, 3, 2, 4)),
    )


@program
def per_sample_gradients_of_an_embedding(torch: Any) -> Any:
    m = _filled(torch, torch.nn.Embedding(5, 3, padding_idx=1))
    return _per_sample(torch, m, torch.tensor([[0, 1], [2, 2], [4, 1]]))


@program
def per_sample_gradients_of_a_transformer_layer(torch: Any) -> Any:
    m = _filled(torch, torch.nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, batch_first=True))
    return _per_sample(torch, m, sample(torch, 2, 1, 3, 4))


@program
def error_batch_norm_layer_in_training(torch: Any) -> Any:
    return torch.vmap(torch.nn.BatchNorm1d(4).double())(sample(torch, 3, 2, 4))


@program
def batch_norm_layers_patched(torch: Any) -> Any:
    m = torch.func.replace_all_batch_norm_modules_(torch.nn.Sequential(torch.nn.BatchNorm1d(4)).double())
    return torch.vmap(m)(sample(torch, 3, 2, 4)), m[0].running_mean, m[0].track_running_stats


@program
def ensemble_with_batch_norm(torch: Any) -> Any:
    nn = torch.nn
    models = [_filled(torch, nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2)), k).eval() for k in (1, 50)]
    params, buffers = torch.func.stack_module_state(models)

    def run(p: Any, b: Any, x: Any) -> Any:
        return torch.func.functional_call(models[0], (p, b), (x,))

    return torch.vmap(run, in_dims=(0, 0, None))(params, buffers, sample(torch, 4, 3)), buffers


@program
def tangents_through_a_network(torch: Any) -> Any:
    nn = torch.nn
    m = _filled(torch, nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.GELU(), nn.BatchNorm1d(4), nn.Linear(4, 1)))
    return torch.func.jvp(m.eval(), (sample(torch, 2, 3),), (sample(torch, 2, 3, start=7),))


@programs.each
def test_as_in_pytorch(program: str) -> None:
    programs.check(program)
