"""Where a tensor's elements lie: addresses, sizes, devices."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.arrays import address, same_elements
from autograd_lab.backend.device import as_device
from autograd_lab.backend.pinned import is_pinned, pinned
from autograd_lab.functional.registry import both, method
from autograd_lab.ops.elementary import ToDevice
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor


@method
def data_ptr(self: Tensor) -> int:
    """The address of the first element; 0 if there is none."""
    return address(self.array) if self.array.size else 0


@method
def pin_memory(self: Tensor, device: Any = None) -> Tensor:
    """The tensor in page-locked memory of the host, from which a GPU copies while the host goes on: itself if it is
    there already. RuntimeError without a GPU, and for a tensor on one. ``device`` is taken for PyTorch's sake."""
    if device is not None:
        as_device(device)
    return self if is_pinned(self.array) else apply(ToDevice, self, move=pinned, back=lambda gradient: gradient)


@method
def is_set_to(self: Tensor, tensor: Tensor) -> bool:
    """Whether both are the same view of the same memory."""
    return same_elements(self.array, tensor.array)


@method
def element_size(self: Tensor) -> int:
    """Bytes per element."""
    return int(self.array.itemsize)


@method
def share_memory_(self: Tensor) -> Tensor:
    """The tensor itself: NumPy's memory is not shared between processes."""
    return self


@both
def get_device(input: Tensor) -> int:
    """The index of the GPU; -1 on the host."""
    index = input.device.index
    return -1 if index is None else index
