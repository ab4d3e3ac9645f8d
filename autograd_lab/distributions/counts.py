"""Distributions of counts."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.discrete import ByLogits, OfClasses
from autograd_lab.distributions.distribution import Constraints, ExponentialFamily, Shape
from autograd_lab.distributions.gamma import Gamma
from autograd_lab.distributions.utils import broadcast_all
from autograd_lab.errors import ArgumentError, NotWritten
from autograd_lab.nn import functional as F
from autograd_lab.tensor import Tensor


class Poisson(ExponentialFamily):
    """How often something rare happens, ``rate`` times on average."""

    arg_constraints: ClassVar[Constraints] = {"rate": constraints.nonnegative}
    support: Any = constraints.nonnegative_integer

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_all(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.rate

    @property
    def mode(self) -> Tensor:
        return self.rate.floor()

    @property
    def variance(self) -> Tensor:
        return self.rate

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        with lab.no_grad():
            return lab.poisson(self.rate.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        rate, value = broadcast_all(self.rate, self._checked(value))
        return lab.xlogy(value, rate) - rate - lab.lgamma(value + 1)

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return (self.rate.log(),)

    def _log_normalizer(self, x: Tensor) -> Tensor:  # type: ignore[override]
        return x.exp()


class Binomial(ByLogits):
    """How many of ``total_count`` trials succeed, each with probability ``probs``."""

    arg_constraints: ClassVar[Constraints] = {
        "total_count": constraints.nonnegative_integer, "probs": constraints.unit_interval, "logits": constraints.real,
    }  # fmt: skip
    has_enumerate_support = True

    def __init__(self, total_count: Any = 1, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:  # fmt: skip
        super().__init__(self._take_counted(total_count, probs, logits).shape, validate_args=validate_args)

    @constraints.dependent_property(is_discrete=True, event_dim=0)
    def support(self) -> Any:
        return constraints.integer_interval(0, self.total_count)

    @property
    def mean(self) -> Tensor:
        return self.total_count * self.probs

    @property
    def mode(self) -> Tensor:
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self) -> Tensor:
        return self.mean * (1 - self.probs)

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        shape = self._extended_shape(sample_shape)
        with lab.no_grad():
            return lab.binomial(self.total_count.expand(shape), self.probs.expand(shape))

    def log_prob(self, value: Tensor) -> Tensor:
        n, k = self.total_count, self._checked(value)
        choices = (n + 1).lgamma() - (k + 1).lgamma() - (n - k + 1).lgamma()
        return choices + k * self.logits - n * F.softplus(self.logits)

    def entropy(self) -> Tensor:
        log = self.log_prob(self.enumerate_support(expand=False))
        return -(log.exp() * log).sum(0)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        n = int(self.total_count.max())
        if self.total_count.min() != n:
            raise NotWritten("distribution.counts", cls="enumerate_support", got=self.total_count.tolist())
        return self._enumerated(lab.arange(n + 1, dtype=self._param.dtype, device=self._param.device), expand)


class NegativeBinomial(ByLogits):
    """How many successes of probability ``probs`` come before ``total_count`` failures."""

    arg_constraints: ClassVar[Constraints] = {
        "total_count": constraints.greater_than_eq(0),
        "probs": constraints.half_open_interval(0.0, 1.0),
        "logits": constraints.real,
    }
    support: Any = constraints.nonnegative_integer

    def __init__(self, total_count: Any, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:  # fmt: skip
        super().__init__(self._take_counted(total_count, probs, logits).shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.total_count * self.logits.exp()

    @property
    def mode(self) -> Tensor:
        return ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0)

    @property
    def variance(self) -> Tensor:
        return self.mean / (-self.logits).sigmoid()

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        """Poisson counts at rates that are gamma draws."""
        with lab.no_grad():
            rates = Gamma(self.total_count, (-self.logits).exp(), validate_args=False).sample(sample_shape)
            return lab.poisson(rates)

    def log_prob(self, value: Tensor) -> Tensor:
        n, k = self.total_count, self._checked(value)
        choices = (n + k).lgamma() - (k + 1).lgamma() - n.lgamma()
        return n * F.logsigmoid(-self.logits) + k * F.logsigmoid(self.logits) + choices.masked_fill(n + k == 0, 0)


class Multinomial(OfClasses):
    """How often each of K classes comes among ``total_count`` draws."""

    def __init__(self, total_count: int = 1, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:  # fmt: skip
        if not isinstance(total_count, int):
            raise NotWritten("distribution.counts", cls=type(self).__name__, got=total_count)
        self.total_count = total_count
        super().__init__(probs, logits, validate_args)
        if self._validate_args and total_count < 0:
            raise ArgumentError("distribution.parameter", name="total_count", shape=(), value=total_count,
                                distribution=self, wanted=constraints.nonnegative_integer)  # fmt: skip

    @constraints.dependent_property(is_discrete=True, event_dim=1)
    def support(self) -> Any:
        return constraints.multinomial(self.total_count)

    @cached_property
    def _binomial(self) -> Binomial:
        """How often one class comes."""
        return Binomial(self.total_count, self.probs, validate_args=False)

    @property
    def mean(self) -> Tensor:
        return self._binomial.mean

    @property
    def variance(self) -> Tensor:
        return self._binomial.variance

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        classes = self._categorical.sample((self.total_count, *sample_shape)).movedim(0, -1)
        counts = lab.zeros(self._extended_shape(sample_shape), dtype=self.probs.dtype, device=self.probs.device)
        return counts.scatter_add(-1, classes, lab.ones_like(classes, dtype=counts.dtype))

    def log_prob(self, value: Tensor) -> Tensor:
        logits, k = broadcast_all(self.logits, self._checked(value))
        logits = logits.masked_fill((k == 0) & (logits == -lab.inf), 0)
        return (k.sum(-1) + 1).lgamma() - (k + 1).lgamma().sum(-1) + (logits * k).sum(-1)

    def entropy(self) -> Tensor:
        """Of the draws one by one, less what is lost by forgetting their order."""
        n = lab.tensor(float(self.total_count), dtype=self.probs.dtype, device=self.probs.device)
        k = self._binomial.enumerate_support(expand=False)[1:]
        of_orders = (self._binomial.log_prob(k).exp() * (k + 1).lgamma()).sum((0, -1))
        return n * self._categorical.entropy() - (n + 1).lgamma() + of_orders
