"""How an op carries a tangent on: from x and its change t to the change J t of f(x), J being the Jacobian of f at x.

No op has a rule of its own for this. What its gradient rule computes is v ↦ Jᵀv, and that is enough:

- a linear op is its own derivative: J t = f(t);
- an element-wise op has a diagonal J, so the gradient rule is J itself;
- for every other op, Jᵀv is linear in v, and the gradient of (Jᵀv)·t with respect to v is J t.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.functional.filled import full_like
from autograd_lab.functional.shapes import expand
from autograd_lab.graph.modes import enable_grad, modes
from autograd_lab.ops.base import Op
from autograd_lab.tensor import autodiff
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.lift import namespace
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms import kinds
from autograd_lab.transforms.leaves import fresh, on_one_level


def zeros(like: Tensor) -> Tensor:
    """Zeros, the same for every sample."""
    return full_like(like, 0)


def still(x: Any) -> Any:
    """How fast a constant changes."""
    return zeros(x) if isinstance(x, Tensor) else x if x is None else 0


def derivative(op: type[Op], primals: list[Any], tangents: list[Any], params: Any, ys: Sequence[Tensor]) -> list[Any]:
    """The tangent of each output of ``op``; None where it is zero or where there is no derivative."""
    if not op.differentiable or modes.inference or all(t is None for t in tangents):
        return [None] * len(ys)
    if op in kinds.LINEAR:
        return linear(op, primals, tangents, params)
    if op in kinds.BILINEAR:
        return [bilinear(op, primals, tangents, params)]
    if op in kinds.EACH and _is_own_transpose(op, primals, ys[0]):
        saved = saved_of(op, primals, ys[0])
        if None not in saved:
            return [diagonal(op, tangents, params, ys[0], saved)]
    return transposed_twice(lambda *xs: apply(op, *xs, **params), primals, tangents)


def _is_own_transpose(op: type[Op], primals: list[Any], y: Tensor) -> bool:
    """Whether the rule of an element-wise op multiplies a tangent as it does a gradient: not where a real output comes
    from complex numbers, as of abs, nor where the rule conjugates."""
    if any(isinstance(x, Tensor) and x.is_complex() for x in primals):
        return op.holomorphic and y.is_complex()
    return op.holomorphic or not y.is_complex()


def linear(op: type[Op], primals: list[Any], tangents: list[Any], params: Any) -> list[Any]:
    """J t = f(t), in all inputs that have a gradient rule together."""
    moving = [
        still(x) if t is None and (op.variadic or op.joint or op.inputs[i] in op.rules) else x if t is None else t
        for i, (x, t) in enumerate(zip(primals, tangents, strict=True))
    ]
    y = apply(op, *moving, **{**params, **kinds.LINEAR[op]})
    return list(y) if op.several else [y]


def bilinear(op: type[Op], primals: list[Any], tangents: list[Any], params: Any) -> Tensor:
    """The product rule: f(ȧ, b) + f(a, ḃ), and the tangent of a bias as it is."""
    a, b, *bias = primals
    terms = [apply(op, tangents[0], b, **params)] if tangents[0] is not None else []
    terms += [apply(op, a, tangents[1], **params)] if tangents[1] is not None else []
    if bias and tangents[2] is not None:
        terms.append(apply(op, zeros(a), b, tangents[2], **params))
    return functools.reduce(operator.add, terms)


def saved_of(op: type[Op], primals: list[Any], y: Tensor) -> list[Any]:
    """What the rules of an element-wise op read, with all inputs as large as the output; None for what is neither
    input nor output nor shape."""
    shape = y.array.shape
    wide = [expand(x, shape) if isinstance(x, Tensor) and x.array.shape != shape else x for x in primals]
    known: dict[str, Any] = {f"{name}_shape": shape for name in op.inputs} | {op.outputs[0]: y}
    known |= dict(zip(op.inputs, wide, strict=False))
    return [known.get(name) for name in op.saved_names()]


def diagonal(op: type[Op], tangents: list[Any], params: Any, y: Tensor, saved: list[Any]) -> Any:
    """The gradient rule of an element-wise op, which multiplies by a diagonal and so is its own transpose."""
    total = None
    for name, t in zip(op.inputs, tangents, strict=False):
        rule = op.rules.get(name)
        if t is not None and rule is not None:
            term = rule(namespace, expand(t, y.array.shape), *saved, **params)
            total = term if total is None else total + term
    return total


def transposed_twice(fn: Callable[..., Any], primals: list[Any], tangents: list[Any]) -> list[Any]:
    """The gradient of (Jᵀv)·t with respect to v, for each output of ``fn``."""
    follow = modes.grad_enabled and any(isinstance(x, Tensor) and x.requires_grad for x in (*primals, *tangents))
    asked = [i for i, t in enumerate(tangents) if t is not None]
    with enable_grad():
        spread = on_one_level(primals, tangents)
        xs = [x if t is None else fresh(x) for x, t in zip(spread, tangents, strict=True)]
        y = fn(*xs)
        ys = y if isinstance(y, tuple) else (y,)
        changes: list[Any] = [None] * len(ys)
        moving = [k for k, v in enumerate(ys) if isinstance(v, Tensor) and v.requires_grad]
        if not asked or not moving:
            return changes
        vs = [fresh(on_one_level([zeros(ys[k])], [ys[k]])[0]) for k in moving]
        gs = autodiff.pull([ys[k] for k in moving], vs, [xs[i] for i in asked], True, True)
        pairs = [(g, tangents[i]) for g, i in zip(gs, asked, strict=True) if g is not None and g.requires_grad]
        if pairs:
            # A rule may give a complex input a real gradient, where all of it is 0 or nan.
            starts = [t.real if t.is_complex() and not g.is_complex() else t for g, t in pairs]
            pulled = autodiff.pull([g for g, _ in pairs], starts, vs, True, follow)
            for k, change in zip(moving, pulled, strict=True):
                changes[k] = None if change is None else autodiff.as_tensor(change)
    return changes
