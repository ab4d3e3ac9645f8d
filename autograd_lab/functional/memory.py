"""Where the elements lie: addresses, and the memory behind a tensor and its views."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.arrays import address, owner, same_elements
from autograd_lab.backend.device import device, device_of
from autograd_lab.functional.registry import both, function, method
from autograd_lab.tensor.tensor import Tensor


@method
def data_ptr(self: Tensor) -> int:
    """The address of the first element; 0 if there is none."""
    return address(self.array) if self.array.size else 0


@method
def is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Whether both are the same view of the same memory."""
    return same_elements(self.array, tensor.array)


@method
def element_size(self: Tensor) -> int:
    """Bytes per element."""
    return int(self.array.itemsize)


# -- the memory itself -------------------------------------------------------------------------------------------------


class UntypedStorage:
    """The memory behind a tensor and its views, as bytes; enough to ask whether two tensors share it."""

    def __init__(self, array: Any) -> None:
        self._owner = owner(array)

    def data_ptr(self) -> int:
        """The address of the first byte; 0 if there is none."""
        return address(self._owner) if self._owner.size else 0

    def nbytes(self) -> int:
        """How many bytes there are."""
        return int(self._owner.nbytes)

    size = __len__ = nbytes

    @property
    def device(self) -> device:
        return device_of(self._owner)

    def __repr__(self) -> str:
        return f"[torch.UntypedStorage(device={self.device}) of size {self.nbytes()}]"


@method
def untyped_storage(self: Tensor) -> UntypedStorage:
    """The memory behind this tensor; that of its views is the same."""
    return UntypedStorage(self.array)


@function
def is_storage(obj: Any) -> bool:
    """Whether ``obj`` is a tensor's memory."""
    return isinstance(obj, UntypedStorage)


@method
def share_memory_(self: Tensor) -> Tensor:
    """The tensor itself: NumPy's memory is not shared between processes."""
    return self


@both
def get_device(input: Tensor) -> int:
    """The index of the GPU; -1 on the host."""
    index = input.device.index
    return -1 if index is None else index
