"""jacrev, jacfwd, hessian, program by program as in PyTorch."""

from __future__ import annotations

from typing import Any

from tests.func.program import Programs, sample

programs = Programs(__name__)
program = programs.add


def _both(torch: Any, f: Any, *args: Any, **how: Any) -> Any:
    return torch.func.jacrev(f, **how)(*args), torch.func.jacfwd(f, **how)(*args)


@program
def of_a_vector(torch: Any) -> Any:
    return _both(torch, lambda x: x.sin() * x[0], sample(torch, 3))


@program
def of_a_matrix(torch: Any) -> Any:
    return _both(torch, lambda x: x @ x.T, sample(torch, 2, 3))


@program
def of_a_number(torch: Any) -> Any:
    return _both(torch, lambda x: x**3, sample(torch, 1)[0])


@program
def argnums(torch: Any) -> Any:
    def f(x: Any, y: Any) -> Any:
        return x * y.sum()

    x, y = sample(torch, 2), sample(torch, 3, start=3)
    return _both(torch, f, x, y, argnums=1), _both(torch, f, x, y, argnums=(0, 1)), _both(torch, f, x, y, argnums=(1,))


@program
def several_outputs(torch: Any) -> Any:
    return _both(torch, lambda x: (x**2, x.sum(), [x[:1]]), sample(torch, 2))


@program
def dict_in_and_out(torch: Any) -> Any:
    d = {"a": sample(torch, 2), "b": sample(torch, 1)}
    return _both(torch, lambda d: {"y": d["a"] * d["b"], "z": d["b"] ** 2}, d)


@program
def has_aux(torch: Any) -> Any:
    return _both(torch, lambda x: (x**2, {"s": x.sum()}), sample(torch, 2), has_aux=True)


@program
def chunk_size(torch: Any) -> Any:
    f = torch.func.jacrev(lambda x: (x.outer(x), x.sum()), chunk_size=2)
    return f(sample(torch, 3))


@program
def chunk_size_one(torch: Any) -> Any:
    return torch.func.jacrev(lambda x: x.outer(x), chunk_size=1)(sample(torch, 2))


@program
def error_chunk_size(torch: Any) -> Any:
    return torch.func.jacrev(lambda x: x, chunk_size=0)(sample(torch, 2))


@program
def unused_input(torch: Any) -> Any:
    return _both(torch, lambda x, y: x * 2, sample(torch, 2), sample(torch, 3), argnums=(0, 1))


@program
def constant_output(torch: Any) -> Any:
    return _both(torch, lambda x: torch.ones(2, dtype=torch.float64), sample(torch, 3))


@program
def hessian_of_a_quadratic_form(torch: Any) -> Any:
    a = sample(torch, 3, 3)
    return torch.func.hessian(lambda x: x @ a @ x)(sample(torch, 3))


@program
def hessian_two_arguments(torch: Any) -> Any:
    def f(x: Any, y: Any) -> Any:
        return (x.exp() * y[0] ** 2).sum() * y[1]

    return torch.func.hessian(f, argnums=(0, 1))(sample(torch, 2), sample(torch, 2, start=4))


@program
def hessian_of_a_dict(torch: Any) -> Any:
    return torch.func.hessian(lambda p: (p["w"] ** 3).sum() * p["b"])({"w": sample(torch, 2), "b": sample(torch, 1)[0]})


@program
def hessian_of_a_vector_function(torch: Any) -> Any:
    return torch.func.hessian(lambda x: x**3)(sample(torch, 2))


@program
def hessian_by_other_orders(torch: Any) -> Any:
    f = torch.func

    def g(x: Any) -> Any:
        return (x.sin() * x.prod()).sum()

    x = sample(torch, 3)
    return f.jacrev(f.jacrev(g))(x), f.jacrev(f.jacfwd(g))(x), f.jacfwd(f.jacfwd(g))(x), f.jacfwd(f.grad(g))(x)


@program
def hessian_vector_products(torch: Any) -> Any:
    def g(x: Any) -> Any:
        return (x**4).sum()

    x, v = sample(torch, 3), sample(torch, 3, start=6)
    forward_over_reverse = torch.func.jvp(torch.func.grad(g), (x,), (v,))[1]
    reverse_over_reverse = torch.func.vjp(torch.func.grad(g), x)[1](v)[0]
    reverse_over_forward = torch.func.grad(lambda x: torch.func.jvp(g, (x,), (v,))[1])(x)
    return forward_over_reverse, reverse_over_reverse, reverse_over_forward


@program
def hessian_of_a_network(torch: Any) -> Any:
    w = sample(torch, 4, 3)

    def g(w: Any, x: Any) -> Any:
        return torch.nn.functional.softmax((w @ x).tanh(), 0)[0].log()

    return torch.func.hessian(g)(w, sample(torch, 3))


@program
def hessian_per_sample(torch: Any) -> Any:
    return torch.vmap(torch.func.hessian(lambda x: (x**3).sum() * x[0]))(sample(torch, 3, 2))


@program
def jacobian_per_sample(torch: Any) -> Any:
    def f(x: Any, y: Any) -> Any:
        return x.outer(y).flatten()

    x, y = sample(torch, 3, 2), sample(torch, 2, start=9)
    return torch.vmap(torch.func.jacrev(f), in_dims=(0, None))(x, y), torch.vmap(torch.func.jacfwd(f, 1), (0, None))(
        x, y
    )


@program
def jacobian_then_backward(torch: Any) -> Any:
    x = sample(torch, 2).requires_grad_()
    j = torch.func.jacrev(lambda x: x**3)(x)
    j.sum().backward()
    return j.requires_grad, x.grad


@program
def jacfwd_then_backward(torch: Any) -> Any:
    w = sample(torch, 2).requires_grad_()
    torch.func.jacfwd(lambda x: w * x**2)(sample(torch, 2, start=4)).sum().backward()
    return w.grad


@program
def jacobian_of_a_closure(torch: Any) -> Any:
    w = sample(torch, 2).requires_grad_()
    torch.func.jacrev(lambda x: w * x**2)(sample(torch, 2, start=4)).sum().backward()
    return w.grad


@program
def jacobian_under_no_grad(torch: Any) -> Any:
    with torch.no_grad():
        return _both(torch, lambda x: x**2, sample(torch, 2))


@program
def random_in_jacfwd(torch: Any) -> Any:
    def f(x: Any) -> Any:
        return x * torch.nn.functional.dropout(torch.ones(40, dtype=torch.float64))[:2].abs().clamp(min=1, max=1)

    return torch.func.jacfwd(f, randomness="same")(sample(torch, 2))


@program
def error_random_in_jacfwd(torch: Any) -> Any:
    return torch.func.jacfwd(lambda x: x * torch.rand(2))(sample(torch, 2))


@program
def random_in_jacrev(torch: Any) -> Any:
    return torch.func.jacrev(lambda x: x * torch.rand(2).sign().clamp(min=1))(sample(torch, 2))


@program
def error_argument_is_a_number(torch: Any) -> Any:
    return torch.func.jacrev(lambda x: x * 2)(2.0)


@program
def error_output_is_a_number(torch: Any) -> Any:
    return torch.func.jacrev(lambda x: 2.0)(sample(torch, 2))


@program
def error_output_is_a_number_forward(torch: Any) -> Any:
    return torch.func.jacfwd(lambda x: 2.0)(sample(torch, 2))


@program
def error_aux_missing(torch: Any) -> Any:
    return torch.func.jacrev(lambda x: x, has_aux=True)(sample(torch, 2))


@program
def error_argnums(torch: Any) -> Any:
    return torch.func.jacrev(lambda x: x, argnums=2)(sample(torch, 2))


@program
def error_argnums_forward(torch: Any) -> Any:
    return torch.func.jacfwd(lambda x: x, argnums=2)(sample(torch, 2))


@program
def error_complex_input(torch: Any) -> Any:
    return torch.func.jacrev(lambda z: z**2)(sample(torch, 2) * 1j)


@program
def error_complex_input_forward(torch: Any) -> Any:
    return torch.func.jacfwd(lambda z: z**2)(sample(torch, 2) * 1j)


@program
def complex_output(torch: Any) -> Any:
    return torch.func.jacrev(lambda x: torch.view_as_real(x * (1 + 2j)))(sample(torch, 2))


@program
def indexing_and_writing_inside(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = torch.zeros_like(x)
        y[1:] = x[:-1] * 2
        y[0] = x[torch.tensor([1, 2])].prod()
        return y

    return _both(torch, f, sample(torch, 3))


@program
def convolution(torch: Any) -> Any:
    x = sample(torch, 1, 1, 3, 3)
    return _both(torch, lambda w: torch.nn.functional.conv2d(x, w), sample(torch, 1, 1, 2, 2, start=4))


@program
def linear_algebra(torch: Any) -> Any:
    a = sample(torch, 2, 2) + 2 * torch.eye(2, dtype=torch.float64)
    return _both(torch, lambda a: (torch.linalg.inv(a), torch.linalg.det(a), torch.linalg.solve(a, a[0])), a)


@program
def norms_and_softmax(torch: Any) -> Any:
    f = torch.nn.functional
    return _both(torch, lambda x: (x.softmax(0), f.layer_norm(x, (3,)), x.norm(), x.logsumexp(0)), sample(torch, 3))


@program
def extremes(torch: Any) -> Any:
    return _both(torch, lambda x: (x.max(), x.sort()[0], x.topk(2)[0], x.relu(), x.cummax(0)[0]), sample(torch, 4))


@programs.each
def test_as_in_pytorch(program: str) -> None:
    programs.check(program)
