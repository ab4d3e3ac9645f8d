"""Rprop: only the signs of gradients count."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.optim import checks
from autograd_lab.optim.numbers import counted, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State


class Rprop(Optimizer):
    """Resilient backpropagation: each weight has a step size of its own, which grows while the gradient keeps its sign.

        s <- s * eta_plus   where g has the sign of the last step, s * eta_minus where it has the other
        s <- s clamped to step_sizes
        g <- 0              where the sign has changed: back over a minimum, so wait one step
        p <- p - s * sign(g)

    s starts as lr >= 0; 0 < etas[0] < 1 < etas[1]; ``maximize`` climbs instead. For gradients of the whole data set,
    not of batches.
    Source: Riedmiller & Braun 1993, A direct adaptive method for faster backpropagation learning.
    """

    elementwise = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.learning_rate(group)
        minus, plus = group["etas"]
        if not 0.0 < minus < 1.0 < plus:
            raise ArgumentError("optim.etas", minus=minus, plus=plus)

    def start(self, xp: Any, x: Any, options: Group) -> State:
        return {"step": scalar(), "prev": xp.zeros_like(x), "step_size": xp.full_like(x, options["lr"])}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        minus, plus = options["etas"]
        size, agree = state["step_size"], g * state["prev"]
        size = xp.where(agree > 0, size * plus, xp.where(agree < 0, size * minus, size))
        size = xp.clip(size, *options["step_sizes"])
        g = xp.where(agree < 0, 0, g)
        return x - xp.sign(g) * size, {"step": counted(state)[1], "prev": g, "step_size": size}
