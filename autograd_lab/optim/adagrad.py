"""Adagrad: steps that shrink with all gradients so far."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.arrays import array_module
from autograd_lab.optim import checks, numbers
from autograd_lab.optim.numbers import counted, decayed, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State


class Adagrad(Optimizer):
    """Divide each gradient by the root of the sum of all its squares so far: rare features keep long steps.

        g <- g + weight_decay * p
        s <- s + g^2                                        (starts as initial_accumulator_value)
        p <- p - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(s) + eps)

    All options >= 0; ``maximize`` climbs instead. The state is there before the first step.
    Source: Duchi, Hazan & Singer 2011, Adaptive subgradient methods for online learning and stochastic optimization.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        for group in self.param_groups:
            for p in group["params"]:
                state = self.start(array_module(p.array), numbers.opened(p.array), numbers.options(group))
                self.state[p] = numbers.state_tensors(state, p.array.dtype)

    def check(self, group: Group) -> None:
        checks.learning_rate(group)
        checks.not_negative(group, "lr_decay", "weight_decay", "initial_accumulator_value", "eps")
        checks.implementation(group)

    def start(self, xp: Any, x: Any, options: Group) -> State:
        return {"step": scalar(), "sum": xp.full_like(x, options["initial_accumulator_value"])}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        x, g = decayed(x, g, options)
        t, step = counted(state)
        s = state["sum"] + g * g
        rate = options["lr"] / (1 + (t - 1) * options["lr_decay"])
        return x - rate * (g / (xp.sqrt(s) + options["eps"])), {"step": step, "sum": s}
