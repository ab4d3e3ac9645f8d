"""``torch.distributions.constraints``: the sets in which parameters and values lie, each with a ``check``.

A check says of every event whether it is inside: of numbers element by element (``event_dim`` 0), of vectors and
matrices as a whole (1 and 2).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import autograd_lab as lab
import autograd_lab.distributions.messages
from autograd_lab.errors import ArgumentError, NotWritten
from autograd_lab.tensor import Tensor


class Constraint:
    """A set of numbers, vectors or matrices."""

    is_discrete: Any = False
    event_dim: Any = 0

    def check(self, value: Tensor) -> Tensor:
        """Which events of ``value`` are in the set."""
        raise NotWritten("distribution.missing", cls=type(self).__name__, name="check")

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in vars(self).items())
        return f"{type(self).__name__.removeprefix('_')}({shown})"


# -- sets that depend on a distribution's other parameters ----------------------------------------------------------


class _Dependent(Constraint):
    """Known only once there is a distribution; of a class, at most the kind of the set is."""

    def __init__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented) -> None:
        self._kind = {"is_discrete": is_discrete, "event_dim": event_dim}

    def _known(self, name: str) -> Any:
        if self._kind[name] is NotImplemented:
            raise NotWritten("constraint.dependent", name=name)
        return self._kind[name]

    @property
    def is_discrete(self) -> Any:  # type: ignore[override]
        """Whether the set is one of separate values."""
        return self._known("is_discrete")

    @property
    def event_dim(self) -> Any:  # type: ignore[override]
        """How many dims make one event."""
        return self._known("event_dim")

    def __call__(self, **kind: Any) -> _Dependent:
        return _Dependent(**(self._kind | kind))

    def check(self, value: Tensor) -> Tensor:
        raise ArgumentError("constraint.dependent", name="check")

    def __repr__(self) -> str:
        return "Dependent()"


class _DependentProperty(property, _Dependent):
    """``@property`` of an object, a dependent constraint of the class."""

    def __init__(self, fn: Callable[..., Any] | None = None, **kind: Any) -> None:
        property.__init__(self, fn)
        _Dependent.__init__(self, **kind)

    def __call__(self, fn: Callable[..., Any]) -> _DependentProperty:  # type: ignore[override]
        return _DependentProperty(fn, **self._kind)


def is_dependent(constraint: Any) -> bool:
    """Whether a constraint can be checked only where there is a distribution."""
    return isinstance(constraint, _Dependent)


# -- numbers --------------------------------------------------------------------------------------------------------


class _Real(Constraint):
    """Every number but nan."""

    def check(self, value: Tensor) -> Tensor:
        return value == value


class _Boolean(Constraint):
    """0 and 1."""

    is_discrete = True

    def check(self, value: Tensor) -> Tensor:
        return (value == 0) | (value == 1)


class _From(Constraint):
    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound


class _UpTo(Constraint):
    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound


class _Between(Constraint):
    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound, self.upper_bound = lower_bound, upper_bound


class _GreaterThan(_From):
    def check(self, value: Tensor) -> Tensor:
        return value > self.lower_bound


class _GreaterThanEq(_From):
    def check(self, value: Tensor) -> Tensor:
        return value >= self.lower_bound


class _LessThan(_UpTo):
    def check(self, value: Tensor) -> Tensor:
        return value < self.upper_bound


class _Interval(_Between):
    def check(self, value: Tensor) -> Tensor:
        return (value >= self.lower_bound) & (value <= self.upper_bound)


class _HalfOpenInterval(_Between):
    def check(self, value: Tensor) -> Tensor:
        return (value >= self.lower_bound) & (value < self.upper_bound)


class _IntegerInterval(_Between):
    is_discrete = True

    def check(self, value: Tensor) -> Tensor:
        return (value.remainder(1) == 0) & (value >= self.lower_bound) & (value <= self.upper_bound)


class _IntegerGreaterThan(_From):
    is_discrete = True

    def check(self, value: Tensor) -> Tensor:
        return (value.remainder(1) == 0) & (value >= self.lower_bound)


# -- vectors --------------------------------------------------------------------------------------------------------


class _Simplex(Constraint):
    """Probabilities: none negative, sum 1."""

    event_dim = 1

    def check(self, value: Tensor) -> Tensor:
        return (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6)


class _OneHot(Constraint):
    """A single 1, else 0."""

    is_discrete, event_dim = True, 1

    def check(self, value: Tensor) -> Tensor:
        return ((value == 0) | (value == 1)).all(-1) & (value.sum(-1) == 1)


class _Multinomial(_UpTo):
    """Counts that add up to at most ``upper_bound``."""

    is_discrete, event_dim = True, 1

    def check(self, value: Tensor) -> Tensor:
        return (value >= 0).all(-1) & (value.sum(-1) <= self.upper_bound)


# -- matrices -------------------------------------------------------------------------------------------------------


class _LowerTriangular(Constraint):
    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        return (value.tril() == value).all(-1).all(-1)


class _LowerCholesky(_LowerTriangular):
    """Lower triangular, its diagonal positive."""

    def check(self, value: Tensor) -> Tensor:
        return super().check(value) & (value.diagonal(0, -2, -1) > 0).all(-1)


class _CorrCholesky(_LowerCholesky):
    """The same with rows of length 1: L of a correlation matrix L @ L.T."""

    def check(self, value: Tensor) -> Tensor:
        rounding = 10 * value.shape[-1] * lab.finfo(value.dtype).eps
        return super().check(value) & ((value.detach().norm(dim=-1) - 1).abs() <= rounding).all(-1)


class _Square(Constraint):
    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        square = value.shape[-1] == value.shape[-2]
        return lab.full(value.shape[:-2], square, dtype=lab.bool, device=value.device)


class _Symmetric(_Square):
    def check(self, value: Tensor) -> Tensor:
        square = super().check(value)
        return lab.isclose(value, value.mT, atol=1e-6).all(-1).all(-1) if square.all() else square


class _PositiveSemidefinite(_Symmetric):
    def check(self, value: Tensor) -> Tensor:
        symmetric = super().check(value)
        return (lab.linalg.eigvalsh(value) >= 0).all(-1) if symmetric.all() else symmetric


class _PositiveDefinite(_Symmetric):
    def check(self, value: Tensor) -> Tensor:
        symmetric = super().check(value)
        return lab.linalg.cholesky_ex(value).info == 0 if symmetric.all() else symmetric


# -- sets made of sets ----------------------------------------------------------------------------------------------


class _IndependentConstraint(Constraint):
    """An event of one dim more, or several, is inside if all that it consists of is."""

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        self.base_constraint, self.reinterpreted_batch_ndims = base_constraint, reinterpreted_batch_ndims

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """As of the base."""
        return self.base_constraint.is_discrete

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """More than of the base."""
        return self.base_constraint.event_dim + self.reinterpreted_batch_ndims

    def check(self, value: Tensor) -> Tensor:
        inside = self.base_constraint.check(value)
        if inside.ndim < self.reinterpreted_batch_ndims:
            raise ArgumentError("constraint.dims", wanted=self.event_dim, ndim=value.ndim)
        return inside.reshape(*inside.shape[: inside.ndim - self.reinterpreted_batch_ndims], -1).all(-1)

    def __repr__(self) -> str:
        return f"{type(self).__name__.removeprefix('_')}({self.base_constraint}, {self.reinterpreted_batch_ndims})"


class MixtureSameFamilyConstraint(Constraint):
    """What every component of a mixture allows: the value is shown to all of them."""

    def __init__(self, base_constraint: Constraint) -> None:
        self.base_constraint = base_constraint
        self.is_discrete, self.event_dim = base_constraint.is_discrete, base_constraint.event_dim

    def check(self, value: Tensor) -> Tensor:
        if value.ndim < self.event_dim:
            raise ArgumentError("constraint.dims", wanted=self.event_dim, ndim=value.ndim)
        inside = self.base_constraint.check(value.unsqueeze(-1 - self.event_dim))
        return inside.reshape(*inside.shape[: value.ndim - self.event_dim], -1).all(-1)

    def __repr__(self) -> str:
        return f"MixtureSameFamilyConstraint({self.base_constraint})"


class _Pieces(Constraint):
    """Along ``dim`` one piece of the value for each of the sets ``cseq``."""

    def __init__(self, cseq: Sequence[Constraint], dim: int) -> None:
        self.cseq, self.dim = list(cseq), dim

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """Whether one of them is."""
        return any(c.is_discrete for c in self.cseq)

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """The most that one of them has."""
        return max(c.event_dim for c in self.cseq)

    def __repr__(self) -> str:
        return f"{type(self).__name__.removeprefix('_')}({self.cseq}, {self.dim})"


class _Cat(_Pieces):
    def __init__(self, cseq: Sequence[Constraint], dim: int = 0, lengths: Sequence[int] | None = None) -> None:
        super().__init__(cseq, dim)
        self.lengths = [1] * len(self.cseq) if lengths is None else list(lengths)

    def check(self, value: Tensor) -> Tensor:
        pieces = value.split(self.lengths, self.dim)
        return lab.cat([c.check(piece) for c, piece in zip(self.cseq, pieces, strict=True)], self.dim)


class _Stack(_Pieces):
    @property
    def event_dim(self) -> int:  # type: ignore[override]
        """One more if the sets lie side by side inside of an event."""
        most = super().event_dim
        return most + (self.dim + most < 0)

    def __init__(self, cseq: Sequence[Constraint], dim: int = 0) -> None:
        super().__init__(cseq, dim)

    def check(self, value: Tensor) -> Tensor:
        pieces = value.unbind(self.dim)
        return lab.stack([c.check(piece) for c, piece in zip(self.cseq, pieces, strict=True)], self.dim)


dependent_property: Any = _DependentProperty
dependent = _Dependent()
independent, cat, stack = _IndependentConstraint, _Cat, _Stack
real, boolean = _Real(), _Boolean()
positive, nonnegative, unit_interval = _GreaterThan(0.0), _GreaterThanEq(0.0), _Interval(0.0, 1.0)
greater_than, greater_than_eq, less_than = _GreaterThan, _GreaterThanEq, _LessThan
interval, half_open_interval, integer_interval = _Interval, _HalfOpenInterval, _IntegerInterval
nonnegative_integer, positive_integer = _IntegerGreaterThan(0), _IntegerGreaterThan(1)
real_vector, simplex, one_hot, multinomial = independent(real, 1), _Simplex(), _OneHot(), _Multinomial
lower_triangular, lower_cholesky, corr_cholesky = _LowerTriangular(), _LowerCholesky(), _CorrCholesky()
square, symmetric = _Square(), _Symmetric()
positive_semidefinite, positive_definite = _PositiveSemidefinite(), _PositiveDefinite()
