"""Gamma distributions and what is made of gamma draws. Gradients flow through them: see ``ops/implicit.py``."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.distribution import Constraints, Distribution, ExponentialFamily, Shape
from autograd_lab.distributions.transformed_distribution import TransformedDistribution
from autograd_lab.distributions.transforms import PowerTransform
from autograd_lab.distributions.utils import broadcast_all
from autograd_lab.tensor import Tensor


class Gamma(ExponentialFamily):
    """The time until the ``concentration``-th event, where events come at ``rate``."""

    arg_constraints: ClassVar[Constraints] = {"concentration": constraints.positive, "rate": constraints.positive}
    support: Any = constraints.nonnegative
    has_rsample = True
    _mean_carrier_measure = 0

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        self.concentration, self.rate = broadcast_all(concentration, rate)
        super().__init__(self.concentration.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.concentration / self.rate

    @property
    def mode(self) -> Tensor:
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    @property
    def variance(self) -> Tensor:
        return self.concentration / self.rate**2

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        drawn = lab._standard_gamma(self.concentration.expand(self._extended_shape(sample_shape))) / self.rate
        drawn.detach().clamp_(min=lab.finfo(drawn.dtype).tiny)  # its logarithm will be asked for
        return drawn

    def log_prob(self, value: Any) -> Tensor:
        value = lab.as_tensor(value, dtype=self.rate.dtype, device=self.rate.device)
        a, b, x = self.concentration, self.rate, self._checked(value)
        return lab.xlogy(a, b) + lab.xlogy(a - 1, x) - b * x - a.lgamma()

    def entropy(self) -> Tensor:
        a = self.concentration
        return a - self.rate.log() + a.lgamma() + (1 - a) * a.digamma()

    def cdf(self, value: Tensor) -> Tensor:
        return lab.special.gammainc(self.concentration, self.rate * self._checked(value))

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return self.concentration - 1, -self.rate

    def _log_normalizer(self, x: Tensor, y: Tensor) -> Tensor:  # type: ignore[override]
        return lab.lgamma(x + 1) - (x + 1) * lab.log(-y)


class Chi2(Gamma):
    """The sum of ``df`` squares of standard normal numbers: Gamma(df / 2, 1 / 2)."""

    arg_constraints: ClassVar[Constraints] = {"df": constraints.positive}

    def __init__(self, df: Any, validate_args: bool | None = None) -> None:
        (self.df,) = broadcast_all(df)
        Distribution.__init__(self, self.df.shape, validate_args=validate_args)

    @property
    def concentration(self) -> Tensor:  # type: ignore[override]
        """df / 2."""
        return 0.5 * self.df

    @property
    def rate(self) -> Tensor:  # type: ignore[override]
        """1 / 2."""
        return lab.full_like(self.df, 0.5)


class InverseGamma(TransformedDistribution):
    """1 / x of gamma draws x."""

    arg_constraints: ClassVar[Constraints] = {"concentration": constraints.positive, "rate": constraints.positive}
    support: Any = constraints.positive

    def __init__(self, concentration: Any, rate: Any, validate_args: bool | None = None) -> None:
        base = Gamma(concentration, rate, validate_args)
        super().__init__(base, PowerTransform(-base.rate.new_ones(())), validate_args)

    @property
    def concentration(self) -> Tensor:
        """As of the gamma distribution."""
        return self.base_dist.concentration

    @property
    def rate(self) -> Tensor:
        """As of the gamma distribution."""
        return self.base_dist.rate

    @property
    def mean(self) -> Tensor:
        return lab.where(self.concentration > 1, self.rate / (self.concentration - 1), math.inf)

    @property
    def mode(self) -> Tensor:
        return self.rate / (self.concentration + 1)

    @property
    def variance(self) -> Tensor:
        a = self.concentration
        return lab.where(a > 2, self.rate**2 / ((a - 1) ** 2 * (a - 2)), math.inf)

    def entropy(self) -> Tensor:
        a = self.concentration
        return a + self.rate.log() + a.lgamma() - (1 + a) * a.digamma()


class StudentT(Distribution):
    """A normal draw over the root of an independent mean of ``df`` squares: heavier tails the smaller df."""

    arg_constraints: ClassVar[Constraints] = {
        "df": constraints.positive, "loc": constraints.real, "scale": constraints.positive,
    }  # fmt: skip
    support: Any = constraints.real
    has_rsample = True

    def __init__(self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: bool | None = None) -> None:
        self.df, self.loc, self.scale = broadcast_all(df, loc, scale)
        self._chi2 = Chi2(self.df, validate_args)
        super().__init__(self.df.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.loc.masked_fill(self.df <= 1, math.nan)

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        finite = self.scale**2 * self.df / (self.df - 2)
        return finite.masked_fill(self.df <= 2, math.inf).masked_fill(self.df <= 1, math.nan)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        normal = lab.randn(shape, dtype=self.df.dtype, device=self.df.device)
        return self.loc + self.scale * normal * lab.rsqrt(self._chi2.rsample(sample_shape) / self.df)

    def _log_norm(self) -> Tensor:
        """log of what the bare power has to be divided by, for scale 1."""
        half = 0.5 * self.df
        return 0.5 * (self.df.log() + math.log(math.pi)) + half.lgamma() - (half + 0.5).lgamma()

    def log_prob(self, value: Tensor) -> Tensor:
        z = (self._checked(value) - self.loc) / self.scale
        return -0.5 * (self.df + 1) * lab.log1p(z**2 / self.df) - self.scale.log() - self._log_norm()

    def entropy(self) -> Tensor:
        half = 0.5 * self.df
        return self.scale.log() + (half + 0.5) * ((half + 0.5).digamma() - half.digamma()) + self._log_norm()


class FisherSnedecor(Distribution):
    """The ratio of two means of squares of ``df1`` and ``df2`` normal numbers."""

    arg_constraints: ClassVar[Constraints] = {"df1": constraints.positive, "df2": constraints.positive}
    support: Any = constraints.positive
    has_rsample = True

    def __init__(self, df1: Any, df2: Any, validate_args: bool | None = None) -> None:
        self.df1, self.df2 = broadcast_all(df1, df2)
        self._above, self._below = (Gamma(0.5 * df, df, validate_args) for df in (self.df1, self.df2))
        super().__init__(self.df1.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return (self.df2 / (self.df2 - 2)).masked_fill(self.df2 <= 2, math.nan)

    @property
    def mode(self) -> Tensor:
        return ((self.df1 - 2) / self.df1 * self.df2 / (self.df2 + 2)).masked_fill(self.df1 <= 2, math.nan)

    @property
    def variance(self) -> Tensor:
        m, n = self.df1, self.df2
        return (2 * n**2 * (m + n - 2) / (m * (n - 2) ** 2 * (n - 4))).masked_fill(n <= 4, math.nan)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        drawn = self._above.rsample(sample_shape) / self._below.rsample(sample_shape)
        return drawn.clamp(min=lab.finfo(drawn.dtype).tiny)

    def log_prob(self, value: Tensor) -> Tensor:
        m, n, x = self.df1 / 2, self.df2 / 2, self._checked(value)
        ratio = m / n
        log_beta = m.lgamma() + n.lgamma() - (m + n).lgamma()
        return m * ratio.log() + (m - 1) * x.log() - (m + n) * lab.log1p(ratio * x) - log_beta
