"""Distributions of shares: of one number between 0 and 1, or of several that add up to 1."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.distribution import Constraints, ExponentialFamily, Shape
from autograd_lab.distributions.utils import broadcast_all, clamp_probs, logits_to_probs, probs_to_logits
from autograd_lab.errors import ArgumentError
from autograd_lab.nn import functional as F
from autograd_lab.tensor import Tensor


class Dirichlet(ExponentialFamily):
    """Shares (..., k) that add up to 1: density in proportion to the product of x_i ** (concentration_i - 1)."""

    arg_constraints: ClassVar[Constraints] = {"concentration": constraints.independent(constraints.positive, 1)}
    support: Any = constraints.simplex
    has_rsample = True

    def __init__(self, concentration: Tensor, validate_args: bool | None = None) -> None:
        if concentration.ndim < 1:
            shape = tuple(concentration.shape)
            raise ArgumentError("distribution.matrix_ndim", name="concentration", ndim=1, shape=shape)
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args)

    @property
    def mean(self) -> Tensor:
        return self.concentration / self.concentration.sum(-1, keepdim=True)

    @property
    def mode(self) -> Tensor:
        """In a corner if all concentrations are below 1."""
        above = (self.concentration - 1).clamp(min=0)
        mode = above / above.sum(-1, keepdim=True)
        corner = F.one_hot(mode.argmax(-1), mode.shape[-1]).to(mode.dtype)
        return lab.where((self.concentration < 1).all(-1, keepdim=True), corner, mode)

    @property
    def variance(self) -> Tensor:
        a, total = self.concentration, self.concentration.sum(-1, keepdim=True)
        return a * (total - a) / (total**2 * (total + 1))

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        return lab._sample_dirichlet(self.concentration.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        a = self.concentration
        return lab.xlogy(a - 1, self._checked(value)).sum(-1) - self._log_normalizer(a)

    def entropy(self) -> Tensor:
        a, total = self.concentration, self.concentration.sum(-1)
        digammas = (total - a.shape[-1]) * total.digamma() - ((a - 1) * a.digamma()).sum(-1)
        return self._log_normalizer(a) + digammas

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return (self.concentration,)

    def _log_normalizer(self, x: Tensor) -> Tensor:  # type: ignore[override]
        return x.lgamma().sum(-1) - x.sum(-1).lgamma()


class Beta(ExponentialFamily):
    """One share: density in proportion to x ** (concentration1 - 1) * (1 - x) ** (concentration0 - 1)."""

    arg_constraints: ClassVar[Constraints] = {
        "concentration1": constraints.positive,
        "concentration0": constraints.positive,
    }
    support: Any = constraints.unit_interval
    has_rsample = True

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: bool | None = None) -> None:
        self._dirichlet = Dirichlet(lab.stack(broadcast_all(concentration1, concentration0), -1), validate_args)
        super().__init__(self._dirichlet.batch_shape, validate_args=validate_args)

    @property
    def concentration1(self) -> Tensor:
        """How strongly it is drawn to 1."""
        return self._dirichlet.concentration[..., 0]

    @property
    def concentration0(self) -> Tensor:
        """How strongly it is drawn to 0."""
        return self._dirichlet.concentration[..., 1]

    @property
    def mean(self) -> Tensor:
        return self._dirichlet.mean[..., 0]

    @property
    def mode(self) -> Tensor:
        return self._dirichlet.mode[..., 0]

    @property
    def variance(self) -> Tensor:
        return self._dirichlet.variance[..., 0]

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        return self._dirichlet.rsample(sample_shape)[..., 0]

    def log_prob(self, value: Tensor) -> Tensor:
        x = self._checked(value)
        return self._dirichlet.log_prob(lab.stack([x, 1 - x], -1))

    def entropy(self) -> Tensor:
        return self._dirichlet.entropy()

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return self.concentration1, self.concentration0

    def _log_normalizer(self, x: Tensor, y: Tensor) -> Tensor:  # type: ignore[override]
        return x.lgamma() + y.lgamma() - (x + y).lgamma()


class ContinuousBernoulli(ExponentialFamily):
    """A number in [0, 1] with density in proportion to probs ** x * (1 - probs) ** (1 - x), for pixels between 0 and 1.

    Loaiza-Ganem and Cunningham 2019. The formulas are 0 / 0 at probs = 1/2: inside of ``lims`` their series take over.
    """

    arg_constraints: ClassVar[Constraints] = {"probs": constraints.unit_interval, "logits": constraints.real}
    support: Any = constraints.unit_interval
    has_rsample = True
    _mean_carrier_measure = 0

    def __init__(self, probs: Any = None, logits: Any = None, lims: tuple[float, float] = (0.499, 0.501),
                 validate_args: bool | None = None) -> None:  # fmt: skip
        if (probs is None) == (logits is None):
            raise ArgumentError("distribution.either", cls=type(self).__name__, a="probs", b="logits")
        (given,) = broadcast_all(logits if probs is None else probs)
        if validate_args and probs is not None and not self.arg_constraints["probs"].check(given.detach()).all():
            raise ArgumentError("distribution.parameter", name="probs", shape=tuple(given.shape), value=given,
                                distribution=type(self).__name__, wanted=constraints.unit_interval)  # fmt: skip
        self.__dict__["logits" if probs is None else "probs"] = given if probs is None else clamp_probs(given)
        self._lims = lims
        super().__init__(given.shape, validate_args=validate_args)

    @cached_property
    def probs(self) -> Tensor:
        """The parameter between 0 and 1, which is not the mean."""
        return clamp_probs(logits_to_probs(self.logits, is_binary=True))

    @cached_property
    def logits(self) -> Tensor:
        """Its log odds."""
        return probs_to_logits(self.probs, is_binary=True)

    def _by_case(self, formula: Any, series: Any) -> Tensor:
        """``formula(probs)`` away from 1/2, near it ``series(probs - 1/2)``."""
        low, high = self._lims
        away = (self.probs <= low) | (self.probs > high)
        return lab.where(away, formula(self.probs.masked_fill(~away, low)), series(self.probs - 0.5))

    def _cont_bern_log_norm(self) -> Tensor:
        return self._by_case(
            lambda p: (_odds(p) / (1 - 2 * p)).log(), lambda x: math.log(2) + (4 / 3 + 104 / 45 * x**2) * x**2
        )

    @property
    def mean(self) -> Tensor:
        return self._by_case(
            lambda p: p / (2 * p - 1) + 1 / _odds(p), lambda x: 0.5 + (1 / 3 + 16 / 45 * x**2) * x
        )  # fmt: skip

    @property
    def variance(self) -> Tensor:
        return self._by_case(
            lambda p: p * (p - 1) / (1 - 2 * p) ** 2 + 1 / _odds(p) ** 2,
            lambda x: 1 / 12 - (1 / 15 - 128 / 945 * x**2) * x**2,
        )

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        return self.icdf(lab.rand(shape, dtype=self.probs.dtype, device=self.probs.device))

    def log_prob(self, value: Tensor) -> Tensor:
        logits, x = broadcast_all(self.logits, self._checked(value))
        return -F.binary_cross_entropy_with_logits(logits, x, reduction="none") + self._cont_bern_log_norm()

    def cdf(self, value: Tensor) -> Tensor:
        x = self._checked(value)
        share = self._by_case(
            lambda p: (p**x * (1 - p) ** (1 - x) + p - 1) / (2 * p - 1), lambda d: x - 2 * d * x * (1 - x)
        )
        return share.masked_fill(x <= 0, 0).masked_fill(x >= 1, 1)

    def icdf(self, value: Tensor) -> Tensor:
        return self._by_case(
            lambda p: (lab.log1p(-p + value * (2 * p - 1)) - lab.log1p(-p)) / -_odds(p),
            lambda d: value + 2 * d * value * (1 - value),
        )

    def entropy(self) -> Tensor:
        log_0 = lab.log1p(-self.probs)
        return self.mean * (log_0 - self.probs.log()) - self._cont_bern_log_norm() - log_0

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return (self.logits,)

    def _log_normalizer(self, x: Tensor) -> Tensor:  # type: ignore[override]
        near = x.abs() < 1e-3
        safe = x.masked_fill(near, 1)
        return lab.where(near, x / 2 + x**2 / 24, (safe.expm1() / safe).log())


def _odds(p: Tensor) -> Tensor:
    """log (1 - p) / p."""
    return lab.log1p(-p) - p.log()
