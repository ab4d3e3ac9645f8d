"""Which module computes on which array type. NumPy is always here; CuPy joins on first use of cuda."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

MODULES: dict[type, Any] = {np.ndarray: np}
NOT_HERE: Any = object()  # stands in MODULES for what is no array: the numbers are held by a transform, see standin.py


def array_module(array: Any) -> Any:
    """``numpy`` or ``cupy``: the module whose functions work on ``array``."""
    module = MODULES[type(array)]
    return module if module is not NOT_HERE else array_module(array.like)


def current_place(xp: Any) -> Any:
    """Where ``xp`` computes at the moment, as a key for what is kept there: the host, or one of the GPUs."""
    return None if xp is np else (xp, xp.cuda.Device().id)


SEVERAL: list[Any] = []  # CuPy, where there is more than one GPU
HERE = nullcontext()


def at(array: Any) -> AbstractContextManager[Any]:
    """``with at(array):`` lets CuPy compute where the array lies: it computes on one GPU at a time, whatever it gets.
    For what is no array of a GPU nothing is done."""
    module: Any = MODULES.get(type(array), np) if SEVERAL else np
    if module is np or module is NOT_HERE or array.device.id == module.cuda.runtime.getDevice():
        return HERE
    return array.device


class There:
    """An array of a GPU, to be written to from wherever CuPy computes."""

    __slots__ = ("array",)

    def __init__(self, array: Any) -> None:
        self.array = array

    def __setitem__(self, index: Any, value: Any) -> None:
        with at(self.array):
            self.array[index] = value


def is_array(value: Any) -> bool:
    return type(value) in MODULES


def address(array: Any) -> int:
    """Where the first element lies."""
    return int(array.ctypes.data if type(array) is np.ndarray else array.data.ptr)


def memory_of(array: Any) -> Any:
    """The memory in which an array lies, as an object to compare by ``is``: views of one memory have the same."""
    return owner(array) if type(array) is np.ndarray else array.data.mem


def owner(array: Any) -> Any:
    """The array whose memory this one looks at; itself if it looks at no other's, or at memory that is no array's."""
    while True:
        base = array.base
        if base is not None and type(base) not in MODULES:
            base = getattr(base, "base", None)  # NumPy's as_strided puts an object of its own in between
        if type(base) not in MODULES:
            return array if type(array) is np.ndarray else _allocated(array)
        array = base


def as_strided(array: Any, shape: Sequence[int], strides: Sequence[int]) -> Any:
    """A view with this shape, and with these strides in bytes. Nothing is checked."""
    xp = array_module(array)
    if xp is not np:
        _remember(array)
    return xp.lib.stride_tricks.as_strided(array, tuple(shape), tuple(strides))


# CuPy's as_strided makes arrays without a base. So the memory itself notes as what it was allocated: numbers only, for
# an array would hold its memory, and the memory the array.


def _remember(array: Any) -> None:
    memory = array.data.mem
    if getattr(memory, "allocated_as", None) is None:
        whole = owner(array)
        try:
            memory.allocated_as = (whole.data.ptr - memory.ptr, whole.shape, whole.dtype, whole.strides)
        except AttributeError:  # memory that is not of CuPy's pool takes no notes
            pass


def _allocated(array: Any) -> Any:
    """An array like the one for which CuPy allocated this memory; ``array`` itself where that is it, or not known."""
    memory = array.data.mem
    noted = getattr(memory, "allocated_as", None)
    if noted is None or (array.data.ptr - memory.ptr, array.shape, array.dtype, array.strides) == noted:
        return array
    start, shape, dtype, strides = noted
    cupy = array_module(array)
    return cupy.ndarray(shape, dtype, cupy.cuda.MemoryPointer(memory, start), strides)


def is_whole(array: Any) -> bool:
    """Whether an array may be written to, and is no view of another's memory."""
    if array.base is not None:
        return False
    return array.flags.writeable if type(array) is np.ndarray else not hasattr(array.data.mem, "allocated_as")


def strided(array: Any, shape: Sequence[int], stride: Sequence[int], start: int) -> Any:
    """A view of the memory in which ``array`` lies: its first element is ``start`` elements behind the array's first,
    neighbours along each axis are ``stride`` elements apart. IndexError if that leads out of the memory."""
    memory, unit = owner(array), array.itemsize
    before = 0 if memory is array else address(array) - address(memory)  # in bytes, as all that follows
    last = start + sum([(n - 1) * step for n, step in zip(shape, stride, strict=True)])
    if 0 not in shape and not (0 <= before + start * unit and before + (last + 1) * unit <= memory.nbytes):
        raise IndexError(f"elements {start} to {last} lie outside the memory of {memory.nbytes} bytes")
    steps = tuple([step * unit for step in stride])
    if type(array) is np.ndarray and memory.flags.forc:  # many times faster than NumPy's as_strided
        line = memory.reshape(-1, order="A").view(np.uint8)
        return np.ndarray(tuple(shape), array.dtype, line, 0 if 0 in shape else before + start * unit, steps)
    if start < 0:
        line = as_strided(memory, (memory.nbytes // memory.itemsize,), (memory.itemsize,)).view(array.dtype)
        array, start = line, start + before // unit
    first = as_strided(array, (start + 1,), (unit,))[start:] if start else array
    return as_strided(first, shape, steps)


def out_of_range(numbers: Any, count: int, but: int | None = None) -> Any:
    """Which of these integers are none of 0 ... count - 1, nor ``but``. Read as unsigned, a negative one is large: so
    a GPU has one comparison to make instead of three."""
    bad = numbers.view(f"u{numbers.itemsize}") >= count
    return bad if but is None else bad & (numbers != but)


def has_gaps(array: Any) -> bool:
    """Whether memory that is not the array's lies between its elements."""
    span = sum((n - 1) * abs(s) for n, s in zip(array.shape, array.strides, strict=True)) + array.itemsize
    return bool(array.size) and span != array.nbytes


def overlap_partly(a: Any, b: Any) -> bool:
    """Whether two arrays without gaps share some memory, but not as the very same elements."""
    if has_gaps(a) or has_gaps(b) or same_elements(a, b):
        return False
    start, other = address(a), address(b)
    return start < other + b.nbytes and other < start + a.nbytes


def same_elements(a: Any, b: Any) -> bool:
    """Whether two arrays are the same view of the same memory."""
    if a.shape != b.shape or address(a) != address(b):
        return False
    return all(s == t or n <= 1 for n, s, t in zip(a.shape, a.strides, b.strides, strict=True))
