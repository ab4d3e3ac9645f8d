"""Scores to probabilities: softmax and its logarithm."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.dtypes import INEXACT, as_dtype
from autograd_lab.errors import DtypeError
from autograd_lab.functional.arguments import need_tensor, wrap_dim
from autograd_lab.functional.registry import both
from autograd_lab.ops import activation
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor


def _along(op: Any, input: Tensor, dim: int, dtype: Any, name: str) -> Tensor:
    need_tensor(input, "input", name)
    if dtype is not None:
        input = cast(input, as_dtype(dtype))
    if input.array.dtype.kind not in INEXACT:
        raise DtypeError("softmax.needs_float", function=name, dtype=input.dtype)
    axis = wrap_dim(dim, input.ndim)
    if input.ndim == 0:
        return _along(op, input.unsqueeze(0), 0, None, name).squeeze(0)
    return input.clone() if input.array.size == 0 else apply(op, input, axis=axis)


@both
def softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """Scores along ``dim`` as probabilities that sum to 1."""
    return _along(activation.Softmax, input, dim, dtype, "softmax")


@both
def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """The logarithm of ``softmax``, computed in one go so that it never takes log(0)."""
    return _along(activation.LogSoftmax, input, dim, dtype, "log_softmax")
