"""Transforms one after the other, over more dims, and from one shape into another."""

from __future__ import annotations

from functools import reduce
from operator import mul
from typing import Any

from autograd_lab.distributions import constraints
from autograd_lab.distributions.constraints import dependent_property
from autograd_lab.distributions.transforms.base import Transform
from autograd_lab.distributions.utils import sum_rightmost
from autograd_lab.errors import ArgumentError
from autograd_lab.tensor import Size, Tensor


class ComposeTransform(Transform):
    """The parts one after the other, the first one first. Each caches for itself."""

    def __init__(self, parts: list[Transform], cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.parts = [part.with_cache(cache_size) for part in parts] if cache_size else parts

    def with_cache(self, cache_size: int = 1) -> Transform:
        return self if cache_size == self._cache_size else ComposeTransform(self.parts, cache_size)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComposeTransform) and self.parts == other.parts

    __hash__ = None  # type: ignore[assignment]

    @dependent_property
    def domain(self) -> Any:  # type: ignore[override]
        """That of the first part, with as many dims as any part needs."""
        ends = [(p.codomain.event_dim, p.domain.event_dim) for p in reversed(self.parts)]
        return _widened(self.parts[0].domain, ends) if ends else constraints.real

    @dependent_property
    def codomain(self) -> Any:  # type: ignore[override]
        """That of the last part, with as many dims as any part needs."""
        ends = [(p.domain.event_dim, p.codomain.event_dim) for p in self.parts]
        return _widened(self.parts[-1].codomain, ends) if ends else constraints.real

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """Whether all parts are."""
        return all(p.bijective for p in self.parts)

    @property
    def sign(self) -> Any:
        return reduce(mul, (p.sign for p in self.parts), 1)

    @property
    def inv(self) -> Transform:
        if self._inv is None:
            self._inv = ComposeTransform([p.inv for p in reversed(self.parts)])
            self._inv._inv = self
        return self._inv

    def __call__(self, x: Tensor) -> Tensor:
        for part in self.parts:
            x = part(x)
        return x

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        if not self.parts:
            return x.new_zeros(x.shape)
        total: Any = 0
        event_dim, last = self.domain.event_dim, len(self.parts) - 1
        for i, part in enumerate(self.parts):
            after = y if i == last else part(x)
            total = total + sum_rightmost(part.log_abs_det_jacobian(x, after), event_dim - part.domain.event_dim)
            event_dim += part.codomain.event_dim - part.domain.event_dim
            x = after
        return total

    def forward_shape(self, shape: Any) -> Size:
        return reduce(lambda s, part: part.forward_shape(s), self.parts, shape)

    def inverse_shape(self, shape: Any) -> Size:
        return reduce(lambda s, part: part.inverse_shape(s), reversed(self.parts), shape)

    def __repr__(self) -> str:
        return "ComposeTransform(\n    " + ",\n    ".join(map(repr, self.parts)) + "\n)"


def _widened(last: constraints.Constraint, ends: list[tuple[int, int]]) -> constraints.Constraint:
    """``last`` with as many dims as an event has at the end of a way through parts, each with its dims at both ends."""
    event_dim = ends[0][0]
    for entry, exit in ends:
        event_dim = max(event_dim + exit - entry, exit)
    more = event_dim - last.event_dim
    return constraints.independent(last, more) if more else last


identity_transform = ComposeTransform([])


class IndependentTransform(Transform):
    """The same transform, of which ``reinterpreted_batch_ndims`` more dims make one event."""

    def __init__(self, base_transform: Transform, reinterpreted_batch_ndims: int, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.base_transform = base_transform.with_cache(cache_size)
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims

    def with_cache(self, cache_size: int = 1) -> Transform:
        if cache_size == self._cache_size:
            return self
        return IndependentTransform(self.base_transform, self.reinterpreted_batch_ndims, cache_size)

    @dependent_property
    def domain(self) -> Any:  # type: ignore[override]
        """That of the base, with more dims."""
        return constraints.independent(self.base_transform.domain, self.reinterpreted_batch_ndims)

    @dependent_property
    def codomain(self) -> Any:  # type: ignore[override]
        """That of the base, with more dims."""
        return constraints.independent(self.base_transform.codomain, self.reinterpreted_batch_ndims)

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """As the base."""
        return self.base_transform.bijective

    @property
    def sign(self) -> Any:
        return self.base_transform.sign

    def _call(self, x: Tensor) -> Tensor:
        self._need_dims(x.shape, self.domain.event_dim)
        return self.base_transform(x)

    def _inverse(self, y: Tensor) -> Tensor:
        self._need_dims(y.shape, self.codomain.event_dim)
        return self.base_transform.inv(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return sum_rightmost(self.base_transform.log_abs_det_jacobian(x, y), self.reinterpreted_batch_ndims)

    def forward_shape(self, shape: Any) -> Size:
        return self.base_transform.forward_shape(shape)

    def inverse_shape(self, shape: Any) -> Size:
        return self.base_transform.inverse_shape(shape)

    def __repr__(self) -> str:
        return f"IndependentTransform({self.base_transform}, {self.reinterpreted_batch_ndims})"


class ReshapeTransform(Transform):
    """The last dims from one shape into another of as many elements."""

    bijective = True

    def __init__(self, in_shape: Any, out_shape: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.in_shape, self.out_shape = Size(in_shape), Size(out_shape)
        if self.in_shape.numel() != self.out_shape.numel():
            raise ArgumentError("transform.numel", a=tuple(in_shape), b=tuple(out_shape))

    @dependent_property
    def domain(self) -> Any:  # type: ignore[override]
        """Tensors with the dims of ``in_shape``."""
        return constraints.independent(constraints.real, len(self.in_shape))

    @dependent_property
    def codomain(self) -> Any:  # type: ignore[override]
        """Tensors with the dims of ``out_shape``."""
        return constraints.independent(constraints.real, len(self.out_shape))

    def _call(self, x: Tensor) -> Tensor:
        return x.reshape(self.forward_shape(x.shape))

    def _inverse(self, y: Tensor) -> Tensor:
        return y.reshape(self.inverse_shape(y.shape))

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return x.new_zeros(x.shape[: x.ndim - len(self.in_shape)])

    def forward_shape(self, shape: Any) -> Size:
        return self._exchanged(shape, self.in_shape, self.out_shape)

    def inverse_shape(self, shape: Any) -> Size:
        return self._exchanged(shape, self.out_shape, self.in_shape)

    def _exchanged(self, shape: Any, end: Size, new: Size) -> Size:
        self._need_dims(shape, len(end))
        cut = len(shape) - len(end)
        if tuple(shape[cut:]) != tuple(end):
            raise ArgumentError("transform.shape", cls=type(self).__name__, wanted=tuple(end), shape=tuple(shape))
        return Size((*shape[:cut], *new))
