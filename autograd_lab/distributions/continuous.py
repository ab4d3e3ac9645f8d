"""Distributions of real numbers. A sample is a fixed draw moved and stretched, so gradients flow through it."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions.distribution import (
    NONNEGATIVE,
    POSITIVE,
    REAL,
    Distribution,
    Rule,
    Shape,
    broadcast_all,
)
from autograd_lab.tensor import Tensor


class _LocationScale(Distribution):
    arg_constraints: ClassVar[dict[str, Rule]] = {"loc": REAL, "scale": POSITIVE}
    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(tuple(self.loc.shape), validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def mode(self) -> Tensor:
        """Where the density is largest."""
        return self.loc


class Normal(_LocationScale):
    """The normal distribution with mean ``loc`` and standard deviation ``scale``."""

    @property
    def variance(self) -> Tensor:
        return self.scale**2

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        zeros = lab.zeros(self._extended_shape(sample_shape), dtype=self.loc.dtype, device=self.loc.device)
        return self.loc + lab.normal(zeros, lab.ones_like(zeros)) * self.scale

    def log_prob(self, value: Tensor) -> Tensor:
        z = (self._checked(value) - self.loc) / self.scale
        return -(z**2) / 2 - self.scale.log() - math.log(math.sqrt(2 * math.pi))

    def entropy(self) -> Tensor:
        return 0.5 + 0.5 * math.log(2 * math.pi) + self.scale.log()

    def cdf(self, value: Tensor) -> Tensor:
        return 0.5 * (1 + lab.erf((self._checked(value) - self.loc) / (self.scale * math.sqrt(2))))

    def icdf(self, value: Tensor) -> Tensor:
        return self.loc + self.scale * lab.erfinv(2 * value - 1) * math.sqrt(2)


class LogNormal(_LocationScale):
    """exp of a normal draw."""

    support: Rule = POSITIVE

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        super().__init__(loc, scale, validate_args)
        self._log = Normal(self.loc, self.scale, validate_args)

    @property
    def mean(self) -> Tensor:
        return (self.loc + self.scale**2 / 2).exp()

    @property
    def mode(self) -> Tensor:
        return (self.loc - self.scale**2).exp()

    @property
    def variance(self) -> Tensor:
        square = self.scale**2
        return square.expm1() * (2 * self.loc + square).exp()

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        return self._log.rsample(sample_shape).exp()

    def log_prob(self, value: Tensor) -> Tensor:
        log = self._checked(value).log()
        return self._log.log_prob(log) - log

    def entropy(self) -> Tensor:
        return self._log.entropy() + self.loc


class Laplace(_LocationScale):
    """Two exponential tails: density exp(-|x - loc| / scale) / (2 scale)."""

    @property
    def variance(self) -> Tensor:
        return 2 * self.scale**2

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        shape, like = self._extended_shape(sample_shape), self.loc
        u = lab.rand(shape, dtype=like.dtype, device=like.device) * 2 - 1  # never ±1 but for -1, which is no draw
        u = u.clamp(min=lab.finfo(like.dtype).eps - 1)
        return self.loc - self.scale * u.sign() * lab.log1p(-u.abs())

    def log_prob(self, value: Tensor) -> Tensor:
        return -lab.log(2 * self.scale) - (self._checked(value) - self.loc).abs() / self.scale

    def entropy(self) -> Tensor:
        return 1 + lab.log(2 * self.scale)

    def cdf(self, value: Tensor) -> Tensor:
        z = self._checked(value) - self.loc
        return 0.5 - 0.5 * z.sign() * lab.expm1(-z.abs() / self.scale)


class Exponential(Distribution):
    """Waiting times: density rate exp(-rate x) for x >= 0."""

    arg_constraints: ClassVar[dict[str, Rule]] = {"rate": POSITIVE}
    support: Rule = NONNEGATIVE
    has_rsample = True

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_all(rate)
        super().__init__(tuple(self.rate.shape), validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.rate.reciprocal()

    @property
    def variance(self) -> Tensor:
        return self.rate.pow(-2)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        return self.rate.detach().new_empty(self._extended_shape(sample_shape)).exponential_() / self.rate

    def log_prob(self, value: Tensor) -> Tensor:
        return self.rate.log() - self.rate * self._checked(value)

    def entropy(self) -> Tensor:
        return 1 - self.rate.log()

    def cdf(self, value: Tensor) -> Tensor:
        return -lab.expm1(-self.rate * self._checked(value))


class Uniform(Distribution):
    """Every number from ``low`` up to ``high`` alike."""

    arg_constraints: ClassVar[dict[str, Rule]] = {"low": REAL, "high": REAL}
    has_rsample = True

    def __init__(self, low: Any, high: Any, validate_args: bool | None = None) -> None:
        self.low, self.high = broadcast_all(low, high)
        self.support = ("low <= x < high", lambda x: (x >= self.low) & (x < self.high))
        super().__init__(tuple(self.low.shape), validate_args=validate_args)

    def _rules(self) -> dict[str, Rule]:
        return {"low": REAL, "high": ("> low", lambda high: high > self.low.detach())}

    @property
    def mean(self) -> Tensor:
        return (self.high + self.low) / 2

    @property
    def variance(self) -> Tensor:
        return (self.high - self.low) ** 2 / 12

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        drawn = lab.rand(self._extended_shape(sample_shape), dtype=self.low.dtype, device=self.low.device)
        return self.low + drawn * (self.high - self.low)

    def log_prob(self, value: Tensor) -> Tensor:
        x = self._checked(value)
        inside = ((x >= self.low) & (x < self.high)).to(self.low.dtype)
        return inside.log() - lab.log(self.high - self.low)

    def entropy(self) -> Tensor:
        return lab.log(self.high - self.low)

    def cdf(self, value: Tensor) -> Tensor:
        return ((value - self.low) / (self.high - self.low)).clamp(0, 1)
