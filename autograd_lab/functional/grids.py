"""Shapes that meet: broadcasting, grids of coordinates, and all ways of combining elements."""

from __future__ import annotations

from itertools import chain, combinations as combine, combinations_with_replacement as combine_again
from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.dtypes import int64
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor, sizes
from autograd_lab.functional.division import floor_divide, remainder
from autograd_lab.functional.joining import list_of_tensors, stack
from autograd_lab.functional.registry import function
from autograd_lab.functional.shapes import expand
from autograd_lab.ops.indexing import GetItem
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Size, Tensor


@function
def broadcast_shapes(*shapes: Any) -> Size:
    """The shape that tensors of these shapes have together. RuntimeError if they do not broadcast."""
    for shape in shapes:
        if not isinstance(shape, (int, tuple, list)):
            raise ShapeError("broadcast_shapes.type", got=type(shape).__name__)
    read = [sizes((shape,), "broadcast_shapes") for shape in shapes]
    for shape in read:
        if any(n < 0 for n in shape):
            raise ArgumentError("arg.size_negative", shape=shape)
    try:
        return Size(np.broadcast_shapes(*read))
    except ValueError:
        raise ShapeError("broadcast_shapes.mismatch", shapes=", ".join(map(str, read))) from None


@function
def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    """The tensors expanded to one shape. Views."""
    for part in tensors:
        need_tensor(part, "tensors", "broadcast_tensors")
    shape = broadcast_shapes(*(part.array.shape for part in tensors))
    return tuple(expand(part, shape) for part in tensors)


@function
def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """The coordinates of each point of a grid, one tensor per axis. Views.

    ``indexing="ij"``, as when nothing is said, puts the first axis first; ``"xy"`` exchanges the first two.
    """
    parts = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    parts = list_of_tensors(parts, "meshgrid")
    if indexing not in (None, "ij", "xy"):
        raise ShapeError("meshgrid.indexing", indexing=indexing)
    for part in parts:
        if part.ndim > 1:
            raise ShapeError("meshgrid.ndim", shape=tuple(part.shape))
        if part.dtype is not parts[0].dtype:
            raise DtypeError("meshgrid.dtypes", a=parts[0].dtype, b=part.dtype)
    shape = tuple(part.numel() for part in parts)
    grids = (p.view((-1,) + (1,) * (len(shape) - i - 1)).expand(shape) for i, p in enumerate(parts))
    return tuple(g.swapaxes(0, 1) if indexing == "xy" and len(shape) > 1 else g for g in grids)


@function
def cartesian_prod(*tensors: Any) -> Tensor:
    """All ways of taking one element of each vector, one way per row; a single vector itself."""
    for part in list_of_tensors(tensors, "cartesian_prod"):
        if part.ndim != 1:
            raise ShapeError("vector.needed", function="cartesian_prod", shape=tuple(part.shape))
    if len(tensors) == 1:
        return tensors[0]
    return stack([grid.flatten() for grid in meshgrid(*tensors)], dim=1)


@function
def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All ways of taking ``r`` elements of a vector in its order, one way per row; each again and again if asked."""
    if input.ndim != 1:
        raise ShapeError("vector.needed", function="combinations", shape=tuple(input.shape))
    if r < 0:
        raise ShapeError("combinations.negative", r=r)
    if r == 0:
        return input.new_empty(0)
    ways = (combine_again if with_replacement else combine)(range(input.numel()), r)
    index = np.fromiter(chain.from_iterable(ways), np.int64).reshape(-1, r)
    xp = array_module(input.array)
    return stack([apply(GetItem, input, index=xp.asarray(column)) for column in index.T], dim=1)


@function
def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """The coordinates, in a tensor of this shape, of elements counted through from 0; one tensor per dim."""
    if indices.array.dtype.kind not in "iu":
        raise ArgTypeError("unravel_index.dtype", dtype=indices.dtype)
    lengths = sizes((shape,), "unravel_index")
    if any(n < 0 for n in lengths):
        raise ArgumentError("arg.size_negative", shape=lengths)
    indices = cast(indices, int64)
    if not indices.numel():
        return tuple(indices.clone() for _ in lengths)
    return tuple(remainder(floor_divide(indices, prod(lengths[i + 1 :])), n) for i, n in enumerate(lengths))
