"""Losses: one number that says how wrong a prediction is."""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, sum_to
from autograd_lab.ops.summation import add_up


def reduced(xp, y, reduction):
    """The numbers of all elements as their mean, their sum, or as they are."""
    if reduction == "none":
        return y
    return add_up(xp, y) / (y.size if reduction == "mean" else 1)


def share(shape, reduction):
    """How much of the gradient of the reduced loss each element gets."""
    return 1 / max(prod(shape), 1) if reduction == "mean" else 1


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
        return reduced(xp, d * d, reduction), (x, t)

    @staticmethod
    @gradient(r"\bar x = \frac{2}{n} (x - t)\, \bar y")
    def backward_x(xp, gy, x, t, *, reduction):
        d = x - t
        return sum_to(gy * d * (2 * share(d.shape, reduction)), x.shape)

    @staticmethod
    @gradient(r"\bar t = -\frac{2}{n} (x - t)\, \bar y")
    def backward_t(xp, gy, x, t, *, reduction):
        d = t - x
        return sum_to(gy * d * (2 * share(d.shape, reduction)), t.shape)


class HuberLoss(Op):
    """The squared distance where it is at most ``delta``, the plain distance beyond: an outlier pulls no harder."""

    doc = OpDoc(
        "Huber",
        r"y = \frac{1}{n} \textstyle\sum_i |d_i| \le \delta \,?\, \tfrac12 d_i^2 : \delta (|d_i| - \tfrac12 \delta)",
        "x[..], t[..] -> y[]",
        "Squared near the target, straight far from it.",
        "离目标近时取平方，远时取绝对值。",
        "Huber 1964, Robust Estimation of a Location Parameter",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, t, *, reduction, delta):
        a = xp.abs(x - t)
        return reduced(xp, xp.where(a <= delta, 0.5 * a * a, delta * (a - 0.5 * delta)), reduction), (x, t)

    @staticmethod
    @gradient(r"\bar x = \frac{1}{n} \min(\max(x - t, -\delta), \delta)\, \bar y")
    def backward_x(xp, gy, x, t, *, reduction, delta):
        d = x - t
        return sum_to(gy * kept_within(xp, d, delta) * share(d.shape, reduction), x.shape)

    @staticmethod
    @gradient(r"\bar t = -\frac{1}{n} \min(\max(x - t, -\delta), \delta)\, \bar y")
    def backward_t(xp, gy, x, t, *, reduction, delta):
        d = t - x
        return sum_to(gy * kept_within(xp, d, delta) * share(d.shape, reduction), t.shape)


class SmoothL1Loss(Op):
    """Huber's loss divided by ``beta``: far from the target its slope is 1."""

    doc = OpDoc(
        "smooth L1",
        r"y = \frac{1}{n} \textstyle\sum_i \, |d_i| < \beta \,?\, \tfrac{1}{2\beta} d_i^2 : |d_i| - \tfrac12 \beta,"
        r"\; d = x - t",
        "x[..], t[..] -> y[]",
        "The distance from the target, rounded off near it.",
        "与目标的距离，在目标附近变得平滑。",
        "Girshick 2015, arXiv:1504.08083, equation 3",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, t, *, reduction, beta):
        a = xp.abs(x - t)
        return reduced(xp, xp.where(a < beta, 0.5 * a * a / beta, a - 0.5 * beta), reduction), (x, t)

    @staticmethod
    @gradient(r"\bar x = \frac{1}{n \beta} \min(\max(x - t, -\beta), \beta)\, \bar y")
    def backward_x(xp, gy, x, t, *, reduction, beta):
        d = x - t
        return sum_to(gy * kept_within(xp, d, beta) * (share(d.shape, reduction) / beta), x.shape)

    @staticmethod
    @gradient(r"\bar t = -\frac{1}{n \beta} \min(\max(x - t, -\beta), \beta)\, \bar y")
    def backward_t(xp, gy, x, t, *, reduction, beta):
        d = t - x
        return sum_to(gy * kept_within(xp, d, beta) * (share(d.shape, reduction) / beta), t.shape)


def kept_within(xp, d, bound):
    """``d`` brought to between -bound and bound."""
    return xp.where(d > bound, bound, xp.where(d < -bound, -bound, d))


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
