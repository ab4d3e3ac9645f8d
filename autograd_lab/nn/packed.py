"""Sequences of different lengths in one tensor, without padding."""

from __future__ import annotations

from typing import Any, NamedTuple

from autograd_lab.backend import dtypes
from autograd_lab.errors import ArgumentError, DataError
from autograd_lab.tensor import Tensor


class _Fields(NamedTuple):
    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None
    unsorted_indices: Tensor | None


class PackedSequence(_Fields):
    """What ``pack_padded_sequence`` and ``pack_sequence`` make, and what recurrent layers take and give.

    data (N, ...): all first elements, then all second ones, and so on, the longest sequence first each time.
    batch_sizes (T): how many sequences have an element at each time, on the CPU.
    sorted_indices, unsorted_indices (B): from the caller's order to that of the data, and back; None if it is the same.
    """

    __slots__ = ()

    def __new__(cls, data: Any, batch_sizes: Tensor | None = None, sorted_indices: Tensor | None = None,
                unsorted_indices: Tensor | None = None) -> PackedSequence:  # fmt: skip
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is None:
            if not isinstance(data, (tuple, list)) or len(data) != 2:
                raise DataError("packed.pair", got=type(data).__name__)
            data, batch_sizes = data
        elif batch_sizes.device.type != "cpu":
            raise ArgumentError("packed.sizes_device", device=batch_sizes.device)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)  # type: ignore[arg-type]

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """``data.to(...)``; the indices follow to its device."""
        data = self.data.to(*args, **kwargs)
        if data is self.data:
            return self
        indices = (None if index is None else index.to(data.device) for index in self[2:])
        return type(self)(data, self.batch_sizes, *indices)

    def cpu(self) -> PackedSequence:
        """In host memory."""
        return self.to("cpu")

    def cuda(self, device: Any = "cuda") -> PackedSequence:
        """On a GPU."""
        return self.to(device)

    def pin_memory(self) -> PackedSequence:
        """In pinned memory of the host, the indices too."""
        indices = (None if index is None else index.pin_memory() for index in self[2:])
        return type(self)(self.data.pin_memory(), self.batch_sizes, *indices)

    def is_pinned(self) -> bool:
        """Whether the data lies in pinned memory."""
        return self.data.is_pinned()

    @property
    def is_cuda(self) -> bool:
        """Whether the data lies on a GPU."""
        return self.data.is_cuda


def _cast_method(name: str, kind: dtypes.dtype) -> None:
    def cast(self: PackedSequence) -> PackedSequence:
        return self.to(dtype=kind)

    cast.__name__, cast.__qualname__, cast.__doc__ = name, f"PackedSequence.{name}", f"The data as {kind.name}."
    setattr(PackedSequence, name, cast)


for _name, _kind in (("double", dtypes.float64), ("float", dtypes.float32), ("half", dtypes.float16),
                     ("long", dtypes.int64), ("int", dtypes.int32), ("short", dtypes.int16),
                     ("char", dtypes.int8), ("byte", dtypes.uint8)):  # fmt: skip
    _cast_method(_name, _kind)


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The permutation that undoes ``permutation``."""
    return None if permutation is None else permutation.argsort()
