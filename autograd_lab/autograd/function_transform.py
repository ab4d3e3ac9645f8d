"""Custom Functions inside vmap and forward mode: the learner's ``vmap`` and ``jvp``, or a rule made from forward and
backward.

``generate_vmap_rule = True`` makes of a Function of one sample a Function of all samples: its forward runs the
learner's on tensors that stand for samples, and its backward runs the learner's backward so. What an argument that all
samples share gets from each of them is added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from autograd_lab.autograd.function import Function
from autograd_lab.autograd.function_call import call
from autograd_lab.errors import GraphError
from autograd_lab.functional.filled import full_like
from autograd_lab.functional.movement import movedim
from autograd_lab.graph.modes import no_grad
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import held, is_of_level, is_transformed
from autograd_lab.transforms.batched import batch, strip
from autograd_lab.transforms.levels import entered, outside
from autograd_lab.transforms.tree import flatten


class VmapInfo(NamedTuple):
    """What a Function's ``vmap`` is told: how many samples there are, and what random numbers are to them."""

    batch_size: int
    randomness: str


# -- vmap -------------------------------------------------------------------------------------------------------------


def by_written_rule(function: Any, transform: Any, args: tuple[Any, ...]) -> Any:
    """``function.vmap(info, in_dims, *args)``, which returns the outputs and the dims along which their samples are."""
    parts, rebuild = flatten(args)
    with outside(transform.level) as level:
        dims = rebuild([0 if transform.mine(x) else None for x in parts])
        given = rebuild([held(x).inner if transform.mine(x) else x for x in parts])
        returned = function.vmap(VmapInfo(transform.size, level.randomness), dims, *given)
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise GraphError("function.vmap_pair", function=function.__name__)
    outs, form = flatten(returned[0])
    out_dims = [returned[1]] * len(outs) if not isinstance(returned[1], (tuple, list)) else flatten(returned[1])[0]
    if len(out_dims) != len(outs):
        raise GraphError("function.vmap_dims", function=function.__name__, dims=returned[1], count=len(outs))
    return form([_sampled(y, d, transform) for y, d in zip(outs, out_dims, strict=True)])


def _sampled(y: Any, dim: int | None, transform: Any) -> Any:
    return transform.around(movedim(y, dim, 0)) if isinstance(y, Tensor) and dim is not None else y


def by_generated_rule(function: Any, transform: Any, args: tuple[Any, ...]) -> Any:
    """A Function of all samples, made from the one of a single sample."""
    batched = [transform.mine(x) for x in args]
    with outside(transform.level) as level:
        run = of_all_samples(function, batched, transform.size, level.randomness)
        y = run.apply(*(held(x).inner if mine else x for x, mine in zip(args, batched, strict=True)))
    outs, form = flatten(y)
    return form([transform.around(v) if isinstance(v, Tensor) else v for v in outs])


def of_all_samples(function: Any, batched: Sequence[bool], size: int, randomness: str) -> Any:
    """The Function whose arguments and outputs have their samples along dim 0."""

    def one_of(values: Sequence[Any], which: Sequence[bool], level: int) -> tuple[Any, ...]:
        return tuple(batch(x, level) if mine and isinstance(x, Tensor) else x
                     for x, mine in zip(values, which, strict=True))  # fmt: skip

    def all_of(values: Sequence[Any], level: int) -> tuple[Any, ...]:
        return tuple(strip(x, level, size) if isinstance(x, Tensor) else x for x in values)

    class OfAllSamples(Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(*args: Any) -> Any:
            with entered(size, randomness) as level:
                y = function.forward(*one_of(args, batched, level.number))
                return all_of(y, level.number) if isinstance(y, tuple) else all_of((y,), level.number)[0]

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            outs = output if isinstance(output, tuple) else (output,)
            with entered(size, randomness) as level:
                wrapped = one_of(outs, [True] * len(outs), level.number)
                seen = SampleCtx(ctx, level.number)
                given = one_of(inputs, batched, level.number)
                function.setup_context(seen, given, wrapped if isinstance(output, tuple) else wrapped[0])

        @staticmethod
        def backward(ctx: Any, *grads: Any) -> Any:
            with entered(size, randomness) as level:
                seen = SampleCtx(ctx, level.number)
                found = function._rule()(seen, *one_of(grads, [True] * len(grads), level.number))
                found = found if isinstance(found, tuple) else (found,)
                return tuple(_gathered(g, mine, level.number, size) for g, mine in zip(found, batched, strict=True))

        @staticmethod
        def jvp(ctx: Any, *tangents: Any) -> Any:
            with entered(size, randomness) as level:
                changes = function.jvp(SampleCtx(ctx, level.number), *one_of(tangents, batched, level.number))
                changes = changes if isinstance(changes, tuple) else (changes,)
                return all_of(changes, level.number)

    OfAllSamples.__name__ = OfAllSamples.__qualname__ = f"Vmapped{function.__name__}"
    return OfAllSamples


def _gathered(grad: Any, batched: bool, level: int, size: int) -> Any:
    """The gradient of one argument: of each sample, or the sum of what the samples give an argument that they share."""
    if not isinstance(grad, Tensor):
        return grad
    if batched:
        return strip(grad, level, size)
    return strip(grad, level, size).sum(0) if is_of_level(grad, level) else grad


class SampleCtx:
    """The ctx of all samples as the ctx of one: what is saved of it are all samples of a tensor."""

    def __init__(self, ctx: Any, level: int) -> None:
        self.__dict__.update(_ctx=ctx, _level=level)

    def _inner(self, tensors: Sequence[Any]) -> list[Any]:
        return [held(x).inner if self._mine(x) else x for x in tensors]

    def _mine(self, x: Any) -> bool:
        return is_of_level(x, self._level)

    def save_for_backward(self, *tensors: Any) -> None:
        self._ctx.samples_saved = [self._mine(x) for x in tensors]
        self._ctx.save_for_backward(*self._inner(tensors))

    def save_for_forward(self, *tensors: Any) -> None:
        self._ctx.samples_saved_forward = [self._mine(x) for x in tensors]
        self._ctx.save_for_forward(*self._inner(tensors))

    def mark_dirty(self, *tensors: Any) -> None:
        self._ctx.mark_dirty(*self._inner(tensors))

    def mark_non_differentiable(self, *tensors: Any) -> None:
        self._ctx.mark_non_differentiable(*self._inner(tensors))

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        forward = self._ctx.saved_for_forward is not None
        which = self._ctx.samples_saved_forward if forward else getattr(self._ctx, "samples_saved", [])
        pairs = zip(self._ctx.saved_tensors, which, strict=True)
        return tuple(batch(x, self._level) if mine else x for x, mine in pairs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ctx, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._ctx, name, value)


# -- forward mode -----------------------------------------------------------------------------------------------------


def with_tangents(function: Any, transform: Any, args: tuple[Any, ...], separate: bool) -> Any:
    """The outputs, and their tangents as ``function.jvp(ctx, *tangents)`` gives them."""
    ctx = function._context_cls()
    primals = tuple(held(x).inner if transform.mine(x) else x for x in args)
    tangents = [held(x).tangent if transform.mine(x) else None for x in args]
    kept: list[Any] = []
    with _keeping(ctx, kept):
        if any(map(is_transformed, primals)):  # further transforms compute the values; the tangents see them too
            y = function.apply(*primals)
            with no_grad():
                out = function.forward(*primals) if separate else function.forward(ctx, *primals)
                if separate:
                    function.setup_context(ctx, primals, out)
        else:
            y = call(function, ctx, primals, separate)
    ctx.saved_for_forward = kept[-1] if kept else ()
    if ctx.materialize_grads:
        pairs = zip(tangents, primals, strict=True)
        tangents = [full_like(x, 0) if t is None and isinstance(x, Tensor) else t for t, x in pairs]
    changes = function.jvp(ctx, *tangents)
    changes = changes if isinstance(changes, tuple) else (changes,)
    ys = y if isinstance(y, tuple) else (y,)
    if len(changes) != len(ys):
        raise GraphError("function.jvp_count", function=function.__name__, got=len(changes), expected=len(ys))
    out = tuple(v if t is None else transform.beside(v, t) for v, t in zip(ys, changes, strict=True))
    return out if isinstance(y, tuple) else out[0]


@contextmanager
def _keeping(ctx: Any, kept: list[Any]) -> Iterator[None]:
    """Remember what ``ctx.save_for_forward`` gets: after the call a ctx has forgotten it."""
    save = ctx.save_for_forward

    def remember(*tensors: Any) -> None:
        save(*tensors)
        kept.append(tensors)

    ctx.save_for_forward = remember
    try:
        yield
    finally:
        del ctx.save_for_forward
