"""Elements brought into proportion along one dim, of those that ``mask`` keeps. What it leaves out is 0 or nan there,
or without meaning."""

from __future__ import annotations

from autograd_lab.backend.dtypes import dtype
from autograd_lab.functional.explain import explained
from autograd_lab.masked.filling import dims_of, filled, highest, lowest
from autograd_lab.masked.reduction import norm
from autograd_lab.tensor.tensor import Tensor


@explained
def softmax(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """Scores as probabilities; a left-out one gets 0."""
    kept = input if mask is None else filled(input, mask, lowest(input, "softmax"))
    return kept.softmax(dims_of(dim, input.ndim)[0], dtype=dtype or input.dtype)


@explained
def log_softmax(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """Scores as logarithms of probabilities; a left-out one gets -inf."""
    kept = input if mask is None else filled(input, mask, lowest(input, "log_softmax"))
    return kept.log_softmax(dims_of(dim, input.ndim)[0], dtype=dtype or input.dtype)


@explained
def softmin(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """``softmax`` of the negative scores: the smallest gets most."""
    kept = input if mask is None else filled(input, mask, highest(input, "softmin"))
    return (-kept).softmax(dims_of(dim, input.ndim)[0], dtype=dtype or input.dtype)


@explained
def normalize(input: Tensor, ord: float, dim: int, *, eps: float = 1e-12, dtype: dtype | None = None,
              mask: Tensor | None = None) -> Tensor:  # fmt: skip
    """Divided by the norm of order ``ord``, or by ``eps`` where that is smaller; a left-out element is 0."""
    length = norm(input, ord, dim, keepdim=True, dtype=dtype, mask=mask)
    return filled(input, mask, 0) / length.clamp(min=eps)
