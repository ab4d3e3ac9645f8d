"""How far two tensors are from each other, and in which direction they point."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.dtypes import FLOATS
from autograd_lab.errors import DtypeError
from autograd_lab.functional.arguments import check_broadcast
from autograd_lab.functional.explain import explained
from autograd_lab.functional.registry import function
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn.functional.checks import widened
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.promotion import promote


@function
@widened
def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Tensor:
    """The p-norm of ``x1 - x2 + eps`` along the last dim; the shapes broadcast.

    ``eps`` keeps the distance of equal points from 0, where its slope is not defined.
    """
    check_broadcast(x1, x2)
    return (x1 - x2 + eps).norm(p, -1, keepdim)


@function
@widened
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between ``x1`` and ``x2`` along ``dim``; the shapes broadcast.

    A length counts as ``eps`` at least; as in PyTorch its gradient flows as if it had not been raised.
    """
    a, b = promote(x1, x2)
    if a.array.dtype.kind not in FLOATS:
        raise DtypeError("cosine.dtype", dtype=a.dtype)
    check_broadcast(a, b)
    shape = np.broadcast_shapes(a.array.shape, b.array.shape)
    return (_directed(a.expand(shape), dim, eps) * _directed(b.expand(shape), dim, eps)).sum(dim)


def _directed(x: Tensor, dim: int, eps: float) -> Tensor:
    """``x`` divided by its length along ``dim``."""
    length = x.norm(2, dim, True).clone()
    with no_grad():
        length.clamp_(min=eps)
    return x / length


@explained
def normalize(input: Tensor, p: float | None = 2.0, dim: Any = 1, eps: float = 1e-12) -> Tensor:
    """``input`` divided by its p-norm along ``dim``, which counts as ``eps`` at least."""
    return input / input.norm(p, dim, True).clamp(min=eps)
