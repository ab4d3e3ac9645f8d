"""The schedules that are compared with PyTorch, each on an optimizer with two groups of different rates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STEPS = 50
Make = Callable[[Any, Any], Any]  # (schedulers of a library, an optimizer) -> a scheduler


class Falling:
    """A function that is an object: its attributes are saved."""

    def __init__(self, rate: float) -> None:
        self.rate = rate

    def __call__(self, epoch: float) -> float:
        return self.rate**epoch


def warm_up_then_cosine(s: Any, o: Any) -> Any:
    return s.SequentialLR(o, [s.LinearLR(o, 0.1, total_iters=6), s.CosineAnnealingLR(o, 30)], [6])


def three_in_a_row(s: Any, o: Any) -> Any:
    parts = [s.ConstantLR(o, 0.5, 4), s.CosineAnnealingWarmRestarts(o, 7, 2), s.StepLR(o, 5)]
    return s.SequentialLR(o, parts, [5, 30])


SCHEDULES: dict[str, Make] = {
    "LambdaLR": lambda s, o: s.LambdaLR(o, lambda epoch: 0.95**epoch),
    "LambdaLR two": lambda s, o: s.LambdaLR(o, [lambda epoch: 1 / (1 + epoch), Falling(0.9)]),
    "MultiplicativeLR": lambda s, o: s.MultiplicativeLR(o, lambda epoch: 0.95 if epoch % 2 else 1.01),
    "StepLR": lambda s, o: s.StepLR(o, 7),
    "StepLR gamma": lambda s, o: s.StepLR(o, step_size=1, gamma=0.9),
    "MultiStepLR": lambda s, o: s.MultiStepLR(o, [3, 10, 10, 31]),
    "MultiStepLR gamma": lambda s, o: s.MultiStepLR(o, (30, 2), gamma=0.5),
    "ConstantLR": lambda s, o: s.ConstantLR(o),
    "ConstantLR half": lambda s, o: s.ConstantLR(o, 0.5, 20),
    "LinearLR": lambda s, o: s.LinearLR(o),
    "LinearLR down": lambda s, o: s.LinearLR(o, 1.0, 0.1, 40),
    "ExponentialLR": lambda s, o: s.ExponentialLR(o, 0.93),
    "PolynomialLR": lambda s, o: s.PolynomialLR(o, 30),
    "PolynomialLR power": lambda s, o: s.PolynomialLR(o, 60, 2.5),
    "CosineAnnealingLR": lambda s, o: s.CosineAnnealingLR(o, 10),
    "CosineAnnealingLR eta_min": lambda s, o: s.CosineAnnealingLR(o, 60, eta_min=1e-3),
    "CosineAnnealingWarmRestarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, 5),
    "CosineAnnealingWarmRestarts longer": lambda s, o: s.CosineAnnealingWarmRestarts(o, 4, 2, 1e-3),
    "CyclicLR": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 5),
    "CyclicLR triangular2": lambda s, o: s.CyclicLR(o, [0.01, 0.02], 0.1, 4, 7, mode="triangular2"),
    "CyclicLR exp_range": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 6, mode="exp_range", gamma=0.97),
    "CyclicLR scale_fn": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 6, scale_fn=Falling(0.8), cycle_momentum=False),
    "CyclicLR iterations": lambda s, o: s.CyclicLR(
        o, 0.01, 0.1, 6, scale_fn=lambda x: 1 / (1 + x), scale_mode="iterations", base_momentum=0.7, max_momentum=0.95
    ),
    "OneCycleLR": lambda s, o: s.OneCycleLR(o, 0.1, total_steps=60),
    "OneCycleLR linear": lambda s, o: s.OneCycleLR(
        o, [0.1, 0.2], epochs=5, steps_per_epoch=12, anneal_strategy="linear", pct_start=0.4, div_factor=10.0
    ),
    "OneCycleLR three phases": lambda s, o: s.OneCycleLR(
        o, 0.1, 55, three_phase=True, cycle_momentum=False, final_div_factor=100.0
    ),
    "OneCycleLR three phases, momentum": lambda s, o: s.OneCycleLR(o, 0.1, 51, three_phase=True, pct_start=0.25),
    "ReduceLROnPlateau": lambda s, o: s.ReduceLROnPlateau(o, patience=2),
    "ReduceLROnPlateau max": lambda s, o: s.ReduceLROnPlateau(
        o, "max", 0.5, 1, 1e-2, "abs", cooldown=2, min_lr=[1e-3, 2e-3]
    ),
    "ReduceLROnPlateau abs": lambda s, o: s.ReduceLROnPlateau(o, "min", 0.5, 0, 0.05, "abs", eps=1e-3),
    "ReduceLROnPlateau max rel": lambda s, o: s.ReduceLROnPlateau(o, "max", 0.7, 1, 0.1),
    "SequentialLR": warm_up_then_cosine,
    "SequentialLR three": three_in_a_row,
    "SequentialLR nested": lambda s, o: s.SequentialLR(o, [warm_up_then_cosine(s, o), s.ExponentialLR(o, 0.9)], [20]),
    "ChainedScheduler": lambda s, o: s.ChainedScheduler([s.ConstantLR(o, 0.1, 5), s.ExponentialLR(o, 0.9)]),
    "ChainedScheduler three": lambda s, o: s.ChainedScheduler(
        [s.LinearLR(o, 0.2, total_iters=9), s.StepLR(o, 10, 0.5), s.CosineAnnealingLR(o, 80)], o
    ),
    "SWALR": lambda s, o: s.SWALR(o, 0.05),
    "SWALR linear": lambda s, o: s.SWALR(o, [0.05, 0.3], 20, "linear"),
    "SWALR at once": lambda s, o: s.SWALR(o, 0.05, 0),
}


class Names:
    """The schedulers of a library, SWALR among them."""

    def __init__(self, library: Any) -> None:
        self.library = library

    def __getattr__(self, name: str) -> Any:
        optim = self.library.optim
        return getattr(optim.lr_scheduler, name, None) or getattr(optim.swa_utils, name)


def optimizer_of(library: Any, betas: bool, tensors: bool) -> Any:
    """Two groups of different rates."""
    rates = [library.tensor(lr) if tensors else lr for lr in (0.1, 0.3)]
    groups = [{"params": [library.ones(1, requires_grad=True)], "lr": lr} for lr in rates]
    return library.optim.Adam(groups) if betas else library.optim.SGD(groups, momentum=0.9)


def loss(step: int) -> float:
    """Falls, stays, rises."""
    return max(1.0 - 0.08 * step, 0.3) + (0.01 * step if step > 30 else 0.0)


def seen(optimizer: Any, scheduler: Any) -> list[float]:
    """What a schedule may change, as numbers."""
    values = []
    for group in optimizer.param_groups:
        values += [float(group["lr"]), *map(float, group.get("betas", ())), float(group.get("momentum", 0.0))]
    return values + [float(lr) for lr in scheduler.get_last_lr()]


def take_step(optimizer: Any, scheduler: Any, step: int) -> None:
    optimizer.step()
    scheduler.step(*([loss(step)] if type(scheduler).__name__ == "ReduceLROnPlateau" else []))


def rates(library: Any, make: Make) -> list[float]:
    """The first group's rate of each step."""
    optimizer = optimizer_of(library, betas=False, tensors=False)
    scheduler = make(Names(library), optimizer)
    found = [float(optimizer.param_groups[0]["lr"])]
    for step in range(STEPS):
        take_step(optimizer, scheduler, step)
        found.append(float(optimizer.param_groups[0]["lr"]))
    return found
