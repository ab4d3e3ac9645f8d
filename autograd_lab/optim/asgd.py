"""ASGD: gradient descent that also keeps the average of where it has been."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.number import larger, number
from autograd_lab.optim import checks
from autograd_lab.optim.numbers import counted, decayed, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State


class ASGD(Optimizer):
    """Averaged stochastic gradient descent. The average is in ``optimizer.state[p]["ax"]``.

        g   <- g + weight_decay * p
        p   <- p * (1 - lambd * eta) - eta * g
        ax  <- ax + mu * (p - ax)
        eta <- lr / (1 + lambd * lr * t)^alpha      (starts as lr)
        mu  <- 1 / max(1, t - t0)                   (1, so ax is p, until step t0)

    lr, weight_decay >= 0; ``maximize`` climbs instead.
    Source: Polyak & Juditsky 1992, Acceleration of stochastic approximation by averaging.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.learning_rate(group)
        checks.not_negative(group, "weight_decay")

    def start(self, xp: Any, x: Any, options: Group) -> State:
        return {"step": scalar(), "eta": scalar(options["lr"]), "mu": scalar(1.0), "ax": xp.zeros_like(x)}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        x, g = decayed(x, g, options)
        lr, lambd = options["lr"], options["lambd"]
        t, step = counted(state)
        eta = number(state["eta"])
        x = x * (1 - lambd * eta) - eta * g
        ax = state["ax"] + number(state["mu"]) * (x - state["ax"])
        eta, mu = lr / (1 + lambd * lr * t) ** options["alpha"], 1 / larger(1, t - options["t0"])
        dtype = state["eta"].dtype
        return x, {"step": step, "eta": scalar(eta, dtype), "mu": scalar(mu, dtype), "ax": ax}
