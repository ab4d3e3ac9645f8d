"""Muon: momentum whose matrix is made orthogonal."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from autograd_lab.errors import ArgumentError
from autograd_lab.optim import checks
from autograd_lab.optim.optimizer import Group, Optimizer, State


class Muon(Optimizer):
    """Momentum orthogonalized by Newton-Schulz: a step that is equally long in all directions of a weight matrix.

        b <- momentum * b + (1 - momentum) * g
        u <- momentum * b + (1 - momentum) * g  if nesterov, else b
        o <- orthogonalized(u)                       (about U V^T, where U S V^T = u)
        p <- p * (1 - lr * weight_decay) - lr * scale * o

    scale is sqrt(max(1, rows / columns)) for ``adjust_lr_fn`` None or "original", 0.2 * sqrt(max(rows, columns)) for
    "match_rms_adamw", which takes a learning rate tuned for AdamW. Only for parameters of 2 dims, and not for the first
    and last layers: those, and biases, need another optimizer. lr, momentum, weight_decay >= 0.
    Source: Jordan et al. 2024, https://kellerjordan.github.io/posts/muon; the scale: Liu et al. 2025, arXiv:2502.16982.
    """

    takes_complex = False
    reads_numbers = True

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.7750, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        defaults = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "nesterov": nesterov,
            "ns_coefficients": ns_coefficients,
            "eps": eps,
            "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }
        super().__init__(params, defaults)

    def check(self, group: Group) -> None:
        checks.learning_rate(group)
        checks.not_negative(group, "momentum", "weight_decay")
        if group["adjust_lr_fn"] not in (None, "original", "match_rms_adamw"):
            raise ArgumentError("optim.adjust_lr", value=group["adjust_lr_fn"])
        if group["ns_steps"] >= 100:
            raise ArgumentError("optim.ns_steps", value=group["ns_steps"])
        if len(group["ns_coefficients"]) != 3:
            raise ArgumentError("optim.ns_coefficients", value=group["ns_coefficients"])
        for p in group.get("params", ()):
            if p.ndim != 2:
                raise ArgumentError("optim.muon_dims", shape=tuple(p.shape))

    def start(self, xp: Any, x: Any, options: Group) -> State:
        return {"momentum_buffer": xp.zeros_like(x)}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        momentum, lr = options["momentum"], options["lr"]
        b = momentum * state["momentum_buffer"] + (1 - momentum) * g
        u = momentum * b + (1 - momentum) * g if options["nesterov"] else b
        o = orthogonalized(xp, u, options["ns_coefficients"], options["ns_steps"], options["eps"])
        rows, columns = x.shape
        matched = options["adjust_lr_fn"] == "match_rms_adamw"
        scale = 0.2 * sqrt(max(rows, columns)) if matched else sqrt(max(1, rows / columns))
        return x * (1 - lr * options["weight_decay"]) - lr * scale * o, {"momentum_buffer": b}


def orthogonalized(xp: Any, matrix: Any, coefficients: tuple[float, float, float], steps: int, eps: float) -> Any:
    """Newton-Schulz: x <- a x + (b x x^T + c (x x^T)^2) x pushes all singular values towards 1, roughly to 0.7 ... 1.2.

    Each result is rounded to bfloat16, as PyTorch computes it: the iteration forgives that.
    """
    a, b, c = (float(np.float32(k)) for k in coefficients)
    tall = matrix.shape[0] > matrix.shape[1]
    x = bfloat16(xp, matrix.T if tall else matrix)  # the shorter side first: the products x x^T are small
    x = bfloat16(xp, x / max(float(bfloat16(xp, xp.sqrt((x * x).sum()))), eps))  # no singular value above 1
    for _ in range(steps):
        gram = bfloat16(xp, xp.matmul(x, x.T))
        change = bfloat16(xp, _fused(b, gram, c * xp.matmul(gram, gram)))
        x = bfloat16(xp, _fused(a, x, xp.matmul(change, x)))
    return (x.T if tall else x).astype(matrix.dtype)


def _fused(k: float, x: Any, y: Any) -> Any:
    """k * x + y, rounded once."""
    return k * x.astype(np.float64) + y


def bfloat16(xp: Any, x: Any) -> Any:
    """float32 numbers rounded to the 8 bits of precision that bfloat16 has, halves to even."""
    bits = xp.asarray(x, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000).view(np.float32)
