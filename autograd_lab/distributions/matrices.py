"""Distributions of matrices: covariances, and triangles of correlations."""

from __future__ import annotations

import math
import warnings
from functools import cached_property
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.distribution import Constraints, Distribution, ExponentialFamily, Shape
from autograd_lab.distributions.gamma import Chi2
from autograd_lab.distributions.multivariate import COVARIANCES, ByCovariance
from autograd_lab.distributions.shares import Beta
from autograd_lab.distributions.utils import broadcast_all
from autograd_lab.errors import ArgumentError
from autograd_lab.i18n import tr
from autograd_lab.tensor import Tensor


class Wishart(ByCovariance, ExponentialFamily):
    """X @ X.T of n x ``df`` normal numbers X, whose columns have the given covariance.

    Sampled by Bartlett's decomposition (1933): the triangle of such a matrix has normal numbers below its diagonal
    and roots of chi² numbers on it.
    """

    support: Any = constraints.positive_definite
    has_rsample = True
    _mean_carrier_measure = 0

    def __init__(
        self, df: Any, covariance_matrix: Tensor | None = None, precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None, validate_args: bool | None = None,
    ) -> None:  # fmt: skip
        name, matrix = self._take(
            covariance_matrix=covariance_matrix, precision_matrix=precision_matrix, scale_tril=scale_tril
        )
        n, df = matrix.shape[-1], lab.as_tensor(df, dtype=matrix.dtype, device=matrix.device)
        batch = tuple(lab.broadcast_shapes(matrix.shape[:-2], df.shape))
        self.df, self.__dict__[name] = df.expand(batch), matrix.expand(*batch, n, n)
        if (self.df <= n - 1).any():
            raise ArgumentError("distribution.df", least=n - 1, df=df.tolist())
        if (self.df < n).any():
            warnings.warn(tr("distribution.low_df", n=n), stacklevel=2)
        super().__init__(batch, (n, n), validate_args)
        self._factor(name, matrix)

    @property
    def arg_constraints(self) -> Any:  # type: ignore[override]
        """``df`` has to exceed n - 1."""
        return {**COVARIANCES, "df": constraints.greater_than(self.event_shape[-1] - 1)}

    @property
    def _df(self) -> Tensor:
        return self.df[..., None, None]

    @property
    def mean(self) -> Tensor:
        return self._df * self.covariance_matrix

    @property
    def mode(self) -> Tensor:
        factor = self._df - self.event_shape[-1] - 1
        return factor.masked_fill(factor <= 0, math.nan) * self.covariance_matrix

    @property
    def variance(self) -> Tensor:
        v = self.covariance_matrix
        diagonal = v.diagonal(0, -2, -1)
        return self._df * (v**2 + diagonal.unsqueeze(-1) * diagonal.unsqueeze(-2))

    @cached_property
    def _chi2(self) -> Chi2:
        steps = lab.arange(self.event_shape[-1], dtype=self.df.dtype, device=self.df.device)
        return Chi2(self.df.unsqueeze(-1) - steps, validate_args=False)

    def rsample(self, sample_shape: Shape = (), max_try_correction: int | None = None) -> Tensor:
        diagonal = self._chi2.rsample(sample_shape).sqrt()
        below = lab.randn(self._extended_shape(sample_shape), dtype=self.df.dtype, device=self.df.device).tril(-1)
        tril = self._tril @ (below + diagonal.clamp(min=lab.finfo(below.dtype).eps).diag_embed())
        return tril @ tril.mT

    def log_prob(self, value: Tensor) -> Tensor:
        n, x = self.event_shape[-1], self._checked(value)
        trace = lab.cholesky_solve(x, self.scale_tril.expand(lab.broadcast_shapes(self.scale_tril.shape, x.shape)))
        of_x = (self.df - n - 1) / 2 * lab.linalg.slogdet(x).logabsdet - trace.diagonal(0, -2, -1).sum(-1) / 2
        return of_x - self._log_volume() - lab.mvlgamma(self.df / 2, n)

    def entropy(self) -> Tensor:
        n, half = self.event_shape[-1], self.df / 2
        steps = lab.arange(n, dtype=half.dtype, device=half.device) / 2
        digammas = (half.unsqueeze(-1) - steps).digamma().sum(-1)
        volume = self._log_volume() / self.df * (n + 1)
        return volume + lab.mvlgamma(half, n) - (self.df - n - 1) / 2 * digammas + self.df * n / 2

    def _log_volume(self) -> Tensor:
        return self.df * (self.event_shape[-1] * math.log(2) / 2 + self._half_log_det())

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return -self.precision_matrix / 2, (self.df - self.event_shape[-1] - 1) / 2

    def _log_normalizer(self, x: Tensor, y: Tensor) -> Tensor:  # type: ignore[override]
        n = self.event_shape[-1]
        half = y + (n + 1) / 2
        return half * (n * math.log(2) - lab.linalg.slogdet(-2 * x).logabsdet) + lab.mvlgamma(half, n)


class LKJCholesky(Distribution):
    """Triangles L of correlation matrices C = L @ L.T, the density of C as det(C) ** (concentration - 1).

    Sampled as the "onion" of Lewandowski, Kurowicka and Joe (2009): row by row a direction on the sphere, and by a beta
    draw how far to go in it.
    """

    arg_constraints: ClassVar[Constraints] = {"concentration": constraints.positive}
    support: Any = constraints.corr_cholesky

    def __init__(self, dim: int, concentration: Any = 1.0, validate_args: bool | None = None) -> None:
        if dim < 2:
            raise ArgumentError("distribution.lkj", dim=dim)
        self.dim = dim
        (self.concentration,) = broadcast_all(concentration)
        super().__init__(self.concentration.shape, (dim, dim), validate_args)

    @cached_property
    def _beta(self) -> Beta:
        """Of each row but the first, the squared length of what lies left of the diagonal."""
        before = lab.arange(self.dim, dtype=self.concentration.dtype, device=self.concentration.device)[1:]
        return Beta(before / 2, self.concentration.unsqueeze(-1) + (self.dim - 1 - before) / 2, validate_args=False)

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        with lab.no_grad():
            squares = self._beta.sample(sample_shape).unsqueeze(-1)
            like = {"dtype": squares.dtype, "device": squares.device}
            rows = lab.randn(self._extended_shape(sample_shape), **like).tril(-1)[..., 1:, :]
            rows = squares.sqrt() * rows / rows.norm(dim=-1, keepdim=True)
            rows = lab.cat([lab.zeros_like(rows[..., :1, :]), rows], -2)
            rest = (1 - (rows**2).sum(-1)).clamp(min=lab.finfo(rows.dtype).tiny)
            return rows + rest.sqrt().diag_embed()

    def log_prob(self, value: Tensor) -> Tensor:
        n, eta = self.dim - 1, self.concentration
        diagonal = self._checked(value).diagonal(0, -2, -1)[..., 1:]
        left = lab.arange(n - 1, -1, -1, dtype=diagonal.dtype, device=diagonal.device)
        alpha = eta + n / 2
        volume = n / 2 * math.log(math.pi) + lab.mvlgamma(alpha - 0.5, n) - n * alpha.lgamma()
        return ((2 * (eta - 1).unsqueeze(-1) + left) * diagonal.log()).sum(-1) - volume
