"""Rates that rise and fall within each cycle, with the momentum the other way round."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, floor, pi
from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.optim.lr_scheduler.scheduler import (
    LRScheduler,
    check_choice,
    check_optimizer,
    check_range,
    new_value,
    per_group,
    warn_outside_step,
)
from autograd_lab.optim.lr_scheduler.steps import attributes
from autograd_lab.optim.optimizer import Optimizer
from autograd_lab.tensor.commit import Write, commit


class MomentumCycle(LRScheduler):
    """A scheduler that changes the momentum too: ``group["momentum"]``, or the first of ``group["betas"]``."""

    cycle_momentum: bool
    use_beta1: bool

    def _read_momentum(self, base: Any, largest: Any, begins: bool) -> tuple[list[Any], list[Any], list[Write]]:
        """The bounds of each group, and the writes with which the cycle begins. ValueError if there is no momentum."""
        defaults = self.optimizer.defaults
        if "momentum" not in defaults and "betas" not in defaults:
            raise ArgumentError("schedule.no_momentum", optimizer=type(self.optimizer).__name__)
        self.use_beta1 = "betas" in defaults
        lows = per_group("base_momentum", self.optimizer, base)
        highs = per_group("max_momentum", self.optimizer, largest)
        writes: list[Write] = []
        for group, low, high in zip(self.optimizer.param_groups, lows, highs, strict=True):
            if begins:
                writes += [
                    self._new_momentum(group, high),
                    (group, "max_momentum", high),
                    (group, "base_momentum", low),
                ]
        return lows, highs, writes

    def _new_momentum(self, group: dict[str, Any], momentum: Any) -> Write:
        return (group, "betas", (momentum, *group["betas"][1:])) if self.use_beta1 else (group, "momentum", momentum)

    def momentum(self, index: int, group: dict[str, Any]) -> Any:
        """The momentum that goes with the rate of this epoch."""
        raise NotImplementedError

    def _other_changes(self) -> list[Write]:
        if not self.cycle_momentum:
            return []
        groups = enumerate(self.optimizer.param_groups)
        return [self._new_momentum(group, self.momentum(index, group)) for index, group in groups]


class CyclicLR(MomentumCycle):
    """The rate goes from ``base_lr`` to ``max_lr`` in ``step_size_up`` steps and back in ``step_size_down``.

    mode : "triangular"; "triangular2", each cycle half as high as the last; "exp_range", gamma^step times as high.
    scale_fn : a function of one's own instead; of the number of the cycle, or of the step, as ``scale_mode`` says.
    cycle_momentum : the momentum goes from ``max_momentum`` to ``base_momentum`` meanwhile.
    Source: Smith 2017, arXiv:1506.01186.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: Any,
        max_lr: Any,
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: Any = 0.8,
        max_momentum: Any = 0.9,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        base_lrs = per_group("base_lr", optimizer, base_lr)
        self.max_lrs = per_group("max_lr", optimizer, max_lr)
        if scale_fn is None:
            check_choice("mode", mode, ("triangular", "triangular2", "exp_range"))
            scale_mode = "iterations" if mode == "exp_range" else "cycle"
        up, down = float(step_size_up), float(step_size_up if step_size_down is None else step_size_down)
        self.total_size = up + down
        self.step_ratio = up / self.total_size
        self.mode = mode
        self.gamma = gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode
        self.cycle_momentum = cycle_momentum
        writes: list[Write] = []
        if cycle_momentum:
            self.base_momentums, self.max_momentums, writes = self._read_momentum(
                base_momentum, max_momentum, last_epoch == -1
            )
        if last_epoch == -1:
            writes += [new_value(group, "lr", lr) for group, lr in zip(optimizer.param_groups, base_lrs, strict=True)]
        commit(writes)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = base_lrs

    def scale_fn(self, x: float) -> float:
        """How high the cycle is, of which ``x`` is the number, or the step in it."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        return {"triangular": 1.0, "triangular2": 0.5 ** (x - 1), "exp_range": self.gamma**x}[self.mode]

    def _height(self) -> tuple[float, float]:
        """How far up the cycle we are, from 0 to 1; and the scale of the cycle."""
        cycle = floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        part = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        return part, self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)

    def get_lr(self) -> list[Any]:
        warn_outside_step(self)
        part, scale = self._height()
        bounds = zip(self.base_lrs, self.max_lrs, strict=True)
        return [base_lr + (max_lr - base_lr) * part * scale for base_lr, max_lr in bounds]

    def momentum(self, index: int, group: dict[str, Any]) -> Any:
        part, scale = self._height()
        low, high = self.base_momentums[index], self.max_momentums[index]
        return high - (high - low) * part * scale

    def state_dict(self) -> dict[str, Any]:
        """As of every scheduler; of ``scale_fn`` the attributes, if it is an object."""
        custom = self._scale_fn_custom
        return super().state_dict() | {"_scale_fn_custom": None if custom is None else attributes(custom)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        super().load_state_dict({name: value for name, value in state_dict.items() if name != "_scale_fn_custom"})
        if state_dict["_scale_fn_custom"] is not None:
            vars(self._scale_fn_custom).update(state_dict["_scale_fn_custom"])


class OneCycleLR(MomentumCycle):
    """One rise from ``max_lr / div_factor`` to ``max_lr``, and one fall to far below the start. Call after each batch.

    total_steps : how many steps there will be; or give ``epochs`` and ``steps_per_epoch``.
    pct_start : the part of them in which the rate rises, in [0, 1].
    anneal_strategy : "cos" or "linear".
    cycle_momentum : the momentum falls from ``max_momentum`` to ``base_momentum`` meanwhile, and rises again.
    final_div_factor : the last rate is the first divided by this.
    three_phase : fall to the first rate as long as it rose, then on to the last.
    Source: Smith & Topin 2018, arXiv:1708.07120.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: Any,
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: Any = 0.85,
        max_momentum: Any = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        self.total_steps = _total(total_steps, epochs, steps_per_epoch)
        check_range("pct_start", pct_start, isinstance(pct_start, float) and 0 <= pct_start <= 1, "a float in [0, 1]")
        check_choice("anneal_strategy", anneal_strategy, ("cos", "linear"))
        self._schedule_phases = _phases(self.total_steps, pct_start, three_phase)
        self._anneal_func_type = anneal_strategy
        self.cycle_momentum = cycle_momentum
        max_lrs, writes = per_group("max_lr", optimizer, max_lr), []
        if cycle_momentum:
            *_, writes = self._read_momentum(base_momentum, max_momentum, last_epoch == -1)
        if last_epoch == -1:
            for group, largest in zip(optimizer.param_groups, max_lrs, strict=True):
                first = largest / div_factor
                rates = {"initial_lr": first, "max_lr": largest, "min_lr": first / final_div_factor}
                writes += [(group, name, value) for name, value in rates.items()]
        commit(writes)
        super().__init__(optimizer, last_epoch)

    def _between(self, group: dict[str, Any], what: str) -> Any:
        """``"lr"`` or ``"momentum"`` of this step: on the way between the two ends of its phase."""
        step, begin = self.last_epoch, 0.0
        if step > self.total_steps:
            raise ArgumentError("schedule.over", step=step, total=self.total_steps)
        for phase in self._schedule_phases[:-1]:
            if step <= phase["end_step"]:
                break
            begin = phase["end_step"]
        else:
            phase = self._schedule_phases[-1]
        part = (step - begin) / (phase["end_step"] - begin)
        start, end = group[phase[f"start_{what}"]], group[phase[f"end_{what}"]]
        if self._anneal_func_type == "cos":
            return end + (start - end) / 2.0 * (cos(pi * part) + 1)
        return (end - start) * part + start

    def get_lr(self) -> list[Any]:
        warn_outside_step(self)
        return [self._between(group, "lr") for group in self.optimizer.param_groups]

    def momentum(self, index: int, group: dict[str, Any]) -> Any:
        return self._between(group, "momentum")


def _total(total_steps: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    given = {"total_steps": total_steps}
    if total_steps is None:
        if epochs is None or steps_per_epoch is None:
            raise ArgumentError("schedule.no_steps")
        given = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
    total = 1
    for name, value in given.items():
        check_range(name, value, isinstance(value, int) and value > 0, "a positive integer")
        total *= value  # type: ignore[operator]
    return total


def _phases(total: int, rising: float, three: bool) -> list[dict[str, Any]]:
    """Where each phase ends, and between which of a group's options it leads."""

    def phase(end: float, rates: str, momenta: str) -> dict[str, Any]:
        (start_lr, end_lr), (start_momentum, end_momentum) = rates.split(), momenta.split()
        return {
            "end_step": end,
            "start_lr": start_lr,
            "end_lr": end_lr,
            "start_momentum": start_momentum,
            "end_momentum": end_momentum,
        }

    up = phase(float(rising * total) - 1, "initial_lr max_lr", "max_momentum base_momentum")
    if not three:
        return [up, phase(total - 1, "max_lr min_lr", "base_momentum max_momentum")]
    down = phase(float(2 * rising * total) - 2, "max_lr initial_lr", "base_momentum max_momentum")
    return [up, down, phase(total - 1, "initial_lr min_lr", "max_momentum max_momentum")]
