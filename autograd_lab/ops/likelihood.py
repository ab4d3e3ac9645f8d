"""Losses between probabilities, or between a score and a yes or no."""

from __future__ import annotations

from autograd_lab.ops.activation import Sigmoid
from autograd_lab.ops.base import Op, OpDoc, gradient, run, sum_to
from autograd_lab.ops.gated import LogSigmoid
from autograd_lab.ops.loss import reduced, share

TINY = 1e-12  # what x (1 - x) is not allowed to fall below as a divisor
FLOOR = -100.0  # what a logarithm of 0 counts as


class BinaryCrossEntropy(Op):
    """How surprised one is by ``t`` when x is the probability of 1; ``w`` weighs the elements.

    A logarithm counts as -100 at least, so that a wrong certainty does not cost infinitely much.
    """

    doc = OpDoc(
        "BCE",
        r"y = -\frac{1}{n} \textstyle\sum_i w_i\, (t_i \ln x_i + (1 - t_i) \ln(1 - x_i))",
        "x[..], t[..], w[..] -> y[]",
        "How surprised the model is by a yes or no.",
        "模型对“是”或“否”的“意外程度”。",
        "Goodfellow et al. 2016, section 6.2.2.2",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, t, w=None, *, reduction):
        yes, no = xp.log(x), xp.log1p(-x)
        y = -(t * xp.where(yes < FLOOR, FLOOR, yes) + (1 - t) * xp.where(no < FLOOR, FLOOR, no))
        return reduced(xp, y if w is None else y * w, reduction), (x, t, w)

    @staticmethod
    @gradient(r"\bar x = \frac{w}{n} \frac{x - t}{x (1 - x)}\, \bar y")
    def backward_x(xp, gy, x, t, w, *, reduction):
        spread = x * (1 - x)
        slope = (x - t) / xp.where(spread < TINY, TINY, spread)
        return gy * (slope if w is None else slope * w) * share(x.shape, reduction)

    @staticmethod
    @gradient(r"\bar t = \frac{w}{n} (\ln(1 - x) - \ln x)\, \bar y")
    def backward_t(xp, gy, x, t, w, *, reduction):
        slope = xp.log(1 - x) - xp.log(x)
        return gy * (slope if w is None else slope * w) * share(x.shape, reduction)


class BinaryCrossEntropyWithLogits(Op):
    """Binary cross-entropy of σ(x), without ever forming a probability that could round to 0 or 1.

    ``w`` weighs the elements, ``p`` the yes against the no.
    """

    doc = OpDoc(
        "BCE",
        r"y = -\frac{1}{n} \textstyle\sum_i w_i\, (p_i t_i \ln \sigma(x_i) + (1 - t_i) \ln \sigma(-x_i))",
        "x[..], t[..], w[..], p[..] -> y[]",
        "How surprised the model is by a yes or no, from its raw scores.",
        "由原始得分计算模型对“是”或“否”的“意外程度”。",
        "Goodfellow et al. 2016, section 6.2.2.2",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, t, w=None, p=None, *, reduction):
        yes = run(xp, LogSigmoid, x)
        y = (1 - t) * x - (yes if p is None else (1 + (p - 1) * t) * yes)  # ln σ(-x) = ln σ(x) - x
        y = y if w is None else y * w
        return reduced(xp, y, reduction), (x, t, w, p)

    @staticmethod
    @gradient(r"\bar x = \frac{w}{n} ((1 - t)\, \sigma(x) - p\, t\, \sigma(-x))\, \bar y")
    def backward_x(xp, gy, x, t, w, p, *, reduction):
        s = run(xp, Sigmoid, x)
        slope = s - t if p is None else (1 - t) * s - p * t * (1 - s)
        slope = slope if w is None else slope * w
        return sum_to(gy * slope * share(slope.shape, reduction), x.shape)

    @staticmethod
    @gradient(r"\bar t = \frac{w}{n} (\ln \sigma(-x) - p \ln \sigma(x))\, \bar y")
    def backward_t(xp, gy, x, t, w, p, *, reduction):
        slope = -x if p is None else run(xp, LogSigmoid, -x) - p * run(xp, LogSigmoid, x)
        slope = slope if w is None else slope * w
        return sum_to(gy * slope * share(slope.shape, reduction), t.shape)


class SoftMarginLoss(Op):
    """ln(1 + e^(-tx)) for a target of 1 or -1: small where score and target have the same sign."""

    doc = OpDoc(
        "soft margin",
        r"y = \frac{1}{n} \textstyle\sum_i \ln(1 + e^{-t_i x_i})",
        "x[..], t[..] -> y[]",
        "How far a score is on the wrong side.",
        "得分偏向错误一侧的程度。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, t, *, reduction):
        return reduced(xp, -run(xp, LogSigmoid, t * x), reduction), (x, t)

    @staticmethod
    @gradient(r"\bar x = -\frac{1}{n} t\, \sigma(-t x)\, \bar y")
    def backward_x(xp, gy, x, t, *, reduction):
        z = t * x
        return sum_to(-gy * t * run(xp, Sigmoid, -z) * share(z.shape, reduction), x.shape)


class KlDiv(Op):
    """t (ln t - x) for each element: what it costs to believe in e^x where t is true. 0 ln 0 counts as 0."""

    doc = OpDoc(
        "KL",
        r"y = t\, (\ln t - x)",
        "x[..], t[..] -> y[..]",
        "What it costs to mistake one distribution for another.",
        "把一个分布误当成另一个分布的代价。",
        "Goodfellow et al. 2016, section 3.13",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, t):
        return t * xp.log(xp.where(t == 0, 1, t)) - t * x, (x, t)

    @staticmethod
    @gradient(r"\bar x = -\bar y \odot t")
    def backward_x(xp, gy, x, t):
        return sum_to(-gy * t, x.shape)

    @staticmethod
    @gradient(r"\bar t = \bar y \odot (\ln t + 1 - x)")
    def backward_t(xp, gy, x, t):
        return sum_to(gy * (xp.log(t) + t / t - x), t.shape)  # nan at t = 0, as in PyTorch
