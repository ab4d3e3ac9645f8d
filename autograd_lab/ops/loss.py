"""Losses: one number that says how wrong a prediction is."""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, sum_to
from autograd_lab.ops.summation import add_up


class MseLoss(Op):
    """The squared distance from the target, averaged, summed or left per element."""

    doc = OpDoc(
        "MSE",
        r"y = \frac{1}{n} \textstyle\sum_i (x_i - t_i)^2",
        "x[..], t[..] -> y[]",
        "The mean squared distance from the target.",
        "与目标之差的平方的平均值。",
        "Goodfellow et al. 2016, section 5.1.4",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, t, *, reduction):
        d = x - t
        y = d * d
        if reduction == "none":
            return y, (x, t)
        return add_up(xp, y) / (y.size if reduction == "mean" else 1), (x, t)

    @staticmethod
    @gradient(r"\bar x = \frac{2}{n} (x - t)\, \bar y")
    def backward_x(xp, gy, x, t, *, reduction):
        d = x - t
        return sum_to(gy * d * (2 / max(prod(d.shape), 1) if reduction == "mean" else 2), x.shape)

    @staticmethod
    @gradient(r"\bar t = -\frac{2}{n} (x - t)\, \bar y")
    def backward_t(xp, gy, x, t, *, reduction):
        d = t - x
        return sum_to(gy * d * (2 / max(prod(d.shape), 1) if reduction == "mean" else 2), t.shape)


class NllLoss(Op):
    """Minus the log-probability of the right class, weighted by class, over the samples not ignored."""

    doc = OpDoc(
        "NLL",
        r"y = -\frac{1}{\sum_n w_{t_n}} \textstyle\sum_n w_{t_n}\, x_{n, t_n}",
        "x[n, c, *s], t[n, *s] -> y[]",
        "How surprised the model is by the right class.",
        "模型对正确类别的“意外程度”。",
        "Goodfellow et al. 2016, section 5.5",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, t, w=None, *, ignore_index, reduction):
        keep = t != ignore_index
        safe = xp.where(keep, t, 0)  # an ignored target may lie outside the classes
        weight = keep.astype(x.dtype) if w is None else w[safe] * keep
        # The one class per sample that counts, times its weight: the loss is linear in x, this is its slope.
        classes = xp.arange(x.shape[1]).reshape(-1, *(1,) * (x.ndim - 2))
        chosen = (classes == safe[:, None]) & keep[:, None]
        slope = xp.where(chosen, -weight[:, None], 0)
        y = (xp.where(chosen, x, 0) * slope).sum(axis=1)  # not x * slope: -inf * 0 is nan
        if reduction == "none":
            return y, (slope,)
        total = weight.sum() if reduction == "mean" else 1
        # With every sample ignored the mean is 0/0 and yet its gradient 0, as in PyTorch.
        return y.sum() / total, (xp.where(chosen, slope / total, 0),)

    @staticmethod
    @gradient(r"\bar x_{n, t_n} = -\frac{w_{t_n}}{\sum_n w_{t_n}}\, \bar y")
    def backward_x(xp, gy, slope, *, ignore_index, reduction):
        return (gy.reshape((gy.shape[0], 1, *gy.shape[1:])) if reduction == "none" else gy) * slope


class NllLoss2D(NllLoss):
    """NllLoss with a class for every place, such as every pixel."""
