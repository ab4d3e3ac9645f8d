"""New tensors: from data, filled, in ranges, at random."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.arrays import is_array
from autograd_lab.backend.device import as_device, to_device
from autograd_lab.backend.dtypes import as_dtype
from autograd_lab.backend.random import Generator, default_generator
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor, positive_sizes
from autograd_lab.functional.registry import function, method
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor, make


def finish(array: Any, device: Any, requires_grad: bool) -> Tensor:
    """An array of the host as a leaf on ``device``."""
    out = make(to_device(array, as_device(device)))
    if requires_grad:
        out.requires_grad = True
    return out


def float_dtype(dtype: Any) -> dtypes.dtype:
    return dtypes.get_default_dtype() if dtype is None else as_dtype(dtype)


@function
def tensor(data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A copy of ``data``: numbers, nested sequences, arrays or tensors.

    Python floats become the default dtype, ints int64, bools bool; arrays keep theirs. ValueError for ragged
    sequences, TypeError for what is no number.
    """
    if isinstance(data, Tensor):
        warnings.warn(tr("tensor.copy_construct"), UserWarning, stacklevel=2)
        return finish(data.array.copy(), data.device if device is None else device, False).to(
            data.dtype if dtype is None else as_dtype(dtype)
        ).requires_grad_(requires_grad)  # fmt: skip
    return finish(_array(data, dtype, copy=True), device, requires_grad)


def _array(data: Any, dtype: Any, copy: bool) -> np.ndarray[Any, Any]:
    if isinstance(data, np.ndarray) or is_array(data):
        array = np.array(data, copy=copy) if isinstance(data, np.ndarray) else data
        if array.dtype.kind in "fiubcV":
            dtypes.from_numpy_dtype(array.dtype.newbyteorder("="))
            array = array.astype(array.dtype.newbyteorder("="), copy=False)
    else:
        array = _from_python(data, as_dtype(dtype).numpy if dtype is not None else None)
    if array.dtype.kind not in "fiubcV":
        raise ArgTypeError("tensor.element_type", dtype=array.dtype)
    return array if dtype is None else array.astype(as_dtype(dtype).numpy, copy=False)


def _from_python(data: Any, wanted: np.dtype[Any] | None) -> np.ndarray[Any, Any]:
    """Nested sequences of numbers, or of tensors and arrays of one shape."""
    if isinstance(data, np.generic):
        return np.asarray(data)
    plain, strong = _unwrapped(data)
    try:
        array = np.asarray(plain)
    except ValueError:
        raise ArgumentError("tensor.ragged") from None
    if array.dtype.kind in "OSU" or array.dtype.kind in "mM":
        raise ArgTypeError("tensor.element_type", dtype=type(data).__name__ if array.ndim == 0 else array.dtype)
    if wanted is not None:
        return array.astype(wanted)
    if not strong and array.dtype.kind == "f":
        return array.astype(dtypes.get_default_dtype().numpy)
    if not strong and array.dtype.kind == "c":
        return array.astype(dtypes.default_complex().numpy)
    if array.size == 0 and array.dtype == np.float64 and not strong:
        return array.astype(dtypes.get_default_dtype().numpy)
    return array.astype(np.int64) if array.dtype.kind == "u" and array.dtype != np.uint8 else array


def _unwrapped(data: Any) -> tuple[Any, bool]:
    """Tensors inside sequences as arrays; True if something carried a dtype of its own."""
    if isinstance(data, Tensor):
        return to_device(data.array, as_device("cpu")), True
    if isinstance(data, (list, tuple)):
        pairs = [_unwrapped(item) for item in data]
        return [value for value, _ in pairs], any(strong for _, strong in pairs)
    return data, isinstance(data, (np.ndarray, np.generic))


@function
def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """``data`` as a tensor that shares its memory where dtype and device allow."""
    if isinstance(data, Tensor):
        return data.to(device=data.device if device is None else device, dtype=dtype or data.dtype)
    return finish(_array(data, dtype, copy=False), device, False)


@function
def from_numpy(ndarray: Any) -> Tensor:
    """A tensor on the memory of a NumPy array: a change to one shows in the other."""
    if not isinstance(ndarray, np.ndarray):
        raise ArgTypeError("from_numpy.type", got=type(ndarray).__name__)
    dtypes.from_numpy_dtype(ndarray.dtype)
    if any(s < 0 for s in ndarray.strides):
        raise ArgumentError("from_numpy.negative_strides")
    return make(np.asarray(ndarray))


def _filled(name: str, value: Any) -> None:
    def fn(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
        array = np.full(positive_sizes(size, name), value, float_dtype(dtype).numpy)
        return finish(array, device, requires_grad)

    def like(input: Tensor, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
        need_tensor(input, "input", f"{name}_like")
        array = np.full(input.array.shape, value, as_dtype(dtype or input.dtype).numpy)
        return finish(array, input.device if device is None else device, requires_grad)

    fn.__name__, like.__name__ = name, f"{name}_like"
    fn.__doc__ = f"A tensor of the given size filled with {value}."
    like.__doc__ = f"A tensor filled with {value}, with the shape, dtype and device of ``input``."
    function(fn)
    function(like)

    def new(self: Tensor, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
        return fn(*size, dtype=dtype or self.dtype, device=device or self.device, requires_grad=requires_grad)

    new.__name__ = f"new_{name}"
    new.__doc__ = f"Like ``torch.{name}``, with this tensor's dtype and device unless given."
    method(new)


_filled("zeros", 0)
_filled("ones", 1)
_filled("empty", 0)  # PyTorch leaves it undefined; zeros are one such content


@function
def full(size: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of the given size filled with ``fill_value``, whose type decides the dtype."""
    value = tensor(fill_value, dtype=dtype)
    return finish(np.full(positive_sizes((size,), "full"), value.array), device, requires_grad)


@function
def full_like(input: Tensor, fill_value: Any, *, dtype: Any = None, device: Any = None) -> Tensor:
    """``full`` with the shape, dtype and device of ``input``."""
    return full(input.shape, fill_value, dtype=dtype or input.dtype, device=device or input.device)


@function
def eye(n: int, m: int | None = None, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """Ones on the diagonal, zeros elsewhere."""
    return finish(np.eye(n, m, dtype=float_dtype(dtype).numpy), device, requires_grad)


@function
def arange(*bounds: Any, start: Any = 0, end: Any = None, step: Any = 1, dtype: Any = None, device: Any = None,
           requires_grad: bool = False) -> Tensor:  # fmt: skip
    """``arange(end)``, ``arange(start, end)``, ``arange(start, end, step)``: int64, or the default float dtype."""
    if len(bounds) == 1 and end is None:
        end = bounds[0]
    elif bounds:
        bounds = (*bounds, end)[:3] if len(bounds) == 1 else bounds
        start, end, step = (*bounds, step)[:3]
    values = [v.item() if isinstance(v, Tensor) else v for v in (start, end, step)]
    if values[2] == 0:
        raise ShapeError("arange.zero_step")
    if (values[1] - values[0]) * values[2] < 0:
        raise ShapeError("arange.bounds", start=values[0], end=values[1], step=values[2])
    floating = any(isinstance(v, float) for v in values)
    kind = as_dtype(dtype) if dtype is not None else dtypes.get_default_dtype() if floating else dtypes.int64
    return finish(np.arange(*values).astype(kind.numpy), device, requires_grad)


@function
def linspace(start: Any, end: Any, steps: int, *, dtype: Any = None, device: Any = None,
             requires_grad: bool = False) -> Tensor:  # fmt: skip
    """``steps`` evenly spaced values from ``start`` to ``end``, both included."""
    return finish(np.linspace(float(start), float(end), steps).astype(float_dtype(dtype).numpy), device, requires_grad)


def _drawn(name: str, draw: Any, doc: str) -> None:
    def fn(*size: Any, generator: Generator | None = None, dtype: Any = None, device: Any = None,
           requires_grad: bool = False) -> Tensor:  # fmt: skip
        kind = float_dtype(dtype)
        if not kind.is_floating_point:
            raise DtypeError("random.needs_float", function=name, dtype=kind)
        array = draw((generator or default_generator).numpy, positive_sizes(size, name), kind)
        return finish(array, device, requires_grad)

    def like(input: Tensor, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
        return fn(
            input.shape,
            dtype=dtype or input.dtype,
            device=device or input.device,
            requires_grad=requires_grad,
        )

    fn.__name__, like.__name__ = name, f"{name}_like"
    fn.__doc__ = doc
    like.__doc__ = f"``{name}`` with the shape, dtype and device of ``input``."
    function(fn)
    function(like)


def _uniform(rng: Any, shape: tuple[int, ...], kind: dtypes.dtype) -> Any:
    return rng.random(shape, np.float64 if kind is dtypes.float64 else np.float32).astype(kind.numpy, copy=False)


def _normal(rng: Any, shape: tuple[int, ...], kind: dtypes.dtype) -> Any:
    drawn = rng.standard_normal(shape, np.float64 if kind is dtypes.float64 else np.float32)
    return drawn.astype(kind.numpy, copy=False)


_drawn("rand", _uniform, "Random numbers spread evenly over [0, 1).")
_drawn("randn", _normal, "Random numbers from the normal distribution with mean 0 and variance 1.")


@function
def randint(*bounds: Any, size: Any = None, generator: Generator | None = None, dtype: Any = None, device: Any = None,
            low: int = 0, high: int | None = None) -> Tensor:  # fmt: skip
    """``randint(high, size)`` or ``randint(low, high, size)``: random integers in [low, high)."""
    args = [*bounds]
    if size is None and args:
        size = args.pop()
    if args:
        low, high = (0, args[0]) if len(args) == 1 and high is None else (args[0], args[1] if len(args) > 1 else high)
    if high is None or size is None:
        raise ArgTypeError("randint.arguments")
    if low >= high:
        raise ShapeError("randint.bounds", low=low, high=high)
    drawn = (generator or default_generator).numpy.integers(low, high, positive_sizes((size,), "randint"))
    return finish(drawn.astype(as_dtype(dtype or dtypes.int64).numpy), device, False)


@function
def randperm(n: int, *, generator: Generator | None = None, dtype: Any = None, device: Any = None) -> Tensor:
    """The integers 0 to n - 1 in random order."""
    if n < 0:
        raise ShapeError("arg.size_negative", shape=(n,))
    order = (generator or default_generator).numpy.permutation(n)
    return finish(order.astype(as_dtype(dtype or dtypes.int64).numpy), device, False)


@function
def normal(mean: Any, std: Any, size: Any = None, *, generator: Generator | None = None) -> Tensor:
    """Normal random numbers with the given mean and standard deviation (numbers or tensors)."""
    if size is None:
        size = (mean if isinstance(mean, Tensor) else std).shape
    rng = (generator or default_generator).numpy
    return mean + std * make(_normal(rng, positive_sizes((size,), "normal"), dtypes.get_default_dtype()))
