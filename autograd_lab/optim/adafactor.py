"""Adafactor: Adam's scale for a matrix from one number per row and one per column."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ArgumentError
from autograd_lab.optim import checks
from autograd_lab.optim.numbers import counted, scalar
from autograd_lab.optim.optimizer import Group, Optimizer, State


class Adafactor(Optimizer):
    """Steps relative to the size of the weights, scaled by mean squares of which a matrix keeps only two vectors.

        w <- t^beta2_decay                                  (the weight of the newest gradient)
        a <- max(eps2, rms(p)) * min(lr, 1 / sqrt(t))
        p <- p * (1 - lr * weight_decay)
        R <- R + w * (mean of g^2 over each row - R)        (C alike, over each column)
        V <- R C / max(mean(R), eps1)                       (a vector keeps V itself, as R is kept)
        u <- g / sqrt(max(V, eps1^2))
        p <- p - a * u / max(1, rms(u) / d)

    lr, weight_decay, eps >= 0; beta2_decay <= 0; d >= 1. Of more than two dims the last two are factored. ``eps[0]``,
    eps1, is that of the dtype in which the step is computed if it is None. ``maximize`` climbs instead. Not for complex
    parameters.
    Source: Shazeer & Stern 2018, arXiv:1804.04235, algorithms 4 and 5.
    """

    takes_complex = False
    reads_numbers = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        defaults = {
            "lr": lr,
            "beta2_decay": beta2_decay,
            "eps": eps,
            "d": d,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.learning_rate(group)
        if not group["beta2_decay"] <= 0.0:
            raise ArgumentError("optim.beta2_decay", value=group["beta2_decay"])
        for index, eps in enumerate(group["eps"]):
            if not (index == 0 and eps is None) and not eps >= 0.0:
                raise ArgumentError("optim.value", name=f"eps[{index}]", value=eps)
        if not group["d"] >= 1.0:
            raise ArgumentError("optim.threshold", value=group["d"])
        checks.not_negative(group, "weight_decay")

    def start(self, xp: Any, x: Any, options: Group) -> State:
        state = {"step": scalar()}
        if x.ndim < 2:
            return state | {"variance": xp.zeros_like(x)}
        rows, columns = (*x.shape[:-1], 1), (*x.shape[:-2], 1, x.shape[-1])
        return state | {"row_var": xp.zeros_like(x, shape=rows), "col_var": xp.zeros_like(x, shape=columns)}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        t, step = counted(state)
        newest = t ** options["beta2_decay"]
        lr, (eps1, eps2) = options["lr"], options["eps"]
        eps1 = float(np.finfo(x.dtype).eps) if eps1 is None else eps1
        rate = max(eps2, _rms(xp, x)) * min(lr, 1 / t**0.5)
        if options["weight_decay"]:
            x = x * (1 - lr * options["weight_decay"])
        squares, after = g * g, {"step": step}
        if g.ndim > 1:
            r = after["row_var"] = _mixed(state["row_var"], squares.mean(axis=-1, keepdims=True), newest)
            c = after["col_var"] = _mixed(state["col_var"], squares.mean(axis=-2, keepdims=True), newest)
            v = r * c / xp.maximum(r.mean(axis=-2, keepdims=True), eps1)
        else:
            v = after["variance"] = _mixed(state["variance"], squares, newest)
        u = g / xp.sqrt(xp.maximum(v, eps1 * eps1))
        return x - rate / max(1.0, _rms(xp, u) / options["d"]) * u, after


def _rms(xp: Any, x: Any) -> float:
    """The root of the mean square."""
    return float(xp.sqrt((x * x).mean()))


def _mixed(old: Any, new: Any, weight: float) -> Any:
    return old + weight * (new - old)
