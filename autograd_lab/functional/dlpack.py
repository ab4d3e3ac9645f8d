"""DLPack: arrays of any library that speaks it, without a copy (https://dmlc.github.io/dlpack).

The other library gives a capsule, which can be opened once; the array libraries below do the opening.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import cuda, dtypes
from autograd_lab.backend.device import as_device
from autograd_lab.errors import ExportError, ShapeError
from autograd_lab.functional.registry import function, method
from autograd_lab.tensor.tensor import Tensor, make

HOST, GPU = 1, 2  # DLPack's numbers of devices


@method
def __dlpack__(self: Tensor, *, stream: Any = None, max_version: Any = None, dl_device: Any = None,
               copy: bool | None = None) -> Any:  # fmt: skip
    """A capsule with this tensor's memory. BufferError while it requires grad."""
    if self.requires_grad:
        raise ExportError("dlpack.requires_grad")
    asked = {"stream": stream, "max_version": max_version, "dl_device": dl_device, "copy": copy}
    return capsule(self, **{name: value for name, value in asked.items() if value is not None})


def capsule(x: Tensor, **asked: Any) -> Any:
    """What the array's own library exports; BufferError for bfloat16, which NumPy cannot."""
    if x.array.dtype.kind == "V":
        raise ExportError("dlpack.bfloat16")
    return x.array.__dlpack__(**asked)


@method
def __dlpack_device__(self: Tensor) -> tuple[int, int]:
    """Kind and index of the device, in DLPack's numbers."""
    return (GPU, self.device.index or 0) if self.is_cuda else (HOST, 0)


@function
def to_dlpack(tensor: Tensor) -> Any:
    """A capsule with the tensor's memory, for ``from_dlpack`` of another library; it can be opened once."""
    return capsule(tensor)


class _Opened:
    """A bare capsule in the form that array libraries read from."""

    def __init__(self, held: Any) -> None:
        self.held = held

    def __dlpack__(self, **asked: Any) -> Any:
        return self.held

    def __dlpack_device__(self) -> tuple[int, int]:
        return HOST, 0


@function
def from_dlpack(ext_tensor: Any, *, device: Any = None, copy: bool | None = None) -> Tensor:
    """A tensor on the memory of ``ext_tensor``: an object with ``__dlpack__`` (NumPy's arrays, PyTorch's and JAX's
    tensors), or a capsule of the host, through which NumPy only lets one read. With ``device`` or ``copy`` it is
    moved or copied.

    RuntimeError for what is neither, or for a capsule opened before; BufferError if its owner refuses.
    """
    source = ext_tensor if hasattr(ext_tensor, "__dlpack__") else _Opened(ext_tensor)
    xp = np if source.__dlpack_device__()[0] == HOST else cuda.cupy()
    try:
        array = xp.from_dlpack(_fitting(source))
    except ValueError:
        raise ShapeError("dlpack.capsule", got=type(ext_tensor).__name__) from None
    dtypes.from_numpy_dtype(array.dtype)
    out = make(array)
    if device is not None and out.device != as_device(device):
        return out.to(device)
    return out.clone() if copy else out


def _fitting(source: Any) -> Any:
    """BufferError for a tensor that requires grad, before the array library asks it."""
    if isinstance(source, Tensor) and not source.requires_grad and source.array.dtype.kind != "V":
        return source.array
    return source
