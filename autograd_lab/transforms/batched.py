"""vmap's Tensors: one sample to whoever looks, all samples in memory.

Inside ``vmap(f)`` f sees Tensors without the batch dim. What stands behind one is a ``Batched``: an ordinary Tensor
with the samples along dim 0. An op on such Tensors runs once, on all samples, by the rule for its kind.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.backend.layout import contiguous_format
from autograd_lab.errors import GraphError, NeedsValues
from autograd_lab.functional.history import detach
from autograd_lab.functional.joining import stack
from autograd_lab.functional.movement import movedim
from autograd_lab.functional.ranges import arange
from autograd_lab.functional.shapes import expand, unsqueeze
from autograd_lab.functional.strided import clone
from autograd_lab.ops.base import Op
from autograd_lab.tensor import autodiff
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import put
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import Transformed, dressed, held, is_of_level, is_transformed, linked, one_each
from autograd_lab.transforms.levels import active, drawing
from autograd_lab.transforms.tree import tuple_like


class Batched(Transformed):
    """Samples along dim 0 of ``inner``."""

    name = "vmap"

    def __init__(self, level: int, inner: Tensor) -> None:
        self.level, self.inner = level, inner

    @property
    def size(self) -> int:
        """The number of samples."""
        return self.inner.array.shape[0]

    def around(self, inner: Tensor) -> Tensor:
        return batch(inner, self.level)

    def run(self, op: type[Op], inputs: Sequence[Any], params: dict[str, Any]) -> Any:
        batched = [self.mine(x) for x in inputs]
        xs = [held(x).inner if mine else x for x, mine in zip(inputs, batched, strict=True)]
        y = Call(op, xs, batched, self.size, params).run()
        out = tuple(map(self.around, y if op.several else (y,)))
        if op.view:
            linked(op, params, inputs[0], out)
        return out if op.several else out[0]

    def each(self, fn: Callable[..., Any], args: Any, kwargs: dict[str, Any], error: NeedsValues) -> Any:
        return Samples(fn, self.level, self.size).run(args, kwargs, error)

    def write(self, x: Tensor, value: Tensor) -> None:
        if not self.mine(x):
            raise GraphError("vmap.inplace", shape=tuple(x.shape), size=self.size)
        target = held(x).inner
        put(target, strip(value, self.level, self.size))
        x._requires_grad = target.requires_grad

    def pull(self, roots: Sequence[Tensor], starts: Sequence[Tensor], targets: Sequence[Tensor], **how: Any) -> Any:
        """Samples do not meet, so the gradient of all their outputs together holds each sample's own gradient."""
        if not all(map(self.mine, targets)):
            raise GraphError("vmap.shared_target")
        received = autodiff.pull(
            [strip(root, self.level, self.size) for root in roots],
            [strip(start, self.level, self.size) for start in starts],
            [held(target).inner for target in targets],
            how["retain_graph"],
            how["create_graph"],
        )
        return [None if g is None else undo_strip(autodiff.as_tensor(g), self.level) for g in received]

    def parts(self, x: Tensor | None) -> tuple[Tensor | None, ...]:
        return (None if x is None else strip(x, self.level, self.size),)

    def of_parts(self, *parts: Tensor | None) -> Tensor:
        (inner,) = parts
        assert inner is not None
        return self.around(inner)

    def deeper(self, fn: Callable[[Tensor], Tensor]) -> Tensor:
        return self.around(fn(self.inner))

    def with_samples(self, fn: Callable[[Tensor], Tensor]) -> Tensor:
        return self.around(movedim(fn(self.inner), 1, 0))  # fn put its samples in front of ours

    def without_samples(self, fn: Callable[[Tensor], Tensor]) -> Tensor:
        return self.around(fn(movedim(self.inner, 1, 0)))

    def detached(self) -> Tensor:
        return self.around(detach(self.inner))

    def copies(self, y: Tensor) -> Tensor:
        return self.around(copied(spread(one_each(self.inner, y), self.size)))

    def values(self) -> Any:
        raise NeedsValues("transform.values", what=self.name)

    def text(self) -> str:
        inner = repr(self.inner).replace("\n", "\n    ")
        return f"BatchedTensor(lvl={self.level}, bdim=0, value=\n    {inner}\n)"


class Call:
    """One op as a rule gets it: inputs with the samples along dim 0 where ``batched``, and params for one sample."""

    def __init__(self, op: type[Op], xs: list[Any], batched: list[bool], size: int, params: dict[str, Any]) -> None:
        self.op, self.xs, self.batched, self.size, self.params = op, xs, batched, size, params

    def rank(self, i: int) -> int:
        """The number of dims of input i, as the learner's function sees it."""
        x = self.xs[i]
        return x.array.ndim - self.batched[i] if isinstance(x, Tensor) else 0

    def said(self) -> dict[str, Any]:
        """All parameters: what was left out has its default, which may mean all dims."""
        return {**(self.op.forward.__kwdefaults__ or {}), **self.params}

    def spread(self, i: int) -> Any:
        """Input i with samples, equal ones if it had none."""
        x = self.xs[i]
        return x if self.batched[i] or not isinstance(x, Tensor) else spread(x, self.size)

    def run(self) -> Any:
        """The output(s) for all samples."""
        return (rule_of(self.op) or one_by_one)(self)

    def apply(self, *xs: Any, **params: Any) -> Any:
        """The op itself, with other params where given."""
        return apply(self.op, *xs, **{**self.params, **params})


Rule = Callable[[Call], Any]
RULES: dict[type[Op], Rule] = {}  # filled by the modules of ``rules/``


def rule(*ops: type[Op]) -> Callable[[Rule], Rule]:
    """Mark a function as the batching rule of ``ops``: from a Call to the output(s), samples along dim 0."""

    def mark(fn: Rule) -> Rule:
        RULES.update(dict.fromkeys(ops, fn))
        return fn

    return mark


class Samples:
    """The samples of one vmap, for a rule that stands for a whole public function ``fn``.

    Such rules are for functions that look at the numbers of an argument, an index for example. The rule is called with
    this and with the function's arguments; it returns the result with the samples along dim 0.
    """

    def __init__(self, fn: Callable[..., Any], level: int, size: int) -> None:
        self.fn, self.level, self.size = fn, level, size

    def run(self, args: Any, kwargs: dict[str, Any], error: NeedsValues) -> Any:
        """By the rule for this function, if there is one for such arguments; else one sample after the other."""
        by_name = FUNCTION_RULES.get(self.fn.__name__)
        with drawing(self.level):
            y = NotImplemented if by_name is None else by_name(self, *args, **kwargs)
            if y is NotImplemented:
                return sample_by_sample(self.fn, args, kwargs, self.level, self.size, error)
        if y is None or writes(self.fn):
            return None if y is None else args[0]
        return batch(y, self.level)

    def randomness(self) -> str:
        """What random numbers are to this vmap."""
        return next(level.randomness for level in active() if level.number == self.level)

    def among(self, x: Any) -> bool:
        """Whether x differs from sample to sample."""
        return is_of_level(x, self.level)

    def of(self, x: Tensor) -> Tensor:
        """x with the samples along dim 0, equal ones if it had none."""
        return strip(x, self.level, self.size)

    def counted(self, like: Tensor, rank: int = 0) -> Tensor:
        """The numbers of the samples along dim 0, with so many dims of length 1 behind it."""
        return arange(self.size, device=like.device).reshape(self.size, *(1,) * rank)


FUNCTION_RULES: dict[str, Callable[..., Any]] = {}  # by the function's name; filled by the modules of ``rules/``


def function_rule(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a function as the batching rule of public functions; it may return NotImplemented."""

    def mark(fn: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTION_RULES.update(dict.fromkeys(names, fn))
        return fn

    return mark


@functools.cache
def rule_of(op: type[Op]) -> Rule | None:
    """The rule of an op, or of the op that it is under another name."""
    same = (parent for parent in op.__mro__ if parent in RULES and parent.forward == op.forward)
    return next((RULES[parent] for parent in same), None)


def one_by_one(call: Call) -> Any:
    """An op without a rule: a loop over the samples. Correct, and as slow as it says."""
    if call.size == 0:
        raise GraphError("vmap.nothing", op=call.op.__name__)
    rows = [
        apply(call.op, *(x[i] if mine else x for x, mine in zip(call.xs, call.batched, strict=True)), **call.params)
        for i in range(call.size)
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] if call.op.several else [rows]
    return tuple(map(stack, columns)) if call.op.several else stack(rows)


def sample_by_sample(
    fn: Callable[..., Any], args: Any, kwargs: dict[str, Any], level: int, size: int, error: NeedsValues
) -> Any:
    """A whole public function in a loop over the samples; ``error`` if that gives no Tensors of one shape."""

    def sample(value: Any, i: int) -> Any:
        if isinstance(value, (tuple, list)):
            return type(value)(sample(v, i) for v in value)
        return held(value).inner[i] if is_of_level(value, level) else value

    rows = [fn(*sample(args, i), **{key: sample(value, i) for key, value in kwargs.items()}) for i in range(size)]
    if writes(fn):
        return args[0]
    several = bool(rows) and isinstance(rows[0], tuple)
    columns = list(zip(*rows, strict=True)) if several else [rows]
    if not rows or any(not isinstance(v, Tensor) or v.shape != column[0].shape for column in columns for v in column):
        raise error
    stacked = [batch(stack(list(column)), level) for column in columns]
    return tuple_like(rows[0], stacked) if several else stacked[0]


def writes(fn: Callable[..., Any]) -> bool:
    """Whether a public function writes its result into its first argument: ``x.add_(y)``."""
    return fn.__name__ == "__setitem__" or (fn.__name__.endswith("_") and not fn.__name__.endswith("__"))


def batch(inner: Tensor, level: int) -> Tensor:
    """One sample of ``inner``, to whoever looks."""
    return dressed(Batched(level, inner), inner.array.shape[1:])


def spread(x: Tensor, size: int) -> Tensor:
    """The same for every sample."""
    return expand(unsqueeze(x, 0), (size, *x.array.shape))


def copied(x: Tensor) -> Tensor:
    """A copy with the elements in order: that of what is the same for every sample would have the samples last."""
    return clone(x, memory_format=contiguous_format)


def strip(x: Tensor, level: int, size: int) -> Tensor:
    """x with the samples of vmap ``level`` along dim 0, whatever transforms lie further in."""
    if not is_transformed(x) or held(x).level < level:
        return spread(x, size)
    of = held(x)
    if of.level == level:
        return of.inner
    return of.with_samples(lambda inner: strip(inner, level, size))


def undo_strip(x: Tensor, level: int) -> Tensor:
    """Take dim 0 of x as the samples of vmap ``level`` again."""
    if not is_transformed(x) or held(x).level < level:
        return batch(x, level)
    return held(x).without_samples(lambda inner: undo_strip(inner, level))
