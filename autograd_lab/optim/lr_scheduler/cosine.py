"""Rates that follow a cosine from the initial one down to ``eta_min``.

Source: Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5.
"""

from __future__ import annotations

from math import cos, floor, log, pi
from typing import Any

from autograd_lab.optim.lr_scheduler.scheduler import LRScheduler, Schedule, check_range, raised, warn_outside_step
from autograd_lab.optim.optimizer import Optimizer


class CosineAnnealingLR(Schedule):
    """lr = eta_min + (initial lr - eta_min) * (1 + cos(pi * epoch / T_max)) / 2: down in T_max epochs, and up again."""

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def following(self, lr: Any, base_lr: Any) -> Any:
        t, low = self.last_epoch, self.eta_min
        if self._is_initial:
            return lr
        if self._step_count == 1 and t > 0:  # SequentialLR has begun with this one, in the middle
            return self.closed(base_lr)
        if (t - 1 - self.T_max) % (2 * self.T_max) == 0:  # at the lowest point nothing is left to be multiplied
            return lr + (base_lr - low) * (1 - cos(pi / self.T_max)) / 2
        return (1 + cos(pi * t / self.T_max)) / (1 + cos(pi * (t - 1) / self.T_max)) * (lr - low) + low

    def closed(self, base_lr: Any) -> Any:
        return self.eta_min + (base_lr - self.eta_min) * (1 + cos(pi * self.last_epoch / self.T_max)) / 2


class CosineAnnealingWarmRestarts(LRScheduler):
    """The way down of a cosine, again and again: first in ``T_0`` epochs, then each time in ``T_mult`` times as many.

    ``step`` may be called more than once per epoch, with the epoch as a fraction: ``scheduler.step(epoch + i / n)``.
    T_0 > 0 and T_mult >= 1, both integers.
    """

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        check_range("T_0", T_0, isinstance(T_0, int) and T_0 > 0, "a positive integer")
        check_range("T_mult", T_mult, isinstance(T_mult, int) and T_mult >= 1, "an integer >= 1")
        check_range("eta_min", eta_min, isinstance(eta_min, (float, int)), "a float or an int")
        self.T_0 = T_0
        self.T_i = T_0  # how long this way down is
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur: float = last_epoch  # how much of it is behind us
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        warn_outside_step(self)
        part = (1 + cos(pi * self.T_cur / self.T_i)) / 2
        return [self.eta_min + (base_lr - self.eta_min) * part for base_lr in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """Set the rates of the next epoch, or of ``epoch``."""
        if epoch is None and self.last_epoch < 0:
            epoch = 0
        if epoch is None:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur, self.T_i = self.T_cur % self.T_i, self.T_i * self.T_mult
        else:
            check_range("epoch", epoch, epoch >= 0, "epoch >= 0")
            self._find(epoch)
        self.last_epoch = floor(epoch)
        self._take_in_new_groups()
        with raised(self, "_get_lr_called_within_step"):
            self._set(self.get_lr())

    def _find(self, epoch: float) -> None:
        """On which way down ``epoch`` is: the n-th begins at T_0 + T_0 T_mult + ... + T_0 T_mult^(n - 1)."""
        if epoch < self.T_0:
            self.T_cur, self.T_i = epoch, self.T_0
        elif self.T_mult == 1:
            self.T_cur = epoch % self.T_0
        else:
            n = int(log(epoch / self.T_0 * (self.T_mult - 1) + 1, self.T_mult))
            self.T_cur = epoch - self.T_0 * (self.T_mult**n - 1) / (self.T_mult - 1)
            self.T_i = self.T_0 * self.T_mult**n
