"""Activation functions: what makes a network more than one matrix."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient
from autograd_lab.ops.elementary import flat
from autograd_lab.ops.summation import add_up

SAME = "x[..] -> y[..]"
ALONG = "x[.., n, ..] -> y[.., n, ..]"


class Relu(Op):
    """y = max(x, 0); the slope at 0 is taken as 0."""

    doc = OpDoc("ReLU", r"y = \max(x, 0)", SAME, "Keep positives, cut negatives to 0.", "正数不变，负数变为 0。")
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = xp.maximum(x, 0)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot [y > 0]")
    def backward_x(xp, gy, y):
        # Not a product, which would make nan of an infinite gy; not y > 0: a nan lets the gradient pass, as in PyTorch.
        return flat(xp, xp.where(y != 0, gy, 0), y)


class Tanh(Op):
    """y = tanh x, between -1 and 1."""

    doc = OpDoc("tanh", r"y = \tanh x", SAME, "Squash to between −1 and 1.", "压缩到 −1 与 1 之间。")
    numpy = "tanh"

    @staticmethod
    def forward(xp, x):
        y = xp.tanh(x)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (1 - y^2)")
    def backward_x(xp, gy, y):
        return gy * (1 - y * y)


class Sigmoid(Op):
    """y = 1 / (1 + e^-x), accurate in both tails; where e^-x overflows, 1 / inf is the 0 that is meant."""

    doc = OpDoc("σ", r"y = \frac{1}{1 + e^{-x}}", SAME, "Squash to between 0 and 1.", "压缩到 0 与 1 之间。")

    @staticmethod
    def forward(xp, x):
        y = 1 / (xp.exp(-x) + 1)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot y \odot (1 - y)")
    def backward_x(xp, gy, y):
        return gy * (y * (1 - y))


class Softmax(Op):
    """Turn scores into probabilities along one axis.

    Subtracting the largest score changes nothing (it cancels) and keeps exp from overflowing.
    """

    doc = OpDoc(
        "softmax",
        r"y_i = \frac{e^{x_i}}{\sum_j e^{x_j}}",
        ALONG,
        "Turn scores into probabilities along one axis.",
        "沿一个轴把得分变成概率。",
        "Goodfellow et al. 2016, section 6.2.2.3",
    )

    @staticmethod
    def forward(xp, x, *, axis):
        e = xp.exp(x - x.max(axis=axis, keepdims=True))
        y = e / add_up(xp, e, axis, keepdims=True)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = y \odot (\bar y - \textstyle\sum_j \bar y_j y_j)")
    def backward_x(xp, gy, y, *, axis):
        # Raising one score lowers every other probability: that is the subtracted sum.
        return y * (gy - add_up(xp, gy * y, axis, keepdims=True))


class LogSoftmax(Op):
    """The logarithm of softmax, computed without ever forming a probability that could round to 0."""

    doc = OpDoc(
        "log softmax",
        r"y_i = x_i - \ln \textstyle\sum_j e^{x_j}",
        ALONG,
        "Turn scores into log-probabilities along one axis.",
        "沿一个轴把得分变成对数概率。",
        "Goodfellow et al. 2016, section 6.2.2.3",
    )

    @staticmethod
    def forward(xp, x, *, axis):
        shifted = x - x.max(axis=axis, keepdims=True)
        y = shifted - xp.log(add_up(xp, xp.exp(shifted), axis, keepdims=True))
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y - e^y \textstyle\sum_j \bar y_j")
    def backward_x(xp, gy, y, *, axis):
        return gy - xp.exp(y) * add_up(xp, gy, axis, keepdims=True)
