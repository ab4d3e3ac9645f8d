"""The memory behind tensors: one line of elements, at which a tensor and its views look in their own ways."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend import dtypes
from autograd_lab.backend.arrays import address, array_module, owner, strided
from autograd_lab.backend.device import CPU, device, device_of, to_device
from autograd_lab.errors import ArgTypeError, DimError, DtypeError, GraphError, ShapeError
from autograd_lab.functional.arguments import listed
from autograd_lab.functional.registry import function, method
from autograd_lab.graph.modes import modes
from autograd_lab.ops.strided import end_of
from autograd_lab.tensor.inplace import check_writable
from autograd_lab.tensor.tensor import Tensor


class UntypedStorage:
    """The memory as bytes."""

    def __init__(self, line: Any) -> None:
        self._line = line

    def data_ptr(self) -> int:
        """The address of the first byte; 0 if there is none."""
        return address(self._line) if self._line.size else 0

    def nbytes(self) -> int:
        """How many bytes there are."""
        return int(self._line.nbytes)

    def __len__(self) -> int:
        return int(self._line.size)

    size = __len__

    @property
    def device(self) -> device:
        """Where the memory is."""
        return device_of(self._line)

    @property
    def is_cuda(self) -> bool:
        """Whether it is that of a GPU."""
        return self.device.type == "cuda"

    def __getitem__(self, index: int) -> Any:
        return to_device(self._line[self._place(index)], CPU).item()

    def __setitem__(self, index: int, value: Any) -> None:
        self._line[self._place(index)] = value

    def _place(self, index: Any) -> slice:
        """One element as a slice; RuntimeError for what is no integer, IndexError outside."""
        if not hasattr(index, "__index__"):
            raise DtypeError("storage.index", storage=type(self).__name__, got=type(index).__name__)
        if not -len(self) <= index < len(self):
            raise DimError("storage.range", index=index, size=len(self))
        place = int(index) % len(self)
        return slice(place, place + 1)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def tolist(self) -> list[Any]:
        """The elements as Python numbers."""
        line = to_device(self._line, CPU)
        return (line.astype(np.float32) if line.dtype.kind == "V" else line).tolist()

    def _notes(self) -> str:
        return f"device={self.device}"

    def __repr__(self) -> str:
        lines = "\n ".join(str(value) for value in self.tolist())
        return f" {lines}\n[torch.storage.{type(self).__name__}({self._notes()}) of size {len(self)}]"


class TypedStorage(UntypedStorage):
    """The memory as elements of one dtype."""

    @property
    def dtype(self) -> dtypes.dtype:
        """The type of the elements."""
        return dtypes.from_numpy_dtype(self._line.dtype)

    def element_size(self) -> int:
        """Bytes per element."""
        return int(self._line.itemsize)

    def fill_(self, value: Any) -> TypedStorage:
        """Every element set to ``value``."""
        self._line[...] = value
        return self

    def untyped(self) -> UntypedStorage:
        """The same memory as bytes."""
        return UntypedStorage(self._line.view(np.uint8))

    def _notes(self) -> str:
        return f"dtype={self.dtype}, {super()._notes()}"


def line_of(x: Tensor, dtype: Any) -> Any:
    """All of the memory that x looks at, in order, as elements of ``dtype``."""
    return owner(x.array).ravel(order="K").view(dtype)


@method
def untyped_storage(self: Tensor) -> UntypedStorage:
    """The memory behind this tensor, as bytes; that of its views is the same."""
    return UntypedStorage(line_of(self, np.uint8))


@method
def storage(self: Tensor) -> TypedStorage:
    """The memory behind this tensor, as its elements in the order in which they lie."""
    return TypedStorage(line_of(self, self.array.dtype))


@function
def is_storage(obj: Any) -> bool:
    """Whether ``obj`` is a tensor's memory."""
    return isinstance(obj, UntypedStorage)


@method
def set_(self: Tensor, source: Any = None, storage_offset: int = 0, size: Any = None, stride: Any = None) -> Tensor:
    """Let this tensor look at other memory: that of a tensor, or a storage, or none at all.

    With ``size`` it reads that many elements, ``stride`` apart and from ``storage_offset`` on. RuntimeError if it
    would have to be recorded, for another dtype, and outside of the memory.
    """
    if source is not None and not isinstance(source, (Tensor, UntypedStorage)):
        raise ArgTypeError("set.source", got=type(source).__name__)
    check_writable(self, source)
    if modes.grad_enabled and (self.requires_grad or (isinstance(source, Tensor) and source.requires_grad)):
        raise GraphError("set.recorded")
    self.array = _read(self, source, storage_offset, size, stride)
    self._base = self._view = None
    self._writes[0] += 1
    if watch.watchers:
        watch.tell("moved", self)
    return self


def _read(x: Tensor, source: Any, offset: int, size: Any, stride: Any) -> Any:
    """An array on the memory of ``source``, as set_ reads it."""
    if source is None:
        return array_module(x.array).zeros(0, dtype=x.array.dtype)
    if isinstance(source, Tensor) and source.array.dtype != x.array.dtype:
        raise DtypeError("set.dtype", got=source.dtype, dtype=x.dtype)
    if isinstance(source, Tensor) and size is None:
        return source.array.view()
    line = line_of(source, x.array.dtype) if isinstance(source, Tensor) else source._line.view(x.array.dtype)
    shape = (line.size - offset,) if size is None else listed(size, "set_")
    steps = tuple(prod(shape[i + 1 :]) for i in range(len(shape))) if stride is None else listed(stride, "set_")
    if len(steps) != len(shape):
        raise ShapeError("as_strided.count", size=shape, stride=steps)
    needed = end_of((shape, steps, offset))
    if min((*shape, *steps, offset)) < 0:
        raise ShapeError("as_strided.negative", size=shape, stride=steps, offset=offset)
    if needed > line.size:
        raise ShapeError("as_strided.outside", size=shape, stride=steps, offset=offset, needed=needed, held=line.size)
    return strided(line, shape, steps, offset)
