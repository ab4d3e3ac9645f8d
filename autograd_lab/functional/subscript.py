"""What stands between the brackets of ``x[...]``, read as PyTorch reads it.

An index is done in two steps. The first part takes views: integers, slices, new axes. The second part picks by
arrays of integers or masks out of what is left. So an integer is no array of one element, as it is for NumPy:
``x[0, :, [1, 2]]`` is ``x[0][:, [1, 2]]``, and the picked axis stays in its place.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.device import to_device
from autograd_lab.errors import ArgTypeError, ArgumentError, DimError
from autograd_lab.tensor.tensor import Tensor, is_tensor

WHOLE = slice(None)
Index = tuple[Any, ...]


def read_index(x: Tensor, index: Any, keep: bool = False) -> tuple[Index | None, Index | None]:
    """The two parts of an index, each None if it does nothing; ``keep`` if arrays in it will be needed later.

    IndexError for places that do not exist.
    """
    shape = x.array.shape
    parts = as_parts(index)
    if _is_plain(parts, shape):
        return (*parts, Ellipsis), None
    parts = tuple(part if type(part) in _PLAIN else _read(part, x, keep) for part in parts)
    used = sum(_dims(part) for part in parts)
    if used > len(shape):
        raise DimError("index.too_many", ndim=len(shape), given=used)
    views: list[Any] = []
    picks: list[Any] = []  # along the dims that the views leave
    axis = 0
    for part in parts:
        if part is Ellipsis:
            skipped = len(shape) - used
            views += [WHOLE] * skipped
            picks += [WHOLE] * skipped
            axis += skipped
            used += skipped  # a second one finds nothing left
        elif type(part) is int:
            views.append(in_range(part, axis, shape[axis]))
            axis += 1
        elif type(part) is slice:
            views.append(_checked(part))
            picks.append(WHOLE)
            axis += 1
        elif part is None:
            views.append(None)
            picks.append(WHOLE)
        elif type(part) is bool:  # a new axis of length 1, of which everything or nothing is taken
            views.append(None)
            picks.append(array_module(x.array).zeros(int(part), np.int64))
        else:
            n = _dims(part)
            _check_array(part, axis, shape)
            views += [WHOLE] * n
            picks.append(part)
            axis += n
    return _two_steps(views, picks, parts)


def _is_plain(parts: Index, shape: tuple[int, ...]) -> bool:
    """Whether there are only numbers, slices of numbers and new axes, all in range: the common case, without more."""
    axis = 0
    for part in parts:
        if type(part) is int:
            if axis == len(shape) or not -shape[axis] <= part < shape[axis]:
                return False
            axis += 1
        elif type(part) is slice:
            step = part.step
            if axis == len(shape) or type(part.start) not in _LIMIT or type(part.stop) not in _LIMIT:
                return False
            if step is not None and (type(step) is not int or step <= 0):
                return False
            axis += 1
        elif part is not None:
            return False
    return bool(parts)


_LIMIT = {int, type(None)}


def _two_steps(views: list[Any], picks: list[Any], parts: Index) -> tuple[Index | None, Index | None]:
    arrays = [part for part in picks if type(part) is not slice]
    if len(arrays) > 1:
        _check_together(arrays)
    if all(view == WHOLE for view in views):
        if arrays:
            return None, tuple(picks)
        views = [WHOLE] if any(type(part) is slice for part in parts) else []
    # With an ellipsis NumPy gives a view of a single element too, where x[0] alone would be a copy.
    return (*views, Ellipsis), (tuple(picks) if arrays else None)


_PLAIN = {int, slice, type(None), type(Ellipsis), bool}
_NO_NUMBER = (list, tuple, range, slice, Tensor, type(None), type(Ellipsis))


def as_parts(index: Any) -> Index:
    """A short list that holds more than numbers is read like a tuple, as NumPy did until 2021."""
    if isinstance(index, tuple):
        return index
    if type(index) is list and len(index) < 32 and any(isinstance(part, _NO_NUMBER) for part in index):
        return tuple(index)
    return (index,)


def _dims(part: Any) -> int:
    """How many dims of the tensor a part of an index takes."""
    if part is None or part is Ellipsis or type(part) is bool:
        return 0
    return part.ndim if type(part) not in _PLAIN and part.dtype == bool else 1


def _read(part: Any, x: Tensor, keep: bool) -> Any:
    """One part as an int, a bool, or an array on the device of x."""
    if isinstance(part, (np.bool_, np.integer)):
        return part.item()
    if isinstance(part, Tensor):
        array = part.array
        if array.dtype == np.uint8:
            array = array.astype(bool)  # PyTorch reads uint8 as a mask
        if array.dtype not in (bool, np.int32, np.int64) and (array.ndim or array.dtype.kind != "i"):
            raise DimError("index.dtype", dtype=part.dtype)
        if array.ndim == 0:
            return part.item()
        if keep and array is part.array:
            array = watch.copy_of(array)  # the index may be written to later
        return to_device(array, x.device)
    if isinstance(part, (list, tuple, range, np.ndarray)):
        array = _as_array(part)
        return array.item() if array.ndim == 0 else to_device(array, x.device)
    if isinstance(part, (str, bytes)):
        raise ArgTypeError("index.type", got=type(part).__name__)
    if hasattr(part, "__index__"):
        return operator.index(part)
    raise DimError("index.type", got=type(part).__name__)


def _as_array(part: Any) -> np.ndarray[Any, Any]:
    """A list of numbers as integers or a mask; fractions are cut off, as PyTorch does."""
    if not isinstance(part, np.ndarray):
        part = [item.item() if is_tensor(item) else item for item in part]
    try:
        array = np.array(part)
    except ValueError:
        raise ArgTypeError("index.ragged") from None
    if array.dtype.kind not in "biuf":
        raise ArgTypeError("index.type", got=array.dtype.name)
    return array.astype(bool if array.dtype in (bool, np.uint8) else np.int64)


def _checked(part: slice) -> slice:
    """A slice with plain numbers. ValueError for a step that is not positive."""
    try:
        start, stop, step = (None if v is None else operator.index(v) for v in (part.start, part.stop, part.step))
    except TypeError:
        raise ArgTypeError("index.slice", got=repr(part)) from None
    if step is not None and step <= 0:
        raise ArgumentError("index.step", step=step)
    return slice(start, stop, step)


def in_range(index: int, axis: int, size: int) -> int:
    """``index`` itself; IndexError if dimension ``axis`` has no such place."""
    if not -size <= index < size:
        raise DimError("index.range", index=index, dim=axis, size=size)
    return index


def _check_array(part: Any, axis: int, shape: tuple[int, ...]) -> None:
    if part.dtype == bool:
        if part.shape != shape[axis : axis + part.ndim]:
            raise DimError("index.mask", mask=part.shape, shape=shape, dim=axis)
    elif part.size:
        in_range(int(part.min()), axis, shape[axis])
        in_range(int(part.max()), axis, shape[axis])


def _check_together(arrays: list[Any]) -> None:
    """IndexError if index arrays do not broadcast; a mask counts as the list of its true places."""
    shapes = [(int(a.sum()),) if a.dtype == bool else a.shape for a in arrays]
    if shapes.count(shapes[0]) == len(shapes):
        return
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        raise DimError("index.broadcast", shapes=", ".join(map(str, shapes))) from None
