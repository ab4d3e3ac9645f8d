"""From one dtype or device to another, out of the graph, and out of the library."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.arrays import address
from autograd_lab.backend.device import CPU, as_device, settled, to_device
from autograd_lab.backend.dtypes import as_dtype, dtype
from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError, ShapeError
from autograd_lab.functional.registry import both, method
from autograd_lab.ops.elementary import Cast
from autograd_lab.ops.movement import Alias
from autograd_lab.tensor import autodiff
from autograd_lab.tensor.apply import apply, move
from autograd_lab.tensor.tensor import Tensor, accumulator, keep_grad, make, refresh


@method
def to(self: Tensor, *args: Any, dtype: Any = None, device: Any = None, non_blocking: bool = False,
       copy: bool = False) -> Tensor:  # fmt: skip
    """``x.to(dtype)``, ``x.to(device)``, ``x.to(device, dtype)``, ``x.to(other)``; x itself if nothing changes."""
    for arg in args:
        if isinstance(arg, Tensor):
            dtype, device = arg.dtype, arg.device
        elif isinstance(arg, (dtypes.dtype, builtins.type)):
            dtype = arg
        elif isinstance(arg, bool):
            pass  # non_blocking given by position
        elif arg is not None:
            device = arg
    out = self
    if device is not None:
        target = settled(as_device(device))
        out = out if out.device == target else move(out, target)
    if dtype is not None and as_dtype(dtype).numpy != out.array.dtype:
        out = apply(Cast, out, dtype=as_dtype(dtype).numpy)
    return self.clone() if out is self and copy else out


@method
def cpu(self: Tensor) -> Tensor:
    """This tensor in host memory."""
    return to(self, CPU)


@method
def cuda(self: Tensor, device: Any = None) -> Tensor:
    """This tensor on a GPU."""
    return to(self, "cuda" if device is None else device)


@method
def type(self: Tensor, dtype: Any = None) -> Any:
    """The name of the tensor's type, or the tensor in another dtype."""
    return f"torch.{_TYPE_NAMES[self.dtype.name]}Tensor" if dtype is None else to(self, as_dtype(dtype))


_TYPE_NAMES = {
    "bool": "Bool", "uint8": "Byte", "int8": "Char", "int16": "Short", "int32": "Int", "int64": "Long",
    "float16": "Half", "float32": "Float", "float64": "Double", "complex64": "ComplexFloat",
    "complex128": "ComplexDouble",
}  # fmt: skip


@method
def type_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the dtype of ``other``."""
    return to(self, other.dtype)


def _cast_method(name: str, target: dtype) -> None:
    def fn(self: Tensor) -> Tensor:
        return to(self, target)

    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = f"This tensor as {target}."
    method(fn)


for _name, _dtype in {
    "float": dtypes.float32, "double": dtypes.float64, "half": dtypes.float16, "int": dtypes.int32,
    "long": dtypes.int64, "short": dtypes.int16, "bool": dtypes.bool_,
}.items():  # fmt: skip
    _cast_method(_name, _dtype)


@both
def detach(input: Tensor) -> Tensor:
    """The same memory, cut off from the graph."""
    out = make(input.array.view())  # an object of its own: the graph tells saved arrays apart by identity
    out._writes = input._writes
    return out


@method
def detach_(self: Tensor) -> Tensor:
    """Cut this tensor off from its graph; RuntimeError for a view."""
    if self._view is not None and self._base is not None:
        raise GraphError("detach.view")
    self._node, self._index, self._requires_grad = None, 0, False
    return self


@both
def is_inference(input: Tensor) -> bool:
    """Whether the tensor was made in ``inference_mode``."""
    return input._inference


@both
def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is a floating-point one."""
    return input.dtype.is_floating_point


@method
def requires_grad_(self: Tensor, requires_grad: bool = True) -> Tensor:
    """Ask for gradients of this leaf (or no longer)."""
    self.requires_grad = requires_grad
    return self


@method
def backward(self: Tensor, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
             inputs: Any = None) -> None:  # fmt: skip
    """Add the gradient of this tensor to the ``.grad`` of every leaf it was computed from; see autograd.backward."""
    autodiff.backward(self, gradient, retain_graph, create_graph, inputs)


@method
def retain_grad(self: Tensor) -> None:
    """Keep ``.grad`` of this tensor although it is not a leaf."""
    refresh(self)
    if not self._requires_grad:
        raise GraphError("retain_grad.no_graph")
    if self._node is None or self.retains_grad:
        return
    self.retains_grad = True
    keep_grad(self)


class RemovableHandle:
    """Takes a hook off again: ``handle.remove()``."""

    def __init__(self, hooks: list[Any], entry: Any) -> None:
        self._hooks, self._entry = hooks, entry

    def remove(self) -> None:
        """Take off this one hook, also where the same function hangs twice; a second call does nothing."""
        hooks, self._hooks = self._hooks, []
        for i, entry in enumerate(hooks):
            if entry is self._entry:
                del hooks[i]
                return

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.remove()


@method
def register_hook(self: Tensor, hook: Any) -> RemovableHandle:
    """Call ``hook(grad)`` when backward reaches this tensor; what it returns, if anything, replaces the gradient."""
    refresh(self)
    if not self._requires_grad:
        raise GraphError("hook.no_grad")
    if self._node is None:
        self._hooks = [] if self._hooks is None else self._hooks
        accumulator(self).retained = self._hooks
        hooks = self._hooks
    else:
        hooks = self._node.retained = [] if self._node.retained is None else self._node.retained
    entry = (self._index, False, hook)
    hooks.append(entry)
    return RemovableHandle(hooks, entry)


@method
def item(self: Tensor) -> Any:
    """The one element as a Python number; RuntimeError if there is not exactly one."""
    if self.array.size != 1:
        raise ShapeError("item.size", shape=tuple(self.shape))
    return self.array.item()


def _number(self: Tensor) -> Any:
    """``item`` for Python's own conversions, of which PyTorch says ValueError."""
    if self.array.size != 1:
        raise ArgumentError("item.size", shape=tuple(self.shape))
    return self.array.item()


@method
def tolist(self: Tensor) -> Any:
    """The elements as nested Python lists."""
    return self.array.tolist()


@method
def numpy(self: Tensor, *, force: bool = False) -> np.ndarray[Any, Any]:
    """The tensor's memory as a NumPy array; with ``force`` detached and copied to the host first."""
    if force:
        return to_device(self.array, CPU)
    if self.requires_grad:
        raise GraphError("numpy.requires_grad")
    if self.device.type != "cpu":
        raise ArgTypeError("numpy.cuda", device=self.device)
    return self.array


@method
def __array__(self: Tensor, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
    array = numpy(self)
    if dtype is not None and np.dtype(dtype) != array.dtype:
        return array.astype(dtype)
    return array.copy() if copy else array


@method
def __bool__(self: Tensor) -> bool:
    if self.array.size != 1:
        raise ShapeError("bool.size", shape=tuple(self.shape))
    return bool(self.array.item())


@method
def __float__(self: Tensor) -> float:
    return float(_number(self))


@method
def __int__(self: Tensor) -> int:
    return int(_number(self))


@method
def __index__(self: Tensor) -> int:
    if self.array.dtype.kind not in "bui" or self.array.size != 1:
        raise ArgTypeError("index.not_int", dtype=self.dtype, shape=tuple(self.shape))
    return int(self.array.item())


@method
def __iter__(self: Tensor) -> Any:
    if self.array.ndim == 0:
        raise ArgTypeError("iter.zero_dim")
    return iter(self[i] for i in range(self.array.shape[0]))


@method
def __contains__(self: Tensor, value: Any) -> bool:
    return bool((self == value).any())


@method
def alias(self: Tensor) -> Tensor:
    """The same tensor as a new object in the graph."""
    return apply(Alias, self)


@method
def element_size(self: Tensor) -> int:
    """Bytes per element."""
    return int(self.array.itemsize)


@method
def data_ptr(self: Tensor) -> int:
    """The address of the first element."""
    return address(self.array)
