"""``vmap``: a function of one sample, run on all samples at once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.backend.random import before_drawing
from autograd_lab.errors import ArgumentError, GraphError, NeedsValues
from autograd_lab.functional.joining import cat
from autograd_lab.functional.movement import movedim
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import is_of_level
from autograd_lab.transforms import rules as rules
from autograd_lab.transforms.batched import Samples, batch, strip
from autograd_lab.transforms.levels import Level, active, draws, entered
from autograd_lab.transforms.tree import flatten

RANDOMNESS = ("error", "different", "same")


def vmap(
    func: Callable[..., Any],
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable[..., Any]:
    """A function that runs ``func`` on every slice of its arguments along ``in_dims``, and stacks what it returns
    along ``out_dims``. There is no loop: each operation inside runs once, on all samples.

    ``in_dims`` is an int, or a tuple with one entry per argument, nested like the argument; None marks an argument
    that all samples share, as they do all keyword arguments. ``randomness`` says what random operations do: "error",
    "different" numbers per sample, or the "same" for all. With ``chunk_size`` only so many samples are in memory at a
    time. ValueError if dims do not fit the arguments or the results; RuntimeError for control flow that depends on
    values, and for in-place changes that would write many samples into one tensor.

        dots = vmap(torch.dot)(x, y)  # x, y (N, D): N dot products
        grads = vmap(grad(loss), in_dims=(None, 0, 0))(params, xs, ys)  # a gradient for each sample
    """
    if randomness not in RANDOMNESS:
        raise GraphError("vmap.randomness", got=randomness)
    if chunk_size is not None and (not isinstance(chunk_size, int) or chunk_size <= 0):
        raise ArgumentError("vmap.chunk_size", got=chunk_size)

    @functools.wraps(func)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        name = getattr(func, "__name__", type(func).__name__)
        parts, rebuild = flatten(args)
        dims = _dims_of_inputs(in_dims, args, name)
        dims = [_checked_dim(dim, part, name) for dim, part in zip(dims, parts, strict=True)]
        size = _size(parts, dims, name)
        step = size if chunk_size is None else chunk_size
        chunks = [
            _run(
                functools.partial(func, **kwargs),
                name,
                parts,
                dims,
                rebuild,
                slice(i, i + step),
                min(step, size - i),
                randomness,
                out_dims,
            )
            for i in range(0, max(size, 1), max(step, 1))
        ]
        outs = chunks[0][0] if len(chunks) == 1 else [
            column[0] if where is None else cat(list(column), 0)
            for column, where in zip(zip(*(c[0] for c in chunks), strict=True), chunks[0][1], strict=True)
        ]  # fmt: skip
        _, where, form = chunks[0]
        return form([movedim(o, 0, d) if d else o for o, d in zip(outs, where, strict=True)])

    return mapped


def _run(
    func: Any, name: str, parts: Any, dims: Any, rebuild: Any, part: slice, size: int, randomness: str, out_dims: Any
) -> Any:
    """One chunk: the outputs with samples along dim 0, the dims they belong in, and the form of the result."""
    with entered(size, randomness) as level, _numbers_drawn_for(level):
        ones = [
            value if dim is None else batch(_slice(movedim(value, dim, 0), part, size), level.number)
            for value, dim in zip(parts, dims, strict=True)
        ]
        result = func(*rebuild(ones))
        outs, form = flatten(result)
        where = _dims_of_outputs(out_dims, result, outs, name)
        for out, dim in zip(outs, where, strict=True):
            if not isinstance(out, Tensor) and dim is not None:
                raise ArgumentError("vmap.output_type", function=name, got=type(out).__name__)
            if dim is None and is_of_level(out, level.number):
                raise ArgumentError("vmap.output_none", function=name)
        return [o if d is None else strip(o, level.number, size) for o, d in zip(outs, where, strict=True)], where, form


def _slice(x: Tensor, part: slice, size: int) -> Tensor:
    return x if x.shape[0] == size else x[part]


# -- dims -------------------------------------------------------------------------------------------------------------


def _dims_of_inputs(in_dims: Any, args: tuple[Any, ...], name: str) -> list[Any]:
    """One dim per part of ``args``; ValueError if the two have different forms."""
    if not isinstance(in_dims, (int, tuple, type(None))) or isinstance(in_dims, bool):
        raise ArgumentError("vmap.in_dims_type", function=name, got=type(in_dims).__name__)
    if not args:
        return []
    dims = _broadcast(in_dims, args)
    if dims is None:
        raise ArgumentError("vmap.in_dims_form", function=name, dims=in_dims, count=len(args))
    return dims


def _broadcast(dims: Any, tree: Any) -> list[Any] | None:
    """A dim for each part of ``tree``, where one dim may stand for a whole branch; None if the forms differ."""
    if dims is None or (isinstance(dims, int) and not isinstance(dims, bool)):
        return [dims] * len(flatten(tree)[0])
    if isinstance(dims, dict) and isinstance(tree, dict) and dims.keys() == tree.keys():
        found = [_broadcast(dims[key], tree[key]) for key in tree]
    elif isinstance(dims, (tuple, list)) and isinstance(tree, (tuple, list)) and len(dims) == len(tree):
        found = [_broadcast(dim, part) for dim, part in zip(dims, tree, strict=True)]
    else:
        return None
    return None if None in found else [dim for part in found for dim in part or ()]


def _checked_dim(dim: Any, part: Any, name: str) -> int | None:
    """The dim of one argument, counted from the front."""
    if dim is None:
        return None
    if not isinstance(part, Tensor):
        raise ArgumentError("vmap.input_type", function=name, dim=dim, got=type(part).__name__)
    if not -part.ndim <= dim < part.ndim:
        raise ArgumentError("vmap.input_dim", function=name, dim=dim, ndim=part.ndim)
    return dim % part.ndim


def _size(parts: list[Any], dims: list[Any], name: str) -> int:
    """How many samples there are; ValueError if the arguments disagree, or if none has samples."""
    sizes = [part.shape[dim] for part, dim in zip(parts, dims, strict=True) if dim is not None]
    if not sizes:
        raise ArgumentError("vmap.no_inputs", function=name)
    if len(set(sizes)) > 1:
        raise ArgumentError("vmap.sizes", function=name, sizes=sizes)
    return sizes[0]


def _dims_of_outputs(out_dims: Any, result: Any, outs: list[Any], name: str) -> list[Any]:
    """One dim per output."""
    dims = _broadcast(out_dims, result)
    if dims is None and isinstance(result, Tensor) and isinstance(out_dims, tuple) and len(out_dims) == 1:
        dims = [out_dims[0]]
    if dims is None:
        raise ArgumentError("vmap.out_dims_form", function=name, dims=out_dims, count=len(outs))
    return dims


# -- random numbers ---------------------------------------------------------------------------------------------------


class _Draws:
    """What a random operation does inside this vmap."""

    def __init__(self, level: Level) -> None:
        self.level = level

    def asked(self, generator: Any) -> None:
        """Somebody is about to draw."""
        if self.level not in active():
            return  # in another thread
        if self.level.randomness == "error":
            raise GraphError("vmap.random")
        if self.level.randomness == "different" and not draws(self.level.number):
            error = NeedsValues("vmap.random")
            error.by = self
            raise error

    def each(self, fn: Callable[..., Any], args: Any, kwargs: dict[str, Any], error: NeedsValues) -> Any:
        """Numbers of its own for each sample."""
        return Samples(fn, self.level.number, self.level.size or 0).run(args, kwargs, error)


@contextmanager
def _numbers_drawn_for(level: Level) -> Iterator[None]:
    asked = _Draws(level).asked
    before_drawing.append(asked)
    try:
        yield
    finally:
        before_drawing.remove(asked)
