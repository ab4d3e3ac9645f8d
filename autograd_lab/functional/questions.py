"""What a tensor is: yes or no, and how many."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend import pinned
from autograd_lab.backend.device import as_device
from autograd_lab.backend.layout import strided
from autograd_lab.errors import ShapeError
from autograd_lab.functional.registry import both, method
from autograd_lab.tensor.tensor import Tensor


@both
def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is a floating-point one."""
    return input.dtype.is_floating_point


@both
def is_complex(input: Tensor) -> bool:
    """Whether the dtype is a complex one."""
    return input.dtype.is_complex


@both
def is_signed(input: Tensor) -> bool:
    """Whether the dtype has negative numbers."""
    return input.dtype.is_signed


@both
def is_inference(input: Tensor) -> bool:
    """Whether the tensor was made in ``inference_mode``."""
    return input._inference


@both
def is_nonzero(input: Tensor) -> bool:
    """Whether the one element is not zero; RuntimeError if there is not exactly one."""
    return one_truth(input)


def one_truth(x: Tensor) -> bool:
    if x.array.size != 1:
        raise ShapeError("bool.size", shape=tuple(x.shape))
    return bool(x.array.item())


@both
def is_distributed(input: Tensor) -> bool:
    """False: no tensor is spread over machines."""
    return False


@method
def is_pinned(self: Tensor, device: Any = None) -> bool:
    """Whether the tensor lies in page-locked memory of the host; see ``pin_memory``."""
    if device is not None:
        as_device(device)
    return pinned.is_pinned(self.array)


@method
def is_shared(self: Tensor) -> bool:
    """Whether other processes could see the memory: only that of a GPU."""
    return self.is_cuda


@method
def to_dense(self: Tensor) -> Tensor:
    """The tensor itself: all tensors here are dense."""
    return self


@method
def dense_dim(self: Tensor) -> int:
    """The number of dims, all of them dense."""
    return self.ndim


@method
def sparse_dim(self: Tensor) -> int:
    """0: no dim is sparse."""
    return 0


def _constant(name: str, value: Any) -> None:
    setattr(Tensor, name, property(lambda self: value))


for _kind in ("sparse", "sparse_csr", "quantized", "meta", "mkldnn", "nested", "mps", "xpu", "xla", "vulkan", "ipu",
              "maia", "mtia"):  # fmt: skip
    _constant(f"is_{_kind}", False)
_constant("layout", strided)
_constant("name", None)
Tensor.is_cpu = property(lambda self: not self.is_cuda)  # type: ignore[attr-defined]
