"""Moving a whole module: to another device, to another floating-point dtype."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.device import as_device, to_device
from autograd_lab.backend.dtypes import as_dtype
from autograd_lab.errors import ArgTypeError
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn.parameter import is_lazy
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.tensor import make


def convert(self: Any, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Any:
    """Replace the memory of every parameter, its gradient and every buffer by that of ``fn(tensor)``.

    All is computed before anything changes, so a failure (a missing GPU, full memory) leaves the module as it was.
    A module below whose class has an ``_apply`` of its own is then asked to do it itself.
    """
    plain, own_way = [self], []
    for module in plain if recurse else ():
        for child in module.children():
            (plain if type(child)._apply is convert else own_way).append(child)
    with no_grad():
        members = [t for module in plain for t in (*module.parameters(False), *module.buffers(False))]
        tensors = {id(t): t for t in members}
        tensors |= {id(t.grad): t.grad for t in tuple(tensors.values()) if t.is_leaf and t.grad is not None}
        moved = [(tensor, fn(tensor).array) for tensor in tensors.values()]
    for tensor, array in moved:
        tensor.array = array  # the same Parameter object: an optimizer that holds it keeps working
    for module in own_way:
        module._apply(fn)
    return self


def to(self: Any, *args: Any, device: Any = None, dtype: Any = None, non_blocking: bool = False,
       memory_format: Any = None) -> Any:  # fmt: skip
    """``model.to(device)``, ``model.to(dtype)``, ``model.to(device, dtype)``, ``model.to(tensor)``,
    ``model.to(memory_format=torch.channels_last)``.

    Works in place and returns the module. Only floating-point members change their dtype, and only members of four
    or five dims their memory format.
    """
    for arg in args:
        if isinstance(arg, Tensor):
            device, dtype = arg.device, arg.dtype
        elif isinstance(arg, (dtypes.dtype, type)):
            dtype = arg
        elif arg is not None and not isinstance(arg, bool):
            device = arg
    target = None if device is None else as_device(device)
    kind = None if dtype is None else as_dtype(dtype)
    if kind is not None and kind.category < 2:
        raise ArgTypeError("nn.module.to_dtype", dtype=kind)

    def move(t: Any) -> Tensor:
        wanted = kind if kind is not None and t.dtype.category >= 2 else None
        if is_lazy(t):
            return t.moved(target, wanted)
        layout = memory_format if t.ndim in (4, 5) else None
        return t.to(device=target, dtype=wanted, memory_format=layout)

    return self._apply(move)


def cpu(self: Any) -> Any:
    """Everything in host memory."""
    return to(self, "cpu")


def cuda(self: Any, device: Any = None) -> Any:
    """Everything on a GPU."""
    return to(self, "cuda" if device is None else device)


def as_float(self: Any) -> Any:
    """Floating-point members as float32."""
    return to(self, dtypes.float32)


def as_double(self: Any) -> Any:
    """Floating-point members as float64."""
    return to(self, dtypes.float64)


def as_half(self: Any) -> Any:
    """Floating-point members as float16."""
    return to(self, dtypes.float16)


def as_bfloat16(self: Any) -> Any:
    """Floating-point members as bfloat16."""
    return to(self, dtypes.bfloat16)


def as_type(self: Any, dst_type: Any) -> Any:
    """Every member as ``dst_type``."""
    kind = as_dtype(dst_type)
    return self._apply(lambda t: t.moved(dtype=kind) if is_lazy(t) else t.to(kind))


def to_empty(self: Any, *, device: Any, recurse: bool = True) -> Any:
    """New memory on ``device`` for everything, whose numbers are still to be set."""
    target = as_device(device)

    def emptied(t: Any) -> Tensor:
        return t.moved(target) if is_lazy(t) else make(to_device(np.empty(t.array.shape, t.array.dtype), target))

    return self._apply(emptied, recurse)


def share_memory(self: Any) -> Any:
    """The module itself: NumPy's memory is not shared between processes. Each worker has its own copy."""
    return self


def compile(self: Any, *args: Any, **kwargs: Any) -> None:
    """Let calls of this module be recorded and replayed. The arguments are those of ``torch.compile(model)``, which
    makes another Module instead."""
    importlib.import_module("autograd_lab.compiler").in_place(self, *args, **kwargs)  # loaded on first use
