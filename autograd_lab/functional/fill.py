"""In-place filling with constants, and copying."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.pinned import is_pinned
from autograd_lab.errors import ShapeError
from autograd_lab.functional.explain import Number
from autograd_lab.functional.registry import function, method
from autograd_lab.ops.indexing import Fill, FillInPlace, FillTensor, FillTensorInPlace, Overwrite, Zero
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import check_overlap, check_writable, overwrite, store
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor, make
from autograd_lab.tensor.transformed import is_transformed


@method
def fill_(self: Tensor, value: Tensor | Number) -> Tensor:
    """Every element set to ``value``: a number, or a tensor of no dimensions."""
    return _fill(FillTensorInPlace if isinstance(value, Tensor) else FillInPlace, self, value)


@function
def fill(input: Tensor, value: Tensor | Number) -> Tensor:
    """A tensor like ``input`` in which every element is ``value``: a number, or a tensor of no dimensions."""
    return apply(FillTensor if isinstance(value, Tensor) else Fill, input, _value(input, value))


@method
def zero_(self: Tensor) -> Tensor:
    """Every element set to 0."""
    return _fill(Zero, self, 0)


def _fill(op: type[Overwrite], self: Tensor, value: Any) -> Tensor:
    plain = not self.requires_grad and not is_transformed(self)
    if plain and type(value) in (int, float) and self.array.dtype.kind == "f":
        check_writable(self, alike=True)
        store(self, value)
        return self
    return overwrite(op, self, _value(self, value))


def _value(x: Tensor, value: Any) -> Tensor:
    """``value`` as a 0-d tensor that fits x."""
    if not isinstance(value, Tensor):
        value = make(array_module(x.array).full((), value, dtype=x.array.dtype))
        if watch.watchers:
            watch.tell("made_of_number", value.array)
    elif value.ndim:
        raise ShapeError("fill.ndim", ndim=value.ndim)
    return cast(value.to(x.device), x.dtype)


def _can_receive(self: Tensor, src: Tensor) -> bool:
    alike = src.array.shape == self.array.shape and src.array.dtype == self.array.dtype
    whole = self.array.flags.c_contiguous and src.array.flags.c_contiguous
    return alike and whole and is_pinned(self.array) and not (self.requires_grad or src.requires_grad)


def _received(self: Tensor, src: Tensor) -> Tensor:
    """``src``, of a GPU, into pinned memory, whenever the GPU gets there."""
    check_writable(self)
    if watch.watchers:
        watch.tell("writing", self)
    src.array.get(out=self.array, blocking=False)
    self._writes[0] += 1
    return self


@method
def copy_(self: Tensor, src: Tensor | Number, non_blocking: bool = False) -> Tensor:
    """The elements of ``src``, broadcast, cast and moved to this tensor's shape, dtype and device.

    With ``non_blocking`` the host does not wait where one of the two is pinned memory and the other a GPU's.
    """
    if not isinstance(src, Tensor):
        return fill_(self, src)
    if non_blocking and src.is_cuda and _can_receive(self, src):
        return _received(self, src)
    value = cast(src.to(self.device, non_blocking=non_blocking), self.dtype)
    check_overlap(self, (value,))
    if value.array.shape != self.array.shape:
        try:
            np.broadcast_shapes(value.array.shape, self.array.shape)
            value = value.expand(self.shape)
        except (ValueError, RuntimeError):
            raise ShapeError("inplace.shape", shape=tuple(self.shape), result=tuple(src.shape)) from None
    return overwrite(Overwrite, self, value)
