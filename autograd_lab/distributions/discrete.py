"""Distributions of outcomes: yes or no, one of several classes."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.distribution import Constraints, Distribution, ExponentialFamily, Shape
from autograd_lab.distributions.utils import broadcast_all, logits_to_probs, probs_to_logits
from autograd_lab.errors import ArgumentError
from autograd_lab.nn import functional as F
from autograd_lab.tensor import Size, Tensor


class ByLogits(Distribution):
    """One of ``probs`` and ``logits`` was given; the other is computed when asked for."""

    arg_constraints: ClassVar[Constraints] = {"probs": constraints.unit_interval, "logits": constraints.real}
    binary = True

    def _take(self, probs: Any, logits: Any) -> Tensor:
        if (probs is None) == (logits is None):
            raise ArgumentError("distribution.either", cls=type(self).__name__, a="probs", b="logits")
        (given,) = broadcast_all(logits if probs is None else probs)
        self.__dict__["logits" if probs is None else "probs"] = given
        return given

    def _take_counted(self, total_count: Any, probs: Any, logits: Any) -> Tensor:
        """The same beside a ``total_count``, of one shape and dtype."""
        count, given = broadcast_all(total_count, self._take(probs, logits))
        self.total_count = count.to(given.dtype)
        return self._take(*((given, None) if logits is None else (None, given)))

    @cached_property
    def probs(self) -> Tensor:
        """Probabilities."""
        return logits_to_probs(self.logits, self.binary)

    @cached_property
    def logits(self) -> Tensor:
        """Log odds; of classes, log probabilities."""
        return probs_to_logits(self.probs, self.binary)

    @property
    def _param(self) -> Tensor:
        return vars(self)["probs"] if "probs" in vars(self) else self.logits

    @property
    def param_shape(self) -> Size:
        """The shape of what was given."""
        return Size(self._param.shape)


class Bernoulli(ByLogits, ExponentialFamily):
    """1 with probability ``probs``, else 0."""

    support: Any = constraints.boolean
    has_enumerate_support = True
    _mean_carrier_measure = 0

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        super().__init__(self._take(probs, logits).shape, validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def mode(self) -> Tensor:
        return (self.probs >= 0.5).to(self.probs.dtype).masked_fill(self.probs == 0.5, math.nan)

    @property
    def variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        with lab.no_grad():
            return lab.bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        logits, value = broadcast_all(self.logits, self._checked(value))
        return -F.binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Tensor:
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Tensor:
        return self._enumerated(lab.arange(2, dtype=self._param.dtype, device=self._param.device), expand)

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        return (self.logits,)

    def _log_normalizer(self, x: Tensor) -> Tensor:  # type: ignore[override]
        return F.softplus(x)


class Geometric(ByLogits):
    """How many failures come before the first success of probability ``probs``."""

    support: Any = constraints.nonnegative_integer

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        given = self._take(probs, logits)
        super().__init__(given.shape, validate_args=validate_args)
        if self._validate_args and logits is None and not (given.detach() > 0).all():
            raise ArgumentError("distribution.parameter", name="probs", shape=tuple(given.shape), value=given.detach(),
                                distribution=self, wanted=constraints.positive)  # fmt: skip

    @property
    def mean(self) -> Tensor:
        return 1 / self.probs - 1

    @property
    def mode(self) -> Tensor:
        return lab.zeros_like(self.probs)

    @property
    def variance(self) -> Tensor:
        return (1 / self.probs - 1) / self.probs

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        with lab.no_grad():
            u = lab.rand(self._extended_shape(sample_shape), dtype=self.probs.dtype, device=self.probs.device)
            return (u.clamp(min=lab.finfo(u.dtype).tiny).log() / lab.log1p(-self.probs)).floor()

    def log_prob(self, value: Tensor) -> Tensor:
        value, probs = broadcast_all(self._checked(value), self.probs)
        sure = (probs == 1) & (value == 0)  # 0 * log 0
        return value * lab.log1p(-probs.masked_fill(sure, 0)) + self.probs.log()

    def entropy(self) -> Tensor:
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs


class Categorical(ByLogits):
    """A class 0, ..., K - 1, of which ``probs`` or ``logits`` (..., K) has one number each."""

    arg_constraints: ClassVar[Constraints] = {"probs": constraints.simplex, "logits": constraints.real_vector}
    has_enumerate_support = True
    binary = False

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        given = self._take(probs, logits)
        if given.ndim < 1:
            raise ArgumentError("distribution.matrix_ndim", name="probs" if logits is None else "logits", ndim=1,
                                shape=tuple(given.shape))  # fmt: skip
        if logits is None:
            self.probs = given / given.sum(-1, keepdim=True)
        else:
            self.logits = given - given.logsumexp(-1, keepdim=True)
        self._num_events = given.shape[-1]
        super().__init__(given.shape[:-1], validate_args=validate_args)

    @constraints.dependent_property(is_discrete=True, event_dim=0)
    def support(self) -> Any:
        return constraints.integer_interval(0, self._num_events - 1)

    @property
    def mean(self) -> Tensor:
        """nan: classes cannot be added."""
        return lab.full(self.batch_shape, math.nan, dtype=self.probs.dtype, device=self.probs.device)

    @property
    def mode(self) -> Tensor:
        """The most probable class."""
        return self.probs.argmax(-1)

    @property
    def variance(self) -> Tensor:
        """nan: classes have no distance."""
        return self.mean

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        shape = Size(sample_shape)
        with lab.no_grad():
            rows = self.probs.reshape(-1, self._num_events)
            drawn = lab.multinomial(rows, shape.numel(), replacement=True).T
        return drawn.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value: Tensor) -> Tensor:
        index = self._checked(value).long().unsqueeze(-1)
        shape = lab.broadcast_shapes(index.shape[:-1], self.logits.shape[:-1])
        logits = self.logits.expand(*shape, self._num_events)
        return logits.gather(-1, index.expand(*shape, 1)).squeeze(-1)

    def entropy(self) -> Tensor:
        logits = self.logits.clamp(min=lab.finfo(self.logits.dtype).min)  # 0 log 0 is 0
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        return self._enumerated(lab.arange(self._num_events, device=self._param.device), expand)


class OfClasses(Distribution):
    """Vectors (K) of which a ``Categorical`` over K classes is the heart."""

    arg_constraints: ClassVar[Constraints] = {"probs": constraints.simplex, "logits": constraints.real_vector}

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        self._categorical = Categorical(probs, logits, validate_args)
        super().__init__(self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args)

    @property
    def probs(self) -> Tensor:
        """Probabilities (..., K)."""
        return self._categorical.probs

    @property
    def logits(self) -> Tensor:
        """Log probabilities (..., K)."""
        return self._categorical.logits

    @property
    def param_shape(self) -> Size:
        """The shape of what was given."""
        return self._categorical.param_shape


class OneHotCategorical(OfClasses):
    """A class, drawn as a row of zeros with one 1."""

    support: Any = constraints.one_hot
    has_enumerate_support = True

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def mode(self) -> Tensor:
        return self._as_rows(self._categorical.mode)

    @property
    def variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def _as_rows(self, index: Tensor) -> Tensor:
        return F.one_hot(index, self.event_shape[0]).to(self.probs.dtype)

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        return self._as_rows(self._categorical.sample(sample_shape))

    def log_prob(self, value: Tensor) -> Tensor:
        return self._categorical.log_prob(self._checked(value).argmax(-1))

    def entropy(self) -> Tensor:
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Tensor:
        return self._enumerated(lab.eye(self.event_shape[0], dtype=self.probs.dtype, device=self.probs.device), expand)


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """The same, of which gradients pass as if the draw were ``probs`` (Bengio et al. 2013)."""

    has_rsample = True

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        return self.sample(sample_shape) + (self.probs - self.probs.detach())
