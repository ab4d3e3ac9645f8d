"""Each value once: ``unique`` and ``unique_consecutive``."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import NotWritten, ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.registry import both
from autograd_lab.ops import sets
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor


@both
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements in order, or the different slices along ``dim``.

    If asked for, after them: for each element of ``input`` which one it is, and how often each occurs.
    """
    return _unique("unique", input, return_inverse, return_counts, dim, consecutive=False)


@both
def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """``input`` where equal elements (or slices along ``dim``) that follow each other have become one.

    If asked for, after it: for each element of ``input`` which one it is, and how many have become one.
    """
    return _unique("unique_consecutive", input, return_inverse, return_counts, dim, consecutive=True)


def _unique(function: str, x: Tensor, inverse: bool, counts: bool, dim: int | None, consecutive: bool) -> Any:
    if x.array.dtype.kind == "c":
        raise NotWritten("order.dtype", function=function, dtype=x.dtype)
    if dim is None:
        y, k, c = apply(sets.Unique, x.detach().reshape(-1), axis=0, consecutive=consecutive)
        k = k.reshape(x.shape)
    else:
        axis = wrap_dim(dim, x.ndim)
        _check_sizes(function, x, axis)
        line = x.detach() if x.ndim else x.detach().reshape(1)
        y, k, c = apply(sets.Unique, line, axis=axis, consecutive=consecutive)
    results = (y, *((k,) if inverse else ()), *((c,) if counts else ()))
    return results if len(results) > 1 else y


def _check_sizes(function: str, x: Tensor, axis: int) -> None:
    """RuntimeError for slices that have no elements, which cannot differ."""
    if any(n == 0 for d, n in enumerate(x.array.shape) if d != axis):
        raise ShapeError("unique.empty", function=function, shape=tuple(x.shape))
