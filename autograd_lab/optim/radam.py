"""RAdam: Adam that does without its scale while that is still uncertain."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.number import either
from autograd_lab.optim import checks
from autograd_lab.optim.numbers import counted, decayed, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State


class RAdam(Optimizer):
    """Rectified Adam. In the first steps v comes from few gradients: plain momentum until its variance is finite.

        g <- g + weight_decay * p          (or p <- p * (1 - lr * weight_decay) if decoupled)
        m <- b1 * m + (1 - b1) * g
        v <- b2 * v + (1 - b2) * g^2
        n_max = 2 / (1 - b2) - 1,  n = n_max - 2 t b2^t / (1 - b2^t)    (how many gradients v comes from)
        if n > 5:  r = sqrt((n - 4) (n - 2) n_max / ((n_max - 4) (n_max - 2) n))
                   p <- p - lr * m / (1 - b1^t) * r * sqrt(1 - b2^t) / (sqrt(v) + eps)
        else:      p <- p - lr * m / (1 - b1^t)

    lr, eps, weight_decay >= 0; betas in [0, 1); ``maximize`` climbs instead.
    Source: Liu et al. 2020, arXiv:1908.03265, algorithm 2.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.adam_like(group)

    def start(self, xp: Any, x: Any, options: Group) -> State:
        zeros = xp.zeros_like(x)
        return {"step": scalar(), "exp_avg": zeros, "exp_avg_sq": zeros}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        x, g = decayed(x, g, options)
        b1, b2 = options["betas"]
        t, step = counted(state)
        m = b1 * state["exp_avg"] + (1 - b1) * g
        v = b2 * state["exp_avg_sq"] + (1 - b2) * (g * g)
        after = {"step": step, "exp_avg": m, "exp_avg_sq": v}
        rate = options["lr"] / (1 - b1**t)
        n_max = 2 / (1 - b2) - 1
        n = n_max - 2 * t * b2**t / (1 - b2**t)

        def rectified() -> Any:
            r = ((n - 4) * (n - 2) * n_max / ((n_max - 4) * (n_max - 2) * n)) ** 0.5
            return x - rate * r * (1 - b2**t) ** 0.5 * (m / (xp.sqrt(v) + options["eps"]))

        return either(xp, n <= 5, lambda: x - rate * m, rectified), after
