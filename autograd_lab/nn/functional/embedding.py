"""Numbers as vectors: rows of a table, alone or added up in bags, and one-hot vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.dtypes import FLOATS
from autograd_lab.errors import ArgumentError, DataError, DimError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.explain import explained
from autograd_lab.graph.modes import modes, no_grad
from autograd_lab.nn.functional.checks import outside
from autograd_lab.ops import embedding as ops
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import make

MODES = ("sum", "mean", "max")
TINY = 1e-7  # what PyTorch adds to a length before it divides by it


@explained
def embedding(input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
              norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False) -> Tensor:  # fmt: skip
    """For each number in ``input`` the row of ``weight`` (V, D): (...) -> (..., D). IndexError for a row beyond V.

    The row ``padding_idx`` gets no gradient. Rows longer than ``max_norm`` in the ``norm_type``-norm are shortened to
    it first, in place. ``scale_grad_by_freq`` divides each gradient by how often its row is asked for. ``sparse``
    changes nothing: gradients are always dense here.
    """
    rows = weight.array.shape[0] if weight.ndim else 0
    if padding_idx is not None and not -rows <= padding_idx < rows:
        raise DataError("embedding.padding", got=padding_idx, rows=rows)
    _check_integers(input, "embedding")
    if weight.ndim != 2:
        raise ShapeError("embedding.weight", shape=tuple(weight.shape))
    bad = _out_of_range(input.array, rows)
    if bad is not None:
        raise DimError("embedding.range", index=bad, rows=rows, last=rows - 1)
    if max_norm is not None:
        _shorten(weight, input.array, max_norm, norm_type)
    padding = None if padding_idx is None else padding_idx % rows
    return _look_up(weight, input.array, padding, scale_grad_by_freq)


def _look_up(weight: Tensor, index: Any, padding: int | None, by_frequency: bool) -> Tensor:
    share = None
    if by_frequency and index.size:
        xp = array_module(index)
        share = 1 / xp.bincount(index.ravel(), minlength=weight.array.shape[0])[index]
    if padding is not None:
        share = (index != padding) * (1 if share is None else share)
    constant = None if share is None else make(share[..., None].astype(weight.array.dtype))
    if modes.grad_enabled and weight.requires_grad:
        index = watch.copy_of(index)  # a write into the numbers before backward must not lead the gradient elsewhere
    return apply(ops.Embedding, weight, constant, index=index)


def _shorten(weight: Tensor, index: Any, max_norm: float, norm_type: float) -> None:
    """Rows that are looked up and too long, brought to length ``max_norm`` in place."""
    with no_grad():
        chosen = make(array_module(index).unique(index))
        rows = weight[chosen]
        lengths = rows.norm(norm_type, 1, True)
        factor = (max_norm / (lengths + TINY)).masked_fill(lengths <= max_norm, 1)
        weight[chosen] = rows * factor


def _check_integers(input: Tensor, function: str) -> None:
    if input.array.dtype not in (np.int64, np.int32):
        raise DtypeError("embedding.index_dtype", function=function, dtype=input.dtype)


def _out_of_range(index: Any, rows: int) -> int | None:
    """A number for which there is no row, if there is one."""
    bad = outside(index, rows)
    if not bool(bad.any()):
        return None
    low, high = int(index[bad].min()), int(index[bad].max())
    return low if low < 0 else high


@explained
def embedding_bag(
    input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: str = "mean", sparse: bool = False,
    per_sample_weights: Tensor | None = None, include_last_offset: bool = False, padding_idx: int | None = None,
) -> Tensor:  # fmt: skip
    """The sum, mean or maximum of the rows of each bag of numbers; an empty bag gives 0.

    ``input`` is (B, L), a bag per row; or flat, and bag k begins at ``offsets[k]``. With ``include_last_offset`` the
    last offset is the end of the last bag. ``per_sample_weights``, of input's shape, multiplies the rows of a sum.
    Rows of ``padding_idx`` do not count. The rest is as in ``embedding``.
    """
    weights = per_sample_weights
    _check_bags(input, weight, offsets, mode, scale_grad_by_freq, sparse, weights)
    rows = weight.array.shape[0]
    if padding_idx is not None and not -rows <= padding_idx < rows:
        raise ShapeError("bag.padding", got=padding_idx, low=-rows, high=rows - 1)
    index, xp = input.reshape(-1).array, array_module(input.array)
    begins = xp.arange(input.shape[0]) * input.shape[1] if offsets is None else offsets.array
    counts = _counts(xp, begins, index.size, include_last_offset and offsets is not None)
    bad = _out_of_range(index, rows)
    if bad is not None:
        raise ShapeError("bag.range", index=bad, rows=rows, last=rows - 1)
    if max_norm is not None:
        _shorten(weight, index, max_norm, norm_type)
    bags = counts.size
    bag = xp.searchsorted(xp.cumsum(counts), xp.arange(int(counts.sum())), side="right")
    whole = offsets is None and padding_idx is None  # then bags are known from the shape alone
    if whole and watch.watchers:
        watch.tell("made_of_number", bag)
    index = index[: bag.size]  # what comes after the last offset, if that is the end, belongs to no bag
    weights = None if weights is None else weights.reshape(-1)[: bag.size]
    if padding_idx is not None:
        kept = xp.flatnonzero(index != padding_idx % rows)
        index, bag, weights = index[kept], bag[kept], None if weights is None else weights[make(kept)]
        counts = xp.bincount(bag, minlength=bags)
    if mode == "max":
        return _largest(xp, weight, index, bag, counts)
    values = _look_up(weight, index, None, scale_grad_by_freq)
    total = apply(ops.BagSum, values, weights, bag=bag, bags=bags)
    if mode == "sum":
        return total
    lengths = make(xp.maximum(counts, 1).astype(weight.array.dtype)[:, None])
    if whole and watch.watchers:
        watch.tell("made_of_number", lengths.array)
    return total / lengths


def _counts(xp: Any, begins: Any, size: int, last_is_end: bool) -> Any:
    """How many numbers each bag has. RuntimeError for offsets that do not go from 0 up to at most ``size``."""
    if last_is_end and not begins.size:
        raise ShapeError("bag.no_offset")
    if begins.size and int(begins[0]) != 0:
        raise ShapeError("bag.first_offset", got=int(begins[0]))
    if begins.size and int(begins[-1]) > size:
        raise ShapeError("bag.last_offset", got=int(begins[-1]), size=size)
    ends = begins[1:] if last_is_end else xp.concatenate((begins[1:], xp.full(min(begins.size, 1), size)))
    counts = ends - (begins[:-1] if last_is_end else begins)
    if bool((counts < 0).any()):
        raise ShapeError("bag.order")
    return counts


def _largest(xp: Any, weight: Tensor, index: Any, bag: Any, counts: Any) -> Tensor:
    """The maximum of each bag: the bags side by side as rows of a table, filled up with what counts as -inf."""
    bags, longest = counts.size, int(counts.max()) if counts.size else 0
    if not longest:
        return weight[:0].sum(0).expand(bags, weight.shape[1]).clone()
    first = xp.cumsum(counts) - counts
    table = xp.zeros((bags, longest), dtype=index.dtype)
    table[bag, xp.arange(index.size) - first[bag]] = index
    missing = make((xp.arange(longest) >= counts[:, None])[..., None])
    values = _look_up(weight, table, None, False).masked_fill(missing, -xp.inf)
    return values.max(1)[0].masked_fill(make((counts == 0)[:, None]), 0)


def _check_bags(
    input: Tensor, weight: Tensor, offsets: Tensor | None, mode: str, by_frequency: bool, sparse: bool,
    weights: Tensor | None,
) -> None:  # fmt: skip
    if weights is not None and weights.array.shape != input.array.shape:
        raise ArgumentError("bag.weights_shape", weights=tuple(weights.shape), input=tuple(input.shape))
    if weight.ndim != 2:
        raise ArgumentError("embedding.weight", shape=tuple(weight.shape))
    if input.ndim not in (1, 2):
        raise ArgumentError("bag.input_ndim", ndim=input.ndim)
    if input.ndim == 2 and offsets is not None:
        raise ArgumentError("bag.offsets_2d")
    if input.ndim == 1 and (offsets is None or offsets.ndim != 1):
        raise ArgumentError("bag.offsets", got="None" if offsets is None else f"{offsets.ndim}D")
    if mode not in MODES:
        raise ArgumentError("bag.mode", got=mode)
    if mode == "max" and (by_frequency or sparse):
        raise ArgumentError("bag.max", option="scale_grad_by_freq" if by_frequency else "sparse")
    if weights is not None and mode != "sum":
        raise NotWritten("bag.weights_mode", mode=mode)
    for numbers in (input, offsets):
        if numbers is not None:
            _check_integers(numbers, "embedding_bag")
    if weight.array.dtype.kind not in FLOATS:
        raise DtypeError("bag.weight_dtype", dtype=weight.dtype)
    if weights is not None and weights.dtype != weight.dtype:
        raise DtypeError("bag.weights_dtype", weight=weight.dtype, got=weights.dtype)


@explained
def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Class numbers as rows of zeros with a single 1; ``num_classes=-1`` takes the largest number plus one."""
    index = tensor.array
    if index.dtype != "int64":
        raise DtypeError("nn.one_hot.dtype", dtype=tensor.dtype)
    if index.size == 0 and num_classes <= 0:
        raise ShapeError("nn.one_hot.empty")
    if index.size and int(index.min()) < 0:
        raise ShapeError("nn.one_hot.negative")
    largest = int(index.max()) if index.size else -1
    if num_classes == -1:
        num_classes = largest + 1
    elif num_classes < 1:
        raise ShapeError("nn.one_hot.count", count=num_classes)
    elif largest >= num_classes:
        raise ShapeError("nn.one_hot.too_large", largest=largest, count=num_classes)
    xp = array_module(index)
    return make((index[..., None] == xp.arange(num_classes)).astype(index.dtype))
