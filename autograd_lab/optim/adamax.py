"""Adamax: Adam with the largest gradient in place of the mean square."""

from __future__ import annotations

from typing import Any

from autograd_lab.optim import checks
from autograd_lab.optim.numbers import counted, decayed, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State


class Adamax(Optimizer):
    """Adam in which steps are scaled by the largest recent gradient: the infinity norm instead of the 2-norm.

        g <- g + weight_decay * p
        m <- b1 * m + (1 - b1) * g
        u <- max(b2 * u, |g| + eps)
        p <- p - lr / (1 - b1^t) * m / u

    lr, eps, weight_decay >= 0; betas in [0, 1); ``maximize`` climbs instead.
    Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 2.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.adam_like(group)

    def start(self, xp: Any, x: Any, options: Group) -> State:
        zeros = xp.zeros_like(x)
        return {"step": scalar(), "exp_avg": zeros, "exp_inf": zeros}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        x, g = decayed(x, g, options)
        b1, b2 = options["betas"]
        t, step = counted(state)
        m = b1 * state["exp_avg"] + (1 - b1) * g
        u = xp.maximum(b2 * state["exp_inf"], xp.abs(g) + options["eps"])
        return x - options["lr"] / (1 - b1**t) * (m / u), {"step": step, "exp_avg": m, "exp_inf": u}
