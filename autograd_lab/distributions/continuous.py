"""Distributions of real numbers. A sample is a fixed draw moved and stretched, so gradients flow through it."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.distribution import Constraints, Distribution, ExponentialFamily, Shape
from autograd_lab.distributions.utils import broadcast_all
from autograd_lab.tensor import Tensor


class LocationScale(Distribution):
    """``loc`` moves it and ``scale`` stretches it."""

    arg_constraints: ClassVar[Constraints] = {"loc": constraints.real, "scale": constraints.positive}
    support: Any = constraints.real
    has_rsample = True

    def __init__(self, loc: Any, scale: Any, validate_args: bool | None = None) -> None:
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.shape, validate_args=validate_args)

    def _z(self, value: Tensor) -> Tensor:
        return (self._checked(value) - self.loc) / self.scale

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def mode(self) -> Tensor:
        return self.loc


class Normal(LocationScale, ExponentialFamily):  # type: ignore[misc]
    """The normal distribution with mean ``loc`` and standard deviation ``scale``."""

    _mean_carrier_measure = 0

    @property
    def stddev(self) -> Tensor:
        return self.scale

    @property
    def variance(self) -> Tensor:
        return self.scale**2

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        zeros = lab.zeros(self._extended_shape(sample_shape), dtype=self.loc.dtype, device=self.loc.device)
        return self.loc + lab.normal(zeros, lab.ones_like(zeros)) * self.scale

    def log_prob(self, value: Tensor) -> Tensor:
        return -(self._z(value) ** 2) / 2 - self.scale.log() - math.log(math.sqrt(2 * math.pi))

    def entropy(self) -> Tensor:
        return 0.5 + 0.5 * math.log(2 * math.pi) + self.scale.log()

    def cdf(self, value: Tensor) -> Tensor:
        return 0.5 * (1 + lab.erf(self._z(value) / math.sqrt(2)))

    def icdf(self, value: Tensor) -> Tensor:
        return self.loc + self.scale * lab.erfinv(2 * value - 1) * math.sqrt(2)

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return self.loc / self.scale**2, -0.5 / self.scale**2

    def _log_normalizer(self, x: Tensor, y: Tensor) -> Tensor:  # type: ignore[override]
        return -0.25 * x**2 / y + 0.5 * lab.log(-math.pi / y)


class Laplace(LocationScale):
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
        z = self._z(value)
        return 0.5 - 0.5 * z.sign() * lab.expm1(-z.abs())

    def icdf(self, value: Tensor) -> Tensor:
        away = value - 0.5
        return self.loc - self.scale * away.sign() * lab.log1p(-2 * away.abs())


class Cauchy(LocationScale):
    """The ratio of two normal numbers, with tails so heavy that there is no mean."""

    @property
    def mean(self) -> Tensor:
        return lab.full_like(self.loc, math.nan)

    @property
    def variance(self) -> Tensor:
        return lab.full_like(self.loc, math.inf)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        return self.loc + self.loc.detach().new_empty(self._extended_shape(sample_shape)).cauchy_() * self.scale

    def log_prob(self, value: Tensor) -> Tensor:
        return -math.log(math.pi) - self.scale.log() - (self._z(value) ** 2).log1p()

    def entropy(self) -> Tensor:
        return math.log(4 * math.pi) + self.scale.log()

    def cdf(self, value: Tensor) -> Tensor:
        return self._z(value).atan() / math.pi + 0.5

    def icdf(self, value: Tensor) -> Tensor:
        return lab.tan(math.pi * (value - 0.5)) * self.scale + self.loc


class Exponential(ExponentialFamily):
    """Waiting times: density rate exp(-rate x) for x >= 0."""

    arg_constraints: ClassVar[Constraints] = {"rate": constraints.positive}
    support: Any = constraints.nonnegative
    has_rsample = True
    _mean_carrier_measure = 0

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_all(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.rate.reciprocal()

    @property
    def mode(self) -> Tensor:
        return lab.zeros_like(self.rate)

    @property
    def stddev(self) -> Tensor:
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

    def icdf(self, value: Tensor) -> Tensor:
        return -lab.log1p(-value) / self.rate

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return (-self.rate,)

    def _log_normalizer(self, x: Tensor) -> Tensor:  # type: ignore[override]
        return -lab.log(-x)


class Uniform(Distribution):
    """Every number from ``low`` to ``high`` alike."""

    has_rsample = True

    def __init__(self, low: Any, high: Any, validate_args: bool | None = None) -> None:
        self.low, self.high = broadcast_all(low, high)
        super().__init__(self.low.shape, validate_args=validate_args)

    @property
    def arg_constraints(self) -> dict[str, constraints.Constraint]:  # type: ignore[override]
        """Each is bounded by the other."""
        return {"low": constraints.less_than(self.high.detach()), "high": constraints.greater_than(self.low.detach())}

    @constraints.dependent_property(is_discrete=False, event_dim=0)
    def support(self) -> Any:
        return constraints.interval(self.low.detach(), self.high.detach())

    @property
    def mean(self) -> Tensor:
        return (self.high + self.low) / 2

    @property
    def mode(self) -> Tensor:
        return math.nan * self.high

    @property
    def stddev(self) -> Tensor:
        return (self.high - self.low) / math.sqrt(12)

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
        return ((self._checked(value) - self.low) / (self.high - self.low)).clamp(0, 1)

    def icdf(self, value: Tensor) -> Tensor:
        return value * (self.high - self.low) + self.low


class VonMises(Distribution):
    """The normal distribution of angles: density exp(concentration cos(x - loc)) / (2π I0(concentration)).

    Sampled as Best and Fisher (1979) do: angles from a wrapped Cauchy distribution, of which some are refused.
    """

    arg_constraints: ClassVar[Constraints] = {"loc": constraints.real, "concentration": constraints.positive}
    support: Any = constraints.real

    def __init__(self, loc: Any, concentration: Any, validate_args: bool | None = None) -> None:
        self.loc, self.concentration = broadcast_all(loc, concentration)
        super().__init__(self.loc.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        """The mean direction."""
        return self.loc

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        """1 minus the mean cosine of the distance from ``loc``."""
        return 1 - lab.special.i1e(self.concentration) / lab.special.i0e(self.concentration)

    def log_prob(self, value: Tensor) -> Tensor:
        kappa = self.concentration
        log_i0 = kappa + lab.special.i0e(kappa).log()
        return kappa * lab.cos(self._checked(value) - self.loc) - math.log(2 * math.pi) - log_i0

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        with lab.no_grad():
            shape = self._extended_shape(sample_shape)
            kappa = self.concentration.double().expand(shape)
            angle, open_ = lab.zeros_like(kappa), lab.ones(shape, dtype=lab.bool, device=kappa.device)
            r = _envelope(kappa)
            while open_.any():
                u1, u2, u3 = lab.rand((3, *shape), dtype=lab.float64, device=kappa.device)
                z = lab.cos(math.pi * u1)
                f = (1 + r * z) / (r + z)
                c = kappa * (r - f)
                fits = open_ & ((c * (2 - c) > u2) | ((c / u2).log() + 1 - c >= 0))
                angle, open_ = lab.where(fits, (u3 - 0.5).sign() * f.acos(), angle), open_ & ~fits
            turned = lab.remainder(angle + math.pi + self.loc.double(), 2 * math.pi) - math.pi
            return turned.to(self.loc.dtype)


def _envelope(kappa: Tensor) -> Tensor:
    """The parameter of the wrapped Cauchy distribution that lies closest around."""
    tau = 1 + (1 + 4 * kappa**2).sqrt()
    rho = (tau - (2 * tau).sqrt()) / (2 * kappa)
    return lab.where(kappa < 1e-5, 1 / kappa + kappa, (1 + rho**2) / (2 * rho))
