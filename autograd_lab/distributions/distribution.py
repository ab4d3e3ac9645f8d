"""What all distributions share: shapes, checks of parameters and values, the printed form.

``batch_shape`` are the independent distributions that one object holds, ``event_shape`` is what one draw looks like.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import autograd_lab as lab
from autograd_lab.distributions.constraints import Constraint, is_dependent
from autograd_lab.errors import ArgumentError, NotWritten
from autograd_lab.tensor import Size, Tensor

Shape = tuple[int, ...]
Constraints = Mapping[str, Constraint]


class Distribution:
    """Base class. A subclass names its parameters in ``arg_constraints``, writes ``log_prob`` and how to sample."""

    arg_constraints: ClassVar[Any] = {}
    has_rsample: Any = False
    has_enumerate_support = False
    _validate_args = __debug__

    def __init__(self, batch_shape: Shape = (), event_shape: Shape = (), validate_args: bool | None = None) -> None:
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if not self._validate_args:
            return
        for name, constraint in self.arg_constraints.items():
            lazy = name not in vars(self) and isinstance(getattr(type(self), name, None), cached_property)
            if lazy or is_dependent(constraint):
                continue
            value = getattr(self, name).detach()
            if not constraint.check(value).all():
                raise ArgumentError("distribution.parameter", name=name, shape=tuple(value.shape), value=value,
                                    distribution=self, wanted=constraint)  # fmt: skip

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Whether distributions check their arguments if they are not told."""
        if value not in (True, False):
            raise ArgumentError("distribution.validate", got=value)
        Distribution._validate_args = value

    @property
    def batch_shape(self) -> Size:
        """The shape of the distributions that this object holds."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one draw from one of them."""
        return self._event_shape

    # -- more of the same --------------------------------------------------------------------------------------------

    def expand(self, batch_shape: Shape, _instance: Any = None) -> Any:
        """The same distributions, repeated to fill ``batch_shape``; no memory is copied."""
        new, batch = self._get_checked_instance(type(self), _instance), Size(batch_shape)
        for name, value in vars(self).items():
            if name in self.arg_constraints:
                event = value.shape[value.ndim - self.arg_constraints[name].event_dim :]
                new.__dict__[name] = value.expand((*batch, *event))
            elif isinstance(value, Distribution):
                new.__dict__[name] = value.expand(self._batch_of(name, batch))
            elif not isinstance(getattr(type(self), name, None), cached_property):
                new.__dict__[name] = value
        new._batch_shape = batch
        return new

    def _batch_of(self, part: str, batch: Size) -> Shape:
        """The batch shape of a distribution that this one is made of, if its own is to be ``batch``."""
        return batch

    def _get_checked_instance(self, cls: type, _instance: Any = None) -> Any:
        return object.__new__(type(self)) if _instance is None else _instance

    # -- drawing -----------------------------------------------------------------------------------------------------

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        """Draws of shape sample_shape + batch_shape + event_shape, through which no gradient flows."""
        with lab.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        """Draws that are a function of the parameters, so that gradients flow to them."""
        raise NotWritten("distribution.no_rsample", cls=type(self).__name__)

    def sample_n(self, n: int) -> Tensor:
        """``sample((n,))``."""
        return self.sample((n,))

    def _extended_shape(self, sample_shape: Shape = ()) -> Size:
        return Size((*sample_shape, *self.batch_shape, *self.event_shape))

    # -- what is known about it --------------------------------------------------------------------------------------

    @property
    def support(self) -> Any:
        """The constraint that every draw satisfies."""
        raise self._missing("support")

    def log_prob(self, value: Tensor) -> Tensor:
        """The logarithm of the density, or of the probability, at ``value``. ValueError outside of the support."""
        raise self._missing("log_prob")

    def entropy(self) -> Tensor:
        """How uncertain a draw is, in nats."""
        raise self._missing("entropy")

    def perplexity(self) -> Tensor:
        """exp(entropy): among how many equal outcomes it would be as uncertain."""
        return self.entropy().exp()

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of a draw that is at most ``value``."""
        raise self._missing("cdf")

    def icdf(self, value: Tensor) -> Tensor:
        """The inverse of ``cdf``."""
        raise self._missing("icdf")

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """All values that a draw can have, along a new first dim; without ``expand`` the batch dims are 1."""
        raise self._missing("enumerate_support")

    def _enumerated(self, values: Tensor, expand: bool) -> Tensor:
        """``values`` (n, *event_shape), with the dims of the batch between."""
        event = self.event_shape
        values = values.reshape(-1, *(1,) * len(self.batch_shape), *event)
        return values.expand(-1, *self.batch_shape, *event) if expand else values

    @property
    def mean(self) -> Tensor:
        """The expected value."""
        raise self._missing("mean")

    @property
    def mode(self) -> Tensor:
        """Where the density is largest."""
        raise self._missing("mode")

    @property
    def variance(self) -> Tensor:
        """The expected squared distance from the mean."""
        raise self._missing("variance")

    @property
    def stddev(self) -> Tensor:
        """The square root of the variance."""
        return self.variance.sqrt()

    def _missing(self, name: str) -> NotWritten:
        return NotWritten("distribution.missing", cls=type(self).__name__, name=name)

    # -- checks ------------------------------------------------------------------------------------------------------

    def _checked(self, value: Any) -> Tensor:
        """``value``, of which a density is asked."""
        if self._validate_args:
            self._validate_sample(value)
        return value

    def _validate_sample(self, value: Tensor) -> None:
        """ValueError unless ``value`` can be a draw."""
        if not isinstance(value, Tensor):
            raise ArgumentError("distribution.not_tensor", got=type(value).__name__)
        shape, event, whole = tuple(value.shape), tuple(self.event_shape), (*self.batch_shape, *self.event_shape)
        if shape[len(shape) - len(event) :] != event:
            raise ArgumentError("distribution.event_shape", value=shape, shape=event)
        for m, n in zip(shape[::-1], whole[::-1], strict=False):
            if m != n and 1 not in (m, n):
                raise ArgumentError("distribution.value_shape", value=shape, shape=whole)
        if not self.support.check(value.detach()).all():
            raise ArgumentError("distribution.value", shape=shape, distribution=self, wanted=self.support,
                                value=value.detach())  # fmt: skip

    def __repr__(self) -> str:
        known = {name: vars(self)[name] for name in self.arg_constraints if name in vars(self)}
        shown = ", ".join(f"{name}: {x if x.numel() == 1 else x.size()}" for name, x in known.items())
        return f"{type(self).__name__}({shown})"


class ExponentialFamily(Distribution):
    """Densities h(x) exp(θ · t(x) - A(θ)): all that is asked of them follows from the log normalizer A.

    Its slope is the mean of t(x); with that, entropy and KL are Bregman divergences (Nielsen and Nock 2010).
    """

    _mean_carrier_measure: Any = None  # the mean of log h(x), where it is known

    @property
    def _natural_params(self) -> tuple[Tensor, ...]:
        raise self._missing("_natural_params")

    def _log_normalizer(self, *natural_params: Tensor) -> Tensor:
        raise self._missing("_log_normalizer")

    def entropy(self) -> Tensor:
        if self._mean_carrier_measure is None:
            raise self._missing("entropy")
        theta, a, mean = normalizer(self)
        return a - self._mean_carrier_measure - sum(_dots(self, theta, mean))


def normalizer(family: ExponentialFamily) -> tuple[Any, Tensor, tuple[Tensor, ...]]:
    """θ, A(θ) and its slope, which is the mean of t(x); with gradients where the parameters want some."""
    given = family._natural_params
    differentiable = any(p.requires_grad for p in given)
    with lab.enable_grad():
        theta = [p if p.requires_grad else p.detach().requires_grad_() for p in given]
        a = family._log_normalizer(*theta)
        slopes = lab.autograd.grad(a.sum(), theta, create_graph=differentiable)
    return (theta, a, slopes) if differentiable else (given, a.detach(), slopes)


def _dots(family: Distribution, left: Any, right: Any) -> Any:
    """The scalar products of the pairs, over all but the batch dims."""
    return ((x * y).reshape((*family.batch_shape, -1)).sum(-1) for x, y in zip(left, right, strict=True))
