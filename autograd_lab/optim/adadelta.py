"""Adadelta: steps in the units of the weights."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.optim import checks
from autograd_lab.optim.numbers import counted, decayed, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State


class Adadelta(Optimizer):
    """Scale each gradient by the ratio of the recent steps to the recent gradients, so that lr can stay 1.

        g <- g + weight_decay * p
        v <- rho * v + (1 - rho) * g^2
        d <- sqrt(u + eps) / sqrt(v + eps) * g
        u <- rho * u + (1 - rho) * d^2
        p <- p - lr * d

    lr, eps, weight_decay >= 0; rho in [0, 1]; ``maximize`` climbs instead.
    Source: Zeiler 2012, arXiv:1212.5701, algorithm 1.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.learning_rate(group)
        if not 0.0 <= group["rho"] <= 1.0:
            raise ArgumentError("optim.rho", value=group["rho"])
        checks.not_negative(group, "eps", "weight_decay")

    def start(self, xp: Any, x: Any, options: Group) -> State:
        zeros = xp.zeros_like(x)
        return {"step": scalar(), "square_avg": zeros, "acc_delta": zeros}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        x, g = decayed(x, g, options)
        rho, eps = options["rho"], options["eps"]
        v = rho * state["square_avg"] + (1 - rho) * (g * g)
        d = xp.sqrt(state["acc_delta"] + eps) / xp.sqrt(v + eps) * g
        u = rho * state["acc_delta"] + (1 - rho) * (d * d)
        return x - options["lr"] * d, {"step": counted(state)[1], "square_avg": v, "acc_delta": u}
