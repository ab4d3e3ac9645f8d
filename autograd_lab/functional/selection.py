"""Choosing and replacing parts: ``x[...]``, ``x[...] = v``, ``where``, masks."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module, is_array, same_elements
from autograd_lab.backend.device import to_device
from autograd_lab.errors import ArgTypeError, ArgumentError, DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import check_broadcast, wrap_dim
from autograd_lab.functional.registry import both, method
from autograd_lab.ops import indexing
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import apply_inplace
from autograd_lab.tensor.promotion import is_number, promote
from autograd_lab.tensor.tensor import Tensor, make


@method
def __getitem__(self: Tensor, index: Any) -> Tensor:
    """``x[...]``: integers, slices, None, Ellipsis, masks, lists and integer tensors."""
    return apply(indexing.GetItem, self, index=read_index(self, index))


@method
def __setitem__(self: Tensor, index: Any, value: Any) -> None:
    """``x[...] = v``, kept in the graph; v broadcasts to the part."""
    plain = read_index(self, index)
    if not isinstance(value, Tensor):
        value = _constant(value, self)
    value = value if value.array.dtype == self.array.dtype else value.to(self.dtype)
    part = self.array[plain]
    if value._writes is self._writes and same_elements(part, value.array):
        return  # the second half of x[i] += v: the sum is in place already
    extra = value.ndim - part.ndim
    if extra > 0 and value.array.shape[:extra] == (1,) * extra:
        value = value.reshape(value.array.shape[extra:])
    try:
        np.broadcast_shapes(value.array.shape, part.shape)
        if value.ndim > part.ndim:
            raise ValueError
        apply_inplace(partial(apply, indexing.SetItem), self, value, index=plain)
    except ValueError:
        raise ShapeError("setitem.shape", value=tuple(value.shape), part=part.shape) from None


def _constant(value: Any, like: Tensor) -> Tensor:
    if not is_number(value) and not isinstance(value, (list, tuple, np.ndarray)):
        raise ArgTypeError("setitem.type", got=type(value).__name__)
    return make(array_module(like.array).asarray(value, dtype=like.array.dtype))


def read_index(x: Tensor, index: Any) -> Any:
    """An index as the tuple NumPy takes, with PyTorch's errors: IndexError for places that do not exist."""
    parts = index if isinstance(index, tuple) else (index,)
    if isinstance(index, list) and any(isinstance(p, (slice, type(None), type(Ellipsis))) for p in index):
        parts = tuple(index)
    xp = array_module(x.array)
    plain = tuple(_index_part(p, xp, x) for p in parts)
    used = 0
    for part in plain:
        used += part.ndim if is_array(part) and part.dtype == bool else part is not None and part is not Ellipsis
    if used > x.ndim:
        raise DimError("index.too_many", ndim=x.ndim, given=used)
    _check_bounds(plain, x, used)
    # With an ellipsis NumPy gives a view of a single element too, where x[0] alone would be a copy.
    return plain if any(p is Ellipsis for p in plain) else (*plain, Ellipsis)


def _index_part(part: Any, xp: Any, x: Tensor) -> Any:
    if part is None or part is Ellipsis:
        return part
    if isinstance(part, (bool, np.bool_)):
        return xp.asarray(part)
    if isinstance(part, (int, np.integer)):
        return int(part)
    if isinstance(part, slice):
        start, stop, step = (None if v is None else _as_int(v) for v in (part.start, part.stop, part.step))
        if step is not None and step <= 0:
            raise ArgumentError("index.step", step=step)
        return slice(start, stop, step)
    if isinstance(part, Tensor):
        array = to_device(part.array, x.device)
        if array.dtype.kind == "u" and array.dtype.itemsize == 1:
            array = array.astype(bool)  # PyTorch reads uint8 as a mask
    elif isinstance(part, (list, tuple, np.ndarray, range)):
        array = xp.asarray(part)
        if array.size == 0:
            array = array.astype(np.int64)
    else:
        raise DimError("index.type", got=type(part).__name__)
    if array.dtype.kind not in "bi":
        raise DimError("index.dtype", dtype=array.dtype)
    return int(array) if array.ndim == 0 and array.dtype.kind == "i" else array


def _as_int(value: Any) -> int:
    return int(value.item()) if isinstance(value, Tensor) else int(value)


def _check_bounds(parts: tuple[Any, ...], x: Tensor, used: int) -> None:
    axis = 0
    part: Any
    for part in parts:
        if part is None:
            continue
        if part is Ellipsis:
            axis += x.ndim - used
            continue
        n = x.array.shape[axis] if axis < x.ndim else 0
        if isinstance(part, int):
            _in_range(part, axis, n)
        elif is_array(part) and part.dtype == bool:
            if part.shape != x.array.shape[axis : axis + part.ndim]:
                raise DimError("index.mask", mask=part.shape, shape=tuple(x.shape), dim=axis)
            axis += part.ndim - 1
        elif is_array(part) and part.size:
            _in_range(int(part.min()), axis, n)
            _in_range(int(part.max()), axis, n)
        axis += 1


def _in_range(index: int, axis: int, size: int) -> None:
    if not -size <= index < size:
        raise DimError("index.range", index=index, dim=axis, size=size)


@both
def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """``input`` where the condition holds, ``other`` elsewhere; without them the indices of true elements."""
    if input is None:
        xp = array_module(condition.array)
        return tuple(make(i) for i in xp.nonzero(xp.atleast_1d(condition.array)))
    if condition.array.dtype != bool:
        raise DtypeError("where.condition", dtype=condition.dtype)
    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        input = make(array_module(condition.array).asarray(input, dtype="f4" if isinstance(input, float) else None))
    a, b = promote(input, other)
    for x, y in ((condition, a), (condition, b), (a, b)):
        check_broadcast(x, y)
    return apply(indexing.Where, condition, a, b)


@both
def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """``value`` where the mask is true, ``input`` elsewhere."""
    if mask.array.dtype != bool:
        raise DtypeError("where.condition", dtype=mask.dtype)
    check_broadcast(input, mask)
    scalar = value if isinstance(value, Tensor) else make(array_module(input.array).asarray(value, input.array.dtype))
    return apply(indexing.Where, mask, scalar.to(input.dtype), input)


@method
def masked_fill_(self: Tensor, mask: Tensor, value: Any) -> Tensor:
    """In-place masked_fill."""
    return apply_inplace(masked_fill, self, mask, value)


@both
def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The elements of ``input`` at ``index`` along ``dim``; index has as many dims as input."""
    axis = wrap_dim(dim, input.ndim)
    if index.array.dtype.kind != "i":
        raise DtypeError("gather.index", dtype=index.dtype)
    if index.ndim != input.ndim:
        raise ShapeError("gather.ndim", input=input.ndim, index=index.ndim)
    grid = list(np.ogrid[tuple(slice(n) for n in index.array.shape)])
    xp = array_module(input.array)
    where_ = tuple(index.array if i == axis else xp.asarray(g) for i, g in enumerate(grid))
    _check_bounds(where_, input, input.ndim)
    return apply(indexing.GetItem, input, index=where_)
