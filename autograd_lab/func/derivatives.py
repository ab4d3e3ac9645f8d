"""Derivatives as functions of functions: ``grad(f)`` is the function that computes the gradient of f.

Each of them runs f on new leaves (or, forwards, on dual Tensors) and leaves the ``.grad`` fields of the caller's
tensors alone. They nest, also with ``vmap``: per-sample gradients are ``vmap(grad(f))``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.errors import ArgumentError, DtypeError, GraphError, ShapeError
from autograd_lab.functional.filled import full_like
from autograd_lab.functional.history import detach
from autograd_lab.graph.modes import enable_grad, inference_mode, modes
from autograd_lab.graph.node import AccumulateGrad, Node
from autograd_lab.tensor import autodiff
from autograd_lab.tensor.tensor import Tensor, edge_of
from autograd_lab.tensor.transformed import held, is_transformed
from autograd_lab.transforms.dual import dual, split
from autograd_lab.transforms.leaves import fresh, per_sample
from autograd_lab.transforms.levels import entered
from autograd_lab.transforms.tree import flatten, mapped, same_form


def grad(func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """The function that computes the gradient of ``func``, which must return one number (a Tensor without dims).

    ``argnums`` says with respect to which argument, or which arguments (a tuple). With ``has_aux`` func returns
    a pair, and the second member is handed through: ``(gradient, aux)``.

        grad(torch.sin)(x)  # cos(x)
        grad(grad(torch.sin))(x)  # -sin(x)
        grad(loss, argnums=(0, 1))(w, b, x, y)  # a gradient for w and one for b
    """
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        grads, value = both(*args, **kwargs)
        return (grads, value[1]) if has_aux else grads

    return gradient


def grad_and_value(func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """As ``grad``, but the value comes with it: ``(gradient, value)``, or ``(gradient, (value, aux))``."""

    @functools.wraps(func)
    def gradient_and_value(*args: Any, **kwargs: Any) -> Any:
        with entered(closed=True):
            chosen = _chosen(args, argnums)
            leaves, rebuild = flatten(chosen)
            _need_inputs(leaves, "grad")
            run = Recording(leaves)
            with recording():
                result = func(*_replaced(args, argnums, rebuild(run.leaves)), **kwargs)
            value, aux = _with_aux(result, has_aux, "grad")
            _need_number(value)
            grads = run.pull([value], None)
        value = run.outside(value)
        grads = rebuild(grads)
        return (grads, (value, run.outside_all(aux))) if has_aux else (grads, value)

    return gradient_and_value


def value_and_grad(func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """``grad_and_value`` the other way round, as JAX has it: ``(value, gradient)``, or ``((value, aux), gradient)``."""
    both = grad_and_value(func, argnums, has_aux)

    @functools.wraps(func)
    def value_and_gradient(*args: Any, **kwargs: Any) -> Any:
        return both(*args, **kwargs)[::-1]

    return value_and_gradient


def vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> Any:
    """``func(*primals)``, and the function that takes a tree v like the result to vᵀJ, one entry per primal.

    y, pull = vjp(f, x)
    (gx,) = pull(gy)  # as often as you like
    """
    with entered(closed=True):
        leaves, rebuild = flatten(primals)
        _need_inputs(leaves, "vjp")
        run = Recording(leaves)
        with recording():
            result = func(*rebuild(run.leaves))
        value, aux = _with_aux(result, has_aux, "vjp")
    outs, form = flatten(value)
    _need_tensors(outs, "vjp")

    def vjp_fn(cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None) -> Any:
        """vᵀJ: the gradients of the results, weighted with ``cotangents``, with respect to the primals."""
        if not same_form(cotangents, value):
            raise GraphError("func.cotangents")
        return rebuild(run.pull(outs, flatten(cotangents)[0], retain_graph, create_graph))

    shown = form([run.outside(out) for out in outs])
    return (shown, vjp_fn, run.outside_all(aux)) if has_aux else (shown, vjp_fn)


def jvp(func: Callable[..., Any], primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False) -> Any:
    """``func(*primals)``, and J t: how the result changes as the primals move along ``tangents``.

    Value and change are computed together, forwards: one pass, whatever the size of the result. ``strict`` makes an
    output that does not depend on the primals a RuntimeError.

        y, dy = jvp(f, (x,), (dx,))
        hv = jvp(grad(f), (x,), (v,))[1]  # the Hessian times v, without the Hessian
    """
    if not isinstance(primals, tuple) or not isinstance(tangents, tuple) or not primals:
        raise GraphError("func.jvp_tuples", got=type(primals).__name__)
    points, rebuild = flatten(primals)
    directions = flatten(tangents)[0]
    _need_tensors([*points, *directions], "jvp")
    if not same_form(primals, tangents) or any(p.shape != t.shape for p, t in zip(points, directions, strict=True)):
        raise GraphError("func.jvp_form")
    with entered(closed=True) as level:
        duals = [dual(p, t, level.number) for p, t in zip(points, directions, strict=True)]
        value, aux = _with_aux(func(*rebuild(duals)), has_aux, "jvp")
        outs, form = flatten(value)
        _need_tensors(outs, "jvp")
        pairs = [split(out, level.number) for out in outs]
        if strict and any(tangent is None for _, tangent in pairs):
            raise GraphError("func.jvp_strict")
        change = form([full_like(p, 0) if t is None else t for p, t in pairs])
        shown = form([p for p, _ in pairs])
        if has_aux:
            return shown, change, mapped(lambda x: split(x, level.number)[0] if isinstance(x, Tensor) else x, aux)
        return shown, change


def linearize(func: Callable[..., Any], *primals: Any) -> Any:
    """``func(*primals)``, and the linear map t ↦ J t at that point. func runs once; the map may be used often."""
    leaves, rebuild = flatten(primals)
    _need_tensors(leaves, "linearize")
    with entered(), recording():
        run = Recording(leaves)
        value = func(*rebuild(run.leaves))
        outs, form = flatten(value)
        _need_tensors(outs, "linearize")
        moving = [k for k, out in enumerate(outs) if out.requires_grad]
        vs = [fresh(per_sample(full_like(outs[k], 0))) for k in moving]
        gs = autodiff.pull([outs[k] for k in moving], vs, run.leaves, True, True) if moving else []
    follow = run.followed(outs)

    def jvp_fn(*tangents: Any) -> Any:
        """J t."""
        if not same_form(tangents, primals):
            raise GraphError("func.jvp_form")
        pairs = [(g, t) for g, t in zip(gs, flatten(tangents)[0], strict=bool(gs)) if g is not None and g.requires_grad]
        changes = [full_like(out, 0) for out in outs]
        if pairs:
            pulled = autodiff.pull([g for g, _ in pairs], [t for _, t in pairs], vs, True, follow)
            for k, change in zip(moving, pulled, strict=True):
                changes[k] = changes[k] if change is None else autodiff.as_tensor(change)
        return form(changes)

    return form([run.outside(out) for out in outs]), jvp_fn


def recording() -> Any:
    """Record, whatever mode the caller is in."""
    return inference_mode(False) if modes.inference else enable_grad()


class Recording:
    """A run of the learner's function on leaves of its own."""

    def __init__(self, leaves: Sequence[Tensor]) -> None:
        self.recorded = modes.grad_enabled  # in the caller's eyes
        with recording():
            self.leaves = [fresh(per_sample(leaf)) for leaf in leaves]
        self.follow = False

    def followed(self, outs: Sequence[Any]) -> bool:
        """Whether the results hang on tensors outside too: then their gradients may be differentiated in turn."""
        self.follow = self.follow or (self.recorded and leads_elsewhere(outs, self.leaves))
        return self.follow

    def pull(self, outs: Sequence[Tensor], starts: Any, retain_graph: bool | None = None, create: Any = None) -> Any:
        """The gradients with respect to the leaves, zeros where an output does not depend on one."""
        follow = self.followed(outs) if create is None else create
        moving = [k for k, out in enumerate(outs) if out.requires_grad]
        grads: Sequence[Any] = [None] * len(self.leaves)
        if moving:
            given = None if starts is None else [starts[k] for k in moving]
            grads = autodiff.pull([outs[k] for k in moving], given, self.leaves, retain_graph or follow, follow)
        return [
            full_like(x, 0) if g is None else autodiff.as_tensor(g) for g, x in zip(grads, self.leaves, strict=True)
        ]

    def outside(self, out: Any) -> Any:
        """A result without the graph that belongs to this run."""
        return without_graph(out) if isinstance(out, Tensor) and not self.followed([out]) else out

    def outside_all(self, tree: Any) -> Any:
        return mapped(self.outside, tree)


def without_graph(x: Tensor) -> Tensor:
    """x detached, with the tangents that transforms around carry beside it."""
    return held(x).deeper(without_graph) if is_transformed(x) else detach(x)


def leads_elsewhere(outs: Sequence[Any], leaves: Sequence[Tensor]) -> bool:
    """Whether the graph of ``outs`` reaches a leaf that is none of ``leaves``."""
    own = {edge_of(x)[0] for leaf in leaves for x in _plain(leaf)}
    stack: list[Node] = [edge_of(x)[0] for out in outs for x in _plain(out) if x.requires_grad]
    seen = set(stack)
    while stack:
        node = stack.pop()
        if node in own:
            # A leaf made from a tensor with a history is a node in that tensor's graph.
            if not isinstance(node, AccumulateGrad):
                return True
            continue
        if isinstance(node, AccumulateGrad):
            return True
        for edge in node.edges:
            if edge is not None and edge[0] not in seen:
                seen.add(edge[0])
                stack.append(edge[0])
    return False


def _plain(x: Any) -> list[Tensor]:
    """The ordinary Tensors that hold x: the value, and the tangents beside it."""
    if not isinstance(x, Tensor):
        return []
    if not is_transformed(x):
        return [x]
    of = held(x)
    return [*_plain(of.inner), *_plain(getattr(of, "tangent", None))]


# -- arguments --------------------------------------------------------------------------------------------------------


def _chosen(args: tuple[Any, ...], argnums: Any) -> Any:
    """The argument, or the tuple of arguments, that ``argnums`` names."""
    if isinstance(argnums, int) and not isinstance(argnums, bool):
        return args[_place(argnums, args)]
    if not isinstance(argnums, tuple):
        raise GraphError("func.argnums_type", got=type(argnums).__name__)
    places = [_place(n, args) for n in argnums]
    if not places:
        raise GraphError("func.argnums_empty")
    if len(set(places)) < len(places):
        raise GraphError("func.argnums_twice", argnums=argnums)
    return tuple(args[place] for place in places)


def _place(n: int, args: tuple[Any, ...]) -> int:
    if not isinstance(n, int):
        raise GraphError("func.argnums_type", got=type(n).__name__)
    if not -len(args) <= n < len(args):
        raise GraphError("func.argnums_range", argnum=n, count=len(args))
    return n % len(args)


def _replaced(args: tuple[Any, ...], argnums: Any, new: Any) -> tuple[Any, ...]:
    """``args`` with ``new`` in the places of ``argnums``."""
    out = list(args)
    if isinstance(argnums, int):
        out[argnums] = new
    else:
        for n, value in zip(argnums, new, strict=True):
            out[n] = value
    return tuple(out)


def _with_aux(result: Any, has_aux: bool, name: str) -> tuple[Any, Any]:
    if not has_aux:
        return result, None
    if not isinstance(result, tuple) or len(result) != 2:
        raise GraphError("func.aux", function=name, got=type(result).__name__)
    return result


def _need_inputs(values: Sequence[Any], name: str) -> None:
    for value in values:
        if not isinstance(value, Tensor):
            raise ArgumentError("func.need_tensors", function=name, got=type(value).__name__)


def _need_tensors(values: Sequence[Any], name: str) -> None:
    for value in values:
        if not isinstance(value, Tensor):
            raise GraphError("func.need_tensors", function=name, got=type(value).__name__)
    if not values:
        raise GraphError("func.need_tensors", function=name, got="()")


def _need_number(value: Any) -> None:
    if not isinstance(value, Tensor):
        raise GraphError("func.value_type", got=type(value).__name__)
    if value.ndim != 0:
        raise ShapeError("func.value_shape", shape=tuple(value.shape))
    if value.is_complex():
        raise DtypeError("func.value_complex", dtype=value.dtype)
