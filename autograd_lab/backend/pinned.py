"""Page-locked memory of the host, which a GPU can copy from while the host goes on."""

from __future__ import annotations

import importlib
import weakref
from typing import Any

import numpy as np

from autograd_lab.backend import cuda
from autograd_lab.backend.arrays import owner
from autograd_lab.errors import DeviceError

_pinned: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()  # what owns such memory, by id


def empty(shape: tuple[int, ...], dtype: Any, order: str = "C") -> Any:
    """A new array of the host in pinned memory. RuntimeError without a GPU."""
    if not cuda.is_available():
        raise DeviceError("pin.no_accelerator")
    array = importlib.import_module("cupyx").empty_pinned(shape, dtype, order)
    memory = owner(array)
    _pinned[id(memory)] = memory
    return array


def is_pinned(array: Any) -> bool:
    """Whether an array, or what it is a view of, was made by ``empty``."""
    if not _pinned or type(array) is not np.ndarray:
        return False
    memory = owner(array)
    return _pinned.get(id(memory)) is memory


def pinned(array: Any) -> Any:
    """``array``, of the host, itself if it is pinned already, else a copy that is."""
    if type(array) is not np.ndarray:
        raise DeviceError("pin.on_gpu", index=int(array.device.id))
    if is_pinned(array):
        return array
    copy = empty(array.shape, array.dtype, "F" if array.flags.fnc else "C")
    copy[...] = array
    return copy
