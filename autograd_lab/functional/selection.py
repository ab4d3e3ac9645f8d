"""Choosing and replacing by a condition: ``where``, masks, and the places of what is not zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import ArgTypeError, DtypeError, ShapeError
from autograd_lab.functional.arguments import check_broadcast
from autograd_lab.functional.constants import constant, written
from autograd_lab.functional.explain import Number
from autograd_lab.functional.families import inplace
from autograd_lab.functional.indexing import recorded
from autograd_lab.functional.registry import both, function, method
from autograd_lab.ops import indexing, masking, search
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, is_number, result_type
from autograd_lab.tensor.tensor import Tensor, make


@function
def where(condition: Tensor, input: Any = ..., other: Any = ...) -> Any:
    """``input`` where the condition holds, ``other`` elsewhere; without them the indices of true elements.

    Both may be tensors or numbers; they broadcast, and meet in the dtype of arithmetic between them.
    """
    if input is ... and other is ...:
        return nonzero(condition, as_tuple=True)
    if input is ... or other is ...:
        raise ArgTypeError("where.both")
    for value in (input, other):
        if not isinstance(value, Tensor) and not is_number(value):
            raise ArgTypeError("arg.need_tensor_or_number", function="where", got=type(value).__name__)
    if condition.array.dtype == np.uint8:
        condition = condition.bool()  # an old form of a mask
    _need_mask("where", condition)
    joint = result_type(input, other)
    a, b = (cast(x, joint) if isinstance(x, Tensor) else written(x, condition, joint) for x in (input, other))
    for x, y in ((condition, a), (condition, b), (a, b)):
        check_broadcast(x, y)
    return apply(indexing.Where, condition, a, b)


def _where(self: Tensor, condition: Tensor, other: Any) -> Tensor:
    """This tensor where the condition holds, ``other`` elsewhere."""
    return where(condition, self, other)


_where.__name__ = "where"
method(_where)


@both
def masked_fill(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """``value``, a number or a 0-d tensor, where the mask is true, ``input`` elsewhere; the two broadcast."""
    _need_mask("masked_fill", mask)
    op = masking.MaskedFillTensor if isinstance(value, Tensor) else masking.MaskedFill
    if not isinstance(value, Tensor):
        value = constant(value, input)
    elif value.ndim:
        raise ShapeError("fill.ndim", ndim=value.ndim)
    elif value.dtype.is_complex and not input.dtype.is_complex:
        raise DtypeError("number.does_not_fit", value=value.item(), dtype=input.dtype)
    check_broadcast(input, mask)
    return apply(op, input, mask, cast(value.to(input.device), input.dtype))


@both
def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask is true, in a row; ``input`` and mask broadcast against each other."""
    _need_mask("masked_select", mask)
    check_broadcast(input, mask)
    shape = np.broadcast_shapes(input.array.shape, mask.array.shape) or (1,)
    return apply(masking.MaskedSelect, input.expand(shape), index=_kept(mask.expand(shape), input))


@both
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """``input`` with the elements where the mask is true replaced by those of ``source``, one after the other.

    RuntimeError if source has fewer elements than the mask has true ones.
    """
    _need_mask("masked_scatter", mask)
    if source.array.dtype != input.array.dtype:
        raise DtypeError("scatter.dtypes", function="masked_scatter", input=input.dtype, src=source.dtype)
    check_broadcast(input, mask)
    shape = np.broadcast_shapes(input.array.shape, mask.array.shape)
    places = _kept(mask.expand(shape), input, source)
    if (wanted := int(places.sum())) > source.array.size:
        raise ShapeError("masked_scatter.size", source=source.array.size, mask=wanted)
    return apply(masking.MaskedScatter, input.expand(shape), source, mask=places)


def _need_mask(function: str, mask: Tensor) -> None:
    if mask.array.dtype != bool:
        raise DtypeError("where.condition", function=function, dtype=mask.dtype)


def _kept(mask: Tensor, *tensors: Tensor) -> Any:
    """The mask for later: a copy, if backward will need it, for the tensor may be written to."""
    return mask.array.copy() if recorded(*tensors) else mask.array


@both
def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The indices of the elements that are not zero, one row for each, or as a tuple of one tensor per dim."""
    line = input if input.ndim else input.reshape(1)
    rows = apply(search.NonZero, line.detach())
    if as_tuple:
        return tuple(rows[:, i].contiguous() for i in range(line.ndim))
    return rows if input.ndim else rows[:, :0].contiguous()


@both
def argwhere(input: Tensor) -> Tensor:
    """The indices of the elements that are not zero, one row for each."""
    return nonzero(input)


@both
def nonzero_static(input: Tensor, *, size: int, fill_value: int = -1) -> Tensor:
    """The first ``size`` rows of ``nonzero``; where there are fewer, rows of ``fill_value`` follow."""
    if size < 0:
        raise ShapeError("nonzero_static.size", size=size)
    rows = nonzero(input).array[:size]
    xp = array_module(rows)
    rest = xp.full((size - rows.shape[0], rows.shape[1]), fill_value, rows.dtype)
    return make(xp.concatenate([rows, rest]))


for fn in (masked_fill, masked_scatter):
    inplace(fn)
