"""Forward mode by levels, ``torch.autograd.forward_ad``, program by program as in PyTorch."""

from __future__ import annotations

from typing import Any

from tests.func.program import Programs, sample

programs = Programs(__name__)
program = programs.add


def _forward(torch: Any, f: Any, x: Any, t: Any) -> Any:
    """Value and tangent of f(x)."""
    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        y = f(fwd.make_dual(x, t))
        return tuple(fwd.unpack_dual(y))


@program
def value_and_tangent(torch: Any) -> Any:
    return _forward(torch, lambda x: x.sin() * x, sample(torch, 3), sample(torch, 3, start=4))


@program
def unpack_is_a_named_tuple(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        d = fwd.make_dual(sample(torch, 2), sample(torch, 2, start=3))
        u = fwd.unpack_dual(d)
        return type(u).__name__, u._fields, u.primal, u.tangent


@program
def unpack_an_ordinary_tensor(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        return tuple(fwd.unpack_dual(sample(torch, 2)))


@program
def unpack_outside_a_level(torch: Any) -> Any:
    return tuple(torch.autograd.forward_ad.unpack_dual(sample(torch, 2)))


@program
def dual_after_its_level(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        d = fwd.make_dual(sample(torch, 2), sample(torch, 2, start=3))
        y = d * 2
    with fwd.dual_level():
        return tuple(fwd.unpack_dual(d)), tuple(fwd.unpack_dual(y)), y + 1


@program
def level_numbers(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    with fwd.dual_level() as level:
        return level


@program
def enter_and_exit(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    level = fwd.enter_dual_level()
    d = fwd.make_dual(sample(torch, 2), sample(torch, 2, start=3), level=level)
    t = fwd.unpack_dual(d * d, level=level).tangent
    fwd.exit_dual_level(level=level)
    return level, t


@program
def error_nested_levels(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    with fwd.dual_level(), fwd.dual_level():
        pass


@program
def after_an_error_a_level_opens_again(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    try:
        with fwd.dual_level():
            raise ValueError
    except ValueError:
        pass
    with fwd.dual_level() as level:
        return level


@program
def error_make_dual_outside(torch: Any) -> Any:
    return torch.autograd.forward_ad.make_dual(sample(torch, 2), sample(torch, 2))


@program
def error_exit_without_enter(torch: Any) -> Any:
    torch.autograd.forward_ad.exit_dual_level()


@program
def error_shapes(torch: Any) -> Any:
    return _forward(torch, lambda x: x, sample(torch, 2), sample(torch, 3))


@program
def dtypes_that_differ(torch: Any) -> Any:
    return _forward(torch, lambda x: x, sample(torch, 2), sample(torch, 2).float())


@program
def error_integer_primal(torch: Any) -> Any:
    return _forward(torch, lambda x: x, torch.tensor([1, 2]), sample(torch, 2))


@program
def error_integer_tangent(torch: Any) -> Any:
    return _forward(torch, lambda x: x, sample(torch, 2), torch.tensor([1, 2]))


@program
def complex_tangent_of_a_real_number(torch: Any) -> Any:
    return _forward(torch, lambda x: x, sample(torch, 2), sample(torch, 2) * 1j)


@program
def error_dual_of_a_dual(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        d = fwd.make_dual(sample(torch, 2), sample(torch, 2, start=3))
        again = fwd.make_dual(d, sample(torch, 2, start=5))
        return tuple(fwd.unpack_dual(again))


@program
def tangents_add_up(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        a = fwd.make_dual(sample(torch, 2), sample(torch, 2, start=3))
        b = fwd.make_dual(sample(torch, 2, start=7), sample(torch, 2, start=9))
        return tuple(fwd.unpack_dual(a * b + a))


@program
def function_that_ignores_it(torch: Any) -> Any:
    return _forward(torch, lambda x: torch.ones(2), sample(torch, 2), sample(torch, 2))


@program
def in_place(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x.clone()
        y.mul_(x).add_(1)
        return y

    return _forward(torch, f, sample(torch, 2), sample(torch, 2, start=3))


@program
def in_place_on_the_dual_itself(torch: Any) -> Any:
    return _forward(torch, lambda x: x.mul_(2).sin_(), sample(torch, 2), sample(torch, 2, start=3))


@program
def in_place_into_a_constant(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = torch.ones(2, dtype=torch.float64)
        y.mul_(x)
        return y

    return _forward(torch, f, sample(torch, 2), sample(torch, 2, start=3))


@program
def in_place_into_a_view_of_a_constant(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = torch.ones(2, 2, dtype=torch.float64)
        y[0].copy_(x)
        y.t()[1].mul_(x)
        return y

    return _forward(torch, f, sample(torch, 2), sample(torch, 2, start=3))


@program
def in_place_constant_over_a_dual(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x.clone()
        y.copy_(torch.ones(2, dtype=torch.float64))
        z = x.clone()
        z[0] = 5.0
        return torch.stack([y, z])

    return _forward(torch, f, sample(torch, 2), sample(torch, 2, start=3))


@program
def views_of_a_dual(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x * 1
        y.view(-1)[1:].mul_(3)
        y[:, 0].add_(y[:, 1])
        return y.t()

    return _forward(torch, f, sample(torch, 2, 2), sample(torch, 2, 2, start=6))


@program
def detach_drops_the_tangent(torch: Any) -> Any:
    return _forward(torch, lambda x: x.detach(), sample(torch, 2), sample(torch, 2, start=3))


@program
def no_grad_keeps_the_tangent(torch: Any) -> Any:
    def f(x: Any) -> Any:
        with torch.no_grad():
            return x * 2

    return _forward(torch, f, sample(torch, 2), sample(torch, 2, start=3))


@program
def inference_mode_keeps_the_tangent(torch: Any) -> Any:
    with torch.inference_mode():
        return _forward(torch, lambda x: x * 2, sample(torch, 2), sample(torch, 2, start=3))


@program
def parameters(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    layer = torch.nn.Linear(2, 2).double()
    with torch.no_grad():
        layer.weight.copy_(sample(torch, 2, 2))
        layer.bias.copy_(sample(torch, 2))
    x = sample(torch, 2, start=8)
    params = dict(layer.named_parameters())
    with fwd.dual_level():
        for name, p in params.items():
            delattr(layer, name)
            setattr(layer, name, fwd.make_dual(p, torch.ones_like(p)))
        return tuple(fwd.unpack_dual(layer(x)))


@program
def functional_call_with_duals(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    layer = torch.nn.Linear(2, 2).double()
    with fwd.dual_level():
        p = {
            "weight": fwd.make_dual(sample(torch, 2, 2), sample(torch, 2, 2, start=5)),
            "bias": fwd.make_dual(sample(torch, 2), sample(torch, 2, start=5)),
        }
        return tuple(fwd.unpack_dual(torch.func.functional_call(layer, p, (sample(torch, 3, 2),))))


@program
def input_of_a_network(torch: Any) -> Any:
    nn = torch.nn
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)).double()
    with torch.no_grad():
        for k, p in enumerate(net.parameters()):
            p.copy_(sample(torch, *p.shape, start=k))
    return _forward(torch, net, sample(torch, 4, 2), sample(torch, 4, 2, start=3))


@program
def backward_of_the_value(torch: Any) -> Any:
    x = sample(torch, 2).requires_grad_()
    _forward(torch, lambda x: x**3, x, sample(torch, 2, start=3))[0].sum().backward()
    return x.grad


@program
def backward_of_the_tangent(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    x, v = sample(torch, 2).requires_grad_(), sample(torch, 2, start=3).requires_grad_()
    with fwd.dual_level():
        t = fwd.unpack_dual(fwd.make_dual(x, v) ** 3).tangent
        return torch.autograd.grad(t.sum(), (x, v))


@program
def forward_over_reverse(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    x = sample(torch, 2).requires_grad_()
    with fwd.dual_level():
        d = fwd.make_dual(x, sample(torch, 2, start=3))
        (g,) = torch.autograd.grad((d**3).sum(), d, create_graph=True)
        return tuple(fwd.unpack_dual(g))


@program
def forward_over_reverse_without_a_graph(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    x = sample(torch, 2).requires_grad_()
    with fwd.dual_level():
        d = fwd.make_dual(x, sample(torch, 2, start=3))
        (g,) = torch.autograd.grad((d**3).sum(), d)
        return tuple(fwd.unpack_dual(g))


@program
def properties_of_a_dual(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        d = fwd.make_dual(sample(torch, 2, 3).requires_grad_(), sample(torch, 2, 3))
        return tuple(d.shape), d.requires_grad, d.dtype, d[0, 0].item() == sample(torch, 1)[0].item(), bool(d[0, 0] > 0)


@program
def make_dual_shares_memory_with_the_primal(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    x = sample(torch, 2)
    with fwd.dual_level():
        d = fwd.make_dual(x, sample(torch, 2, start=3))
        d.mul_(2)
    return x


@program
def make_dual_of_an_expanded_tangent(torch: Any) -> Any:
    return _forward(torch, lambda x: x * x, sample(torch, 3), torch.ones(1, dtype=torch.float64).expand(3))


@program
def complex_numbers(torch: Any) -> Any:
    z, t = (torch.complex(sample(torch, 2, start=k), sample(torch, 2, start=k + 5)) for k in (1, 3))
    return _forward(torch, lambda z: z * z.conj() + z.abs(), z, t)


@program
def dtype_follows(torch: Any) -> Any:
    return _forward(torch, lambda x: x.float(), sample(torch, 2), sample(torch, 2, start=3))


@program
def vmap_inside_a_level(torch: Any) -> Any:
    f = torch.vmap(lambda x: (x**2).sum())
    return _forward(torch, f, sample(torch, 3, 2), sample(torch, 3, 2, start=3))


@program
def grad_inside_a_level(torch: Any) -> Any:
    f = torch.func.grad(lambda x: (x**3).sum())
    return _forward(torch, f, sample(torch, 2), sample(torch, 2, start=3))


@program
def many_operations(torch: Any) -> Any:
    def f(x: Any) -> Any:
        a = x.softmax(-1) @ x.T
        b = torch.cat([a, a.exp()], 1).cumsum(0).flip(1)
        return torch.where(b > 1, b.log1p(), b**2).sum(1), b.max(1)[0], b.norm(), x[:, torch.tensor([1, 0])]

    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        ys = f(fwd.make_dual(sample(torch, 2, 2), sample(torch, 2, 2, start=5)))
        return [tuple(fwd.unpack_dual(y)) for y in ys]


@program
def comparison_has_no_tangent(torch: Any) -> Any:
    return _forward(torch, lambda x: x > 0, sample(torch, 3), sample(torch, 3, start=5))


@programs.each
def test_as_in_pytorch(program: str) -> None:
    programs.check(program)
