"""Indexing: the samples come first and are all taken."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import GraphError
from autograd_lab.functional.shapes import reshape
from autograd_lab.ops import embedding, index_along, indexing, masking, positions, reduction, scatter, search, sets
from autograd_lab.ops.indexing import as_parts
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.batched import Call, one_by_one, rule
from autograd_lab.transforms.rules.along import moved
from autograd_lab.transforms.rules.elementwise import padded
from autograd_lab.transforms.rules.images import merged, parted

ALL = slice(None)


def together(index: Any) -> bool:
    """Whether the arrays of an index stand side by side. If not, NumPy puts their dims in front of all others."""
    arrays = [k for k, part in enumerate(as_parts(index)) if hasattr(part, "dtype")]
    return not arrays or arrays == list(range(arrays[0], arrays[-1] + 1))


def behind(call: Call) -> tuple[Any, ...]:
    """The index behind the samples."""
    return (ALL, *as_parts(call.params["index"]))


@rule(search.NonZero, sets.Unique)
def of_unknown_size(call: Call) -> Any:
    raise GraphError("vmap.by_values", function=call.op.__name__)


@rule(indexing.GetItem, index_along.IndexSelect, masking.MaskedSelect)
def taken(call: Call) -> Any:
    return call.apply(call.xs[0], index=behind(call)) if together(call.params["index"]) else one_by_one(call)


@rule(indexing.ScatterItem)
def scattered(call: Call) -> Any:
    if not together(call.params["index"]):
        return one_by_one(call)
    return call.apply(call.xs[0], shape=(call.size, *call.params["shape"]), index=behind(call))


@rule(indexing.SetItem, indexing.AddItem, index_along.IndexAdd, index_along.IndexCopy, index_along.IndexFill)
def put(call: Call) -> Any:
    if not together(call.params["index"]):
        return one_by_one(call)
    x, value, index = call.spread(0), call.xs[1], behind(call)
    if call.batched[1]:
        value = padded(value, apply(indexing.GetItem, x, index=index).ndim - 1)
    return call.apply(x, value, index=index)


@rule(embedding.Embedding)
def rows(call: Call) -> Any:
    """The tables of all samples as one long table."""
    table, count, index = merged(call.spread(0)), call.spread(0).array.shape[1], call.params["index"]
    firsts = array_module(index).arange(call.size).reshape(-1, *(1,) * index.ndim) * count
    return call.apply(table, call.spread(1), index=index + firsts)


@rule(embedding.BagSum)
def added_up(call: Call) -> Any:
    bag, bags = call.params["bag"], call.params["bags"]
    firsts = array_module(bag).arange(call.size)[:, None] * bags
    weights = merged(call.spread(1)) if len(call.xs) > 1 and call.xs[1] is not None else None
    return parted(
        call.apply(merged(call.spread(0)), weights, bag=(bag + firsts).reshape(-1), bags=bags * call.size), call.size
    )


@rule(positions.Take)
def taken_by_position(call: Call) -> Any:
    return apply(indexing.GetItem, reshape(call.xs[0], (call.size, -1)), index=(ALL, call.params["k"]))


@rule(positions.Put, positions.PutAdd)
def put_by_position(call: Call) -> Any:
    x, k = call.spread(0), call.params["k"]
    op = indexing.SetItem if call.op is positions.Put else indexing.AddItem
    value = call.spread(1)
    if isinstance(value, Tensor):
        value = reshape(value, (call.size, *k.shape))
    return reshape(apply(op, reshape(x, (call.size, -1)), value, index=(ALL, k)), x.array.shape)


@rule(masking.MaskedScatter)
def filled_in_order(call: Call) -> Any:
    mask = call.params["mask"]
    count = int(mask.sum())
    values = reshape(call.spread(1), (call.size, -1))
    return apply(
        indexing.SetItem,
        call.spread(0),
        apply(indexing.GetItem, values, index=(ALL, slice(0, count))),
        index=(ALL, mask),
    )


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
