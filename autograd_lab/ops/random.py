"""Random numbers in the graph: what was drawn does not depend smoothly on anything, so every gradient is 0."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, sum_to
from autograd_lab.ops.indexing import Overwrite


class Sampled(Op):
    """``drawn`` from a distribution with the parameters xs, in the dtype of the first.

    PyTorch does not differentiate through the draw.
    """

    doc = OpDoc(
        "~",
        r"y \sim p(x_1, x_2, \dots)",
        "xs[..] -> y[..]",
        "Draw from a distribution.",
        "从分布中抽样。",
    )
    widens = False

    @staticmethod
    def forward(xp, *xs, drawn):
        return drawn.astype(xs[0].dtype, copy=False), (tuple(x.shape for x in xs),)

    @staticmethod
    @gradient(r"\bar x_i = 0")
    def backward_xs(xp, gy, i, shapes, *, drawn):
        return sum_to(gy * 0, shapes[i])


class Bernoulli(Sampled):
    """1 with probability x, else 0."""

    doc = OpDoc("~B", r"P(y = 1) = x", "x[..] -> y[..]", "1 with probability x, else 0.", "以概率 x 取 1，否则取 0。")


class Normal(Sampled):
    """From the normal distribution of given mean and standard deviation."""

    doc = OpDoc("~N", r"y \sim N(\mu, \sigma^2)", "μ[..], σ[..] -> y[..]", "Normal numbers.", "正态分布随机数。")
    node_name = "NormalBackward3"


class Poisson(Sampled):
    """From the Poisson distribution of rate x."""

    doc = OpDoc(
        "~P",
        r"P(y = k) = e^{-x} x^k / k!",
        "x[..] -> y[..]",
        "How many events come at rate x.",
        "按平均次数 x 抽取事件发生的次数（泊松分布）。",
    )


class Redrawn(Overwrite):
    """New random numbers in the place of x, which has no influence any more."""

    doc = OpDoc("~=", r"x \sim p", "x[..], v[..] -> y[..]", "Fill with random numbers.", "用随机数填充。")

    @staticmethod
    def forward(xp, x, v, *, name=""):
        return Overwrite.forward(xp, x, v)

    @staticmethod
    @gradient(r"\bar x = 0")
    def backward_x(xp, gy, v_shape, *, name=""):
        return gy * 0

    @staticmethod
    @gradient(r"\bar v = \textstyle\sum \bar y")
    def backward_v(xp, gy, v_shape, *, name=""):
        return sum_to(gy, v_shape)

    @classmethod
    def grad_name(cls, *, name, **params):
        return name
