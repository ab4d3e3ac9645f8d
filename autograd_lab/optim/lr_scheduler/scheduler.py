"""What all schedulers share: the learning rates of an optimizer's groups as a sequence."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import autograd_lab.optim.lr_scheduler.messages  # noqa: F401  (registers what is said below)
from autograd_lab.errors import ArgTypeError, ArgumentError, KeyMissing, NotWritten
from autograd_lab.i18n import tr
from autograd_lab.optim.optimizer import Optimizer
from autograd_lab.tensor.commit import Write, commit
from autograd_lab.tensor.tensor import Tensor


class LRScheduler:
    """Base class. A subclass writes ``get_lr``: the rates of ``self.last_epoch``, one per group.

    Call ``scheduler.step()`` after each epoch, or after each batch, and after ``optimizer.step()``. Making a scheduler
    sets the first rates. Each group keeps the lr that it had then as ``group["initial_lr"]``.

    optimizer : its groups' lr is changed.
    last_epoch : -1 to begin; the number of the epoch to go on from, if the optimizer's state was loaded.
    """

    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for index, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", copied(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyMissing("schedule.no_initial_lr", index=index)
        self.base_lrs = of_groups(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        self._watch_steps()
        self._initial_step()

    def _watch_steps(self) -> None:
        """Be able to tell later whether the optimizer has made a step, and whether the step is still its own."""
        own = vars(self.optimizer)
        if "_watched_step" not in own:
            own["_opt_called"] = False
        own["_watched_step"] = own.get("step")

    def _initial_step(self) -> None:
        self._step_count = 0
        with raised(self, "_is_initial"):
            self.step()

    def get_lr(self) -> list[Any]:
        """The rates of epoch ``self.last_epoch``, computed from those of the epoch before: ``group["lr"]``."""
        raise NotWritten("schedule.get_lr", cls=type(self).__name__)

    def get_last_lr(self) -> list[Any]:
        """The rates that were set last."""
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Set the rates of the next epoch; or of ``epoch``, which PyTorch advises against."""
        if self._step_count == 1:
            self._check_order()
        if epoch is not None:
            warnings.warn(tr("schedule.epoch"), UserWarning, stacklevel=2)
        before = self._step_count, self.last_epoch
        self._step_count += 1
        try:
            self._update_lr(epoch)
        except BaseException:
            self._step_count, self.last_epoch = before
            raise

    def _check_order(self) -> None:
        """Warn where the first rate would be skipped."""
        own = vars(self.optimizer)
        if own.get("step") is not own["_watched_step"]:
            warnings.warn(tr("schedule.overridden"), UserWarning, stacklevel=3)
        elif "step" not in own and not own["_opt_called"]:
            warnings.warn(tr("schedule.order"), UserWarning, stacklevel=3)

    def _update_lr(self, epoch: int | None = None) -> None:
        self._take_in_new_groups()
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        with raised(self, "_get_lr_called_within_step"):
            if epoch is not None and hasattr(self, "_get_closed_form_lr"):
                self._set(self._get_closed_form_lr())  # type: ignore[attr-defined]
            else:
                self._set(self.get_lr())

    def _set(self, values: list[Any]) -> None:
        """Give the groups their rates, all at once."""
        writes = self._other_changes()
        for group, value in zip(self.optimizer.param_groups, values, strict=True):
            writes.append(new_value(group, "lr", value))
        commit(writes)
        self._last_lr = of_groups(self.optimizer, "lr")

    def _other_changes(self) -> list[Write]:
        """What else is to be changed in the groups together with lr."""
        return []

    def _take_in_new_groups(self) -> None:
        """A group that was added later starts from the lr that it came with."""
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:
            self.base_lrs = [*self.base_lrs, copied(group.setdefault("initial_lr", copied(group["lr"])))]

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer, whose own state has the rates."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on where another scheduler of this kind was when it was saved."""
        self.__dict__.update(state_dict)


class _LRScheduler(LRScheduler):
    """PyTorch's old name, for code that still inherits from it."""


class Schedule(LRScheduler):
    """A scheduler that is one formula for each group, in two forms. Both read the epoch from ``self.last_epoch``.

    The recursive one lets several schedulers change one lr; the closed one leads to any epoch at once.
    """

    def following(self, lr: Any, base_lr: Any) -> Any:
        """The next rate, from the present one."""
        raise NotWritten("schedule.get_lr", cls=type(self).__name__)

    def closed(self, base_lr: Any) -> Any:
        """The rate, from that of the beginning."""
        raise NotWritten("schedule.get_lr", cls=type(self).__name__)

    def get_lr(self) -> list[Any]:
        warn_outside_step(self)
        groups = zip(self.optimizer.param_groups, self.base_lrs, strict=True)
        return [self.following(copied(group["lr"]), base_lr) for group, base_lr in groups]

    def _get_closed_form_lr(self) -> list[Any]:
        return [self.closed(base_lr) for base_lr in self.base_lrs]


def warn_outside_step(scheduler: LRScheduler) -> None:
    """``get_lr`` is for ``step``: called by a learner, it tells the rate after the next."""
    if not scheduler._get_lr_called_within_step:
        warnings.warn(tr("schedule.outside"), UserWarning, stacklevel=3)


@contextmanager
def raised(scheduler: Any, flag: str) -> Iterator[None]:
    """``with raised(scheduler, "_is_initial"):`` the flag is True inside."""
    setattr(scheduler, flag, True)
    try:
        yield
    finally:
        setattr(scheduler, flag, False)


# -- values of groups: numbers, or Tensors, which keep their place --------------------------------------------------


def copied(value: Any) -> Any:
    return value.clone() if isinstance(value, Tensor) else value


def of_groups(optimizer: Optimizer, name: str) -> list[Any]:
    """An option of all groups."""
    return [copied(group[name]) for group in optimizer.param_groups]


def new_value(group: dict[str, Any], name: str, value: Any) -> Write:
    """The write that changes an option; a Tensor stays the same one."""
    if not isinstance(group[name], Tensor):
        return group, name, value
    return group[name].array, ..., value.item() if isinstance(value, Tensor) else value


def per_group(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """One value for each group; ValueError for a list of another length."""
    count = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        return [copied(value) for _ in range(count)]
    if len(value) != count:
        raise ArgumentError("schedule.length", name=name, got=len(value), expected=count)
    return [copied(inner) for inner in value]


def check_optimizer(optimizer: Any) -> None:
    if not isinstance(optimizer, Optimizer):
        raise ArgTypeError("schedule.optimizer", got=type(optimizer).__name__)


def check_choice(name: str, value: Any, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ArgumentError("schedule.choice", name=name, known=", ".join(map(repr, known)), value=value)


def check_range(name: str, value: Any, fits: bool, wanted: str) -> None:
    if not fits:
        raise ArgumentError("schedule.range", name=name, wanted=wanted, value=value)
