"""Ops that give a tensor another shape, or several tensors a common one."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.shapes import reshape
from autograd_lab.ops import complex, diagonal, indexing, joining, movement, padding, reduction, repeat
from autograd_lab.tensor.apply import apply
from autograd_lab.transforms.batched import Call, rule
from autograd_lab.transforms.rules.along import moved
from autograd_lab.transforms.rules.elementwise import padded


@rule(movement.Reshape, movement.ReshapeAlias, movement.UnsafeView, movement.Unsqueeze, movement.Squeeze)
def reshaped(call: Call) -> Any:
    params: dict[str, Any] = {"shape": (call.size, *call.params["shape"])}
    if call.params.get("axis") is not None:
        params["axis"] = moved(call.params["axis"], call.rank(0))
    return call.apply(call.xs[0], **params)


@rule(reduction.Expand)
def expanded(call: Call) -> Any:
    shape = call.params["shape"]
    return call.apply(padded(call.xs[0], len(shape)), shape=(call.size, *shape))


@rule(movement.Permute, movement.Transpose, movement.T)
def permuted(call: Call) -> Any:
    return apply(movement.Permute, call.xs[0], axes=(0, *moved(call.params["axes"], call.rank(0))))


@rule(repeat.Repeat)
def repeated(call: Call) -> Any:
    times = tuple(call.params["times"])
    return call.apply(padded(call.xs[0], len(times)), times=(1, *times))


@rule(joining.Cat, joining.Stack)
def joined(call: Call) -> Any:
    rank = call.rank(0) + (call.op is joining.Stack)
    return call.apply(*map(call.spread, range(len(call.xs))), axis=moved(call.params["axis"], rank))


@rule(joining.BlockDiag)
def blocks(call: Call) -> Any:
    """Each block between zeros, and all of them added up."""
    inner = [call.spread(i) for i in range(len(call.xs))]
    inner = [reshape(x, (call.size, *(1,) * (3 - x.ndim), *x.shape[1:])) for x in inner]
    height, width = (sum(x.shape[d] for x in inner) for d in (1, 2))
    total, row, column = None, 0, 0
    for x in inner:
        n, m = x.shape[1:]
        around = ((0, 0), (row, height - row - n), (column, width - column - m))
        block = apply(padding.Pad, x, width=around, value=0)
        total = block if total is None else total + block
        row, column = row + n, column + m
    return total


@rule(diagonal.DiagEmbed)
def on_a_diagonal(call: Call) -> Any:
    shape = call.params["shape"]
    places = {name: moved(call.params[name], len(shape)) for name in ("axis1", "axis2")}
    return call.apply(call.xs[0], shape=(call.size, *shape), **places)


@rule(padding.Pad, padding.PadInside)
def padded_out(call: Call) -> Any:
    width = call.params["width"]
    return call.apply(call.xs[0], width=((0, 0), *width) if width else width)


@rule(complex.ViewAsReal, complex.ViewAsComplex, complex.Pairs)
def same_dims(call: Call) -> Any:
    return call.apply(*call.xs)


@rule(movement.Through)
def passed(call: Call) -> Any:
    return call.apply(*map(call.spread, range(len(call.xs))))


@rule(
    indexing.Overwrite,
    indexing.Fill,
    indexing.FillTensor,
    indexing.FillInPlace,
    indexing.FillTensorInPlace,
    indexing.Zero,
)
def overwritten(call: Call) -> Any:
    value = call.xs[1]
    return call.apply(call.spread(0), padded(value, call.rank(0)) if call.batched[1] else value)
