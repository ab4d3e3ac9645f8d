"""The normal distribution of vectors."""

from __future__ import annotations

import math
from functools import cached_property
from typing import ClassVar

import autograd_lab as lab
from autograd_lab.distributions.distribution import REAL, Distribution, Rule, Shape
from autograd_lab.errors import ArgumentError
from autograd_lab.tensor import Tensor


def _is_triangle(x: Tensor) -> Tensor:
    return (x.tril() == x).all(-1).all(-1) & (x.diagonal(0, -2, -1) > 0).all(-1)


def _is_covariance(x: Tensor) -> Tensor:
    return ((x - x.mT).abs() < 1e-6).all(-1).all(-1) & (lab.linalg.cholesky_ex(x).info == 0)


TRIANGLE: Rule = ("lower triangular, its diagonal > 0", _is_triangle)
COVARIANCE: Rule = ("symmetric, positive definite", _is_covariance)


class MultivariateNormal(Distribution):
    """Mean ``loc`` (..., n) and one of: the covariance, its inverse, or a triangle L with covariance L @ L.T.

    Everything is computed with L (..., n, n); giving it as ``scale_tril`` saves a decomposition.
    """

    arg_constraints: ClassVar[dict[str, Rule]] = {
        "loc": REAL,
        "covariance_matrix": COVARIANCE,
        "precision_matrix": COVARIANCE,
        "scale_tril": TRIANGLE,
    }
    has_rsample = True

    def __init__(
        self, loc: Tensor, covariance_matrix: Tensor | None = None, precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None, validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        given = {"covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix, "scale_tril": scale_tril}
        named = [(name, matrix) for name, matrix in given.items() if matrix is not None]
        if len(named) != 1:
            a, b = "covariance_matrix", "precision_matrix` or `scale_tril"
            raise ArgumentError("distribution.either", cls=type(self).__name__, a=a, b=b)
        ((name, matrix),) = named
        for what, x, ndim in (("loc", loc, 1), (name, matrix, 2)):
            if x.ndim < ndim:
                raise ArgumentError("distribution.matrix_ndim", name=what, ndim=ndim, shape=tuple(x.shape))
        n = loc.shape[-1]
        batch = tuple(lab.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1]))
        self.loc = loc.expand(*batch, n)
        self.__dict__[name] = matrix.expand(*batch, n, n)
        super().__init__(batch, (n,), validate_args)
        self._tril = matrix if name == "scale_tril" else lab.linalg.cholesky(
            matrix if name == "covariance_matrix" else lab.linalg.inv(matrix)
        )  # fmt: skip

    @cached_property
    def scale_tril(self) -> Tensor:
        """L (..., n, n)."""
        return self._tril.expand(*self.batch_shape, *self._tril.shape[-2:])

    @cached_property
    def covariance_matrix(self) -> Tensor:
        """L @ L.T."""
        return self.scale_tril @ self.scale_tril.mT

    @cached_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance."""
        return lab.cholesky_inverse(self.scale_tril)

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        return self._tril.pow(2).sum(-1).expand(*self.batch_shape, *self.event_shape)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        drawn = lab.randn(self._extended_shape(sample_shape), dtype=self.loc.dtype, device=self.loc.device)
        return self.loc + (self._tril @ drawn.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value: Tensor) -> Tensor:
        away = (self._checked(value) - self.loc).unsqueeze(-1)
        tril = self._tril.expand(*away.shape[:-2], *self._tril.shape[-2:])
        square = lab.linalg.solve_triangular(tril, away, upper=False).squeeze(-1).pow(2).sum(-1)
        return -0.5 * (self.event_shape[0] * math.log(2 * math.pi) + square) - self._half_log_det()

    def entropy(self) -> Tensor:
        h = 0.5 * self.event_shape[0] * (1 + math.log(2 * math.pi)) + self._half_log_det()
        return h.expand(self.batch_shape)

    def _half_log_det(self) -> Tensor:
        return self._tril.diagonal(0, -2, -1).log().sum(-1)
