"""The normal distribution of vectors."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.distribution import Constraints, Distribution, Shape
from autograd_lab.errors import ArgumentError
from autograd_lab.tensor import Tensor

COVARIANCES: dict[str, constraints.Constraint] = {
    "covariance_matrix": constraints.positive_definite,
    "precision_matrix": constraints.positive_definite,
    "scale_tril": constraints.lower_cholesky,
}


class ByCovariance(Distribution):
    """One of the covariance, its inverse and a triangle L with covariance L @ L.T was given.

    Everything is computed with ``_tril``, L (..., n, n) before it is expanded; giving it saves a decomposition.
    """

    def _take(self, **given: Tensor | None) -> tuple[str, Tensor]:
        named = [(name, matrix) for name, matrix in given.items() if matrix is not None]
        if len(named) != 1:
            a, b = "covariance_matrix", "precision_matrix` or `scale_tril"
            raise ArgumentError("distribution.either", cls=type(self).__name__, a=a, b=b)
        ((name, matrix),) = named
        need_dims(name, matrix, 2)
        return name, matrix

    def _factor(self, name: str, matrix: Tensor) -> None:
        if name == "precision_matrix":
            matrix = lab.linalg.inv(matrix)
        self._tril = matrix if name == "scale_tril" else lab.linalg.cholesky(matrix)

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

    def _half_log_det(self) -> Tensor:
        """Half of the logarithm of the covariance's determinant."""
        return self._tril.diagonal(0, -2, -1).log().sum(-1)


def need_dims(name: str, x: Tensor, ndim: int) -> None:
    """ValueError unless ``x`` has at least ``ndim`` dims."""
    if x.ndim < ndim:
        raise ArgumentError("distribution.matrix_ndim", name=name, ndim=ndim, shape=tuple(x.shape))


class Normals(Distribution):
    """What normal distributions of vectors share."""

    loc: Tensor
    support: Any = constraints.real_vector
    has_rsample = True

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def mode(self) -> Tensor:
        return self.loc

    def log_prob(self, value: Tensor) -> Tensor:
        square = self._squares((self._checked(value) - self.loc).unsqueeze(-1))
        return -0.5 * (self.event_shape[0] * math.log(2 * math.pi) + square) - self._half_log_det()

    def entropy(self) -> Tensor:
        h = 0.5 * self.event_shape[0] * (1 + math.log(2 * math.pi)) + self._half_log_det()
        return h.expand(self.batch_shape)

    def _half_log_det(self) -> Tensor:
        raise self._missing("_half_log_det")

    def _squares(self, columns: Tensor) -> Tensor:
        """The squared lengths of the columns (..., n, m), measured in standard deviations and added up."""
        raise self._missing("_squares")

    def _columns(self) -> Tensor:
        """A matrix F (..., n, m) with covariance F @ F.T."""
        raise self._missing("_columns")

    def _noise(self, shape: Shape) -> Tensor:
        return lab.randn(shape, dtype=self.loc.dtype, device=self.loc.device)


class MultivariateNormal(ByCovariance, Normals):
    """Mean ``loc`` (..., n) and one of: the covariance, its inverse, or a triangle L with covariance L @ L.T."""

    arg_constraints: ClassVar[Constraints] = {"loc": constraints.real_vector, **COVARIANCES}

    def __init__(
        self, loc: Tensor, covariance_matrix: Tensor | None = None, precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None, validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        need_dims("loc", loc, 1)
        name, matrix = self._take(
            covariance_matrix=covariance_matrix, precision_matrix=precision_matrix, scale_tril=scale_tril
        )
        n, batch = loc.shape[-1], tuple(lab.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1]))
        self.loc, self.__dict__[name] = loc.expand(*batch, n), matrix.expand(*batch, n, n)
        super().__init__(batch, (n,), validate_args)
        self._factor(name, matrix)

    @property
    def variance(self) -> Tensor:
        return self._tril.pow(2).sum(-1).expand(*self.batch_shape, *self.event_shape)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        drawn = self._noise(self._extended_shape(sample_shape))
        return self.loc + (self._tril @ drawn.unsqueeze(-1)).squeeze(-1)

    def _squares(self, columns: Tensor) -> Tensor:
        return solved(self._tril, columns).pow(2).sum((-2, -1))

    def _columns(self) -> Tensor:
        return self._tril


def solved(tril: Tensor, x: Tensor) -> Tensor:
    """The inverse of ``tril`` times ``x``, of which either may have more batch dims."""
    batch = lab.broadcast_shapes(tril.shape[:-2], x.shape[:-2])
    tril, x = (a.expand(*batch, *a.shape[-2:]) for a in (tril, x))
    return lab.linalg.solve_triangular(tril, x, upper=False)


class LowRankMultivariateNormal(Normals):
    """Covariance W @ W.T + D: ``cov_factor`` W (..., n, k) with few columns, ``cov_diag`` D (..., n) beside it.

    By the matrix inversion and determinant lemmas, log densities need only the "capacitance" C = I + W.T @ inv(D) @ W,
    which is k x k.
    """

    arg_constraints: ClassVar[Constraints] = {
        "loc": constraints.real_vector,
        "cov_factor": constraints.independent(constraints.real, 2),
        "cov_diag": constraints.independent(constraints.positive, 1),
    }

    def __init__(self, loc: Tensor, cov_factor: Tensor, cov_diag: Tensor, validate_args: bool | None = None) -> None:
        for name, x, ndim in (("loc", loc, 1), ("cov_factor", cov_factor, 2), ("cov_diag", cov_diag, 1)):
            need_dims(name, x, ndim)
        n = loc.shape[-1]
        shapes = {name: tuple(x.shape) for name, x in (("loc", loc), ("factor", cov_factor), ("diag", cov_diag))}
        if cov_factor.shape[-2] != n or cov_diag.shape[-1] != n:
            raise ArgumentError("distribution.factor", **shapes)
        self._factor, self._diag = cov_factor, cov_diag
        batch = tuple(lab.broadcast_shapes(loc.shape[:-1], cov_factor.shape[:-2], cov_diag.shape[:-1]))
        self.loc, self.cov_diag = loc.expand(*batch, n), cov_diag.expand(*batch, n)
        self.cov_factor = cov_factor.expand(*batch, *cov_factor.shape[-2:])
        super().__init__(batch, (n,), validate_args)
        self._scaled = cov_factor.mT / cov_diag.unsqueeze(-2)  # W.T @ inv(D)
        capacitance = self._scaled @ cov_factor
        eye = lab.eye(capacitance.shape[-1], dtype=loc.dtype, device=loc.device)
        self._capacitance_tril = lab.linalg.cholesky(capacitance + eye)

    def _expanded(self, x: Tensor, dims: int) -> Tensor:
        return x.expand(*self.batch_shape, *self.event_shape * dims)

    @property
    def variance(self) -> Tensor:
        return self._expanded(self._factor.pow(2).sum(-1) + self._diag, 1)

    @cached_property
    def covariance_matrix(self) -> Tensor:
        """W @ W.T + D."""
        return self._expanded(self._factor @ self._factor.mT + self._diag.diag_embed(), 2)

    @cached_property
    def scale_tril(self) -> Tensor:
        """The triangle L with L @ L.T = covariance."""
        return lab.linalg.cholesky(self.covariance_matrix)

    @cached_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance."""
        a = solved(self._capacitance_tril, self._scaled)
        return self._expanded(self._diag.reciprocal().diag_embed() - a.mT @ a, 2)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        common = self._noise((*shape[:-1], self.cov_factor.shape[-1])).unsqueeze(-1)
        return self.loc + (self._factor @ common).squeeze(-1) + self._diag.sqrt() * self._noise(shape)

    def _half_log_det(self) -> Tensor:
        return self._capacitance_tril.diagonal(0, -2, -1).log().sum(-1) + self._diag.log().sum(-1) / 2

    def _squares(self, columns: Tensor) -> Tensor:
        explained = solved(self._capacitance_tril, self._scaled @ columns).pow(2).sum((-2, -1))
        return (columns.pow(2) / self._diag.unsqueeze(-1)).sum((-2, -1)) - explained

    def _columns(self) -> Tensor:
        diagonal = self._diag.sqrt().diag_embed()
        batch = lab.broadcast_shapes(self._factor.shape[:-2], diagonal.shape[:-2])
        return lab.cat([m.expand(*batch, *m.shape[-2:]) for m in (self._factor, diagonal)], -1)
