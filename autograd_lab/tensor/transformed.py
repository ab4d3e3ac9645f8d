"""Tensors inside a transform, seen from the engine: where ``apply`` and the walk hand over to vmap or forward mode.

Inside ``vmap(f)`` or ``jvp(f, ...)`` the function f gets Tensors whose array is a ``StandIn``. ``apply`` finds no
array module for them and asks what they really are: a ``Transformed``, which computes with ordinary Tensors (or with
those of another transform, one level further out). The graph is recorded there, on the ordinary Tensors; nothing
in ``graph`` knows of transforms. The transforms themselves are in ``autograd_lab.transforms``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograd_lab.backend.standin import StandIn
from autograd_lab.errors import NeedsValues
from autograd_lab.ops.base import Op
from autograd_lab.tensor.tensor import Tensor, make


class _Inside(threading.local):
    no_backward = False  # whether this thread is in a function that is being transformed


inside = _Inside()


class Transformed:
    """What a Tensor inside a transform is. ``level`` tells how deep: ``vmap(vmap(f))`` has levels 1 and 2."""

    name = "a transform"
    level: int
    inner: Tensor  # the value, one level further out
    base: Tensor | None = None  # of a view: the Tensor inside the transform of which it is one
    steps: tuple[Any, ...] = ()  # (op, params, which output), from the base on

    def mine(self, x: Any) -> bool:
        """Whether x is a Tensor of this very transform."""
        return is_of_level(x, self.level)

    def run(self, op: type[Op], inputs: Sequence[Any], params: dict[str, Any]) -> Any:
        """``apply`` for inputs of which the innermost transform is this one."""
        raise NotImplementedError

    def write(self, x: Tensor, value: Tensor) -> None:
        """Put ``value`` into x in place."""
        raise NotImplementedError

    def pull(self, roots: Sequence[Tensor], starts: Sequence[Tensor], targets: Sequence[Tensor], **how: Any) -> Any:
        """The gradients of ``roots`` with respect to ``targets``; see ``autodiff.grad``."""
        raise NotImplementedError

    def around(self, inner: Tensor) -> Tensor:
        """Another value of the same kind in the place of ``inner``."""
        raise NotImplementedError

    def parts(self, x: Tensor | None) -> tuple[Tensor | None, ...]:
        """What this transform holds of x, each one level further out."""
        raise NotImplementedError

    def of_parts(self, *parts: Tensor | None) -> Tensor:
        """The Tensor of which these are the ``parts``."""
        raise NotImplementedError

    def deeper(self, fn: Callable[[Tensor], Tensor]) -> Tensor:
        """The same transform around ``fn`` of all that it holds."""
        raise NotImplementedError

    def with_samples(self, fn: Callable[[Tensor], Tensor]) -> Tensor:
        """The same transform around ``fn`` of what it holds; fn puts the samples of a vmap further out in front."""
        raise NotImplementedError

    def without_samples(self, fn: Callable[[Tensor], Tensor]) -> Tensor:
        """The same transform around ``fn`` of what it holds; fn takes the dim in front as samples of a vmap."""
        raise NotImplementedError

    def each(self, fn: Callable[..., Any], args: Any, kwargs: dict[str, Any], error: NeedsValues) -> Any:
        """A function that looked at numbers, one sample at a time; ``error`` where that makes no sense."""
        raise error

    def detached(self) -> Tensor:
        """The same without a graph."""
        raise NotImplementedError

    def copies(self, y: Tensor) -> Tensor:
        """y, once for every sample that this transform holds."""
        raise NotImplementedError

    def values(self) -> Any:
        """The array, for Python code that asks for numbers; ``NeedsValues`` where there are many."""
        raise NotImplementedError

    def text(self) -> str:
        """How a Tensor of it prints."""
        raise NotImplementedError


def linked(op: type[Op], params: dict[str, Any], x: Tensor, outputs: Sequence[Tensor]) -> None:
    """Say of views inside a transform what they are views of, and how they came to be."""
    before = held(x) if is_transformed(x) else None
    base = x if before is None or before.base is None else before.base
    steps = () if before is None else before.steps
    for k, out in enumerate(outputs):
        if is_transformed(out) and out._writes is x._writes:
            held(out).base, held(out).steps = base, (*steps, (op, params, k if op.several else None))


def is_transformed(x: Any) -> bool:
    """Whether x is a Tensor inside a transform."""
    return isinstance(x, Tensor) and type(x.array) is StandIn


def held(x: Tensor) -> Any:
    """What stands behind a Tensor for which ``is_transformed`` holds."""
    return x.array.of


def is_of_level(x: Any, level: int) -> bool:
    """Whether x is a Tensor of the transform ``level``, with no other further in around it."""
    return is_transformed(x) and held(x).level == level


def innermost(values: Iterable[Any]) -> Any:
    """The transform of the highest level among the Tensors of ``values``; None if there is none."""
    found: Any = None
    for x in values:  # a plain loop: every write in place asks this
        if isinstance(x, Tensor) and type(x.array) is StandIn and (found is None or x.array.of.level > found.level):
            found = x.array.of
    return found


def one_at_a_time(fn: Callable[..., Any], args: Any, kwargs: dict[str, Any], error: NeedsValues) -> Any:
    """Call ``fn`` again, without the transform that could not tell it the numbers."""
    parts = [v for value in (*args, *kwargs.values()) for v in (value if type(value) in (list, tuple) else (value,))]
    transform = error.by or innermost(parts)
    if transform is None:
        raise error
    return transform.each(fn, args, kwargs, error)


def root(x: Tensor) -> Tensor:
    """The ordinary Tensor that holds the numbers of x in the end."""
    while is_transformed(x):
        x = held(x).inner
    return x


def one_each(x: Tensor, y: Tensor) -> Tensor:
    """The new tensor y; where x has samples, one for each of them: what is written to it may differ."""
    return held(x).copies(y) if is_transformed(x) else y


def numbers(x: Tensor) -> Any:
    """The array with all the numbers of x, those of every sample: for questions such as whether they are in range."""
    return root(x).array


def dressed(of: Any, shape: Sequence[int]) -> Tensor:
    """The Tensor that a function inside the transform gets for ``of``."""
    inner = of.inner
    tensor = make(StandIn(of, tuple(shape), inner.array.dtype, root(inner).array))
    tensor._writes = inner._writes
    tensor._requires_grad = inner.requires_grad
    return tensor
