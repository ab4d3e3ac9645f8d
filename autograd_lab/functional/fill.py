"""In-place filling: constants, copies, random numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.device import to_device
from autograd_lab.backend.random import Generator, default_generator
from autograd_lab.errors import ArgTypeError, ShapeError
from autograd_lab.functional.registry import method
from autograd_lab.ops.indexing import Fill, Overwrite, Zero
from autograd_lab.tensor.inplace import check_writable, overwrite
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor, make


@method
def fill_(self: Tensor, value: Any) -> Tensor:
    """Every element set to ``value``: a number, or a tensor of no dimensions."""
    return _fill(Fill, self, value)


@method
def zero_(self: Tensor) -> Tensor:
    """Every element set to 0."""
    return _fill(Zero, self, 0)


def _fill(op: type[Overwrite], self: Tensor, value: Any) -> Tensor:
    if not isinstance(value, Tensor):
        value = make(array_module(self.array).full((), value, dtype=self.array.dtype))
    elif value.ndim:
        raise ShapeError("fill.ndim", ndim=value.ndim)
    return overwrite(op, self, cast(value.to(self.device), self.dtype))


@method
def copy_(self: Tensor, src: Tensor, non_blocking: bool = False) -> Tensor:
    """The elements of ``src``, broadcast, cast and moved to this tensor's shape, dtype and device."""
    if not isinstance(src, Tensor):
        raise ArgTypeError("arg.need_tensor", function="copy_", name="src", got=type(src).__name__)
    check_writable(self)
    value = cast(src.to(self.device), self.dtype)
    if value.array.shape != self.array.shape:
        try:
            np.broadcast_shapes(value.array.shape, self.array.shape)
            value = value.expand(self.shape)
        except (ValueError, RuntimeError):
            raise ShapeError("inplace.shape", shape=tuple(self.shape), result=tuple(src.shape)) from None
    return overwrite(Overwrite, self, value)


def _host(self: Tensor, drawn: Any) -> Tensor:
    """Numbers drawn on the host, written here: a seed means the same on every device."""
    array = to_device(np.asarray(drawn).astype(self.array.dtype, copy=False), self.device)
    return overwrite(Overwrite, self, make(array))


@method
def uniform_(self: Tensor, a: float = 0.0, b: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Random numbers spread evenly over [a, b)."""
    if a > b:
        raise ShapeError("uniform.bounds", low=a, high=b)
    rng = (generator or default_generator).numpy
    wide = np.float64 if self.array.dtype == np.float64 else np.float32
    return _host(self, rng.random(self.array.shape, wide) * wide(b - a) + wide(a))


@method
def normal_(self: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Normal random numbers with the given mean and standard deviation."""
    if std < 0:
        raise ShapeError("normal.std", std=std)
    rng = (generator or default_generator).numpy
    wide = np.float64 if self.array.dtype == np.float64 else np.float32
    return _host(self, rng.standard_normal(self.array.shape, wide) * wide(std) + wide(mean))
