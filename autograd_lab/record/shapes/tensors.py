"""A tensor as a picture: its numbers, and where in memory they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import address, owner
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.errors import ArgTypeError, DtypeError
from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.names import shorten
from autograd_lab.record.snapshot import Real, real
from autograd_lab.record.values.statistics import Statistics, as_floats, statistics
from autograd_lab.tensor import Tensor

CELLS = 48  # of memory that are drawn
SIDE = 64  # cells of a slice, at most, along each of its two dimensions
SLICES = 16  # that are sent along; others are asked for


@dataclass(frozen=True)
class Memory:
    """The beginning of the memory that a tensor looks at.

    Element (i, j) lies at ``offset + i*strides[0] + j*strides[1]``.
    ``cells`` are the numbers there, ``size`` counts all of them. ``shared``: the memory belongs to another tensor,
    or holds more than this one sees.
    """

    size: int
    offset: int
    strides: list[int]
    cells: list[Real]
    shared: bool


@dataclass(frozen=True)
class Slice:
    """The last two dimensions at one index of those before. Every ``steps[d]``-th number is shown."""

    index: list[int]
    rows: int
    columns: int
    steps: list[int]
    values: list[Real]


@dataclass(frozen=True)
class TensorPicture:
    """``grad_fn`` is the name of the op that made it, "" for a leaf."""

    name: str
    shape: list[int]
    dtype: str
    device: str
    requires_grad: bool
    grad_fn: str
    contiguous: bool
    bytes: int
    statistics: Statistics
    gradient: Statistics | None
    slices: list[Slice]
    memory: Memory


def tensor_picture(tensor: Any, name: str = "") -> TensorPicture:
    """All there is to see of ``tensor``; TypeError for anything else, RuntimeError for one that holds no numbers."""
    if not isinstance(tensor, Tensor):
        raise ArgTypeError("tensor_view.not_tensor", got=type(tensor).__name__)
    array = tensor.array
    kept = tensor.grad_fn is None or tensor.retains_grad  # asking others for .grad is a warning
    if array.dtype.kind not in "buifc" and str(array.dtype) != "bfloat16":
        raise DtypeError("tensor_view.dtype", dtype=str(tensor.dtype))
    leading = [range(n) for n in array.shape[:-2]]
    indices = [index for index, _ in zip(product(*leading), range(SLICES), strict=False)] if array.size else []
    return TensorPicture(
        name=shorten(name),
        shape=list(array.shape),
        dtype=str(tensor.dtype),
        device=str(tensor.device),
        requires_grad=tensor.requires_grad,
        grad_fn="" if tensor.grad_fn is None else tensor.grad_fn.name(),
        contiguous=tensor.is_contiguous(),
        bytes=int(array.nbytes),
        statistics=statistics(array),
        gradient=statistics(tensor.grad.array) if kept and tensor.grad is not None else None,
        slices=[slice_of(array, index) for index in indices],
        memory=_memory(array),
    )


def slice_of(array: Any, index: Sequence[int]) -> Slice:
    """The last two dimensions at ``index``; a vector is one row, a number one cell."""
    flat = array[tuple(index)]
    flat = flat.reshape((1,) * (2 - flat.ndim) + flat.shape)
    steps = [-(-n // SIDE) or 1 for n in flat.shape]
    shown = as_floats(flat[:: steps[0], :: steps[1]])
    rows, columns = shown.shape
    return Slice(list(index), rows, columns, steps, [real(v) for v in shown.ravel().tolist()])


def _memory(array: Any) -> Memory:
    whole = owner(array)
    item = array.itemsize
    offset = (address(array) - address(whole)) // item if array.size else 0
    cells = np.asarray(to_device(whole.ravel(order="K")[:CELLS], CPU))
    return Memory(
        size=int(whole.size),
        offset=offset,
        strides=[step // item for step in array.strides],
        cells=[real(v) for v in as_floats(cells).tolist()],
        shared=whole is not array and (whole.size != array.size or offset != 0),
    )
