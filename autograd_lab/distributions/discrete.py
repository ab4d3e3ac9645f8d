"""Distributions of classes and counts: given by probabilities, or by logits, which need no normalisation."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions.distribution import (
    BOOLEAN,
    COUNT,
    NONNEGATIVE,
    ONE_HOT,
    PROBABILITY,
    REAL,
    SIMPLEX,
    Distribution,
    Rule,
    Shape,
    broadcast_all,
)
from autograd_lab.errors import ArgumentError
from autograd_lab.nn import functional as F
from autograd_lab.tensor import Size, Tensor


def _clamped(probs: Tensor) -> Tensor:
    """Away from 0 and 1 by the dtype's precision, so that logarithms stay finite."""
    eps = lab.finfo(probs.dtype).eps
    return probs.clamp(eps, 1 - eps)


class _ByLogits(Distribution):
    """One of ``probs`` and ``logits`` was given; the other is computed when asked for."""

    binary = True

    def _take(self, probs: Any, logits: Any) -> Tensor:
        if (probs is None) == (logits is None):
            raise ArgumentError("distribution.either", cls=type(self).__name__, a="probs", b="logits")
        (given,) = broadcast_all(logits if probs is None else probs)
        self.__dict__["logits" if probs is None else "probs"] = given
        return given

    @cached_property
    def probs(self) -> Tensor:
        """Probabilities."""
        return self.logits.sigmoid() if self.binary else self.logits.softmax(-1)

    @cached_property
    def logits(self) -> Tensor:
        """Log odds; of classes, log probabilities."""
        p = _clamped(self.probs)
        return p.log() - lab.log1p(-p) if self.binary else p.log()


class Bernoulli(_ByLogits):
    """1 with probability ``probs``, else 0."""

    arg_constraints: ClassVar[dict[str, Rule]] = {"probs": PROBABILITY, "logits": REAL}
    support: Rule = BOOLEAN

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        super().__init__(tuple(self._take(probs, logits).shape), validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.probs

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


class Categorical(_ByLogits):
    """A class 0, ..., K - 1, of which ``probs`` or ``logits`` (..., K) has one number each."""

    arg_constraints: ClassVar[dict[str, Rule]] = {"probs": SIMPLEX, "logits": REAL}
    binary = False

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        given = self._take(probs, logits)
        if given.ndim < 1:
            raise ArgumentError("distribution.matrix_ndim", name="probs" if logits is None else "logits", ndim=1,
                                shape=tuple(given.shape))  # fmt: skip
        if logits is None:
            if validate_args is not False and not bool((given.detach() >= 0).all()):
                raise ArgumentError("distribution.parameter", name="probs", shape=tuple(given.shape), wanted=">= 0",
                                    cls=type(self).__name__, value=given.detach())  # fmt: skip
            self.__dict__["probs"] = given / given.sum(-1, keepdim=True)
        else:
            self.__dict__["logits"] = given - given.logsumexp(-1, keepdim=True)
        self._num_events = given.shape[-1]
        self.support = (f"0, ..., {self._num_events - 1}", self._is_class)
        super().__init__(tuple(given.shape[:-1]), validate_args=validate_args)

    def _is_class(self, value: Tensor) -> Tensor:
        return (value >= 0) & (value < self._num_events) & (value == value.long())

    @property
    def mode(self) -> Tensor:
        """The most probable class."""
        return self.probs.argmax(-1)

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


class OneHotCategorical(Distribution):
    """The same, a draw being a row of zeros with one 1."""

    arg_constraints: ClassVar[dict[str, Rule]] = {"probs": SIMPLEX, "logits": REAL}
    support: Rule = ONE_HOT

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        self._categorical = Categorical(probs, logits, validate_args)
        size = self._categorical._num_events
        super().__init__(tuple(self._categorical.batch_shape), (size,), validate_args)

    @property
    def probs(self) -> Tensor:
        """Probabilities (..., K)."""
        return self._categorical.probs

    @property
    def logits(self) -> Tensor:
        """Log probabilities (..., K)."""
        return self._categorical.logits

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        drawn = self._categorical.sample(sample_shape)
        return F.one_hot(drawn, self.event_shape[0]).to(self.probs.dtype)

    def log_prob(self, value: Tensor) -> Tensor:
        return self._categorical.log_prob(self._checked(value).argmax(-1))

    def entropy(self) -> Tensor:
        return self._categorical.entropy()


class Geometric(_ByLogits):
    """How many failures come before the first success of probability ``probs``."""

    arg_constraints: ClassVar[dict[str, Rule]] = {"probs": ("0 < x <= 1", lambda p: (p > 0) & (p <= 1)), "logits": REAL}
    support: Rule = COUNT

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        super().__init__(tuple(self._take(probs, logits).shape), validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return 1 / self.probs - 1

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
        return value * lab.log1p(-lab.where(sure, lab.zeros_like(probs), probs)) + self.probs.log()

    def entropy(self) -> Tensor:
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs


class Poisson(Distribution):
    """How often something rare happens, ``rate`` times on average."""

    arg_constraints: ClassVar[dict[str, Rule]] = {"rate": NONNEGATIVE}
    support: Rule = COUNT

    def __init__(self, rate: Any, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_all(rate)
        super().__init__(tuple(self.rate.shape), validate_args=validate_args)

    @property
    def mean(self) -> Tensor:
        return self.rate

    @property
    def variance(self) -> Tensor:
        return self.rate

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        with lab.no_grad():
            return lab.poisson(self.rate.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        rate, value = broadcast_all(self.rate, self._checked(value))
        return lab.xlogy(value, rate) - rate - lab.lgamma(value + 1)
