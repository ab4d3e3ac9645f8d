"""What a distribution becomes when its draws go through transforms."""

from __future__ import annotations

from functools import reduce
from operator import mul
from typing import Any

import autograd_lab as lab
from autograd_lab.distributions import constraints
from autograd_lab.distributions.distribution import Distribution, Shape
from autograd_lab.distributions.independent import Independent
from autograd_lab.distributions.transforms import ComposeTransform, Transform
from autograd_lab.distributions.utils import sum_rightmost
from autograd_lab.errors import ArgumentError
from autograd_lab.tensor import Size, Tensor


class TransformedDistribution(Distribution):
    """The distribution of f(x), x from ``base_distribution``: log p(y) = log p(x) - log |dy / dx|."""

    base_dist: Any

    def __init__(self, base_distribution: Distribution, transforms: Any, validate_args: bool | None = None) -> None:
        self.transforms = [transforms] if isinstance(transforms, Transform) else transforms
        if not isinstance(self.transforms, list) or not all(isinstance(t, Transform) for t in self.transforms):
            raise ArgumentError("distribution.transforms", got=transforms)
        shape, event_dim = (
            (*base_distribution.batch_shape, *base_distribution.event_shape),
            len(base_distribution.event_shape),
        )
        whole = ComposeTransform(self.transforms)
        entry, exit = whole.domain.event_dim, whole.codomain.event_dim
        if len(shape) < entry:
            raise ArgumentError("distribution.base_dims", ndim=entry, shape=shape)
        after = whole.forward_shape(Size(shape))
        before = tuple(whole.inverse_shape(after))  # parameters of the transforms may have a batch of their own
        if before != shape:
            base_distribution = base_distribution.expand(before[: len(before) - event_dim])
        if entry > event_dim:
            base_distribution = Independent(base_distribution, entry - event_dim)
        self.base_dist = base_distribution
        cut = len(after) - max(exit, event_dim + exit - entry)
        super().__init__(after[:cut], after[cut:], validate_args)

    def _batch_of(self, part: str, batch: Size) -> Shape:
        shape = ComposeTransform(self.transforms).inverse_shape(Size((*batch, *self.event_shape)))
        return shape[: len(shape) - len(self.base_dist.event_shape)]

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        """As the base distribution."""
        return self.base_dist.has_rsample

    @property
    def support(self) -> Any:
        if not self.transforms:
            return self.base_dist.support
        reached = self.transforms[-1].codomain
        more = len(self.event_shape) - reached.event_dim
        return constraints.independent(reached, more) if more > 0 else reached

    def sample(self, sample_shape: Shape = ()) -> Tensor:
        with lab.no_grad():
            return self._forward(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Shape = ()) -> Tensor:
        return self._forward(self.base_dist.rsample(sample_shape))

    def _forward(self, x: Tensor) -> Tensor:
        for transform in self.transforms:
            x = transform(x)
        return x

    def log_prob(self, value: Tensor) -> Tensor:
        y, event_dim, log = self._checked(value), len(self.event_shape), 0
        for transform in reversed(self.transforms):
            x = transform.inv(y)
            event_dim += transform.domain.event_dim - transform.codomain.event_dim
            log = log - sum_rightmost(transform.log_abs_det_jacobian(x, y), event_dim - transform.domain.event_dim)
            y = x
        return log + sum_rightmost(self.base_dist.log_prob(y), event_dim - len(self.base_dist.event_shape))

    def cdf(self, value: Tensor) -> Tensor:
        for transform in reversed(self.transforms):
            value = transform.inv(value)
        return self._upward(self.base_dist.cdf(value))

    def icdf(self, value: Tensor) -> Tensor:
        return self._forward(self.base_dist.icdf(self._upward(value)))

    def _upward(self, share: Tensor) -> Tensor:
        """``share``, or 1 - share where the transforms turn the order around."""
        sign = reduce(mul, (t.sign for t in self.transforms), 1)
        return share if isinstance(sign, int) and sign == 1 else sign * (share - 0.5) + 0.5
