"""What all distributions share: shapes, checks of parameters and values, the printed form.

``batch_shape`` are the independent distributions that one object holds, ``event_shape`` is what one draw looks like.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import autograd_lab as lab
import autograd_lab.distributions.messages
from autograd_lab.errors import ArgumentError, NotWritten
from autograd_lab.tensor import Size, Tensor

Shape = tuple[int, ...]
# What a parameter or a value has to be: in words for the error, and which elements are.
Rule = tuple[str, Callable[[Tensor], Tensor]]

REAL: Rule = ("real", lambda x: x == x)
POSITIVE: Rule = ("> 0", lambda x: x > 0)
NONNEGATIVE: Rule = (">= 0", lambda x: x >= 0)
PROBABILITY: Rule = ("0 <= x <= 1", lambda x: (x >= 0) & (x <= 1))
BOOLEAN: Rule = ("0 | 1", lambda x: (x == 0) | (x == 1))
COUNT: Rule = ("0, 1, 2, ...", lambda x: (x >= 0) & (x == x.floor()))
SIMPLEX: Rule = (">= 0, sum 1", lambda x: (x >= 0).all(-1) & ((x.sum(-1) - 1).abs() < 1e-6))
ONE_HOT: Rule = ("one 1, else 0", lambda x: ((x == 0) | (x == 1)).all(-1) & (x.sum(-1) == 1))


class Distribution:
    """Base class. A subclass names its parameters in ``arg_constraints``, writes ``log_prob`` and how to sample."""

    arg_constraints: ClassVar[dict[str, Rule]] = {}
    support: Rule = REAL
    has_rsample = False

    def __init__(self, batch_shape: Shape = (), event_shape: Shape = (), validate_args: bool | None = None) -> None:
        self.batch_shape, self.event_shape = Size(batch_shape), Size(event_shape)
        self._validates = validate_args is not False
        if not self._validates:
            return
        for name, (wanted, fits) in self._rules().items():
            value = self.__dict__.get(name)
            if value is not None and not bool(fits(value.detach()).all()):
                raise ArgumentError("distribution.parameter", name=name, shape=tuple(value.shape), wanted=wanted,
                                    cls=type(self).__name__, value=value.detach())  # fmt: skip

    def _rules(self) -> dict[str, Rule]:
        """What the parameters of this one have to be."""
        return self.arg_constraints

    # -- drawing ----------------------------------------------------------------------------------------------------

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        """Draws of shape sample_shape + batch_shape + event_shape, through which no gradient flows."""
        with lab.no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        """Draws that are a function of the parameters, so that gradients flow to them."""
        raise NotWritten("distribution.no_rsample", cls=type(self).__name__)

    def _extended_shape(self, sample_shape: Shape = ()) -> Size:
        return Size((*sample_shape, *self.batch_shape, *self.event_shape))

    # -- what is known about it ---------------------------------------------------------------------------------------

    def log_prob(self, value: Tensor) -> Tensor:
        """The logarithm of the density, or of the probability, at ``value``. ValueError outside of the support."""
        raise NotWritten("distribution.missing", cls=type(self).__name__, name="log_prob")

    def entropy(self) -> Tensor:
        """How uncertain a draw is, in nats."""
        raise NotWritten("distribution.missing", cls=type(self).__name__, name="entropy")

    def perplexity(self) -> Tensor:
        """exp(entropy): among how many equal outcomes it would be as uncertain."""
        return self.entropy().exp()

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of a draw that is at most ``value``."""
        raise NotWritten("distribution.missing", cls=type(self).__name__, name="cdf")

    def icdf(self, value: Tensor) -> Tensor:
        """The inverse of ``cdf``."""
        raise NotWritten("distribution.missing", cls=type(self).__name__, name="icdf")

    @property
    def mean(self) -> Tensor:
        """The expected value."""
        raise NotWritten("distribution.missing", cls=type(self).__name__, name="mean")

    @property
    def variance(self) -> Tensor:
        """The expected squared distance from the mean."""
        raise NotWritten("distribution.missing", cls=type(self).__name__, name="variance")

    @property
    def stddev(self) -> Tensor:
        """The square root of the variance."""
        return self.variance.sqrt()

    # -- checks -------------------------------------------------------------------------------------------------------

    def _checked(self, value: Tensor) -> Tensor:
        """``value``, of which a density is asked."""
        if not self._validates:
            return value
        shape, whole = tuple(value.shape), (*self.batch_shape, *self.event_shape)
        for m, n in zip(shape[::-1], whole[::-1], strict=False):
            if m != n and 1 not in (m, n):
                raise ArgumentError("distribution.value_shape", value=shape, shape=whole)
        wanted, fits = self.support
        if not bool(fits(value).all()):
            raise ArgumentError("distribution.value", shape=shape, cls=type(self).__name__, wanted=wanted,
                                value=value.detach())  # fmt: skip
        return value

    def __repr__(self) -> str:
        known = {name: self.__dict__[name] for name in self.arg_constraints if name in self.__dict__}
        shown = ", ".join(f"{name}: {x if x.numel() == 1 else x.size()}" for name, x in known.items())
        return f"{type(self).__name__}({shown})"


def broadcast_all(*values: Any) -> list[Tensor]:
    """Tensors of one shape; numbers become tensors of the dtype of the others."""
    like = next((v for v in values if isinstance(v, Tensor)), None)
    dtype, device = (None, None) if like is None else (like.dtype, like.device)
    kinds = {"dtype": dtype if dtype is not None else lab.get_default_dtype(), "device": device}
    return list(lab.broadcast_tensors(*(v if isinstance(v, Tensor) else lab.tensor(v, **kinds) for v in values)))
