"""Activations made of straight pieces: ReLU's relatives. Which piece holds at a corner is PyTorch's choice."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, sum_to
from autograd_lab.ops.elementary import flat

SAME = "x[..] -> y[..]"


class LeakyRelu(Op):
    """y = x where x > 0, else ``slope`` times x: what is negative leaks through."""

    doc = OpDoc(
        "leaky ReLU",
        r"y = \max(x, 0) + a \min(x, 0)",
        SAME,
        "Keep positives, shrink negatives.",
        "正数不变，负数乘以一个小斜率。",
        "Maas et al. 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, slope):
        return xp.maximum(x, 0) + xp.minimum(x, 0) * slope, (x,)  # many times faster than where

    @staticmethod
    @gradient(r"\bar x = \bar y \odot ([x > 0] + a\,[x \le 0])")
    def backward_x(xp, gy, x, *, slope):
        return flat(xp, xp.where(x > 0, gy, gy * slope), x)


class Prelu(Op):
    """A leaky ReLU whose slope ``w`` is learned; ``w`` broadcasts."""

    doc = OpDoc(
        "PReLU",
        r"y = \max(x, 0) + w \min(x, 0)",
        "x[..], w[..] -> y[..]",
        "Keep positives, scale negatives by a learned slope.",
        "正数不变，负数乘以可学习的斜率。",
        "He et al. 2015, arXiv:1502.01852",
    )
    node_name = "PreluKernelBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x, w):
        return xp.where(x > 0, x, x * w), (x, w)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot ([x > 0] + w\,[x \le 0])")
    def backward_x(xp, gy, x, w):
        return flat(xp, xp.where(x > 0, gy, gy * w), x)

    @staticmethod
    @gradient(r"\bar w = \textstyle\sum \bar y \odot x\,[x \le 0]")
    def backward_w(xp, gy, x, w):
        return sum_to(xp.where(x > 0, 0, gy * x), w.shape)


class Rrelu(Prelu):
    """A leaky ReLU whose slope ``w`` is drawn anew for every element."""

    doc = OpDoc(
        "RReLU",
        Prelu.doc.formula,
        Prelu.doc.shapes,
        "Keep positives, scale negatives by a random slope.",
        "正数不变，负数乘以随机斜率。",
        "Xu et al. 2015, arXiv:1505.00853",
    )
    node_name = "RreluWithNoiseBackward0"


class Hardtanh(Op):
    """x kept between ``low`` and ``high``. On the borders the slope is 0, where that of clamp is 1."""

    doc = OpDoc(
        "hard tanh",
        r"y = \min(\max(x, l), h)",
        SAME,
        "Keep values between two bounds; flat outside and on the bounds.",
        "把数值限制在两个界之间，在界上及界外梯度为 0。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, low, high):
        return xp.clip(x, low, high), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot [l < x < h]")
    def backward_x(xp, gy, x, *, low, high):
        return flat(xp, xp.where((x <= low) | (x >= high), 0, gy), x)


class Hardsigmoid(Op):
    """y = (x + 3) / 6 between -3 and 3, else 0 or 1: a sigmoid without exponential."""

    doc = OpDoc(
        "hard σ",
        r"y = \min(\max(x + 3, 0), 6) / 6",
        SAME,
        "A sigmoid made of straight lines.",
        "用折线近似的 sigmoid。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return xp.clip(x + 3, 0, 6) / 6, (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y\, [-3 < x < 3] / 6")
    def backward_x(xp, gy, x):
        return xp.where((x > -3) & (x < 3), gy / 6, 0)


class Hardswish(Op):
    """y = x times the hard sigmoid of x."""

    doc = OpDoc(
        "hard swish",
        r"y = x \min(\max(x + 3, 0), 6) / 6",
        SAME,
        "x gated by a sigmoid made of straight lines.",
        "用折线近似的门控 x。",
        "Howard et al. 2019, arXiv:1905.02244",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return x * xp.clip(x + 3, 0, 6) / 6, (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (\tfrac{x}{3} + \tfrac12) \;\text{for}\; -3 < x < 3")
    def backward_x(xp, gy, x):
        bent = gy * (xp.where((x > -3) & (x < 3), x, 0) / 3 + 0.5)  # of 0 elsewhere: inf * 0 would be nan
        return xp.where(x <= -3, 0, xp.where(x < 3, bent, gy))


class Hardshrink(Op):
    """y = x, or 0 where x lies between ``-width`` and ``width``."""

    doc = OpDoc(
        "hard shrink",
        r"y = x\,[|x| > \lambda]",
        SAME,
        "Set what is near 0 to 0.",
        "把接近 0 的数置为 0。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, width):
        return xp.where((x >= -width) & (x <= width), 0, x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y\, [|x| > \lambda]")
    def backward_x(xp, gy, x, *, width):
        return flat(xp, xp.where((x >= -width) & (x <= width), 0, gy), x)


class Softshrink(Op):
    """x moved towards 0 by ``width``, and 0 where that would pass it."""

    doc = OpDoc(
        "soft shrink",
        r"y = \operatorname{sign}(x) \max(|x| - \lambda, 0)",
        SAME,
        "Move every value towards 0.",
        "把每个数向 0 收缩。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, width):
        return xp.where(x > width, x - width, xp.where(x < -width, x + width, x * 0)), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y\, [|x| > \lambda]")
    def backward_x(xp, gy, x, *, width):
        return flat(xp, xp.where((x >= -width) & (x <= width), 0, gy), x)


class Threshold(Op):
    """y = x where x > ``threshold``, else ``value``."""

    doc = OpDoc(
        "threshold",
        r"y = x > \theta \,?\, x : v",
        SAME,
        "Replace what does not exceed a threshold.",
        "把不超过阈值的数替换掉。",
    )
    holomorphic = False
    widens = False

    @staticmethod
    def forward(xp, x, *, threshold, value):
        return xp.where(x <= threshold, xp.full((), value, dtype=x.dtype), x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y\, [x > \theta]")
    def backward_x(xp, gy, x, *, threshold, value):
        return flat(xp, xp.where(x <= threshold, 0, gy), x)
