"""grad, vjp, jvp and their nesting, program by program as in PyTorch."""

from __future__ import annotations

from collections import namedtuple
from itertools import product
from typing import Any

from tests.func.program import Programs, sample

programs = Programs(__name__)
program = programs.add
Point = namedtuple("Point", ["x", "y"])


# -- grad -------------------------------------------------------------------------------------------------------------


@program
def grad_of_a_number(torch: Any) -> Any:
    return torch.func.grad(torch.sin)(sample(torch, 1)[0])


@program
def grad_three_times(torch: Any) -> Any:
    g = torch.func.grad
    return g(g(g(lambda x: x**4)))(sample(torch, 1)[0])


@program
def grad_of_a_vector_function(torch: Any) -> Any:
    return torch.func.grad(lambda x: (x.exp() * x).sum())(sample(torch, 3))


@program
def grad_argnums(torch: Any) -> Any:
    def f(x: Any, y: Any, k: Any = 2.0) -> Any:
        return (x * y**2).sum() * k

    x, y = sample(torch, 3), sample(torch, 3, start=5)
    g = torch.func.grad
    return g(f, 1)(x, y), g(f, (0, 1))(x, y), g(f, argnums=-1)(x, y), g(f, (1,))(x, y), g(f)(x, y, k=3.0)


@program
def grad_has_aux(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x * 2
        return y.sum(), {"y": y, "sum": y.sum()}

    return torch.func.grad(f, has_aux=True)(sample(torch, 2))


@program
def grad_and_value(torch: Any) -> Any:
    return torch.func.grad_and_value(lambda x: (x**2).sum())(sample(torch, 2))


@program
def grad_and_value_aux(torch: Any) -> Any:
    return torch.func.grad_and_value(lambda x: ((x**2).sum(), x + 1), has_aux=True)(sample(torch, 2))


@program
def aux_is_detached(torch: Any) -> Any:
    x = sample(torch, 2).requires_grad_()
    g, aux = torch.func.grad(lambda x: ((x**2).sum(), x * 3), has_aux=True)(x)
    return g.requires_grad, aux.requires_grad


@program
def grad_of_trees(torch: Any) -> Any:
    def f(p: Any, q: Any) -> Any:
        return (p["a"] * p["b"][0]).sum() + (p["b"][1] * q.x).sum() + q.y.sum()

    p = {"a": sample(torch, 2), "b": [sample(torch, 2, start=3), (sample(torch, 2, start=5))]}
    return torch.func.grad(f, argnums=(0, 1))(p, Point(sample(torch, 2), sample(torch, 1)))


@program
def grad_unused_argument_is_zero(torch: Any) -> Any:
    return torch.func.grad(lambda x, y: x.sum(), argnums=(0, 1))(sample(torch, 2), sample(torch, 3))


@program
def grad_of_a_constant(torch: Any) -> Any:
    return torch.func.grad(lambda x: torch.ones((), dtype=torch.float64))(sample(torch, 2))


@program
def grad_of_itself(torch: Any) -> Any:
    return torch.func.grad(lambda x: x)(sample(torch, 1)[0])


@program
def grad_leaves_the_argument_alone(torch: Any) -> Any:
    x = sample(torch, 2).requires_grad_()
    torch.func.grad(lambda x: (x**2).sum())(x)
    return x.grad, x.requires_grad, x.is_leaf


@program
def grad_result_requires_no_grad(torch: Any) -> Any:
    return torch.func.grad(lambda x: (x**2).sum())(sample(torch, 2)).requires_grad


@program
def grad_of_tensors_with_a_graph_goes_on(torch: Any) -> Any:
    x = sample(torch, 2).requires_grad_()
    g = torch.func.grad(lambda x: (x**3).sum())(x * 2)
    (second,) = torch.autograd.grad(g.sum(), x)
    return g, g.requires_grad, second


@program
def grad_with_a_closure_that_requires_grad(torch: Any) -> Any:
    w = sample(torch, 2).requires_grad_()
    g = torch.func.grad(lambda x: (w * x**2).sum())(sample(torch, 2, start=7))
    g.sum().backward()
    return g, w.grad


@program
def grad_with_a_closure_unused(torch: Any) -> Any:
    w = sample(torch, 2).requires_grad_()
    g = torch.func.grad(lambda x: (x**2).sum())(sample(torch, 2)) * w
    g.sum().backward()
    return w.grad


@program
def grad_under_no_grad(torch: Any) -> Any:
    x = sample(torch, 2).requires_grad_()
    with torch.no_grad():
        g = torch.func.grad(lambda x: (x**3).sum())(x)
    return g, g.requires_grad


@program
def grad_with_no_grad_inside(torch: Any) -> Any:
    def f(x: Any) -> Any:
        with torch.no_grad():
            shift = x.mean()
        return ((x - shift) ** 2).sum()

    return torch.func.grad(f)(sample(torch, 3))


@program
def grad_with_detach_inside(torch: Any) -> Any:
    return torch.func.grad(lambda x: (x * x.detach()).sum())(sample(torch, 3))


@program
def no_grad_inside_all(torch: Any) -> Any:
    def f(x: Any) -> Any:
        with torch.no_grad():
            return (x**2).sum()

    return torch.func.grad(f)(sample(torch, 2))


@program
def grad_under_inference_mode(torch: Any) -> Any:
    with torch.inference_mode():
        return torch.func.grad(lambda x: (x**2).sum())(sample(torch, 2))


@program
def autograd_grad_inside_grad(torch: Any) -> Any:
    def f(x: Any) -> Any:
        (g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
        return (g * x).sum()

    return torch.func.grad(f)(sample(torch, 2))


@program
def inplace_inside_grad(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x * 2
        y.mul_(x).add_(1)
        y[0] = x[1] ** 2
        return y.sum()

    return torch.func.grad(f)(sample(torch, 3))


@program
def views_inside_grad(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x.clone()
        y.view(-1)[1:3].mul_(3)
        y.t()[0].add_(x[0])
        return (y**2).sum()

    return torch.func.grad(f)(sample(torch, 2, 2))


@program
def error_inplace_on_the_argument(torch: Any) -> Any:
    return torch.func.grad(lambda x: x.mul_(2).sum())(sample(torch, 2))


@program
def hook_inside_grad(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x * 2
        y.register_hook(lambda g: g * 10)
        return y.sum()

    return torch.func.grad(f)(sample(torch, 2))


@program
def error_grad_of_a_vector(torch: Any) -> Any:
    return torch.func.grad(lambda x: x * 2)(sample(torch, 2))


@program
def error_grad_of_one_element_with_dims(torch: Any) -> Any:
    return torch.func.grad(lambda x: x * 2)(sample(torch, 1))


@program
def error_grad_of_a_float(torch: Any) -> Any:
    return torch.func.grad(lambda x: 2.0)(sample(torch, 1)[0])


@program
def error_grad_two_results(torch: Any) -> Any:
    return torch.func.grad(lambda x: (x.sum(), x.sum()))(sample(torch, 2))


@program
def error_grad_aux_missing(torch: Any) -> Any:
    return torch.func.grad(lambda x: x.sum(), has_aux=True)(sample(torch, 2))


@program
def error_grad_argnums_range(torch: Any) -> Any:
    return torch.func.grad(lambda x: x.sum(), argnums=1)(sample(torch, 2))


@program
def error_grad_argnums_list(torch: Any) -> Any:
    return torch.func.grad(lambda x: x.sum(), argnums=[0])(sample(torch, 2))


@program
def error_grad_argnums_float(torch: Any) -> Any:
    return torch.func.grad(lambda x: x.sum(), argnums=0.0)(sample(torch, 2))


@program
def error_grad_argument_is_a_number(torch: Any) -> Any:
    return torch.func.grad(lambda x: x * torch.ones(()))(2.0)


@program
def error_grad_of_integers(torch: Any) -> Any:
    return torch.func.grad(lambda x: (x * 2.0).sum())(torch.tensor([1, 2]))


@program
def error_backward_inside_grad(torch: Any) -> Any:
    return torch.func.grad(lambda x: (x**2).sum().backward())(sample(torch, 2))


@program
def error_grad_complex_result(torch: Any) -> Any:
    return torch.func.grad(lambda x: (x * 1j).sum())(sample(torch, 2))


@program
def grad_complex_argument(torch: Any) -> Any:
    z = torch.complex(sample(torch, 2), sample(torch, 2, start=4))
    return torch.func.grad(lambda z: (z.abs() ** 2).sum())(z), torch.func.grad(lambda z: (z**2).real.sum())(z)


@program
def keyword_arguments(torch: Any) -> Any:
    return torch.func.grad(lambda x, *, y: (x * y).sum())(sample(torch, 2), y=sample(torch, 2, start=3))


@program
def integer_and_none_arguments(torch: Any) -> Any:
    return torch.func.grad(lambda x, n, z: (x**n).sum())(sample(torch, 2), 3, None)


@program
def control_flow_on_values_inside_grad(torch: Any) -> Any:
    def f(x: Any) -> Any:
        return x**2 if x > 0 else x**3

    return torch.func.grad(f)(sample(torch, 1)[0]), torch.func.grad(f)(-sample(torch, 1)[0])


@program
def item_inside_grad(torch: Any) -> Any:
    return torch.func.grad(lambda x: x * x.item())(sample(torch, 1)[0])


# -- vjp --------------------------------------------------------------------------------------------------------------


@program
def vjp_one(torch: Any) -> Any:
    y, pull = torch.func.vjp(torch.sin, sample(torch, 3))
    return y, pull(torch.ones(3, dtype=torch.float64)), pull(sample(torch, 3))


@program
def vjp_two_in_two_out(torch: Any) -> Any:
    y, pull = torch.func.vjp(lambda a, b: (a * b, a.sum()), sample(torch, 3), sample(torch, 3, start=4))
    return y, pull((sample(torch, 3), sample(torch, 1)[0]))


@program
def vjp_tree(torch: Any) -> Any:
    d = {"x": sample(torch, 2), "y": sample(torch, 1)}
    y, pull = torch.func.vjp(lambda d: {"s": d["x"].sin(), "l": [d["y"]]}, d)
    return y, pull({"s": sample(torch, 2), "l": [sample(torch, 1)]})


@program
def vjp_aux(torch: Any) -> Any:
    y, pull, aux = torch.func.vjp(lambda x: (x * 2, x.sum()), sample(torch, 3), has_aux=True)
    return y, pull(sample(torch, 3)), aux


@program
def vjp_result_requires_no_grad(torch: Any) -> Any:
    y, pull = torch.func.vjp(lambda x: x * 2, sample(torch, 2))
    return y.requires_grad, pull(sample(torch, 2))[0].requires_grad


@program
def vjp_through_a_closure(torch: Any) -> Any:
    w = sample(torch, 2).requires_grad_()
    y, pull = torch.func.vjp(lambda x: w * x, sample(torch, 2, start=3))
    (g,) = pull(sample(torch, 2))
    (y.sum() + (g**2).sum()).backward()
    return w.grad


@program
def vjp_mapped(torch: Any) -> Any:
    _, pull = torch.func.vjp(lambda x: x**2, sample(torch, 3))
    return torch.vmap(pull)(torch.eye(3, dtype=torch.float64))


@program
def error_vjp_cotangent_form(torch: Any) -> Any:
    return torch.func.vjp(lambda x: (x, x), sample(torch, 2))[1](sample(torch, 2))


@program
def error_vjp_cotangent_shape(torch: Any) -> Any:
    return torch.func.vjp(lambda x: x * 2, sample(torch, 2))[1](sample(torch, 3))


@program
def vjp_no_primals(torch: Any) -> Any:
    return torch.func.vjp(lambda: torch.ones(2))[0]


@program
def error_vjp_result(torch: Any) -> Any:
    return torch.func.vjp(lambda x: 3, sample(torch, 2))


# -- jvp --------------------------------------------------------------------------------------------------------------


@program
def jvp_one(torch: Any) -> Any:
    return torch.func.jvp(torch.sin, (sample(torch, 3),), (sample(torch, 3, start=4),))


@program
def jvp_several(torch: Any) -> Any:
    return torch.func.jvp(
        lambda a, b: (a * b, a @ b), (sample(torch, 3), sample(torch, 3, start=5)), (sample(torch, 3), sample(torch, 3))
    )


@program
def jvp_tree(torch: Any) -> Any:
    p, t = {"x": sample(torch, 2)}, {"x": sample(torch, 2, start=3)}
    return torch.func.jvp(lambda d: {"y": d["x"] ** 2, "z": [d["x"].sum()]}, (p,), (t,))


@program
def jvp_aux(torch: Any) -> Any:
    return torch.func.jvp(lambda x: (x**2, x * 3), (sample(torch, 2),), (sample(torch, 2),), has_aux=True)


@program
def jvp_constant_output(torch: Any) -> Any:
    c = sample(torch, 2)
    return torch.func.jvp(lambda x: (x, c), (sample(torch, 2),), (sample(torch, 2),))


@program
def error_jvp_strict(torch: Any) -> Any:
    c = sample(torch, 2)
    return torch.func.jvp(lambda x: c, (sample(torch, 2),), (sample(torch, 2),), strict=True)


@program
def error_jvp_shapes(torch: Any) -> Any:
    return torch.func.jvp(torch.sin, (sample(torch, 2),), (sample(torch, 3),))


@program
def error_jvp_not_tuples(torch: Any) -> Any:
    return torch.func.jvp(torch.sin, sample(torch, 2), sample(torch, 2))


@program
def error_jvp_count(torch: Any) -> Any:
    return torch.func.jvp(torch.sin, (sample(torch, 2),), (sample(torch, 2), sample(torch, 2)))


@program
def error_jvp_number(torch: Any) -> Any:
    return torch.func.jvp(lambda x: x * 2, (2.0,), (1.0,))


@program
def error_jvp_result(torch: Any) -> Any:
    return torch.func.jvp(lambda x: 3, (sample(torch, 2),), (sample(torch, 2),))


@program
def jvp_inplace(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = x.clone()
        y.mul_(x)
        y[0] = x[1] * 3
        y.view(-1)[2:].add_(x[:1])
        return y

    return torch.func.jvp(f, (sample(torch, 3),), (sample(torch, 3, start=9),))


@program
def jvp_into_zeros(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = torch.zeros(3, dtype=torch.float64)
        y[0] = x[1] * 3
        y[1:].copy_(x[:2] ** 2)
        return y

    return torch.func.jvp(f, (sample(torch, 3),), (sample(torch, 3, start=9),))


@program
def jvp_into_views_of_zeros(torch: Any) -> Any:
    def f(x: Any) -> Any:
        y = torch.zeros(2, 2, dtype=torch.float64)
        y.t()[0].copy_(x)
        y.view(-1)[3:].add_(x[:1])
        return y * 2

    return torch.func.jvp(f, (sample(torch, 2),), (sample(torch, 2, start=9),))


@program
def jvp_detach(torch: Any) -> Any:
    return torch.func.jvp(lambda x: x * x.detach(), (sample(torch, 2),), (sample(torch, 2, start=3),))


@program
def jvp_with_no_grad_inside(torch: Any) -> Any:
    def f(x: Any) -> Any:
        with torch.no_grad():
            y = x**2
        return y * x

    return torch.func.jvp(f, (sample(torch, 2),), (sample(torch, 2, start=3),))


@program
def jvp_under_no_grad(torch: Any) -> Any:
    with torch.no_grad():
        return torch.func.jvp(lambda x: x**2, (sample(torch, 2),), (sample(torch, 2, start=3),))


@program
def jvp_then_backward(torch: Any) -> Any:
    x = sample(torch, 2).requires_grad_()
    y, dy = torch.func.jvp(lambda x: x**3, (x,), (sample(torch, 2, start=3),))
    (y.sum() + dy.sum()).backward()
    return x.grad


@program
def jvp_of_a_closure(torch: Any) -> Any:
    w = sample(torch, 2).requires_grad_()
    _, dy = torch.func.jvp(lambda x: w * x**2, (sample(torch, 2, start=4),), (sample(torch, 2, start=6),))
    dy.sum().backward()
    return w.grad


@program
def jvp_complex(torch: Any) -> Any:
    z, t = (torch.complex(sample(torch, 2, start=k), sample(torch, 2, start=k + 5)) for k in (1, 3))
    return torch.func.jvp(lambda z: (z**2, z.abs(), z.conj()), (z,), (t,))


@program
def jvp_dtype_change(torch: Any) -> Any:
    return torch.func.jvp(lambda x: x.float() * 2, (sample(torch, 2),), (sample(torch, 2, start=3),))


@program
def jvp_integer_output(torch: Any) -> Any:
    return torch.func.jvp(lambda x: (x, x.argmax()), (sample(torch, 2),), (sample(torch, 2, start=3),))


@program
def linearize(torch: Any) -> Any:
    y, push = torch.func.linearize(lambda x: x.sin() * x, sample(torch, 3))
    return y, push(sample(torch, 3, start=4)), push(sample(torch, 3, start=6))


@program
def linearize_two(torch: Any) -> Any:
    y, push = torch.func.linearize(lambda a, b: (a * b, b.exp()), sample(torch, 2), sample(torch, 2, start=4))
    return y, push(sample(torch, 2, start=4), sample(torch, 2, start=6))


@program
def linearize_tree(torch: Any) -> Any:
    y, push = torch.func.linearize(lambda d: {"y": d["x"] ** 2}, {"x": sample(torch, 2)})
    return y, push({"x": sample(torch, 2, start=3)})


@program
def linearize_mapped(torch: Any) -> Any:
    _, push = torch.func.linearize(lambda x: x**3, sample(torch, 3))
    return torch.vmap(push)(torch.eye(3, dtype=torch.float64))


@program
def error_linearize_form(torch: Any) -> Any:
    _, push = torch.func.linearize(torch.sin, sample(torch, 3))
    return push((sample(torch, 3), sample(torch, 3)))


# -- nesting ----------------------------------------------------------------------------------------------------------


def _grad(torch: Any, f: Any) -> Any:
    return torch.func.grad(lambda x: f(x).sum())


def _vjp(torch: Any, f: Any) -> Any:
    def pulled(x: Any) -> Any:
        y, pull = torch.func.vjp(f, x)
        return pull(torch.cos(y))[0]

    return pulled


def _jvp(torch: Any, f: Any) -> Any:
    return lambda x: torch.func.jvp(f, (x,), (x.cos(),))[1]


def _vmap(torch: Any, f: Any) -> Any:
    return lambda x: torch.vmap(f, in_dims=-1, out_dims=-1)(torch.stack([x, x * 2], -1))[..., 1]


def _jacrev(torch: Any, f: Any) -> Any:
    return lambda x: torch.func.jacrev(f)(x).sum(0)


def _jacfwd(torch: Any, f: Any) -> Any:
    return lambda x: torch.func.jacfwd(f)(x).sum(0)


def _linearize(torch: Any, f: Any) -> Any:
    return lambda x: torch.func.linearize(f, x)[1](torch.ones_like(x))


TRANSFORMS = {"grad": _grad, "vjp": _vjp, "jvp": _jvp, "vmap": _vmap, "jacrev": _jacrev, "jacfwd": _jacfwd,
              "linearize": _linearize}  # fmt: skip


def _nested(names: tuple[str, ...]) -> Any:
    def run(torch: Any) -> Any:
        f = lambda x: (x.sin() * x).cumsum(0) + x[:1] * x  # noqa: E731
        for name in reversed(names):
            f = TRANSFORMS[name](torch, f)
        return f(sample(torch, 2))

    run.__name__ = "_of_".join(names)
    return run


for names in product(TRANSFORMS, repeat=2):
    if "linearize" not in names:  # which PyTorch does not nest
        program(_nested(names))
for names in product(("grad", "jvp", "vmap", "jacrev", "vjp"), repeat=3):
    program(_nested(names))


# -- writing into what was captured -----------------------------------------------------------------------------------

WRITES = {
    "add_": lambda torch, y, a: y.add_(a),
    "copy_": lambda torch, y, a: y.copy_(a),
    "add_a_number": lambda torch, y, a: y.add_(1),
    "fill_": lambda torch, y, a: y.fill_(2),
    "zero_": lambda torch, y, a: y.zero_(),
    "normal_": lambda torch, y, a: y.normal_(),
    "item": lambda torch, y, a: y.__setitem__(0, a[0]),
    "item_a_number": lambda torch, y, a: y.__setitem__(0, 5.0),
    "index_add_": lambda torch, y, a: y.index_add_(0, torch.tensor([0, 2]), a[:2]),
    "resize_": lambda torch, y, a: y.resize_(2),
    "a_view": lambda torch, y, a: y[:2].mul_(a[:2]),
    "recordless": lambda torch, y, a: _recordless(torch, y, a),
}  # fmt: skip


def _recordless(torch: Any, y: Any, a: Any) -> Any:
    with torch.no_grad():
        return y.add_(a)


def _runs(torch: Any) -> dict[str, Any]:
    func, x = torch.func, sample(torch, 3)
    return {
        "grad": lambda f: func.grad(lambda a: f(a).sum())(x),
        "vjp": lambda f: func.vjp(f, x)[0],
        "jvp": lambda f: func.jvp(f, (x,), (x,)),
        "jacrev": lambda f: func.jacrev(f)(x),
        "jacfwd": lambda f: func.jacfwd(f)(x),
        "grad_in_vmap": lambda f: func.vmap(func.grad(lambda a: f(a).sum()))(torch.stack([x, x])),
        "vmap_in_grad": lambda f: func.grad(lambda a: func.vmap(f)(a).sum())(torch.stack([x, x])),
    }


def _writing_captured(run: str) -> Any:
    def write(torch: Any) -> Any:
        said = []
        for name, change in WRITES.items():
            y = sample(torch, 3, start=7)

            def f(a: Any, y: Any = y, change: Any = change) -> Any:
                change(torch, y, a)
                return a * 2

            try:
                _runs(torch)[run](f)
                said.append((name, "done"))
            except RuntimeError:
                said.append((name, "refused", y))
        return said

    write.__name__ = f"writing_captured_{run}"
    return write


for run in ("grad", "vjp", "jvp", "jacrev", "jacfwd", "grad_in_vmap", "vmap_in_grad"):
    program(_writing_captured(run))


def _writing_own(run: str) -> Any:
    def write(torch: Any) -> Any:
        said = []
        for name in ("add_", "copy_", "add_a_number", "fill_", "item_a_number", "index_add_", "a_view"):
            if run == "vmap_in_grad" and name in ("copy_", "index_add_"):
                continue

            def f(a: Any, name: str = name) -> Any:
                y = a * 1 if "vmap" in run else torch.ones(3, dtype=a.dtype)
                WRITES[name](torch, y, a)
                return y * a

            said.append((name, _runs(torch)[run](f)))
        return said

    write.__name__ = f"writing_own_{run}"
    return write


for run in ("grad", "vjp", "jvp", "jacrev", "grad_in_vmap", "vmap_in_grad"):
    program(_writing_own(run))


@program
def writing_into_the_argument_of_jvp(torch: Any) -> Any:
    x = sample(torch, 3)
    return torch.func.jvp(lambda a: a.mul_(2).add_(1) * a, (x,), (sample(torch, 3, start=9),)), x


@program
def writing_own_in_grad_in_jvp(torch: Any) -> Any:
    def f(a: Any) -> Any:
        return torch.ones(3, dtype=a.dtype).mul_(a).mul_(a.sin()).sum()

    x = sample(torch, 3)
    return torch.func.jvp(torch.func.grad(f), (x,), (sample(torch, 3, start=5),)), torch.func.grad(f)(x)


@program
def writing_into_a_gradient_from_before(torch: Any) -> Any:
    g = torch.func.grad(lambda a: (a**2).sum())(sample(torch, 3))
    return torch.func.grad(lambda a: g.add_(a).sum())(sample(torch, 3))


@program
def writing_into_a_gradient_from_inside(torch: Any) -> Any:
    def f(a: Any) -> Any:
        g = torch.func.grad(lambda b: (b**3).sum())(a)
        return (g.mul_(a) + torch.func.vjp(torch.sin, a)[0].add_(1)).sum()

    return torch.func.grad(f)(sample(torch, 3))


@program
def writing_outer_from_inner(torch: Any) -> Any:
    def f(a: Any) -> Any:
        z = a * 0

        def g(b: Any) -> Any:
            z.add_(1)
            return (a * b).sum()

        return torch.func.grad(g)(a).sum()

    return torch.func.grad(f)(sample(torch, 3))


@program
def writing_after_the_transform(torch: Any) -> Any:
    y, x = sample(torch, 3, start=4), sample(torch, 3)
    out, pull = torch.func.vjp(lambda a: a * y, x)
    out.add_(1)
    g = pull(x)[0]
    return y.add_(out), g.mul_(2), torch.func.grad(lambda a: (a * y).sum())(x)


@program
def writing_a_captured_buffer(torch: Any) -> Any:
    norm = torch.nn.BatchNorm1d(2).double()
    return torch.func.grad(lambda x: (norm(x) ** 3).sum())(sample(torch, 3, 2))


def _asking_for_grad(run: str, call: str) -> Any:
    def ask(torch: Any) -> Any:
        return _runs(torch)[run](lambda a: getattr(a * 1 if call == "retain_grad" else a, call)() or a)

    ask.__name__ = f"{call}_inside_{run}"
    return ask


for run in ("grad", "vjp", "jvp", "grad_in_vmap"):
    for call in ("requires_grad_", "retain_grad", "numpy"):
        program(_asking_for_grad(run, call))


@program
def requires_grad_of_a_new_tensor_in_vmap(torch: Any) -> Any:
    return torch.func.vmap(lambda a: a + torch.ones(3).requires_grad_())(sample(torch, 2, 3))


@programs.each
def test_as_in_pytorch(program: str) -> None:
    programs.check(program)
