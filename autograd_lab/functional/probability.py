"""Scores to probabilities: softmax and its logarithm."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.dtypes import FLOATS, as_dtype
from autograd_lab.errors import NotWritten
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.reduction import as_line
from autograd_lab.functional.registry import both
from autograd_lab.ops import activation
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor


def _along(op: Any, input: Tensor, dim: int, dtype: Any, name: str) -> Tensor:
    if dtype is not None:
        input = cast(input, as_dtype(dtype))
    axis = wrap_dim(dim, input.ndim)
    if input.array.dtype.kind not in FLOATS:
        raise NotWritten("softmax.needs_float", function=name, dtype=input.dtype)
    if input.array.size == 0:
        return input.clone()
    out = apply(op, as_line(input), axis=axis)
    return out if input.ndim else out.reshape(())


@both
def softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """Scores along ``dim`` as probabilities that sum to 1."""
    return _along(activation.Softmax, input, dim, dtype, "softmax")


@both
def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """The logarithm of ``softmax``, computed in one go so that it never takes log(0)."""
    return _along(activation.LogSoftmax, input, dim, dtype, "log_softmax")
