"""A transform for each piece of a tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.constraints import dependent_property
from autograd_lab.distributions.transforms.base import Transform
from autograd_lab.distributions.utils import sum_rightmost
from autograd_lab.errors import ArgumentError
from autograd_lab.tensor import Tensor


class _Pieces(Transform):
    """``tseq``, each for its piece along ``dim``."""

    def __init__(self, tseq: Sequence[Transform], dim: int, cache_size: int) -> None:
        super().__init__(cache_size)
        self.transforms = [t.with_cache(cache_size) for t in tseq] if cache_size else list(tseq)
        self.dim = dim

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """Whether all are."""
        return all(t.bijective for t in self.transforms)

    def _cut(self, x: Tensor) -> Sequence[Tensor]:
        raise self._missing("_cut")

    def _joined(self, pieces: list[Tensor]) -> Tensor:
        raise self._missing("_joined")

    def _each(self, fn: Callable[..., Tensor], *tensors: Tensor) -> list[Tensor]:
        return [fn(t, *pieces) for t, *pieces in zip(self.transforms, *map(self._cut, tensors), strict=True)]

    def _call(self, x: Tensor) -> Tensor:
        return self._joined(self._each(lambda t, piece: t(piece), x))

    def _inverse(self, y: Tensor) -> Tensor:
        return self._joined(self._each(lambda t, piece: t.inv(piece), y))

    def _check(self, x: Tensor, count: int) -> None:
        if not -x.ndim <= self.dim < x.ndim or x.shape[self.dim] != count:
            raise ArgumentError("transform.pieces", cls=type(self).__name__, count=count, dim=self.dim,
                                shape=tuple(x.shape))  # fmt: skip


class CatTransform(_Pieces):
    """Pieces of ``lengths`` along a dim, as ``cat`` joins them."""

    def __init__(
        self, tseq: Sequence[Transform], dim: int = 0, lengths: Sequence[int] | None = None, cache_size: int = 0
    ) -> None:
        super().__init__(tseq, dim, cache_size)
        self.lengths = [1] * len(self.transforms) if lengths is None else list(lengths)
        if len(self.lengths) != len(self.transforms):
            shape = tuple(self.lengths)
            raise ArgumentError("transform.pieces", cls="CatTransform", count=len(tseq), dim=dim, shape=shape)

    def with_cache(self, cache_size: int = 1) -> Transform:
        if cache_size == self._cache_size:
            return self
        return CatTransform(self.transforms, self.dim, self.lengths, cache_size)

    @property
    def event_dim(self) -> int:
        return max(t.event_dim for t in self.transforms)

    @property
    def length(self) -> int:
        """The length of the whole."""
        return sum(self.lengths)

    @dependent_property
    def domain(self) -> Any:  # type: ignore[override]
        """The domains, joined."""
        return constraints.cat([t.domain for t in self.transforms], self.dim, self.lengths)

    @dependent_property
    def codomain(self) -> Any:  # type: ignore[override]
        """The codomains, joined."""
        return constraints.cat([t.codomain for t in self.transforms], self.dim, self.lengths)

    def _cut(self, x: Tensor) -> Sequence[Tensor]:
        self._check(x, self.length)
        return x.split(self.lengths, self.dim)

    def _joined(self, pieces: list[Tensor]) -> Tensor:
        return lab.cat(pieces, self.dim)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        def one(t: Transform, *pieces: Tensor) -> Tensor:
            return sum_rightmost(t.log_abs_det_jacobian(*pieces), self.event_dim - t.event_dim)

        logs = self._each(one, x, y)
        behind = (self.dim if self.dim < 0 else self.dim - x.ndim) + self.event_dim
        return lab.cat(logs, behind) if behind < 0 else sum(logs)  # type: ignore[return-value]


class StackTransform(_Pieces):
    """One entry of a dim for each, as ``stack`` joins them."""

    def __init__(self, tseq: Sequence[Transform], dim: int = 0, cache_size: int = 0) -> None:
        super().__init__(tseq, dim, cache_size)

    def with_cache(self, cache_size: int = 1) -> Transform:
        return self if cache_size == self._cache_size else StackTransform(self.transforms, self.dim, cache_size)

    @dependent_property
    def domain(self) -> Any:  # type: ignore[override]
        """The domains, side by side."""
        return constraints.stack([t.domain for t in self.transforms], self.dim)

    @dependent_property
    def codomain(self) -> Any:  # type: ignore[override]
        """The codomains, side by side."""
        return constraints.stack([t.codomain for t in self.transforms], self.dim)

    def _cut(self, x: Tensor) -> Sequence[Tensor]:
        self._check(x, len(self.transforms))
        return x.unbind(self.dim)

    def _joined(self, pieces: list[Tensor]) -> Tensor:
        return lab.stack(pieces, self.dim)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return lab.stack(self._each(lambda t, a, b: t.log_abs_det_jacobian(a, b), x, y), self.dim)
