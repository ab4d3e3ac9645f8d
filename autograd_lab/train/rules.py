"""What ``configure_optimizers`` returned, in one form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograd_lab import optim
from autograd_lab.errors import ArgTypeError
from autograd_lab.train.checks import check_choice, check_count


@dataclass
class Rule:
    """A scheduler, and when it steps."""

    scheduler: Any
    interval: str = "epoch"
    frequency: int = 1
    monitor: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if not hasattr(self.scheduler, "step"):
            raise ArgTypeError("train.optimizers", got=type(self.scheduler).__name__)
        check_choice("interval", self.interval, ("epoch", "step"))
        check_count("frequency", self.frequency)

    def due(self, interval: str, count: int) -> bool:
        return self.interval == interval and count % self.frequency == 0

    def step(self, trainer: Any) -> None:
        """Set the next rate; after an epoch in which the monitored value was not logged, nothing."""
        if not isinstance(self.scheduler, optim.lr_scheduler.ReduceLROnPlateau):
            self.scheduler.step()
            return
        name = self.monitor
        if name is None:
            name = "val_loss" if "val_loss" in trainer.callback_metrics else "train_loss"
        value = trainer.monitored(name, self.scheduler)
        if value is not None:
            self.scheduler.step(value)


def read_optimizers(returned: Any) -> tuple[list[Any], list[Rule]]:
    """Optimizers and rules; ArgTypeError (a TypeError) for what is neither."""
    schedulers: Any = []
    if isinstance(returned, Mapping) and "optimizer" in returned:
        optimizers = [returned["optimizer"]]
        schedulers = [returned["lr_scheduler"]] if returned.get("lr_scheduler") is not None else []
    elif isinstance(returned, tuple) and len(returned) == 2 and isinstance(returned[0], (list, tuple)):
        optimizers, schedulers = returned
        schedulers = schedulers if isinstance(schedulers, (list, tuple)) else [schedulers]
    else:
        optimizers = list(returned) if isinstance(returned, (list, tuple)) else [returned]
    for optimizer in optimizers:
        if not isinstance(optimizer, optim.Optimizer):
            raise ArgTypeError("train.optimizers", got=type(optimizer).__name__)
    return list(optimizers), [Rule(**s) if isinstance(s, Mapping) else Rule(s) for s in schedulers]
