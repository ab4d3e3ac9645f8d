"""Adam, and AdamW: steps scaled for each weight by the recent size of its gradient."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from autograd_lab.errors import ArgumentError
from autograd_lab.optim.optimizer import Group, Optimizer, State


class Adam(Optimizer):
    """Adaptive moment estimation.

        g <- g + weight_decay * p
        m <- b1 * m + (1 - b1) * g
        v <- b2 * v + (1 - b2) * g^2
        p <- p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)

    With ``decoupled_weight_decay`` the decay shrinks the weight itself, beside the gradient: that is AdamW.
    With ``amsgrad`` the largest v so far takes the place of v (Reddi et al. 2018).
    lr, eps, weight_decay >= 0; betas in [0, 1); ``maximize`` climbs instead.
    Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        super().check(group)
        for name in ("eps", "weight_decay"):
            if not group[name] >= 0.0:
                raise ArgumentError("optim.value", name=name, value=group[name])
        for index, beta in enumerate(group["betas"]):
            if not 0.0 <= beta < 1.0:
                raise ArgumentError("optim.betas", index=index, value=beta)

    def update(self, xp: Any, x: Any, g: Any, state: State, group: Group) -> tuple[Any, State]:
        b1, b2 = group["betas"]
        decay = group["weight_decay"]
        if decay and group["decoupled_weight_decay"]:
            x = x * (1 - group["lr"] * decay)
        elif decay:
            g = g + decay * x
        if not state:
            zeros = xp.zeros_like(x)
            state = {"step": np.zeros((), np.float32), "exp_avg": zeros, "exp_avg_sq": zeros}
            if group["amsgrad"]:
                state["max_exp_avg_sq"] = zeros
        t = state["step"].item() + 1
        m = b1 * state["exp_avg"] + (1 - b1) * g
        v = b2 * state["exp_avg_sq"] + (1 - b2) * (g * g)
        new = {"step": np.asarray(t, np.float32), "exp_avg": m, "exp_avg_sq": v}
        if group["amsgrad"]:
            v = new["max_exp_avg_sq"] = xp.maximum(state["max_exp_avg_sq"], v)
        size = xp.sqrt(v) / sqrt(1 - b2**t) + group["eps"]
        return x - (group["lr"] / (1 - b1**t)) * (m / size), new


class AdamW(Adam):
    """Adam with decoupled weight decay: p <- p * (1 - lr * weight_decay) before each step.

    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2.
    """

    def __init__(self, params: Any, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8,
                 weight_decay: float = 1e-2, amsgrad: bool = False, **options: Any) -> None:  # fmt: skip
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, **options, decoupled_weight_decay=True)
