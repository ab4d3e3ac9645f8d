"""A tensor laid out several times, as a whole or element by element."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.errors import DimError, NotWritten, ShapeError
from autograd_lab.functional.arguments import integer, sizes, wrap_dim
from autograd_lab.functional.index_along import index_select
from autograd_lab.functional.registry import both_sized, function, method
from autograd_lab.ops.repeat import Repeat
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor, make


@method
def repeat(self: Tensor, *args: Any, repeats: Any = None) -> Tensor:
    """Copies side by side, so many along each dim; more numbers than dims make new dims in front."""
    times = sizes(args or (repeats,), "repeat")
    if len(times) < self.ndim:
        raise ShapeError("repeat.count", repeats=times, ndim=self.ndim)
    if any(n < 0 for n in times):
        raise ShapeError("repeat.negative", repeats=times)
    return apply(Repeat, self, times=times)


@both_sized
def tile(input: Tensor, dims: Any) -> Tensor:
    """``repeat`` in which missing numbers in front count as 1."""
    times = sizes(dims, "tile")
    return repeat(input, (1,) * (input.ndim - len(times)) + times)


def _repeat_interleave_function(input: Tensor, repeats: Any = ..., dim: int | None = None, *,
                                output_size: int | None = None) -> Tensor:  # fmt: skip
    if repeats is ... and dim is None and output_size is None:
        return _index_of_each(input)
    return repeat_interleave(input, repeats, dim, output_size=output_size)


@method
def repeat_interleave(self: Tensor, repeats: Any, dim: int | None = None, *,
                      output_size: int | None = None) -> Tensor:  # fmt: skip
    """Each element along ``dim`` repeated on the spot, all equally often or as a tensor says; flat without ``dim``.

    The function ``torch.repeat_interleave(repeats)`` of nothing else gives the index of the element in each place.
    """
    input = self
    if dim is None:
        input, dim = input.flatten(), 0
    if input.ndim == 0:
        raise DimError("arg.no_dims", dim=dim)
    axis = wrap_dim(dim, input.ndim)
    n = input.array.shape[axis]
    if not isinstance(repeats, Tensor):
        times = integer(repeats, "repeat_interleave")
        _check_total(output_size, n * times)
        if times < 0:
            raise ShapeError("repeat.negative", repeats=times)
        shape = input.array.shape
        spread = input.unsqueeze(axis + 1).expand(*shape[: axis + 1], times, *shape[axis + 1 :])
        return spread.clone().flatten(axis, axis + 1)
    counts = _counts(repeats)
    if len(counts) not in (1, n) or (len(counts) == 1 and n == 0):
        raise ShapeError("repeat_interleave.count", count=len(counts), size=n, dim=axis)
    index = np.repeat(np.arange(n), np.broadcast_to(counts, (n,)))
    _check_total(output_size, len(index))
    return index_select(input, axis, make(array_module(input.array).asarray(index)))


_repeat_interleave_function.__name__ = "repeat_interleave"
_repeat_interleave_function.__doc__ = repeat_interleave.__doc__
function(_repeat_interleave_function)


def _index_of_each(repeats: Tensor) -> Tensor:
    counts = _counts(repeats)
    if repeats.ndim != 1:
        raise ShapeError("vector.needed", function="repeat_interleave", shape=tuple(repeats.shape))
    return make(array_module(repeats.array).asarray(np.repeat(np.arange(len(counts)), counts)))


def _counts(repeats: Tensor) -> np.ndarray[Any, Any]:
    """How often each element comes, on the host, for it decides a shape."""
    if repeats.array.dtype not in ("int32", "int64"):
        raise NotWritten("repeat_interleave.dtype", dtype=repeats.dtype)
    if repeats.ndim > 1:
        raise ShapeError("vector.needed", function="repeat_interleave", shape=tuple(repeats.shape))
    counts = to_device(repeats.array, CPU).reshape(-1)
    if (counts < 0).any():
        raise ShapeError("repeat.negative", repeats=counts.tolist())
    return counts


def _check_total(said: int | None, size: int) -> None:
    if said is not None and said != size:
        raise ShapeError("repeat_interleave.output_size", said=said, size=size)
