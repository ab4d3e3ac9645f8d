"""Python's numbers and nested sequences as arrays, under PyTorch's rules for dtypes and its errors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError
from autograd_lab.tensor.promotion import number_dtype, promote_types
from autograd_lab.tensor.tensor import Tensor

NUMBERS = {int, float, bool, complex}


def from_python(data: Any, wanted: dtypes.dtype | None) -> np.ndarray[Any, Any]:
    """An array of the dtype ``wanted``, or of the one that the elements call for."""
    kinds = _types([data])
    if kinds <= NUMBERS:
        plain, found = data, None
    else:
        for kind in kinds:
            _refuse(kind, data)
        elements: list[dtypes.dtype] = []
        plain = _unwrapped(data, elements)
        found = reduce(promote_types, elements) if elements else None
    try:
        array = np.asarray(plain)
    except (ValueError, OverflowError):
        _say_what_is_ragged(data)
        raise
    return _as_wanted(array, wanted) if wanted is not None else _as_inferred(array, found)


def _types(data: Iterable[Any]) -> set[type]:
    """The types of all elements. Most sequences hold one type only, so this costs little."""
    kinds = set(map(type, data))
    if kinds <= NUMBERS:
        return kinds
    inner = [item for item in data if _is_sequence(item)]
    return {kind for kind in kinds if not _is_sequence_type(kind)}.union(*map(_types, inner))


def _is_sequence_type(kind: type) -> bool:
    return issubclass(kind, Sequence) and not issubclass(kind, (str, bytes))


def _is_sequence(value: Any) -> bool:
    return _is_sequence_type(type(value))


def _refuse(kind: type, data: Any) -> None:
    """TypeError for text (ValueError where it comes first in a list), RuntimeError for other things than numbers."""
    if issubclass(kind, (str, bytes)):
        first = next(iter(data), None) if _is_sequence(data) else None
        error = ArgumentError if isinstance(first, (str, bytes)) else ArgTypeError  # PyTorch starts to read it as a row
        raise error("tensor.element_type", dtype=kind.__name__)
    if not issubclass(kind, (Tensor, np.ndarray, np.generic, *NUMBERS)) and not hasattr(kind, "__array__"):
        raise DtypeError("tensor.no_dtype", got=kind.__name__)


def _unwrapped(data: Any, elements: list[dtypes.dtype]) -> Any:
    """Tensors and arrays inside sequences as plain arrays; notes every element's dtype."""
    if _is_sequence(data):
        return [_unwrapped(item, elements) for item in data]
    if isinstance(data, Tensor):
        if data.array.size != 1:
            raise ArgumentError("tensor.of_tensors", shape=tuple(data.shape))
        data = to_device(data.array, CPU).reshape(())
    elif not isinstance(data, (np.ndarray, np.generic)) and type(data) not in NUMBERS and hasattr(data, "__array__"):
        data = np.asarray(data)
    if isinstance(data, (np.ndarray, np.generic)):
        if data.dtype.kind not in "fiubcV":
            raise ArgTypeError("tensor.element_type", dtype=data.dtype)
        elements.append(dtypes.from_numpy_dtype(data.dtype))
    else:
        elements.append(number_dtype(data))
    return data


def _as_inferred(array: np.ndarray[Any, Any], found: dtypes.dtype | None) -> np.ndarray[Any, Any]:
    """The dtype of the elements; for Python's own numbers the default ones."""
    if array.dtype.kind in "Ou" and found is None:
        raise ArgumentError("tensor.overflow", dtype=dtypes.int64)
    if found is not None:
        return array.astype(found.numpy)
    if array.dtype.kind == "f":
        return array.astype(dtypes.get_default_dtype().numpy)
    if array.dtype.kind == "c":
        return array.astype(dtypes.default_complex().numpy)
    return array.astype(np.int64) if array.dtype.kind == "i" else array


def _as_wanted(array: np.ndarray[Any, Any], wanted: dtypes.dtype) -> np.ndarray[Any, Any]:
    """Cast; RuntimeError where a number does not fit, TypeError for a complex one without a place for its part."""
    if array.dtype.kind == "c" and not wanted.is_complex and wanted is not dtypes.bool_:
        raise ArgTypeError("tensor.complex", dtype=wanted)
    if wanted.numpy.kind in "iu" and array.size:
        info = np.iinfo(wanted.numpy)
        # PyTorch lets a negative number wrap around to an unsigned one.
        low, high = float(-info.max if wanted.numpy.kind == "u" else info.min), float(info.max)
        if array.dtype.kind == "O" or (array.dtype.kind in "fu" and not ((array >= low) & (array <= high)).all()):
            raise DtypeError("tensor.overflow", dtype=wanted)
        if array.dtype.kind == "i" and (array.min() < low or array.max() > info.max):
            raise DtypeError("tensor.overflow", dtype=wanted)
    return array.astype(wanted.numpy)


def _say_what_is_ragged(data: Any) -> None:
    """TypeError where numbers stand beside sequences, ValueError where lengths differ."""
    if _is_sequence(data):
        inner = [item for item in data if _is_sequence(item)]
        if inner and len(inner) != len(data):
            raise ArgTypeError("tensor.uneven")
        if len(set(map(len, inner))) > 1:
            raise ArgumentError("tensor.ragged")
        for item in inner:
            _say_what_is_ragged(item)
    raise ArgumentError("tensor.ragged")
