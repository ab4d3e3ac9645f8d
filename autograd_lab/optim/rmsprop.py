"""RMSprop: gradients divided by their recent root mean square."""

from __future__ import annotations

from typing import Any

from autograd_lab.optim import checks
from autograd_lab.optim.numbers import counted, decayed, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State


class RMSprop(Optimizer):
    """Divide each gradient by the root of its recent mean square.

        g <- g + weight_decay * p
        v <- alpha * v + (1 - alpha) * g^2
        a <- alpha * a + (1 - alpha) * g           if centered; then v - a^2, the variance, takes the place of v
        b <- momentum * b + g / (sqrt(v) + eps)
        p <- p - lr * b

    lr, alpha, eps, weight_decay, momentum >= 0; ``maximize`` climbs instead.
    Source: Hinton 2012, Neural networks for machine learning, lecture 6e; centered: Graves 2013, arXiv:1308.0850.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.learning_rate(group)
        checks.not_negative(group, "eps", "momentum", "weight_decay", "alpha")

    def start(self, xp: Any, x: Any, options: Group) -> State:
        zeros = xp.zeros_like(x)
        state = {"step": scalar(), "square_avg": zeros}
        if options["momentum"] > 0:
            state["momentum_buffer"] = zeros
        return state | {"grad_avg": zeros} if options["centered"] else state

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        x, g = decayed(x, g, options)
        alpha = options["alpha"]
        v = alpha * state["square_avg"] + (1 - alpha) * (g * g)
        after = {**state, "step": counted(state)[1], "square_avg": v}
        if options["centered"]:
            a = after["grad_avg"] = alpha * state["grad_avg"] + (1 - alpha) * g
            v = v - a * a
        move = g / (xp.sqrt(v) + options["eps"])
        if options["momentum"]:
            move = after["momentum_buffer"] = options["momentum"] * state["momentum_buffer"] + move
        return x - options["lr"] * move, after
