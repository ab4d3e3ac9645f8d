"""Rows and elements by their number, when each sample has numbers of its own.

The rows of all samples are those of one long tensor: row k of sample i is its row i * n + k. So one call of the
ordinary function does it for all of them.
"""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import DimError, GraphError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.grids import broadcast_shapes
from autograd_lab.functional.index_along import check_rows
from autograd_lab.functional.ranges import arange
from autograd_lab.functional.selection import where
from autograd_lab.functional.shapes import flatten, reshape
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import is_transformed, numbers
from autograd_lab.transforms.batched import Samples, function_rule


@function_rule("index_select", "index_add", "index_copy", "index_fill", "index_reduce")
def along_a_dim(s: Samples, input: Tensor, dim: int, index: Tensor, *others: Any, **options: Any) -> Any:
    others = (*others, *(options.pop(name) for name in ("source", "value", "reduce") if name in options))
    if index.ndim > 1 or (s.fn.__name__ == "index_fill" and is_transformed(others[0])):
        return NotImplemented
    if not input.ndim:  # it takes part as a line of one element
        lines = [x.reshape(1) if isinstance(x, Tensor) and s.fn.__name__ != "index_fill" else x for x in others]
        return along_a_dim(s, input.reshape(1), 0, index, *lines, **options).reshape(s.size)
    axis = wrap_dim(dim, input.ndim)
    size = input.shape[axis]
    check_rows(s.fn.__name__, numbers(index), axis, input, negative=s.fn.__name__ == "index_fill")

    def rows(x: Any) -> Any:
        return flatten(s.of(x).movedim(axis + 1, 1), 0, 1) if isinstance(x, Tensor) and x.ndim else x

    chosen = s.of(index.long()).reshape(s.size, -1) % max(size, 1) + s.counted(index, 1) * size
    y = s.fn(rows(input), 0, chosen.reshape(-1), *map(rows, others), **options)
    return y.unflatten(0, (s.size, y.shape[0] // s.size if s.size else size)).movedim(1, axis + 1)


@function_rule("take", "put")
def by_position(s: Samples, input: Tensor, index: Tensor, *others: Any, **options: Any) -> Any:
    others = (*others, *(options.pop(name) for name in ("source", "accumulate") if name in options))
    count = input.numel()
    for place in (numbers(index).min(), numbers(index).max()) if numbers(index).size else ():
        if not -count <= place < count:
            raise DimError("take.range", function=s.fn.__name__, index=int(place), size=count)
    places = s.of(index) % max(count, 1) + s.counted(index, index.ndim) * count
    given = (s.of(x) if isinstance(x, Tensor) else x for x in others)
    return s.fn(s.of(input), places, *given, **options)


@function_rule("embedding")
def looked_up(s: Samples, input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: Any = None,
              norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False) -> Any:  # fmt: skip
    if max_norm is not None or scale_grad_by_freq:
        return NotImplemented
    if not s.among(weight):
        return s.fn(s.of(input), weight, padding_idx)
    count = weight.shape[0]
    s.fn(arange(0, device=input.device), weight, padding_idx)  # asks what it always asks
    for row in (numbers(input).min(), numbers(input).max()) if numbers(input).size else ():
        if not 0 <= row < count:
            raise DimError("embedding.range", index=int(row), rows=count, last=count - 1)
    index = s.of(input)
    y = s.fn(index + s.counted(input, input.ndim) * count, flatten(s.of(weight), 0, 1))
    return y if padding_idx is None else where((index == padding_idx % count).unsqueeze(-1), y.detach(), y)


@function_rule("embedding_bag")
def bags(s: Samples, input: Tensor, weight: Tensor, offsets: Any = None, max_norm: Any = None, *rest: Any,
         per_sample_weights: Any = None, **options: Any) -> Any:  # fmt: skip
    """Bags in rows: those of all samples below each other."""
    if input.ndim != 2 or max_norm is not None or s.among(weight):
        return NotImplemented
    weights = None if per_sample_weights is None else flatten(s.of(per_sample_weights), 0, 1)
    y = s.fn(flatten(s.of(input), 0, 1), weight, None, None, *rest, per_sample_weights=weights, **options)
    return y.unflatten(0, (s.size, input.shape[0]))


@function_rule("one_hot")
def unit_vectors(s: Samples, tensor: Tensor, num_classes: int = -1) -> Any:
    return NotImplemented if num_classes == -1 else s.fn(s.of(tensor), num_classes)


@function_rule("masked_select")
def selected(s: Samples, input: Tensor, mask: Tensor) -> Any:
    raise GraphError("vmap.by_values", function="masked_select")


@function_rule("masked_scatter")
def filled_in_order(s: Samples, input: Tensor, mask: Tensor, source: Tensor) -> Any:
    """The k-th true place takes the k-th element."""
    shape = broadcast_shapes(input.shape, mask.shape)
    x, chosen = s.of(input.expand(shape)), s.of(mask.expand(shape))
    flat = reshape(chosen, (s.size, -1))
    if numbers(flat).sum(-1).max(initial=0) > source.numel():
        return NotImplemented  # too few elements: the function itself says it
    order = (flat.cumsum(1) - 1).clamp(min=0, max=max(source.numel() - 1, 0))
    values = reshape(s.of(source), (s.size, -1)).gather(1, order)
    return where(chosen, reshape(values, x.shape), x)
