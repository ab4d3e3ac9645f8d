"""From one dtype or device to another."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.device import CPU, as_device, settled
from autograd_lab.backend.dtypes import as_dtype, dtype
from autograd_lab.backend.layout import check_format, memory_format as Format, preserve_format
from autograd_lab.errors import ArgumentError, DtypeError
from autograd_lab.functional.explain import explained
from autograd_lab.functional.registry import function, method
from autograd_lab.ops.elementary import Cast
from autograd_lab.tensor.apply import apply, move
from autograd_lab.tensor.tensor import Tensor

Target = tuple[Any, Any, bool, Any, bool]  # device, dtype, copy, memory format, non_blocking; None where it stays


@method
def to(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """``x.to(dtype)``, ``x.to(device)``, ``x.to(device, dtype)``, ``x.to(other)``; x itself if nothing changes.

    Each form also takes ``copy`` and ``memory_format``, and ``non_blocking``: from pinned memory to a GPU the host does
    not wait for the copy. The gradient comes back in the dtype and on the device of ``self``.
    """
    first = args[0] if args else None
    if isinstance(first, Tensor):
        form = _like_other
    elif isinstance(first, (dtype, builtins.type)):
        form = _to_dtype
    else:
        form = _to_device
    return converted(self, *form(*args, **kwargs))


# The three forms, as Python signatures: they say which arguments go together.


def _form(fn: Callable[..., Target]) -> Callable[..., Target]:
    fn.__name__ = "to"  # as errors call it
    return explained(fn)


@_form
def _to_device(device: Any = None, dtype: Any = None, non_blocking: bool = False, copy: bool = False, *,
               memory_format: Any = None) -> Target:  # fmt: skip
    return device, dtype, copy, memory_format, non_blocking


@_form
def _to_dtype(dtype: Any, non_blocking: bool = False, copy: bool = False, *, memory_format: Any = None) -> Target:
    return None, dtype, copy, memory_format, non_blocking


@_form
def _like_other(
    other: Tensor, /, non_blocking: bool = False, copy: bool = False, *, memory_format: Any = None
) -> Target:
    return other.device, other.dtype, copy, memory_format, non_blocking


def converted(
    x: Tensor, device: Any, dtype: Any, copy: bool = False, memory_format: Format | None = None,
    non_blocking: bool = False,
) -> Tensor:  # fmt: skip
    """x on ``device`` and as ``dtype``, None standing for what it has; x itself if that changes nothing."""
    check_format(memory_format, "to")
    out = x
    if device is not None:
        target = settled(as_device(device))
        out = out if out.device == target else move(out, target, non_blocking)
    if dtype is not None and as_dtype(dtype).numpy != out.array.dtype:
        out = apply(Cast, out, dtype=as_dtype(dtype).numpy)
    if memory_format is not None and memory_format is not preserve_format:
        out = out.contiguous(memory_format=memory_format)
    return out.clone() if out is x and copy else out


@method
def cpu(self: Tensor, *, memory_format: Any = preserve_format) -> Tensor:
    """This tensor in host memory."""
    return converted(self, CPU, None, False, memory_format)


@method
def cuda(self: Tensor, device: Any = None, non_blocking: bool = False, memory_format: Any = preserve_format) -> Tensor:
    """This tensor on a GPU."""
    return converted(self, "cuda" if device is None else device, None, False, memory_format, non_blocking)


# -- dtypes by name ----------------------------------------------------------------------------------------------------


def _cast_method(name: str, target: dtype) -> None:
    def fn(self: Tensor, *, memory_format: Any = preserve_format) -> Tensor:
        return converted(self, None, target, False, memory_format)

    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = f"This tensor as {target}."
    method(fn)


for _name, _dtype in {
    "float": dtypes.float32, "double": dtypes.float64, "half": dtypes.float16, "bfloat16": dtypes.bfloat16,
    "byte": dtypes.uint8, "char": dtypes.int8, "short": dtypes.int16, "int": dtypes.int32, "long": dtypes.int64,
    "bool": dtypes.bool_, "cfloat": dtypes.complex64, "cdouble": dtypes.complex128,
}.items():  # fmt: skip
    _cast_method(_name, _dtype)


@method
def chalf(self: Tensor, *, memory_format: Any = preserve_format) -> Tensor:
    """RuntimeError: there are no complex numbers of half precision here."""
    raise DtypeError("dtype.no_complex32")


TYPE_NAMES = {
    dtypes.bool_: "Bool", dtypes.uint8: "Byte", dtypes.int8: "Char", dtypes.int16: "Short", dtypes.int32: "Int",
    dtypes.int64: "Long", dtypes.float16: "Half", dtypes.bfloat16: "BFloat16", dtypes.float32: "Float",
    dtypes.float64: "Double", dtypes.complex64: "ComplexFloat", dtypes.complex128: "ComplexDouble",
}  # fmt: skip
TYPED = {f"torch.{name}Tensor": kind for kind, name in TYPE_NAMES.items()}


@method
def type(self: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """The name of the tensor's type, such as "torch.FloatTensor"; or the tensor in another dtype, given as one or by
    such a name. ValueError for any other name."""
    if dtype is None:
        place = "torch.cuda." if self.is_cuda else "torch."
        return f"{place}{TYPE_NAMES[self.dtype]}Tensor"
    if isinstance(dtype, (str, builtins.type)):
        name = dtype if isinstance(dtype, str) else dtype.__name__
        if name not in TYPED:
            raise ArgumentError("type.name", name=name, known=", ".join(TYPED))
        dtype = TYPED[name]
    return converted(self, None, getattr(dtype, "made", dtype))


@method
def type_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the dtype and on the device of ``other``."""
    return converted(self, other.device, other.dtype)


@function
def typename(obj: Any) -> str:
    """What an object is called: "torch.FloatTensor" for a tensor, the name of its class for others."""
    if isinstance(obj, Tensor):
        return obj.type()
    kind = obj if isinstance(obj, builtins.type) else builtins.type(obj)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


@function
def can_cast(from_: dtype, to: dtype) -> bool:
    """Whether arithmetic may end in ``to``: not where fractions, imaginary parts or other integers than 0 and 1
    would be lost, while a loss of range or precision is allowed."""
    return from_.category <= to.category
