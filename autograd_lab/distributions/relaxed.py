"""Discrete draws made soft, so that gradients flow through them: Maddison et al. 2017, Jang et al. 2017.

At a low ``temperature`` a draw is nearly 0 or 1 and its gradient wild, at a high one both are smooth.
"""

from __future__ import annotations

from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.discrete import ByLogits, OfClasses
from autograd_lab.distributions.distribution import Constraints, Shape
from autograd_lab.distributions.transformed_distribution import TransformedDistribution
from autograd_lab.distributions.transforms import ExpTransform, SigmoidTransform
from autograd_lab.distributions.utils import broadcast_all, clamp_probs, probs_to_logits
from autograd_lab.nn.functional import softplus
from autograd_lab.tensor import Size, Tensor


class LogitRelaxedBernoulli(ByLogits):
    """The log odds of ``RelaxedBernoulli``: (logits + noise) / temperature, the noise log odds of uniform draws."""

    support: Any = constraints.real
    has_rsample = True

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:  # fmt: skip
        given = self._take(probs, logits)
        self.temperature = lab.as_tensor(temperature, dtype=given.dtype, device=given.device)
        super().__init__(given.shape, validate_args=validate_args)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        shape, probs = self._extended_shape(sample_shape), clamp_probs(self.probs)
        noise = probs_to_logits(lab.rand(shape, dtype=probs.dtype, device=probs.device), is_binary=True)
        return (noise + probs.log() - (-probs).log1p()) / self.temperature

    def log_prob(self, value: Tensor) -> Tensor:
        logits, value = broadcast_all(self.logits, self._checked(value))
        away = logits - value * self.temperature
        return self.temperature.log() + away - 2 * softplus(away)


class _Softened(TransformedDistribution):
    """What is drawn, on another scale, by a distribution that has these parameters."""

    @property
    def temperature(self) -> Tensor:
        """How soft it is."""
        return self.base_dist.temperature

    @property
    def probs(self) -> Tensor:
        """Probabilities: of yes, or of the classes."""
        return self.base_dist.probs

    @property
    def logits(self) -> Tensor:
        """Log odds of yes, or logarithms of the classes' probabilities."""
        return self.base_dist.logits


class RelaxedBernoulli(_Softened):
    """A number between 0 and 1 that stands for yes or no."""

    arg_constraints: ClassVar[Constraints] = LogitRelaxedBernoulli.arg_constraints
    support: Any = constraints.unit_interval

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:  # fmt: skip
        super().__init__(
            LogitRelaxedBernoulli(temperature, probs, logits, validate_args), SigmoidTransform(), validate_args
        )


class ExpRelaxedCategorical(OfClasses):
    """The logarithms of ``RelaxedOneHotCategorical``: log softmax of (logits + Gumbel noise) / temperature."""

    support: Any = constraints.real_vector
    has_rsample = True

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:  # fmt: skip
        super().__init__(probs, logits, validate_args)
        self.temperature = lab.as_tensor(temperature, dtype=self.logits.dtype, device=self.logits.device)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        shape, like = self._extended_shape(sample_shape), self.logits
        u = clamp_probs(lab.rand(shape, dtype=like.dtype, device=like.device))
        return ((like - (-u.log()).log()) / self.temperature).log_softmax(-1)

    def log_prob(self, value: Tensor) -> Tensor:
        k, t = self.event_shape[0], self.temperature
        logits, value = broadcast_all(self.logits, self._checked(value))
        ways = lab.lgamma(lab.full_like(t, float(k))) + (k - 1) * t.log()
        return (logits - value * t).log_softmax(-1).sum(-1) + ways


class RelaxedOneHotCategorical(_Softened):
    """Probabilities (K) that stand for one of K classes."""

    arg_constraints: ClassVar[Constraints] = OfClasses.arg_constraints
    support: Any = constraints.simplex

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: bool | None = None) -> None:  # fmt: skip
        super().__init__(
            ExpRelaxedCategorical(temperature, probs, logits, validate_args), ExpTransform(), validate_args
        )

    @property
    def param_shape(self) -> Size:
        """The shape of what was given."""
        return self.base_dist.param_shape
