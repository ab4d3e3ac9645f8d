"""Indexing: the samples come first and are all taken."""

from __future__ import annotations

from typing import Any

from autograd_lab.ops import embedding, index_along, indexing, reduction, scatter
from autograd_lab.ops.indexing import as_parts
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.batched import Call, one_by_one, rule
from autograd_lab.transforms.rules.along import moved
from autograd_lab.transforms.rules.elementwise import padded

ALL = slice(None)


def together(index: Any) -> bool:
    """Whether the arrays of an index stand side by side. If not, NumPy puts their dims in front of all others."""
    arrays = [k for k, part in enumerate(as_parts(index)) if hasattr(part, "dtype")]
    return not arrays or arrays == list(range(arrays[0], arrays[-1] + 1))


def behind(call: Call) -> tuple[Any, ...]:
    """The index behind the samples."""
    return (ALL, *as_parts(call.params["index"]))


@rule(indexing.GetItem, index_along.IndexSelect)
def taken(call: Call) -> Any:
    return call.apply(call.xs[0], index=behind(call)) if together(call.params["index"]) else one_by_one(call)


@rule(indexing.ScatterItem)
def scattered(call: Call) -> Any:
    if not together(call.params["index"]):
        return one_by_one(call)
    return call.apply(call.xs[0], shape=(call.size, *call.params["shape"]), index=behind(call))


@rule(indexing.SetItem, indexing.AddItem)
def put(call: Call) -> Any:
    if not together(call.params["index"]):
        return one_by_one(call)
    x, value, index = call.spread(0), call.xs[1], behind(call)
    if call.batched[1]:
        value = padded(value, apply(indexing.GetItem, x, index=index).ndim - 1)
    return call.apply(x, value, index=index)


@rule(embedding.Embedding)
def rows(call: Call) -> Any:
    if call.xs[1] is not None:
        return one_by_one(call)
    return apply(indexing.GetItem, call.xs[0], index=(ALL, call.params["index"]))


@rule(scatter.Gather, reduction.TakeAlong)
def gathered(call: Call) -> Any:
    if call.rank(0) == 0:
        return one_by_one(call)
    return call.apply(call.spread(0), call.spread(1), axis=moved(call.params["axis"], call.rank(0)))


@rule(scatter.AddAlong, reduction.PutAlong)
def put_along(call: Call) -> Any:
    shape = call.params["shape"]
    if not shape:
        return one_by_one(call)
    axis = moved(call.params["axis"], len(shape))
    return call.apply(call.spread(0), call.spread(1), shape=(call.size, *shape), axis=axis)


@rule(scatter.Scatter, scatter.ScatterSum, scatter.ScatterAdd, scatter.ScatterMean, scatter.ScatterProd,
      scatter.ScatterAmax, scatter.ScatterAmin)  # fmt: skip
def scattered_along(call: Call) -> Any:
    if call.rank(0) == 0 or (isinstance(call.xs[2], Tensor) and call.rank(2) == 0):
        return one_by_one(call)
    axis = moved(call.params["axis"], call.rank(0))
    return call.apply(*map(call.spread, range(3)), axis=axis)
