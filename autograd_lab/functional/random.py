"""Random tensors, from the generator of their device."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.dtypes import as_dtype
from autograd_lab.backend.layout import check_format, check_layout
from autograd_lab.backend.random import Draw, Generator
from autograd_lab.backend.streams import WIDE, Stream
from autograd_lab.errors import ArgTypeError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import positive_sizes, sizes
from autograd_lab.functional.creation import creates, finish, float_dtype
from autograd_lab.functional.registry import PUBLIC, function
from autograd_lab.tensor.tensor import Tensor

Shape = tuple[int, ...]
PRECISION = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}  # bits of a number, the hidden one included


def uniform(rng: Stream, shape: Shape, kind: dtypes.dtype, low: float = 0.0, high: float = 1.0) -> Any:
    """Evenly over [low, high); both parts of a complex number."""
    if kind.is_complex:
        return uniform(rng, (*shape, 2), _part(kind), low, high).view(kind.numpy)[..., 0]
    drawn = np.asarray(rng.uniform(shape, single=kind is not dtypes.float64))
    if (low, high) != (0, 1):
        drawn = drawn * (high - low) + low
    drawn = np.asarray(drawn, kind.numpy)
    if PRECISION[kind.name] < 24:  # rounding may lead to ``high`` itself
        drawn = np.where(drawn == np.asarray(high, kind.numpy), np.asarray(low, kind.numpy), drawn)
    return drawn


def standard_normal(rng: Stream, shape: Shape, kind: dtypes.dtype) -> Any:
    """With mean 0 and variance 1; a complex number has half of that in either part."""
    if kind.is_complex:
        parts = standard_normal(rng, (*shape, 2), _part(kind)) * _part(kind).numpy.type(1 / math.sqrt(2))
        return parts.view(kind.numpy)[..., 0]
    return np.asarray(rng.normal(shape, kind.name), kind.numpy)


def normals(rng: Stream, shape: Shape, kind: dtypes.dtype, mean: Any, std: Any) -> Any:
    """With this mean, which is added to both parts of a complex number, and standard deviation; rounded once."""
    if kind.is_complex:
        return (standard_normal(rng, shape, kind) * std + mean * (1 + 1j)).astype(kind.numpy)
    return (rng.normal(shape, kind.name) * std + mean).astype(kind.numpy)


def _part(kind: dtypes.dtype) -> dtypes.dtype:
    return dtypes.float64 if kind is dtypes.complex128 else dtypes.float32


def whole(rng: Stream, low: int, high: int, shape: Shape, kind: dtypes.dtype, wide: int = WIDE) -> Any:
    """Whole numbers in [low, high); RuntimeError if there are none, or if they do not fit the dtype."""
    if low >= high:
        raise ShapeError("randint.bounds", low=low, high=high)
    if kind.is_complex:
        raise DtypeError("random.whole", dtype=kind)
    least, most = exact_integers(kind)
    if kind.category == 2:  # gaps between whole numbers are allowed, infinity is not
        most = 65504 if kind is dtypes.float16 else 2**63
        least = -most
    if low < least or high - 1 > most:
        raise DtypeError("randint.fit", low=low, high=high, dtype=kind)
    if kind.category == 2:
        low, high = _narrowed(low, high, kind)
    return np.asarray(rng.integers(low, high, shape, wide)).astype(kind.numpy)


def _narrowed(low: int, high: int, kind: dtypes.dtype) -> tuple[int, int]:
    """The bounds moved inward, as far as PyTorch moves them, where rounding would lead out of [low, high)."""

    def rounded(n: int) -> int:
        return int(np.asarray(n, np.int64).astype(kind.numpy))

    def gap(n: int) -> int:
        return 1 << max(abs(n).bit_length() - PRECISION[kind.name], 0)

    first, last = rounded(low + 1), rounded(high - 1)
    low = first + gap(low + 1) if first < low else low
    return low, last - gap(high - 1) if high <= last < 2**63 else high


def exact_integers(kind: dtypes.dtype) -> tuple[int, int]:
    """The range in which a dtype holds every whole number."""
    if kind.category == 0:
        return 0, 1
    if kind.category == 1:
        return int(np.iinfo(kind.numpy).min), int(np.iinfo(kind.numpy).max)
    most = 2 ** PRECISION[kind.name]
    return -most, most


def _drawn(name: str, draw: Callable[..., Any], doc: str) -> None:
    """The functions ``name`` and ``name_like``."""

    def new_array(*args: Any, size: Any = None, generator: Generator | None = None, dtype: Any = None) -> Any:
        kind = float_dtype(dtype)
        if kind.category < 2:
            raise NotWritten("random.needs_float", function=name, dtype=kind)
        shape = positive_sizes(args or (size,), name)
        return Draw(lambda numbers: draw(numbers, shape, kind), generator)

    def like(input: Tensor, *, dtype: Any = None, generator: Generator | None = None, **options: Any) -> Tensor:
        kind = input.dtype if dtype is None else as_dtype(dtype)
        return _like(input, PUBLIC[name], input.shape, dtype=kind, generator=generator, **options)

    new_array.__name__, like.__name__ = name, f"{name}_like"
    new_array.__doc__ = doc
    like.__doc__ = f"``{name}`` with the shape, dtype and device of ``input``."
    creates(new_array)
    function(like)


def _like(
    x: Tensor, make_one: Any, *args: Any, device: Any = None, memory_format: Any = None, **options: Any
) -> Tensor:
    check_format(memory_format, make_one.__name__)
    return make_one(*args, device=x.device if device is None else device, **options)


_drawn("rand", uniform, "Random numbers spread evenly over [0, 1).")
_drawn("randn", standard_normal, "Random numbers from the normal distribution with mean 0 and variance 1.")


@function
def randint(*args: Any, size: Any = None, low: int = 0, high: int | None = None, generator: Generator | None = None,
            dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
            requires_grad: bool = False) -> Tensor:  # fmt: skip
    """``randint(high, size)`` or ``randint(low, high, size)``: random integers in [low, high)."""
    check_layout(layout, "randint")
    bounds = list(args)
    if size is None and bounds:
        size = bounds.pop()
    if high is None and bounds:
        high = bounds.pop()
    if bounds:
        low = bounds.pop()
    if high is None or size is None or bounds or not isinstance(size, (tuple, list)):
        raise ArgTypeError("randint.arguments")
    least, most = sizes((low, high), "randint")
    kind = as_dtype(dtype or dtypes.int64)
    shape = positive_sizes((size,), "randint")
    return finish(
        Draw(lambda numbers: whole(numbers, least, most, shape, kind), generator), device, requires_grad, pin_memory
    )


@function
def randint_like(input: Tensor, *bounds: Any, low: int = 0, high: int | None = None, dtype: Any = None,
                 generator: Generator | None = None, **options: Any) -> Tensor:  # fmt: skip
    """``randint_like(x, high)`` or ``randint_like(x, low, high)``: whole numbers, as many and of the dtype of x."""
    if len(bounds) > 2 or (not bounds and high is None):
        raise ArgTypeError("randint.arguments")
    if bounds:
        low, high = bounds if len(bounds) == 2 else (low, bounds[0]) if high is None else (bounds[0], high)
    kind = input.dtype if dtype is None else dtype
    return _like(input, randint, low, high, tuple(input.shape), dtype=kind, generator=generator, **options)


@creates
def randperm(n: int, *, generator: Generator | None = None, dtype: Any = None) -> Any:
    """The integers 0 to n - 1 in random order."""
    if n < 0:
        raise ShapeError("arg.size_negative", shape=(n,))
    kind = as_dtype(dtype or dtypes.int64)
    if kind.category in (0, 3):
        raise NotWritten("random.whole", dtype=kind)
    if n - 1 > exact_integers(kind)[1]:
        raise DtypeError("randint.fit", low=0, high=n, dtype=kind)
    return Draw(lambda numbers: numbers.permutation(n).astype(kind.numpy), generator)
