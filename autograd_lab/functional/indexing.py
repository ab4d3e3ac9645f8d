"""``x[...]`` and ``x[...] = v``, and the same by the names ``index_put``, ``take`` and ``put``."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import array_module, same_elements
from autograd_lab.backend.scatter import assign
from autograd_lab.errors import ArgTypeError, DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.constants import written
from autograd_lab.functional.families import inplace
from autograd_lab.functional.registry import both, method
from autograd_lab.functional.subscript import Index, read_index
from autograd_lab.graph.modes import modes
from autograd_lab.ops import indexing, positions
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import (
    apply_inplace,
    check_overlap,
    check_writable,
    note_write,
    open_memory,
    overwrite,
    rebase,
    store,
)
from autograd_lab.tensor.promotion import cast, is_number
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import innermost


def recorded(*tensors: Tensor) -> bool:
    """Whether an operation on these will leave a node behind."""
    return modes.grad_enabled and any(t.requires_grad for t in tensors)


@method
def __getitem__(self: Tensor, index: Any) -> Tensor:
    """``x[...]``: integers, slices, None, Ellipsis, masks, lists and integer tensors.

    A view of the memory as long as no list, mask or tensor of indices is among them, else a copy.
    """
    views, picks = read_index(self, index, self._requires_grad)
    if views is not None:
        self = apply(indexing.GetItem, self, index=views)
    return self if picks is None else apply(indexing.GetItem, self, index=picks)


@method
def __setitem__(self: Tensor, index: Any, value: Any) -> None:
    """``x[...] = v``, kept in the graph; v broadcasts to the part.

    Where an index is named twice, the last value stays.
    """
    if not isinstance(value, Tensor):
        if not is_number(value):
            raise ArgTypeError("setitem.type", got=type(value).__name__)
        value = written(value, self)
    views, picks = read_index(self, index, recorded(self, value))
    if innermost((self, value)) is not None:
        _write_inside(self, value, views, picks)
        return
    open_memory(self)
    whole = views is None or same_elements(self.array[views], self.array)  # x[:] = v, where no view is needed
    part = self if whole else apply(indexing.GetItem, self, index=views)
    if picks is not None:
        _put(indexing.SetItem, part, value, picks)
        return
    value = _fit(cast(_beside(value, self), self.dtype), part.array.shape)
    if value._writes is self._writes:
        if value.array.shape != part.array.shape:
            value = value.expand(part.shape)
        if not whole and same_elements(part.array, value.array):
            check_writable(part, value)
            self._writes[0] += 1  # the second half of x[i] += v: the sum is in place already
            if watch.watchers:
                watch.tell("assigned", self, self)
            return
    if whole:
        overwrite(indexing.Overwrite if value.ndim or not part.ndim else indexing.FillTensorInPlace, self, value)
        return
    check_writable(part, value, alike=not value.ndim)
    check_overlap(part, (value,))
    store(part, value.array)
    if watch.watchers:
        watch.tell("assigned", self, value, views)
    if recorded(self, value):
        rebase(part, value)


def _write_inside(x: Tensor, value: Tensor, views: Index | None, picks: Index | None) -> None:
    """``x[...] = v`` where one of them is inside a transform."""
    part = x if views is None else apply(indexing.GetItem, x, index=views)
    value = _fit(cast(_beside(value, x), x.dtype), part.array.shape if picks is None else _shape_read(part, picks))
    if picks is None:
        apply_inplace(partial(apply, indexing.Overwrite), part, value)
    else:
        apply_inplace(partial(apply, indexing.SetItem), part, value, index=picks)


def _beside(value: Tensor, x: Tensor) -> Tensor:
    """``value`` on the device of x."""
    return value if type(value.array) is type(x.array) is np.ndarray else value.to(x.device)


def _fit(value: Tensor, shape: tuple[int, ...]) -> Tensor:
    """``value`` without leading dims of length 1 that the part has not; RuntimeError if it does not broadcast."""
    given = value.array.shape
    if not given or given == shape:
        return value
    extra = max(len(given) - len(shape), 0)
    wrong = any(n not in (1, wanted) for n, wanted in zip(given[::-1], shape[::-1], strict=False))
    if wrong or any(n != 1 for n in given[:extra]):
        raise ShapeError("setitem.shape", value=given, part=shape)
    return value.reshape(given[extra:]) if extra else value


def _put(op: type[Op], x: Tensor, value: Tensor, index: Index) -> Tensor:
    """``x[index] = value`` in place, for an index with arrays."""
    value = _checked(x, value, index)
    check_overlap(x, (value,), places=True)
    if recorded(x, value) or op is not indexing.SetItem:
        return apply_inplace(partial(apply, op), x, value, index=index)
    check_writable(x)
    if watch.watchers:
        watch.tell("writing", x)
    assign(array_module(x.array), x.array, index, value.array)
    x._writes[0] += 1
    if watch.watchers:
        note_write(x)
        watch.tell("wrote", x.array, value.array, index)
        watch.tell("assigned", x, value, index)
    return x


def _checked(x: Tensor, value: Tensor, index: Index) -> Tensor:
    """``value``, if it can be written to ``x[index]``."""
    if value.array.dtype != x.array.dtype:
        raise DtypeError("index_put.dtypes", input=x.dtype, values=value.dtype)
    value = _beside(value, x)
    return _fit(value, _shape_read(x, index)) if value.ndim else value


def _shape_read(x: Tensor, index: Index) -> tuple[int, ...]:
    """The shape of ``x[index]``, found without reading: on an array that repeats one element."""
    xp = array_module(x.array)
    return xp.broadcast_to(xp.zeros((), bool), x.array.shape)[index].shape


@both
def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """``input`` with ``values`` at ``input[indices]``, or added there if ``accumulate``; dtypes must be equal."""
    index = _tuple_of_tensors(indices, input)
    op = indexing.AddItem if accumulate else indexing.SetItem
    return apply(op, input, _checked(input, values, index), index=index)


@method
def index_put_(self: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """In-place ``index_put``: writes the result into this tensor."""
    index = _tuple_of_tensors(indices, self)
    return _put(indexing.AddItem if accumulate else indexing.SetItem, self, values, index)


def _tuple_of_tensors(indices: Any, x: Tensor) -> Index:
    if not isinstance(indices, (tuple, list)):
        raise ArgTypeError("index_put.indices", got=type(indices).__name__)
    for part in indices:
        need_tensor(part, "indices", "index_put")
    _, picks = read_index(x, tuple(i.reshape(1) if i.ndim == 0 else i for i in indices), True)
    if picks is None:
        raise ShapeError("index_put.nothing")
    return picks


@both
def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements at ``index`` of the tensor read in a row; the result has the shape of ``index``."""
    return apply(positions.Take, input, k=_positions("take", input, index))


@both
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """``input`` with the elements of ``source`` at the positions ``index`` counted through it, or added there."""
    places = _positions("put", input, index)
    if source.array.dtype != input.array.dtype:
        raise DtypeError("index_put.dtypes", input=input.dtype, values=source.dtype)
    if source.array.size != index.array.size:
        raise DimError("put.size", source=source.array.size, index=index.array.size)
    return apply(positions.PutAdd if accumulate else positions.Put, input, source.reshape(index.shape), k=places)


def _positions(function: str, x: Tensor, index: Tensor) -> Any:
    """The index as an array. RuntimeError unless it is int64, IndexError for positions that do not exist."""
    if index.array.dtype != "int64":
        raise DtypeError("index.long", function=function, dtype=index.dtype)
    size = x.array.size
    if index.array.size:
        for place in (int(index.array.min()), int(index.array.max())):
            if not -size <= place < size:
                raise DimError("take.range", function=function, index=place, size=size)
    return index.array.copy() if recorded(x) else index.to(x.device).array


inplace(put, places=True)
