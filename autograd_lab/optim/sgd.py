"""Stochastic gradient descent, with momentum if wanted."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.optim import checks
from autograd_lab.optim.numbers import decayed
from autograd_lab.optim.optimizer import Group, Optimizer, State


class SGD(Optimizer):
    """Step against the gradient, optionally with momentum.

        g <- g + weight_decay * p
        v <- momentum * v + (1 - dampening) * g      (v starts as g)
        g <- g + momentum * v  if nesterov, else v
        p <- p - lr * g

    lr >= 0; momentum, weight_decay >= 0; ``maximize`` climbs instead.
    Source: Sutskever et al. 2013, On the importance of initialization and momentum in deep learning.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: Any = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.learning_rate(group)
        checks.not_negative(group, "momentum", "weight_decay")
        if group["nesterov"] and (group["momentum"] <= 0 or group["dampening"] != 0):
            raise ArgumentError("optim.nesterov")
        checks.implementation(group)

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        momentum = options["momentum"]
        x, g = decayed(x, g, options)
        if momentum:
            # +g is a copy: at the first step v is g, and must not be the memory of .grad.
            v = momentum * state["momentum_buffer"] + (1 - options["dampening"]) * g if state else +g
            state = {"momentum_buffer": v}
            g = g + momentum * v if options["nesterov"] else v
        return x - options["lr"] * g, state
