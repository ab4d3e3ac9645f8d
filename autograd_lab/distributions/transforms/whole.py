"""Transforms of whole vectors and matrices: to probabilities, triangles, covariances and correlations."""

from __future__ import annotations

import math
from typing import Any

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.transforms.base import Stateless
from autograd_lab.distributions.transforms.elementwise import clipped_sigmoid
from autograd_lab.distributions.utils import tril_matrix_to_vec, vec_to_tril_matrix
from autograd_lab.errors import ArgumentError
from autograd_lab.nn.functional import logsigmoid, pad, softplus
from autograd_lab.tensor import Size, Tensor


class SoftmaxTransform(Stateless):
    """y = softmax(x). Not bijective: x + c gives the same y."""

    domain, codomain = constraints.real_vector, constraints.simplex

    def _call(self, x: Tensor) -> Tensor:
        return x.softmax(-1)

    def _inverse(self, y: Tensor) -> Tensor:
        return y.log()

    def forward_shape(self, shape: Any) -> Size:
        self._need_dims(shape, 1)
        return shape

    inverse_shape = forward_shape


class StickBreakingTransform(Stateless):
    """n numbers to n + 1 probabilities: from a stick of length 1 each breaks off the share sigmoid(x) of the rest.

    Shifted so that x = 0 gives pieces of equal length.
    """

    domain, codomain, bijective = constraints.real_vector, constraints.simplex, True

    def _call(self, x: Tensor) -> Tensor:
        share = clipped_sigmoid(x - _pieces_left(x, x.shape[-1]).log())
        return pad(share, (0, 1), value=1) * pad((1 - share).cumprod(-1), (1, 0), value=1)

    def _inverse(self, y: Tensor) -> Tensor:
        broken = y[..., :-1]
        rest = (1 - broken.cumsum(-1)).clamp(min=lab.finfo(y.dtype).tiny)
        return broken.log() - rest.log() + _pieces_left(y, broken.shape[-1]).log()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        x = x - _pieces_left(x, x.shape[-1]).log()
        return (-x + logsigmoid(x) + y[..., :-1].log()).sum(-1)  # 1 - sigmoid(x) is exp(-x) sigmoid(x)

    def forward_shape(self, shape: Any) -> Size:
        self._need_dims(shape, 1)
        return Size((*shape[:-1], shape[-1] + 1))

    def inverse_shape(self, shape: Any) -> Size:
        self._need_dims(shape, 1)
        return Size((*shape[:-1], shape[-1] - 1))


def _pieces_left(like: Tensor, n: int) -> Tensor:
    """n, n - 1, ..., 1."""
    return lab.arange(n, 0, -1, dtype=like.dtype, device=like.device)


class LowerCholeskyTransform(Stateless):
    """A matrix to a lower triangle, its diagonal made positive by exp."""

    domain, codomain = constraints.independent(constraints.real, 2), constraints.lower_cholesky

    def _call(self, x: Tensor) -> Tensor:
        return x.tril(-1) + x.diagonal(0, -2, -1).exp().diag_embed()

    def _inverse(self, y: Tensor) -> Tensor:
        return y.tril(-1) + y.diagonal(0, -2, -1).log().diag_embed()


class PositiveDefiniteTransform(Stateless):
    """A matrix to L @ L.T, where L is its lower triangle with a positive diagonal."""

    domain, codomain = constraints.independent(constraints.real, 2), constraints.positive_definite

    def _call(self, x: Tensor) -> Tensor:
        tril = LowerCholeskyTransform()(x)
        return tril @ tril.mT

    def _inverse(self, y: Tensor) -> Tensor:
        return LowerCholeskyTransform().inv(lab.linalg.cholesky(y))


class CorrCholeskyTransform(Stateless):
    """n (n - 1) / 2 numbers to the triangle L of a correlation matrix L @ L.T, of which each row has length 1.

    The numbers fill the triangle row by row. In a row they break a stick with sign: each takes the share tanh²(x) of
    what is left of the squared length 1, and the diagonal gets the rest.
    """

    domain, codomain, bijective = constraints.real_vector, constraints.corr_cholesky, True

    def _call(self, x: Tensor) -> Tensor:
        eps = lab.finfo(x.dtype).eps
        r = vec_to_tril_matrix(x.tanh().clamp(eps - 1, 1 - eps), diag=-1)
        rest = (1 - r**2).sqrt().cumprod(-1)
        return (r + lab.eye(r.shape[-1], dtype=r.dtype, device=r.device)) * pad(rest[..., :-1], (1, 0), value=1)

    def _inverse(self, y: Tensor) -> Tensor:
        rest = pad(1 - (y * y).cumsum(-1)[..., :-1], (1, 0), value=1)
        return (tril_matrix_to_vec(y, -1) / tril_matrix_to_vec(rest, -1).sqrt()).atanh()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor, intermediates: Any = None) -> Tensor:
        # What row i leaves behind column j: only from the second column left of the diagonal on does it matter.
        rest = tril_matrix_to_vec(1 - (y * y).cumsum(-1), diag=-2)
        return rest.log().sum(-1) / 2 - 2 * (x + softplus(-2 * x) - math.log(2)).sum(-1)

    def forward_shape(self, shape: Any) -> Size:
        self._need_dims(shape, 1)
        n = round((0.25 + 2 * shape[-1]) ** 0.5 + 0.5)
        if n * (n - 1) // 2 != shape[-1]:
            raise ArgumentError("distribution.triangle", count=shape[-1])
        return Size((*shape[:-1], n, n))

    def inverse_shape(self, shape: Any) -> Size:
        self._need_dims(shape, 2)
        n = shape[-1]
        if shape[-2] != n:
            raise ArgumentError("transform.shape", cls=type(self).__name__, wanted=(n, n), shape=tuple(shape))
        return Size((*shape[:-2], n * (n - 1) // 2))
