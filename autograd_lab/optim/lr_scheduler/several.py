"""Schedulers made of schedulers: one after the other, or all at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.optim.lr_scheduler.plateau import ReduceLROnPlateau
from autograd_lab.optim.lr_scheduler.scheduler import LRScheduler, new_value, of_groups
from autograd_lab.optim.optimizer import Optimizer
from autograd_lab.tensor.commit import commit


class Several(LRScheduler):
    """Some schedulers of one optimizer. Its state has theirs."""

    _schedulers: Sequence[LRScheduler]

    def _check(self, schedulers: Sequence[Any], optimizer: Optimizer | None) -> Optimizer:
        """The optimizer of all ``schedulers``."""
        cls = type(self).__name__
        if not schedulers:
            raise ArgumentError("schedule.none", cls=cls)
        for index, scheduler in enumerate(schedulers):
            if not hasattr(scheduler, "optimizer"):
                raise ArgTypeError("schedule.not_scheduler", cls=cls, index=index, got=type(scheduler).__name__)
            optimizer = scheduler.optimizer if optimizer is None else optimizer
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ArgumentError("schedule.plateau", cls=cls, index=index)
            if optimizer is not scheduler.optimizer:
                raise ArgumentError("schedule.other_optimizer", cls=cls, index=index, got=type(scheduler).__name__)
        return optimizer  # type: ignore[return-value]

    def state_dict(self) -> dict[str, Any]:
        return super().state_dict() | {"_schedulers": [scheduler.state_dict() for scheduler in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        super().load_state_dict({name: value for name, value in state_dict.items() if name != "_schedulers"})
        for scheduler, state in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            scheduler.load_state_dict(state)


class SequentialLR(Several):
    """One scheduler until ``milestones[0]``, another until ``milestones[1]``, ... Each begins at its epoch 0."""

    def __init__(
        self, optimizer: Optimizer, schedulers: list[LRScheduler], milestones: list[int], last_epoch: int = -1
    ) -> None:
        self._check(schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            raise ArgumentError("schedule.milestones", schedulers=len(schedulers), milestones=len(milestones))
        self._schedulers = schedulers
        self._milestones = milestones
        self.last_epoch = last_epoch + 1
        self.optimizer = optimizer
        # Each scheduler has set its own first rate when it was made. Only the first to run should have.
        commit([new_value(group, "lr", group["initial_lr"]) for group in optimizer.param_groups])
        self.recursive_undo()
        first = schedulers[bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def recursive_undo(self, sched: Any = None) -> None:
        """Take back the first step of all schedulers in ``sched``."""
        scheduler = self if sched is None else sched
        if isinstance(scheduler, Several):
            for inner in scheduler._schedulers:
                self.recursive_undo(inner)
        else:
            scheduler.last_epoch -= 1

    def step(self) -> None:  # type: ignore[override]
        """Set the rates of the next epoch."""
        self.last_epoch += 1
        index = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[index]
        if index > 0 and self._milestones[index - 1] == self.last_epoch:
            scheduler._update_lr(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(Several):
    """All schedulers at each step, one on the result of the other. Their recursive forms make that a product."""

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None) -> None:
        self.optimizer = self._check(schedulers, optimizer)
        self._schedulers = schedulers
        self._last_lr = of_groups(self.optimizer, "lr")

    def step(self) -> None:  # type: ignore[override]
        """Let each scheduler make its step."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = of_groups(self.optimizer, "lr")
