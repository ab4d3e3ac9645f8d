"""``torch.distributions.utils``: parameters of one shape, probabilities and logits, triangles as vectors."""

from __future__ import annotations

from functools import cached_property as lazy_property
from typing import Any

import autograd_lab as lab
from autograd_lab.errors import ArgumentError
from autograd_lab.tensor import Tensor

__all__ = [
    "broadcast_all",
    "clamp_probs",
    "euler_constant",
    "lazy_property",
    "logits_to_probs",
    "probs_to_logits",
    "sum_rightmost",
    "tril_matrix_to_vec",
    "vec_to_tril_matrix",
]

euler_constant = 0.57721566490153286060


def broadcast_all(*values: Any) -> list[Tensor]:
    """Tensors of one shape; numbers become tensors of the dtype of the others."""
    like = next((v for v in values if isinstance(v, Tensor)), None)
    dtype, device = (None, None) if like is None else (like.dtype, like.device)
    kinds = {"dtype": dtype if dtype is not None else lab.get_default_dtype(), "device": device}
    return list(lab.broadcast_tensors(*(v if isinstance(v, Tensor) else lab.tensor(v, **kinds) for v in values)))


def sum_rightmost(x: Tensor, dims: int) -> Tensor:
    """The sum over the last ``dims`` dims."""
    return x.sum(tuple(range(-dims, 0))) if dims else x


def clamp_probs(probs: Tensor) -> Tensor:
    """Away from 0 and 1 by the dtype's precision, so that logarithms stay finite."""
    eps = lab.finfo(probs.dtype).eps
    return probs.clamp(eps, 1 - eps)


def logits_to_probs(logits: Tensor, is_binary: bool = False) -> Tensor:
    """Probabilities: of log odds if ``is_binary``, else of the log probabilities along the last dim."""
    return logits.sigmoid() if is_binary else logits.softmax(-1)


def probs_to_logits(probs: Tensor, is_binary: bool = False) -> Tensor:
    """Log odds if ``is_binary``, else log probabilities."""
    p = clamp_probs(probs)
    return p.log() - lab.log1p(-p) if is_binary else p.log()


def tril_matrix_to_vec(mat: Tensor, diag: int = 0) -> Tensor:
    """The elements of an n x n matrix on and below the diagonal ``diag``, row by row."""
    n = mat.shape[-1]
    if not -n <= diag < n:
        raise ArgumentError("distribution.diagonal", diag=diag, low=-n, high=n - 1)
    i, j = lab.tril_indices(n, n, diag, device=mat.device)
    return mat[..., i, j]


def vec_to_tril_matrix(vec: Tensor, diag: int = 0) -> Tensor:
    """The square matrix that has these elements there, and 0 above."""
    count = vec.shape[-1]
    n = next(n for n in range(count + abs(diag) + 2) if _elements(n, diag) >= count)
    if _elements(n, diag) != count:
        raise ArgumentError("distribution.triangle", count=count)
    i, j = lab.tril_indices(n, n, diag, device=vec.device)
    return vec.new_zeros((*vec.shape[:-1], n * n)).index_copy(-1, i * n + j, vec).unflatten(-1, (n, n))


def _elements(n: int, diag: int) -> int:
    return sum(min(max(row + 1 + diag, 0), n) for row in range(n))
