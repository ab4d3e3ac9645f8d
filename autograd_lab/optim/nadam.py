"""NAdam: Adam with Nesterov's momentum."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.number import number
from autograd_lab.optim import checks
from autograd_lab.optim.numbers import counted, decayed, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State


class NAdam(Optimizer):
    """Adam that looks ahead: the momentum which the next step will have is used in this one already.

        g  <- g + weight_decay * p                      (or p <- p * (1 - lr * weight_decay) if decoupled)
        mu <- b1 * (1 - 0.96^(t * momentum_decay) / 2)  and mu' the same for t + 1
        M  <- M * mu                                    (the product of all mu so far)
        m  <- b1 * m + (1 - b1) * g
        v  <- b2 * v + (1 - b2) * g^2
        p  <- p - lr * ((1 - mu) / (1 - M) * g + mu' / (1 - M * mu') * m) / (sqrt(v / (1 - b2^t)) + eps)

    lr, eps, weight_decay, momentum_decay >= 0; betas in [0, 1); ``maximize`` climbs instead.
    Source: Dozat 2016, Incorporating Nesterov momentum into Adam, algorithm 2.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
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
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.adam_like(group, "momentum_decay")

    def start(self, xp: Any, x: Any, options: Group) -> State:
        zeros = xp.zeros_like(x)
        return {"step": scalar(), "mu_product": scalar(1.0), "exp_avg": zeros, "exp_avg_sq": zeros}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        x, g = decayed(x, g, options)
        b1, b2 = options["betas"]
        t, step = counted(state)
        mu, mu_next = (b1 * (1 - 0.5 * 0.96 ** (n * options["momentum_decay"])) for n in (t, t + 1))
        product = state["mu_product"] * mu
        so_far = number(product)
        m = b1 * state["exp_avg"] + (1 - b1) * g
        v = b2 * state["exp_avg_sq"] + (1 - b2) * (g * g)
        ahead = (1 - mu) / (1 - so_far) * g + mu_next / (1 - so_far * mu_next) * m
        size = xp.sqrt(v / (1 - b2**t)) + options["eps"]
        after = {"step": step, "mu_product": product, "exp_avg": m, "exp_avg_sq": v}
        return x - options["lr"] * (ahead / size), after
