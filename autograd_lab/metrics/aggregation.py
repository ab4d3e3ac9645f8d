"""Running averages of numbers, such as the losses of an epoch."""

from __future__ import annotations

import warnings
from typing import Any

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import ArgumentError
from autograd_lab.i18n import tr
from autograd_lab.metrics.metric import Metric

_STRATEGIES = ("warn", "error", "ignore")


class _Aggregate(Metric):
    """``nan_strategy``: "warn" leaves nan out and says so, "ignore" leaves it out, "error" refuses it, a number takes
    its place."""

    def __init__(self, nan_strategy: str | float = "warn") -> None:
        if not isinstance(nan_strategy, (int, float)) and nan_strategy not in _STRATEGIES:
            raise ArgumentError("metrics.choice", name="nan_strategy", got=nan_strategy,
                                choices=f"{', '.join(map(repr, _STRATEGIES))}, float")  # fmt: skip
        super().__init__()
        self.nan_strategy = nan_strategy

    def _numbers(self, value: Any, like: Tensor) -> tuple[Tensor, Tensor]:
        """The values as float32 without nan, and which of the given ones they are."""
        numbers = lab.as_tensor(value, dtype=lab.float32, device=like.device).detach()
        missing = numbers.isnan()
        count = int(missing.sum())
        if isinstance(self.nan_strategy, (int, float)):
            return lab.where(missing, self.nan_strategy, numbers), lab.ones_like(missing)
        if count and self.nan_strategy == "error":
            raise ArgumentError("metrics.nan_error", cls=type(self).__name__, count=count)
        if count and self.nan_strategy == "warn":
            warnings.warn(tr("metrics.nan", cls=type(self).__name__, count=count), stacklevel=4)
        return numbers, ~missing


class SumMetric(_Aggregate):
    """The sum of all values."""

    sum_value: Tensor

    def __init__(self, nan_strategy: str | float = "warn") -> None:
        super().__init__(nan_strategy)
        self.add_state("sum_value", lab.tensor(0.0), dist_reduce_fx="sum")

    def update(self, value: Tensor | float) -> None:
        """Add one value or a Tensor of them."""
        numbers, kept = self._numbers(value, self.sum_value)
        self.sum_value = self.sum_value + numbers[kept].sum()

    def compute(self) -> Tensor:
        return self.sum_value.clone()


class MeanMetric(_Aggregate):
    """The mean of all values, each with its weight: ``loss_mean.update(loss, weight=len(batch))``."""

    mean_value: Tensor
    weight: Tensor

    def __init__(self, nan_strategy: str | float = "warn") -> None:
        super().__init__(nan_strategy)
        self.add_state("mean_value", lab.tensor(0.0, dtype=lab.float64), dist_reduce_fx="sum")
        self.add_state("weight", lab.tensor(0.0, dtype=lab.float64), dist_reduce_fx="sum")

    def update(self, value: Tensor | float, weight: Tensor | float = 1.0) -> None:
        """Add one value or a Tensor of them; ``weight`` is broadcast to their shape."""
        numbers, kept = self._numbers(value, self.mean_value)
        weights = lab.as_tensor(weight, dtype=lab.float32, device=numbers.device).detach()
        try:
            weights = weights.expand(numbers.shape)
        except RuntimeError:
            shapes = {"weight": tuple(weights.shape), "value": tuple(numbers.shape)}
            raise ArgumentError("metrics.weight", **shapes) from None
        # Added up in float64: after a million batches float32 would lose the small ones.
        self.mean_value = self.mean_value + (numbers[kept].double() * weights[kept]).sum()
        self.weight = self.weight + weights[kept].double().sum()

    def compute(self) -> Tensor:
        return (self.mean_value / self.weight).float()


class MaxMetric(_Aggregate):
    """The largest value."""

    max_value: Tensor

    def __init__(self, nan_strategy: str | float = "warn") -> None:
        super().__init__(nan_strategy)
        self.add_state("max_value", lab.tensor(-lab.inf), dist_reduce_fx="max")

    def update(self, value: Tensor | float) -> None:
        """Add one value or a Tensor of them."""
        numbers, kept = self._numbers(value, self.max_value)
        self.max_value = lab.cat([self.max_value.reshape(1), numbers[kept].reshape(-1)]).max()

    def compute(self) -> Tensor:
        return self.max_value.clone()


class MinMetric(_Aggregate):
    """The smallest value."""

    min_value: Tensor

    def __init__(self, nan_strategy: str | float = "warn") -> None:
        super().__init__(nan_strategy)
        self.add_state("min_value", lab.tensor(lab.inf), dist_reduce_fx="min")

    def update(self, value: Tensor | float) -> None:
        """Add one value or a Tensor of them."""
        numbers, kept = self._numbers(value, self.min_value)
        self.min_value = lab.cat([self.min_value.reshape(1), numbers[kept].reshape(-1)]).min()

    def compute(self) -> Tensor:
        return self.min_value.clone()


class RunningMean(_Aggregate):
    """The mean of the last ``window`` updates: what a progress bar shows."""

    recent: list[Tensor]

    def __init__(self, window: int = 5, nan_strategy: str | float = "warn") -> None:
        if not isinstance(window, int) or isinstance(window, bool) or window < 1:
            raise ArgumentError("metrics.window", got=window)
        super().__init__(nan_strategy)
        self.window = window
        self.add_state("recent", [], dist_reduce_fx=None)

    def update(self, value: Tensor | float) -> None:
        """Add one value or a Tensor of them; together they are one update."""
        numbers, kept = self._numbers(value, lab.as_tensor(value))
        self.recent = [*self.recent, numbers[kept].reshape(-1)][-self.window :]

    def compute(self) -> Tensor:
        return lab.cat(self.recent).mean()
