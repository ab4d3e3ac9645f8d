"""Forward mode: a number and how fast it changes, side by side.

A dual Tensor is a value x and a tangent t, the derivative of x along some direction. An op f takes it to
f(x) and J t, J being the Jacobian of f at x (``tangents.py``).
Source: Baydin et al. 2018, Automatic differentiation in machine learning.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.errors import NeedsValues
from autograd_lab.functional.history import detach
from autograd_lab.ops.base import Op
from autograd_lab.tensor import autodiff
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import put
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import (
    Transformed,
    dressed,
    held,
    innermost,
    is_of_level,
    is_transformed,
    linked,
    one_each,
    root,
)
from autograd_lab.tensor.views import steps_between
from autograd_lab.transforms.batched import copied, writes
from autograd_lab.transforms.leaves import on_one_level
from autograd_lab.transforms.levels import writing_behind
from autograd_lab.transforms.tangents import derivative, transposed_twice, zeros
from autograd_lab.transforms.tree import tuple_like


class Dual(Transformed):
    """``inner`` is the value; ``tangent`` has its shape, None stands for zeros."""

    name = "forward-mode AD"

    def __init__(self, level: int, inner: Tensor, tangent: Tensor | None) -> None:
        self.level, self.inner, self.tangent = level, inner, tangent

    def around(self, inner: Tensor) -> Tensor:
        return dual(inner, self.tangent, self.level)

    def beside(self, inner: Tensor, tangent: Tensor) -> Tensor:
        """A value and its tangent."""
        return dual(inner, tangent, self.level)

    def run(self, op: type[Op], inputs: Sequence[Any], params: dict[str, Any]) -> Any:
        primals = [held(x).inner if self.mine(x) else x for x in inputs]
        tangents = [held(x).tangent if self.mine(x) else None for x in inputs]
        y = apply(op, *primals, **params)
        ys = y if op.several else (y,)
        changes = derivative(op, primals, tangents, params, ys)
        out = tuple(v if t is None else dual(v, t, self.level) for v, t in zip(ys, changes, strict=True))
        if op.view:
            linked(op, params, inputs[0], out)
        return out if op.several else out[0]

    def write(self, x: Tensor, value: Tensor) -> None:
        primal, tangent = split(value, self.level)
        if not self.mine(x):
            turn_into_dual(x, self.level)
        of = held(x)
        with writing_behind(self.level):
            put(of.inner, primal)
        if of.tangent is not None:
            tangent = zeros(primal) if tangent is None else tangent
            make_room(x, tangent)
            with writing_behind(self.level):
                put(of.tangent, tangent)
        elif tangent is not None:
            of.tangent = tangent.clone()
        x._requires_grad = of.inner.requires_grad

    def pull(self, roots: Sequence[Tensor], starts: Sequence[Tensor], targets: Sequence[Tensor], **how: Any) -> Any:
        """The gradient g of v·y changes by the gradient of (v·ẏ + v̇·y)."""
        ys, changes = zip(*(split(root, self.level) for root in roots), strict=True)
        vs, turns = zip(*(split(start, self.level) for start in starts), strict=True)
        xs = [split(target, self.level)[0] for target in targets]
        moving = [(dy, v) for dy, v in zip(changes, vs, strict=True) if dy is not None and dy.requires_grad]
        moving += [(y, dv) for y, dv in zip(ys, turns, strict=True) if dv is not None]
        keep, create = how["retain_graph"], how["create_graph"]
        gs = autodiff.pull(list(ys), list(vs), xs, True if moving else keep, create)
        turned: Sequence[Any] = [None] * len(xs)
        if moving:
            turned = autodiff.pull([y for y, _ in moving], [v for _, v in moving], xs, keep, create)
        return [self._paired(g, t) for g, t in zip(gs, turned, strict=True)]

    def _paired(self, g: Any, t: Any) -> Tensor | None:
        if g is None and t is None:
            return None
        return joined(g if g is None else autodiff.as_tensor(g), t if t is None else autodiff.as_tensor(t), self.level)

    def parts(self, x: Tensor | None) -> tuple[Tensor | None, ...]:
        return (None, None) if x is None else split(x, self.level)

    def of_parts(self, *parts: Tensor | None) -> Tensor:
        return joined(*parts, self.level)  # type: ignore[misc]

    def deeper(self, fn: Callable[[Tensor], Tensor]) -> Tensor:
        return dual(fn(self.inner), None if self.tangent is None else fn(self.tangent), self.level)

    with_samples = without_samples = deeper

    def detached(self) -> Tensor:
        return detach(self.inner)

    def copies(self, y: Tensor) -> Tensor:
        return one_each(self.inner, y)

    def each(self, fn: Callable[..., Any], args: Any, kwargs: dict[str, Any], error: NeedsValues) -> Any:
        """A function that looks at numbers sees the values. Its tangent is found as that of an op without a rule."""
        moving: list[Tensor] = []

        def filled(value: Any, parts: Any) -> Any:
            if isinstance(value, (tuple, list)):
                return type(value)(filled(v, parts) for v in value)
            return next(parts) if self.mine(value) else value

        in_place = writes(fn)

        def call(*xs: Any) -> Any:
            parts = iter(xs)
            new = filled(list(args), parts)
            if in_place:
                new[0] = new[0].clone()
            return fn(*new, **{name: filled(value, parts) for name, value in kwargs.items()})

        def collect(value: Any) -> None:
            for v in value if isinstance(value, (tuple, list)) else (value,):
                if isinstance(v, (tuple, list)):
                    collect(v)
                elif self.mine(v):
                    moving.append(v)

        collect((*args, *kwargs.values()))
        primals, tangents = [held(x).inner for x in moving], [held(x).tangent for x in moving]
        y = call(*primals)
        several = isinstance(y, tuple)
        ys = y if several else (y,)
        if not any(isinstance(v, Tensor) for v in ys):
            return y
        changes = transposed_twice(call, primals, tangents)
        out = [v if t is None else dual(v, t, self.level) for v, t in zip(ys, changes, strict=True)]
        if in_place:
            self.write(args[0], out[0])
            return args[0]
        return tuple_like(y, out) if several else out[0]

    def values(self) -> Any:
        return held(self.inner).values() if is_transformed(self.inner) else self.inner.array

    def text(self) -> str:
        value = repr(self.inner)
        return f"{value[:-1]}, tangent={self.tangent!r})"


def dual(primal: Tensor, tangent: Tensor | None, level: int) -> Tensor:
    """The Tensor that carries ``tangent`` beside ``primal``."""
    made = dressed(Dual(level, primal, tangent), primal.array.shape)
    if level in _remembered:
        _remembered[level].add(made)
    return made


_remembered: dict[int, weakref.WeakSet[Tensor]] = {}  # dual Tensors of levels that may be closed while they live


def remember(level: int) -> None:
    """From now on keep account of the dual Tensors of ``level``."""
    _remembered[level] = weakref.WeakSet()


def forget(level: int) -> None:
    """Make ordinary Tensors of the dual Tensors of ``level`` that are still there."""
    for tensor in _remembered.pop(level, ()):
        value = held(tensor).inner
        for name in _STATE:
            setattr(tensor, name, getattr(value, name))
        tensor.__dict__.update(value.__dict__)


def split(x: Tensor, level: int) -> tuple[Tensor, Tensor | None]:
    """Value and tangent of x at ``level``; a constant has no tangent."""
    if not is_transformed(x) or held(x).level < level:
        return x, None
    of = held(x)
    if of.level == level:
        return of.inner, of.tangent
    primal, tangent = split(of.inner, level)
    return of.around(primal), None if tangent is None else of.around(tangent)


def joined(primal: Tensor | None, tangent: Tensor | None, level: int) -> Tensor:
    """The opposite of ``split``: a pair that belongs below whatever transform further in holds its two halves."""
    above = innermost([x for x in (primal, tangent) if x is not None and is_transformed(x) and held(x).level > level])
    if above is not None:
        pairs = zip(above.parts(primal), above.parts(tangent), strict=True)
        return above.of_parts(*(None if a is None and b is None else joined(a, b, level) for a, b in pairs))
    if primal is None:
        assert tangent is not None
        primal = zeros(tangent)
    return dual(primal, tangent, level)


_STATE = ("array", "_writes", "_requires_grad", "_node", "_index", "_view")


def turn_into_dual(x: Tensor, level: int) -> None:
    """Let x carry a tangent from now on: what it was so far becomes its value. If x is a view, it is a part of what it
    looks at, and so is its tangent."""
    base, steps = view_of(x)
    if base is None:
        _carry(x, level, None)
        return
    if not is_of_level(base, level):
        turn_into_dual(base, level)
    of = held(base)
    of.tangent = zeros(of.inner) if of.tangent is None else of.tangent
    _carry(x, level, seen(of.tangent, steps))
    held(x).base, held(x).steps = base, steps
    if held(x).inner._base is not None:
        held(x).inner._base = of.inner


def view_of(x: Tensor) -> tuple[Tensor | None, Any]:
    """What x is a view of, None if it is none, and the steps from there."""
    if is_transformed(x):
        return held(x).base, held(x).steps
    base = x._base
    if base is None:
        return None, ()
    return base, steps_between(root(base).array, x.array)


def seen(x: Tensor, view: Any) -> Tensor:
    """What a chain of views sees of x."""
    for op, params, output in view:
        x = apply(op, x, **params)
        x = x if output is None else x[output]
    return x


def make_room(x: Tensor, tangent: Tensor) -> None:
    """Let the tangent of x, and of what x is a view of, have samples where the one to be written has them."""
    of = held(x)
    if on_one_level([of.tangent], [tangent])[0] is of.tangent:
        return
    base, steps = view_of(x)
    whole = of if base is None else held(base)
    whole.tangent = copied(on_one_level([whole.tangent], [tangent])[0])
    if whole is not of:
        of.tangent = seen(whole.tangent, steps)


def _carry(x: Tensor, level: int, tangent: Tensor | None) -> None:
    value = object.__new__(type(x))
    for name in _STATE:
        setattr(value, name, getattr(x, name))
    value.__dict__.update(x.__dict__)
    x.array = dual(value, tangent, level).array
    x._node = x._view = x._base = None
    if level in _remembered:
        _remembered[level].add(x)
