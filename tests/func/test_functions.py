"""Custom autograd Functions inside transforms, program by program as in PyTorch."""

from __future__ import annotations

from typing import Any

from tests.func.program import Programs, sample

programs = Programs(__name__)
program = programs.add


def cube(torch: Any, **more: Any) -> Any:
    """x ** 3 by hand, with what ``more`` adds to the class."""

    def forward(x: Any) -> Any:
        return x * x * x

    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(inputs[0])
        ctx.save_for_forward(inputs[0])

    def backward(ctx: Any, g: Any) -> Any:
        (x,) = ctx.saved_tensors
        return 3 * x * x * g

    def jvp(ctx: Any, t: Any) -> Any:
        (x,) = ctx.saved_tensors
        return 3 * x * x * t

    members = {"forward": forward, "setup_context": setup_context, "backward": backward, "jvp": jvp}
    members = {name: staticmethod(f) for name, f in members.items()}
    return type("Cube", (torch.autograd.Function,), members | more)


def scaled(torch: Any, **more: Any) -> Any:
    """x * w + k by hand, of two tensors and a number; two outputs."""

    def forward(x: Any, w: Any, k: Any) -> Any:
        return x * w + k, x.sum()

    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        x, w, ctx.k = inputs
        ctx.save_for_backward(x, w)
        ctx.save_for_forward(x, w)

    def backward(ctx: Any, g: Any, h: Any) -> Any:
        x, w = ctx.saved_tensors
        return g * w + h, (g * x), None

    def jvp(ctx: Any, dx: Any, dw: Any, dk: Any) -> Any:
        x, w = ctx.saved_tensors
        return dx * w + x * dw, dx.sum()

    members = {"forward": forward, "setup_context": setup_context, "backward": backward, "jvp": jvp}
    members = {name: staticmethod(f) for name, f in members.items()}
    return type("Scaled", (torch.autograd.Function,), members | more)


@program
def inside_grad(torch: Any) -> Any:
    return torch.func.grad(lambda x: cube(torch).apply(x).sum())(sample(torch, 3))


@program
def inside_grad_twice(torch: Any) -> Any:
    g = torch.func.grad
    return g(g(cube(torch).apply))(sample(torch, 1)[0])


@program
def inside_jvp(torch: Any) -> Any:
    return torch.func.jvp(cube(torch).apply, (sample(torch, 3),), (sample(torch, 3, start=5),))


@program
def inside_jvp_of_two(torch: Any) -> Any:
    x, w = sample(torch, 3), sample(torch, 3, start=4)
    return torch.func.jvp(lambda x, w: scaled(torch).apply(x, w, 2.0), (x, w), (x.cos(), w.cos()))


@program
def inside_jvp_one_of_two(torch: Any) -> Any:
    x, w = sample(torch, 3), sample(torch, 3, start=4)
    return torch.func.jvp(lambda x: scaled(torch).apply(x, w, 2.0), (x,), (x.cos(),))


@program
def inside_jvp_of_grad(torch: Any) -> Any:
    x = sample(torch, 3)
    return torch.func.jvp(torch.func.grad(lambda x: cube(torch).apply(x).sum()), (x,), (x.cos(),))


@program
def inside_jacrev_and_jacfwd(torch: Any) -> Any:
    f = cube(torch, generate_vmap_rule=True).apply
    return torch.func.jacrev(f)(sample(torch, 2)), torch.func.jacfwd(f)(sample(torch, 2))


@program
def inside_a_dual_level(torch: Any) -> Any:
    fwd = torch.autograd.forward_ad
    with fwd.dual_level():
        y = cube(torch).apply(fwd.make_dual(sample(torch, 2), sample(torch, 2, start=3)))
        return tuple(fwd.unpack_dual(y))


@program
def vmap_by_a_generated_rule(torch: Any) -> Any:
    return torch.vmap(cube(torch, generate_vmap_rule=True).apply)(sample(torch, 3, 2))


@program
def vmap_of_two_by_a_generated_rule(torch: Any) -> Any:
    f = scaled(torch, generate_vmap_rule=True).apply
    return torch.vmap(f, in_dims=(0, None, None))(sample(torch, 3, 2), sample(torch, 2), 2.0)


@program
def gradient_through_a_generated_rule(torch: Any) -> Any:
    f = scaled(torch, generate_vmap_rule=True).apply
    x, w = sample(torch, 3, 2).requires_grad_(), sample(torch, 2).requires_grad_()
    y, z = torch.vmap(f, in_dims=(0, None, None))(x, w, 2.0)
    (y.sum() + (z**2).sum()).backward()
    return x.grad, w.grad


@program
def per_sample_gradients_by_a_generated_rule(torch: Any) -> Any:
    f = scaled(torch, generate_vmap_rule=True).apply

    def loss(w: Any, x: Any) -> Any:
        return f(x, w, 1.0)[0].sum()

    return torch.vmap(torch.func.grad(loss), in_dims=(None, 0))(sample(torch, 2), sample(torch, 3, 2))


@program
def nested_vmap_by_a_generated_rule(torch: Any) -> Any:
    f = cube(torch, generate_vmap_rule=True).apply
    return torch.vmap(torch.vmap(f), in_dims=1)(sample(torch, 3, 2, 2))


@program
def vmap_of_jvp_by_a_generated_rule(torch: Any) -> Any:
    f = cube(torch, generate_vmap_rule=True).apply
    x = sample(torch, 3, 2)
    return torch.vmap(lambda x: torch.func.jvp(f, (x,), (x.cos(),)))(x)


@program
def vmap_of_samples_along_another_dim(torch: Any) -> Any:
    return torch.vmap(cube(torch, generate_vmap_rule=True).apply, in_dims=1, out_dims=1)(sample(torch, 3, 2))


def _written(torch: Any, **more: Any) -> Any:
    seen = []

    def vmap(info: Any, in_dims: Any, x: Any, w: Any, k: Any) -> Any:
        seen.append((info.batch_size, info.randomness, in_dims, tuple(x.shape), tuple(w.shape)))
        if in_dims[0] is not None:
            x = x.movedim(in_dims[0], 0)
        if in_dims[1] is not None:
            w = w.movedim(in_dims[1], 0)
        return (x * w + k, x.sum(-1)), (0, 0)

    return scaled(torch, vmap=staticmethod(vmap), **more), seen


@program
def vmap_by_a_written_rule(torch: Any) -> Any:
    f, seen = _written(torch)
    y = torch.vmap(f.apply, in_dims=(0, None, None))(sample(torch, 3, 2), sample(torch, 2), 2.0)
    return y, seen


@program
def vmap_by_a_written_rule_of_both(torch: Any) -> Any:
    f, seen = _written(torch)
    y = torch.vmap(f.apply, in_dims=(0, 0, None), randomness="same")(sample(torch, 3, 2), sample(torch, 3, 2), 2.0)
    return y, seen


@program
def gradient_through_a_written_rule(torch: Any) -> Any:
    f, _ = _written(torch)
    x, w = sample(torch, 3, 2).requires_grad_(), sample(torch, 2).requires_grad_()
    y, z = torch.vmap(f.apply, in_dims=(0, None, None))(x, w, 2.0)
    (y.sum() + z.sum()).backward()
    return x.grad, w.grad


@program
def written_rule_with_one_output(torch: Any) -> Any:
    f = cube(torch, vmap=staticmethod(lambda info, in_dims, x: (x**3, in_dims[0])))
    return torch.vmap(f.apply)(sample(torch, 3, 2))


@program
def written_rule_that_calls_the_function(torch: Any) -> Any:
    f = cube(torch)
    f.vmap = staticmethod(lambda info, in_dims, x: (f.apply(x), in_dims[0]))
    x = sample(torch, 3, 2).requires_grad_()
    y = torch.vmap(f.apply)(x)
    y.sum().backward()
    return y, x.grad


@program
def error_no_rule(torch: Any) -> Any:
    return torch.vmap(cube(torch).apply)(sample(torch, 3))


@program
def error_two_rules(torch: Any) -> Any:
    f = cube(torch, generate_vmap_rule=True, vmap=staticmethod(lambda info, in_dims, x: (x, 0)))
    return torch.vmap(f.apply)(sample(torch, 3))


@program
def error_written_rule_returns_one_thing(torch: Any) -> Any:
    f = cube(torch, vmap=staticmethod(lambda info, in_dims, x: x))
    return torch.vmap(f.apply)(sample(torch, 3))


@program
def error_written_rule_dims(torch: Any) -> Any:
    f = cube(torch, vmap=staticmethod(lambda info, in_dims, x: (x, (0, 0))))
    return torch.vmap(f.apply)(sample(torch, 3))


def _with_ctx(torch: Any) -> Any:
    class Old(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 2

    return Old


@program
def error_forward_with_ctx_in_vmap(torch: Any) -> Any:
    return torch.vmap(_with_ctx(torch).apply)(sample(torch, 3))


@program
def error_forward_with_ctx_in_grad(torch: Any) -> Any:
    return torch.func.grad(lambda x: _with_ctx(torch).apply(x).sum())(sample(torch, 3))


@program
def error_no_jvp(torch: Any) -> Any:
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(x: Any) -> Any:
            return x * 2

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            pass

    return torch.func.jvp(Double.apply, (sample(torch, 2),), (sample(torch, 2),))


@programs.each
def test_as_in_pytorch(program: str) -> None:
    programs.check(program)
