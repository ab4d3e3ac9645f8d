"""Tensors in Python's own hands: numbers, truth, lists, loops, ``in``, formatting."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.device import CPU, to_device
from autograd_lab.backend.standin import StandIn
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError, GraphError, ShapeError
from autograd_lab.functional.questions import one_truth
from autograd_lab.functional.registry import method
from autograd_lab.tensor.promotion import is_number
from autograd_lab.tensor.tensor import Tensor, make


def plain(array: Any) -> np.ndarray[Any, Any]:
    """On the host, in a dtype whose numbers Python has: bfloat16 as float32."""
    host = to_device(array.of.values() if type(array) is StandIn else array, CPU)
    return host.astype(np.float32) if host.dtype.kind == "V" else host


@method
def item(self: Tensor) -> Any:
    """The one element as a Python number; RuntimeError if there is not exactly one."""
    if self.array.size != 1:
        raise ShapeError("item.size", shape=tuple(self.shape))
    return plain(self.array).item()


@method
def tolist(self: Tensor) -> Any:
    """The elements as nested Python lists; of a 0-d tensor its number."""
    return plain(self.array).tolist()


def _number(self: Tensor) -> Any:
    """``item`` for Python's own conversions, of which PyTorch says ValueError."""
    if self.array.size != 1:
        raise ArgumentError("item.size", shape=tuple(self.shape))
    return plain(self.array).item()


def _real_number(self: Tensor, wanted: str) -> Any:
    """The number without its imaginary part, which must be 0."""
    value = _number(self)
    if not isinstance(value, complex):
        return value
    if value.imag:
        raise DtypeError("item.complex", value=value, wanted=wanted)
    return value.real


@method
def __bool__(self: Tensor) -> bool:
    return one_truth(self)


@method
def __float__(self: Tensor) -> float:
    return float(_real_number(self, "float"))


@method
def __int__(self: Tensor) -> int:
    return int(_real_number(self, "int"))


@method
def __complex__(self: Tensor) -> complex:
    return complex(_number(self))


@method
def __index__(self: Tensor) -> int:
    if self.array.dtype.kind not in "bui" or self.array.size != 1:
        raise ArgTypeError("index.not_int", dtype=self.dtype, shape=tuple(self.shape))
    return int(self.array.item())


@method
def __iter__(self: Tensor) -> Any:
    if self.array.ndim == 0:
        raise ArgTypeError("iter.zero_dim")
    return iter(self.unbind(0))


@method
def __reversed__(self: Tensor) -> Tensor:
    return self.flip(0) if self.ndim else self


@method
def __contains__(self: Tensor, element: Any) -> bool:
    if not isinstance(element, Tensor) and not is_number(element):
        raise DtypeError("contains.type", got=type(element).__name__)
    return bool((self == element).any())


@method
def __delitem__(self: Tensor, key: Any) -> None:
    raise ArgTypeError("tensor.delete")


@method
def __format__(self: Tensor, format_spec: str) -> str:
    """``f"{loss:.4f}"`` formats the number of a 0-d tensor; others only print."""
    if self.array.ndim == 0:
        return format(plain(self.array).item(), format_spec)
    return object.__format__(self, format_spec)


# -- element by element, in Python -------------------------------------------------------------------------------------


@method
def apply_(self: Tensor, callable: Any) -> Tensor:
    """``callable`` called on each element, its result written back. Slow: for what no function does."""
    return _write_each(self, callable)


@method
def map_(self: Tensor, tensor: Tensor, callable: Any) -> Tensor:
    """``callable(own, other)`` on each pair of elements, its result written back."""
    return _write_each(self, callable, tensor.expand(self.shape))


def _write_each(self: Tensor, callable: Any, *others: Tensor) -> Tensor:
    if self.is_cuda:
        raise ArgTypeError("apply.host_only", device=self.device)
    if self.requires_grad or any(other.requires_grad for other in others):
        raise GraphError("apply.requires_grad")
    columns = [plain(x.array).ravel().tolist() for x in (self, *others)]
    drawn = np.array([callable(*row) for row in zip(*columns, strict=True)], plain(self.array).dtype)
    return self.copy_(make(drawn.reshape(self.array.shape)))
