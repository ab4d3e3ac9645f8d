"""New tensors from data; and what all functions that make tensors have in common."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.arrays import is_array
from autograd_lab.backend.device import CPU, as_device, made_on, settled, to_device
from autograd_lab.backend.dtypes import as_dtype
from autograd_lab.backend.layout import check_layout
from autograd_lab.backend.pinned import pinned
from autograd_lab.backend.random import Draw, drawn
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.functional.python_data import from_python
from autograd_lab.functional.registry import function
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor, make


def finish(array: Any, device: Any, requires_grad: bool, pin_memory: bool = False) -> Tensor:
    """A leaf on ``device``: from an array of the host, from a function of the array module that makes one there, or
    drawn for it."""
    if not isinstance(requires_grad, bool):
        raise ArgTypeError(
            "arg.type", function="tensor", name="requires_grad", wanted="bool", got=type(requires_grad).__name__
        )
    target = as_device(device)
    if isinstance(array, Draw):
        array = drawn(array.draw, settled(target), array.generator)
    out = make(made_on(target, array) if callable(array) else to_device(array, target))
    if pin_memory:
        out.array = pinned(out.array)
    if requires_grad:
        out.requires_grad = True
    return out


def float_dtype(dtype: Any) -> dtypes.dtype:
    return dtypes.get_default_dtype() if dtype is None else as_dtype(dtype)


def placed(fn: Callable[..., Any]) -> Callable[..., Tensor]:
    """``fn`` gives what ``finish`` takes; the function with these further arguments makes a tensor of it."""

    @functools.wraps(fn)
    def call(*args: Any, layout: Any = None, device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
             **kwargs: Any) -> Tensor:  # fmt: skip
        check_layout(layout, fn.__name__)
        return finish(fn(*args, **kwargs), device, requires_grad, pin_memory)

    added = [p for p in inspect.signature(call, follow_wrapped=False).parameters.values() if p.kind is p.KEYWORD_ONLY]
    own = inspect.signature(fn)
    call.__signature__ = own.replace(parameters=[*own.parameters.values(), *added])  # type: ignore[attr-defined]
    return call


def creates(fn: Callable[..., Any]) -> Callable[..., Tensor]:
    """The public function that makes a tensor of the array which ``fn`` makes."""
    return function(placed(fn))


@function
def tensor(data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False,
           pin_memory: bool = False) -> Tensor:  # fmt: skip
    """A copy of ``data``: numbers, nested sequences, arrays or tensors.

    Python floats become the default dtype, ints int64, bools bool; arrays keep theirs. ValueError for ragged
    sequences, TypeError for text, RuntimeError for what has no dtype.
    """
    if isinstance(data, Tensor):
        warnings.warn(tr("tensor.copy_construct"), UserWarning, stacklevel=2)
        return finish(data.array.copy(), data.device if device is None else device, False).to(
            data.dtype if dtype is None else as_dtype(dtype)
        ).requires_grad_(requires_grad)  # fmt: skip
    return finish(_array(data, dtype, copy=True), device, requires_grad, pin_memory)


def _array(data: Any, dtype: Any, copy: bool) -> Any:
    if not is_array(data) and not isinstance(data, np.ndarray):
        return from_python(data, None if dtype is None else as_dtype(dtype))
    if isinstance(data, np.ndarray):
        if any(s < 0 for s in data.strides):
            raise ArgumentError("from_numpy.negative_strides")
        data = np.array(data, copy=copy or None)
    if data.dtype.kind not in "fiubcV":
        raise ArgTypeError("tensor.element_type", dtype=data.dtype)
    native = data.dtype.newbyteorder("=")
    dtypes.from_numpy_dtype(native)
    return data.astype(native if dtype is None else as_dtype(dtype).numpy, copy=False)


@function
def as_tensor(data: Any, *, dtype: Any = None, device: Any = None) -> Tensor:
    """``data`` as a tensor that shares its memory where dtype and device allow."""
    if isinstance(data, Tensor):
        return data.to(device=data.device if device is None else device, dtype=dtype or data.dtype)
    return finish(_array(data, dtype, copy=False), device, False)


@function
def asarray(obj: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None,
            requires_grad: bool = False) -> Tensor:  # fmt: skip
    """Anything that holds numbers as a tensor: tensors, arrays, buffers such as bytes, numbers, sequences.

    ``copy=False`` insists on sharing memory (ValueError where that is impossible), ``copy=True`` on not sharing.
    """
    if isinstance(obj, Tensor):
        out = as_tensor(obj.detach() if obj.requires_grad and not requires_grad else obj, dtype=dtype, device=device)
    elif isinstance(obj, (bytes, bytearray, memoryview)):
        out = frombuffer(obj, dtype=float_dtype(dtype)).to(as_device(device))
    else:
        out = as_tensor(obj, dtype=dtype, device=device)
    shares = is_array(getattr(obj, "array", obj)) and np.shares_memory(out.numpy(force=True), np.asarray(obj))
    if copy is False and not shares and not isinstance(obj, (bytes, bytearray, memoryview)):
        raise ArgumentError("asarray.copy", got=type(obj).__name__)
    if copy:
        out = out.detach().clone()
    return out.requires_grad_() if requires_grad else out


@function
def from_numpy(ndarray: Any) -> Tensor:
    """A tensor on the memory of a NumPy array: a change to one shows in the other."""
    if not isinstance(ndarray, np.ndarray):
        raise ArgTypeError("from_numpy.type", got=type(ndarray).__name__)
    if not ndarray.dtype.isnative:
        raise ArgumentError("from_numpy.byte_order", dtype=ndarray.dtype)
    dtypes.from_numpy_dtype(ndarray.dtype)
    if any(s < 0 for s in ndarray.strides):
        raise ArgumentError("from_numpy.negative_strides")
    return make(np.asarray(ndarray))


@function
def frombuffer(buffer: Any, *, dtype: Any, count: int = -1, offset: int = 0, requires_grad: bool = False) -> Tensor:
    """The bytes of ``buffer`` from ``offset`` on, read as ``count`` elements (-1: all); shares its memory."""
    kind = as_dtype(dtype)
    try:
        held = memoryview(buffer).nbytes
    except TypeError:
        raise ArgumentError("frombuffer.type", got=type(buffer).__name__) from None
    unit = kind.itemsize if kind is not dtypes.bfloat16 else 2
    if not held or not count:
        raise ArgumentError("frombuffer.empty", held=held, count=count)
    if not 0 <= offset < held:
        raise ArgumentError("frombuffer.offset", offset=offset, held=held)
    if count < 0 and (held - offset) % unit:
        raise ArgumentError("frombuffer.odd", left=held - offset, unit=unit)
    if count > 0 and offset + count * unit > held:
        raise ArgumentError("frombuffer.short", count=count, unit=unit, offset=offset, held=held)
    return finish(np.frombuffer(buffer, kind.numpy, max(count, -1), offset), CPU, requires_grad)


@creates
def scalar_tensor(s: Any, *, dtype: Any = None) -> Any:
    """A number as a 0-d tensor of the default dtype, unless another is given."""
    if not isinstance(s, (int, float, complex, np.generic)) and not (isinstance(s, Tensor) and s.numel() == 1):
        raise ArgTypeError("arg.type", function="scalar_tensor", name="s", wanted="Number", got=type(s).__name__)
    return from_python(s.item() if isinstance(s, Tensor) else s, float_dtype(dtype))
