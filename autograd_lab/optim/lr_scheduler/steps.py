"""Rates that follow a simple rule: a function, a factor now and then, a line, a power."""

from __future__ import annotations

import types
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from autograd_lab.errors import ArgTypeError
from autograd_lab.optim.lr_scheduler.scheduler import (
    LRScheduler,
    Schedule,
    check_optimizer,
    check_range,
    copied,
    per_group,
    warn_outside_step,
)
from autograd_lab.optim.optimizer import Optimizer


class Lambdas(LRScheduler):
    """A scheduler with a function, or one for each group.

    ``state_dict`` has the attributes of callable objects; functions cannot be saved, and are those of the scheduler
    that loads.
    """

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.lr_lambdas: list[Callable[[int], Any]] = per_group("lr_lambda", optimizer, lr_lambda)
        for function in self.lr_lambdas:
            if not callable(function):
                raise ArgTypeError("schedule.not_callable", got=type(function).__name__)
        super().__init__(optimizer, last_epoch)

    def state_dict(self) -> dict[str, Any]:
        return super().state_dict() | {"lr_lambdas": [attributes(function) for function in self.lr_lambdas]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        super().load_state_dict({name: value for name, value in state_dict.items() if name != "lr_lambdas"})
        for function, saved in zip(self.lr_lambdas, state_dict["lr_lambdas"], strict=True):
            if saved is not None:
                function.__dict__.update(saved)


def attributes(function: Any) -> dict[str, Any] | None:
    """What a callable object remembers; None for a function."""
    return None if isinstance(function, types.FunctionType) else dict(vars(function))


class LambdaLR(Lambdas):
    """lr = initial lr * lr_lambda(epoch)."""

    def get_lr(self) -> list[Any]:
        warn_outside_step(self)
        both = zip(self.lr_lambdas, self.base_lrs, strict=True)
        return [base_lr * function(self.last_epoch) for function, base_lr in both]


class MultiplicativeLR(Lambdas):
    """lr <- lr * lr_lambda(epoch), from the first epoch on."""

    def get_lr(self) -> list[Any]:
        warn_outside_step(self)
        both = zip(self.lr_lambdas, self.optimizer.param_groups, strict=True)
        if self._is_initial:
            return [copied(group["lr"]) for _, group in both]
        return [group["lr"] * function(self.last_epoch) for function, group in both]


class StepLR(Schedule):
    """lr <- lr * gamma after every ``step_size`` epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def following(self, lr: Any, base_lr: Any) -> Any:
        return lr * self.gamma if self.last_epoch and self.last_epoch % self.step_size == 0 else lr

    def closed(self, base_lr: Any) -> Any:
        return base_lr * self.gamma ** (self.last_epoch // self.step_size)


class MultiStepLR(Schedule):
    """lr <- lr * gamma at each of the epochs ``milestones``."""

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.milestones = Counter(milestones)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def following(self, lr: Any, base_lr: Any) -> Any:
        return lr * self.gamma ** self.milestones[self.last_epoch]

    def closed(self, base_lr: Any) -> Any:
        return base_lr * self.gamma ** bisect_right(sorted(self.milestones.elements()), self.last_epoch)


class ConstantLR(Schedule):
    """``factor`` times the rate for ``total_iters`` epochs, then the rate itself. factor in [0, 1]."""

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        check_range("factor", factor, 0.0 <= factor <= 1.0, "0 <= factor <= 1")
        self.factor = factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def following(self, lr: Any, base_lr: Any) -> Any:
        if self.last_epoch == 0:
            return lr * self.factor
        return lr * (1.0 / self.factor) if self.last_epoch == self.total_iters else lr

    def closed(self, base_lr: Any) -> Any:
        return base_lr * (self.factor + (self.last_epoch >= self.total_iters) * (1 - self.factor))


class LinearLR(Schedule):
    """The factor of the rate goes in a line from ``start_factor`` to ``end_factor`` within ``total_iters`` epochs.

    start_factor in (0, 1], end_factor in [0, 1].
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        check_range("start_factor", start_factor, 0.0 < start_factor <= 1.0, "0 < start_factor <= 1")
        check_range("end_factor", end_factor, 0.0 <= end_factor <= 1.0, "0 <= end_factor <= 1")
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def following(self, lr: Any, base_lr: Any) -> Any:
        if self.last_epoch == 0:
            return lr * self.start_factor
        if self._is_initial or self.last_epoch > self.total_iters:
            return lr
        rise = self.end_factor - self.start_factor
        return lr * (1.0 + rise / (self.total_iters * self.start_factor + (self.last_epoch - 1) * rise))

    def closed(self, base_lr: Any) -> Any:
        rise = self.end_factor - self.start_factor
        return base_lr * (self.start_factor + rise * min(self.total_iters, self.last_epoch) / self.total_iters)


class ExponentialLR(Schedule):
    """lr <- lr * gamma after each epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def following(self, lr: Any, base_lr: Any) -> Any:
        return lr if self._is_initial else lr * self.gamma

    def closed(self, base_lr: Any) -> Any:
        return base_lr * self.gamma**self.last_epoch


class PolynomialLR(Schedule):
    """lr = initial lr * (1 - epoch / total_iters)^power: down to 0 within ``total_iters`` epochs."""

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1) -> None:
        self.total_iters = total_iters
        self.power = power
        super().__init__(optimizer, last_epoch)

    def following(self, lr: Any, base_lr: Any) -> Any:
        if self._is_initial or self.last_epoch > self.total_iters:
            return lr
        left, left_before = (1.0 - epoch / self.total_iters for epoch in (self.last_epoch, self.last_epoch - 1))
        return lr * (left / left_before) ** self.power

    def closed(self, base_lr: Any) -> Any:
        return base_lr * (1.0 - min(self.total_iters, self.last_epoch) / self.total_iters) ** self.power
