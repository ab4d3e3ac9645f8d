"""New tensors filled with one number, or with nothing in particular."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module, strided
from autograd_lab.backend.dtypes import as_dtype, dtype as dtype_type
from autograd_lab.backend.layout import check_format, check_layout, contiguous_format
from autograd_lab.errors import ArgTypeError, DtypeError, ShapeError
from autograd_lab.functional.arguments import listed, positive_sizes, sizes
from autograd_lab.functional.creation import creates, finish, float_dtype, tensor
from autograd_lab.functional.python_data import from_python
from autograd_lab.functional.registry import function, method
from autograd_lab.ops.strided import end_of
from autograd_lab.tensor.promotion import is_number
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import is_transformed, one_each


def _filled(name: str, value: Any, what: str) -> None:
    """The functions ``name`` and ``name_like`` and the method ``new_name``."""

    def new_array(*args: Any, size: Any = None, dtype: Any = None, memory_format: Any = None) -> Any:
        if memory_format is not None and name != "empty":
            raise ArgTypeError("format.unexpected", function=name)
        shape, kind = positive_sizes(args or (size,), name), float_dtype(dtype).numpy
        return lambda xp: _in_format(xp.full(shape, value, kind), memory_format, name)

    def like(input: Tensor, *, dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
             requires_grad: bool = False, memory_format: Any = None) -> Tensor:  # fmt: skip
        return full_like(input, value, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory,
                         requires_grad=requires_grad, memory_format=memory_format)  # fmt: skip

    new_array.__name__, like.__name__ = name, f"{name}_like"
    new_array.__doc__ = f"A tensor of the given size, {what}."
    like.__doc__ = f"A tensor with the shape, dtype and device of ``input``, {what}."
    _also_new(creates(new_array))
    function(like)


def _also_new(make_one: Callable[..., Tensor]) -> None:
    """The method ``new_<name>``: the same with this tensor's dtype and device unless given."""

    def new(self: Tensor, *args: Any, dtype: Any = None, device: Any = None, **options: Any) -> Tensor:
        kind = self.dtype if dtype is None else dtype
        made = make_one(*args, dtype=kind, device=self.device if device is None else device, **options)
        return one_each(self, made)

    new.__name__ = f"new_{make_one.__name__}"
    new.__doc__ = f"Like ``torch.{make_one.__name__}``, with this tensor's dtype and device unless given."
    method(new)


def _in_format(array: Any, memory_format: Any, name: str) -> Any:
    """The array with its elements in another order in memory."""
    check_format(memory_format, name)
    if memory_format is not None and memory_format.order:
        memory_format.check_ndim(array.ndim)
        laid = array_module(array).ascontiguousarray(array.transpose(memory_format.order))
        return laid.transpose(memory_format.back)
    return array.copy() if memory_format is contiguous_format and not array.flags.c_contiguous else array


_filled("zeros", 0, "filled with 0")
_filled("ones", 1, "filled with 1")
_filled("empty", 0, "with nothing in particular in it (here 0; do not rely on it)")


@creates
def full(size: Any, fill_value: Any, *, dtype: Any = None) -> Any:
    """A tensor of the given size filled with ``fill_value``, whose type decides the dtype."""
    listed(size, "full")
    number, kind = _number(fill_value, "full"), None if dtype is None else as_dtype(dtype)
    _check_real(number, kind)
    value, shape = from_python(number, kind), positive_sizes((size,), "full")
    return lambda xp: xp.full(shape, value.item(), value.dtype)


_also_new(full)


@function
def full_like(input: Tensor, fill_value: Any, *, dtype: Any = None, layout: Any = None, device: Any = None,
              pin_memory: bool = False, requires_grad: bool = False, memory_format: Any = None) -> Tensor:  # fmt: skip
    """``full`` with the shape, dtype, device and order in memory of ``input``."""
    check_layout(layout, "full_like")
    kind = input.dtype if dtype is None else as_dtype(dtype)
    number = _number(fill_value, "full_like")
    _check_real(number, kind)
    xp, value = array_module(input.array), from_python(number, kind).item()
    if is_transformed(input):  # it has a shape, and no order in memory
        array = xp.full(input.array.shape, value, dtype=kind.numpy)
    else:
        array = xp.full_like(input.array, value, dtype=kind.numpy)
    array = _in_format(array, memory_format, "full_like")
    return one_each(input, finish(array, input.device if device is None else device, requires_grad, pin_memory))


def _check_real(number: Any, kind: dtype_type | None) -> None:
    if isinstance(number, complex) and kind is not None and not kind.is_complex:
        raise DtypeError("tensor.complex", dtype=kind)


def _number(value: Any, name: str) -> Any:
    """TypeError for what is neither a number nor a tensor without dims."""
    if isinstance(value, Tensor) and value.ndim == 0:
        return value.item()
    if not is_number(value):
        raise ArgTypeError("arg.type", function=name, name="fill_value", wanted="Number", got=type(value).__name__)
    return value.item() if isinstance(value, np.generic) else value


@method
def new_tensor(self: Tensor, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False,
               pin_memory: bool = False) -> Tensor:  # fmt: skip
    """A copy of ``data`` with this tensor's dtype and device unless given."""
    kind = self.dtype if dtype is None else as_dtype(dtype)
    place = self.device if device is None else device
    if isinstance(data, Tensor):
        return data.detach().clone().to(place, kind).requires_grad_(requires_grad)
    return tensor(data, dtype=kind, device=place, requires_grad=requires_grad, pin_memory=pin_memory)


@creates
def empty_strided(size: Any, stride: Any, *, dtype: Any = None) -> Any:
    """A tensor of the given size whose elements lie ``stride`` apart, with nothing in particular in it."""
    shape, steps = positive_sizes((size,), "empty_strided"), sizes((stride,), "empty_strided")
    if len(shape) != len(steps) or any(step < 0 for step in steps):
        raise ShapeError("empty_strided.stride", size=shape, stride=steps)
    length, kind = end_of((shape, steps, 0)), float_dtype(dtype).numpy
    return lambda xp: strided(xp.zeros(length, kind), shape, steps, 0)


_also_new(empty_strided)


@creates
def empty_permuted(size: Any, physical_layout: Any, *, dtype: Any = None) -> Any:
    """A tensor of the given size whose dims lie in memory in the order ``physical_layout``, outermost first."""
    shape, order = positive_sizes((size,), "empty_permuted"), sizes((physical_layout,), "empty_permuted")
    if sorted(order) != list(range(len(shape))):
        raise ShapeError("empty_permuted.layout", size=shape, layout=order)
    kind, back = float_dtype(dtype).numpy, tuple(np.argsort(order).tolist())
    return lambda xp: xp.zeros([shape[d] for d in order], kind).transpose(back)


@creates
def eye(n: int, m: int | None = None, *, dtype: Any = None) -> Any:
    """Ones on the diagonal, zeros elsewhere."""
    if n < 0 or (m is not None and m < 0):
        raise ShapeError("arg.size_negative", shape=(n, n if m is None else m))
    kind = float_dtype(dtype).numpy
    return lambda xp: xp.eye(n, m, dtype=kind)
