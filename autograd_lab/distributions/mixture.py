"""Draws that come from one of several distributions of a kind."""

from __future__ import annotations

from typing import Any

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.discrete import Categorical
from autograd_lab.distributions.distribution import Distribution, Shape
from autograd_lab.errors import ArgumentError
from autograd_lab.tensor import Size, Tensor


class MixtureSameFamily(Distribution):
    """``mixture_distribution`` draws which of the k components, the last batch dim of ``component_distribution``."""

    def __init__(self, mixture_distribution: Categorical, component_distribution: Distribution,
                 validate_args: bool | None = None) -> None:  # fmt: skip
        mixture, component = mixture_distribution, component_distribution
        if not isinstance(mixture, Categorical):
            raise ArgumentError("distribution.categorical", got=type(mixture).__name__)
        weights, batch, k = tuple(mixture.batch_shape), tuple(component.batch_shape), mixture._num_events
        fits = all(m == n or 1 in (m, n) for m, n in zip(weights[::-1], batch[-2::-1], strict=False))
        if not batch or batch[-1] != k or not fits:
            raise ArgumentError("distribution.mixture", k=k, weights=weights, batch=batch)
        self._mixture_distribution, self._component_distribution = mixture, component
        super().__init__(batch[:-1], component.event_shape, validate_args)

    def _batch_of(self, part: str, batch: Size) -> Shape:
        return batch if part == "_mixture_distribution" else (*batch, self.component_distribution.batch_shape[-1])

    @property
    def mixture_distribution(self) -> Categorical:
        """Which component comes how often."""
        return self._mixture_distribution

    @property
    def component_distribution(self) -> Distribution:
        """The components."""
        return self._component_distribution

    @constraints.dependent_property
    def support(self) -> Any:
        return constraints.MixtureSameFamilyConstraint(self.component_distribution.support)

    def _by_event(self, weights: Tensor) -> Tensor:
        """``weights`` (..., k) beside events."""
        return weights.reshape(*weights.shape, *(1,) * len(self.event_shape))

    def _averaged(self, of_components: Tensor) -> Tensor:
        return (self._by_event(self.mixture_distribution.probs) * of_components).sum(-1 - len(self.event_shape))

    @property
    def mean(self) -> Tensor:
        return self._averaged(self.component_distribution.mean)

    @property
    def variance(self) -> Tensor:
        """The mean of the components' variances plus the variance of their means."""
        apart = self.component_distribution.mean - self.mean.unsqueeze(-1 - len(self.event_shape))
        return self._averaged(self.component_distribution.variance + apart**2)

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        with lab.no_grad():
            drawn, dim = self.component_distribution.sample(sample_shape), -1 - len(self.event_shape)
            which = self._by_event(
                self.mixture_distribution.expand(self.batch_shape).sample(sample_shape).unsqueeze(-1)
            )
            shape = list(drawn.shape)
            shape[dim] = 1
            return drawn.gather(dim, which.expand(shape)).squeeze(dim)

    def log_prob(self, value: Tensor) -> Tensor:
        of_each = self.component_distribution.log_prob(self._checked(value).unsqueeze(-1 - len(self.event_shape)))
        return (of_each + self.mixture_distribution.logits.log_softmax(-1)).logsumexp(-1)

    def cdf(self, value: Tensor) -> Tensor:
        of_each = self.component_distribution.cdf(self._checked(value).unsqueeze(-1))
        return (of_each * self.mixture_distribution.probs).sum(-1)

    def __repr__(self) -> str:
        return f"MixtureSameFamily(\n  {self.mixture_distribution},\n  {self.component_distribution})"
