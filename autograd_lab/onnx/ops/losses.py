"""Losses, written out in arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograd_lab.onnx.build import Context, says
from autograd_lab.onnx.ops.elementwise import log_sigmoid


class _Terms:
    """Arithmetic on names, so that a formula can be read."""

    def __init__(self, c: Context) -> None:
        self.c = c

    def __call__(self, kind: str, *terms: str | float) -> str:
        return self.c.node(kind, [t if isinstance(t, str) else self.c.float(t) for t in terms])

    def reduced(self, y: str) -> str:
        reduction = self.c["reduction"]
        if reduction == "none":
            return y
        return self.c.node("ReduceMean" if reduction == "mean" else "ReduceSum", [y], keepdims=0)


@says("MseLoss")
def mse(c: Context) -> str:
    f = _Terms(c)
    d = f("Sub", c.x(), c.x(1, c.dtype()))
    return f.reduced(f("Mul", d, d))


@says("HuberLoss", "SmoothL1Loss")
def huber(c: Context) -> str:
    """A parabola near 0, straight lines beyond ``width``."""
    f, width = _Terms(c), float(c["delta"] if c.call.op == "HuberLoss" else c["beta"])
    scale = 1.0 if c.call.op == "HuberLoss" else width
    a = f("Abs", f("Sub", c.x(), c.x(1, c.dtype())))
    far = f("Mul", f("Sub", a, 0.5 * width), width / scale if scale else 1.0)
    if not width:
        return f.reduced(far)
    near = f("Mul", f("Mul", a, a), 0.5 / scale)
    return f.reduced(f("Where", f("Less", a, width), near, far))


@says("NllLoss", "NllLoss2D")
def nll(c: Context) -> str:
    inputs: Sequence[str | None] = [c.x(), c.x(1, np.dtype(np.int64)), c.x(2) if c.has(2) else None]
    return c.node("NegativeLogLikelihoodLoss", inputs, ignore_index=c["ignore_index"], reduction=c["reduction"])


@says("BinaryCrossEntropy")
def binary(c: Context) -> str:
    f, x, t = _Terms(c), c.x(), c.x(1, c.dtype())
    yes, no = f("Max", f("Log", x), -100.0), f("Max", f("Log", f("Sub", 1.0, x)), -100.0)
    y = f("Neg", f("Add", f("Mul", t, yes), f("Mul", f("Sub", 1.0, t), no)))
    return f.reduced(f("Mul", y, c.x(2)) if c.has(2) else y)


@says("BinaryCrossEntropyWithLogits")
def binary_with_logits(c: Context) -> str:
    f, x, t = _Terms(c), c.x(), c.x(1, c.dtype())
    yes = log_sigmoid(c, x)
    if c.has(3):
        yes = f("Mul", f("Add", f("Mul", f("Sub", c.x(3), 1.0), t), 1.0), yes)
    y = f("Sub", f("Mul", f("Sub", 1.0, t), x), yes)
    return f.reduced(f("Mul", y, c.x(2)) if c.has(2) else y)


@says("SoftMarginLoss")
def soft_margin(c: Context) -> str:
    f = _Terms(c)
    return f.reduced(f("Neg", log_sigmoid(c, f("Mul", c.x(1, c.dtype()), c.x()))))


@says("KlDiv")
def kl_div(c: Context) -> str:
    f, x, t = _Terms(c), c.x(), c.x(1)
    safe = f("Where", f("Equal", t, 0.0), 1.0, t)
    return f("Sub", f("Mul", t, f("Log", safe)), f("Mul", t, x))
