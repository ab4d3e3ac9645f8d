"""A rate that falls when the loss no longer does."""

from __future__ import annotations

import warnings
from math import inf
from typing import Any

from autograd_lab.errors import OptimError
from autograd_lab.i18n import tr
from autograd_lab.optim.lr_scheduler.scheduler import (
    LRScheduler,
    check_choice,
    check_optimizer,
    check_range,
    new_value,
    of_groups,
    per_group,
)
from autograd_lab.optim.optimizer import Optimizer
from autograd_lab.tensor.commit import commit


class ReduceLROnPlateau(LRScheduler):
    """lr <- max(lr * factor, min_lr) when ``patience`` epochs have brought nothing better: call ``step(loss)``.

    mode : "min" for a loss, "max" for an accuracy.
    threshold : how much better is better; times the best so far if ``threshold_mode`` is "rel", else ("abs") as it is.
    cooldown : so many epochs after a reduction do not count.
    eps : a change of lr that is not larger is not made. factor < 1.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: Any = 0,
        eps: float = 1e-8,
    ) -> None:
        check_range("factor", factor, factor < 1.0, "factor < 1")
        check_optimizer(optimizer)
        check_choice("mode", mode, ("min", "max"))
        check_choice("threshold_mode", threshold_mode, ("rel", "abs"))
        self.factor = factor
        self.optimizer = optimizer
        self.default_min_lr = None if isinstance(min_lr, (list, tuple)) else min_lr
        self.min_lrs = per_group("min_lr", optimizer, min_lr)
        self.patience = patience
        self.cooldown = cooldown
        self.eps = eps
        self.last_epoch = 0
        self._last_lr = of_groups(optimizer, "lr")
        self.mode = mode
        self.threshold = threshold
        self.threshold_mode = threshold_mode
        self.mode_worse = inf if mode == "min" else -inf
        self._reset()

    def _reset(self) -> None:
        self.best = self.mode_worse
        self.cooldown_counter = 0
        self.num_bad_epochs = 0

    def step(self, metrics: Any, epoch: int | None = None) -> None:  # type: ignore[override]
        """Take note of the loss of one more epoch, and reduce lr if it is time."""
        current = float(metrics)
        if epoch is not None:
            warnings.warn(tr("schedule.epoch"), UserWarning, stacklevel=2)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self._is_better(current, self.best):
            self.best = current
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce_lr(self.last_epoch)
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        self._last_lr = of_groups(self.optimizer, "lr")

    def _reduce_lr(self, epoch: int) -> None:
        groups = self.optimizer.param_groups
        if len(groups) != len(self.min_lrs):  # a group was added
            if self.default_min_lr is None:
                raise OptimError("schedule.plateau_groups", groups=len(groups), lrs=len(self.min_lrs))
            self.min_lrs = [self.default_min_lr] * len(groups)
        writes = []
        for group, least in zip(groups, self.min_lrs, strict=True):
            old = float(group["lr"])
            new = max(old * self.factor, least)
            if old - new > self.eps:
                writes.append(new_value(group, "lr", new))
        commit(writes)

    @property
    def in_cooldown(self) -> bool:
        """Whether epochs do not count now."""
        return self.cooldown_counter > 0

    def _is_better(self, a: float, best: float) -> bool:
        sign = 1 if self.mode == "max" else -1
        if self.threshold_mode == "rel":
            return sign * a > sign * best * (1.0 + sign * self.threshold)
        return sign * a > sign * (best + sign * self.threshold)
