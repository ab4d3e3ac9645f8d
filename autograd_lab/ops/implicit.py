"""Draws through which gradients flow although no formula makes them from their parameters.

A draw y has the share u = F(y; a) of all draws below it. Let it keep this share while the parameter changes, and it has
to move: dy/da = -(∂F/∂a) / (∂F/∂y), where ∂F/∂y is the density. This is implicit reparameterization: Figurnov et al.
2018, https://arxiv.org/abs/1805.08498; that the sampler refuses some proposals does not matter to it.

∂F/∂a has no closed form for gamma and beta distributions. It is taken from two values of log F, or of log(1 - F) where
that is smaller: relative to these the values are exact to rounding, so the slope is good to seven digits.
"""

from __future__ import annotations

from autograd_lab.backend.scipy import special
from autograd_lab.ops.base import Op, OpDoc, gradient, run


class StandardGamma(Op):
    """From the gamma distribution with shape ``a`` and rate 1. The draws are NumPy's: Marsaglia and Tsang 2000."""

    doc = OpDoc(
        "~Γ",
        r"p(y) = y^{a-1} e^{-y} / \Gamma(a)",
        "a[..] -> y[..]",
        "Draw from a gamma distribution.",
        "从伽马分布中抽样。",
    )
    widens = False

    @staticmethod
    def forward(xp, a, *, drawn):
        y = drawn.astype(a.dtype, copy=False)
        return y, (a, y)

    @staticmethod
    @gradient(r"\bar a = -\bar y \odot \frac{\partial F(y; a)}{\partial a} / p(y)")
    def backward_a(xp, gy, a, y, *, drawn):
        return gy * run(xp, StandardGammaGrad, a, y)


class StandardGammaGrad(Op):
    """How fast a draw y moves with the shape a of its gamma distribution."""

    doc = OpDoc(
        "Γ'",
        r"\frac{dy}{da} = -\frac{\partial P(a, y)}{\partial a} / p(y)",
        "a[..], y[..] -> s[..]",
        "How fast a draw moves with the shape of its gamma distribution.",
        "伽马分布的样本随形状参数移动的快慢。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, a, y):
        sp, kind = special(xp), y.dtype
        a, y = xp.broadcast_arrays(a.astype(xp.float64), y.astype(xp.float64))
        left = y < a

        def tail(at):
            share = xp.empty(y.shape)
            share[left] = sp.gammainc(at[left], y[left])
            share[~left] = sp.gammaincc(at[~left], y[~left])
            return share

        log_density = (a - 1) * xp.log(y) - y - sp.gammaln(a)
        near_0 = y / a * (sp.digamma(a + 1) - xp.log(y))
        return _speed(xp, a, tail, left, log_density, near_0).astype(kind), ()


class SampleDirichlet(Op):
    """Shares that add up to 1 along the last axis: gamma draws over their sum."""

    doc = OpDoc(
        "~Dir",
        r"p(y) \propto \textstyle\prod_i y_i^{a_i - 1}",
        "a[.., k] -> y[.., k]",
        "Draw shares from a Dirichlet distribution.",
        "从狄利克雷分布中抽取比例。",
    )
    widens = False

    forward = staticmethod(StandardGamma.forward)  # both keep the parameters and what was drawn

    @staticmethod
    @gradient(r"\bar a_i = \frac{s_i}{1 - y_i} (\bar y_i - \textstyle\sum_j y_j \bar y_j)")
    def backward_a(xp, gy, a, y, *, drawn):
        # One share moves as a beta draw does, at speed s; the others give up what it takes, each in proportion.
        moved = run(xp, DirichletGrad, y, a, a.sum(axis=-1, keepdims=True))
        return moved * (gy - (y * gy).sum(axis=-1, keepdims=True))


class DirichletGrad(Op):
    """How fast a share y moves with its own parameter ``a``, over 1 - y; ``total`` is the sum of all parameters."""

    doc = OpDoc(
        "Dir'",
        r"\frac{dy}{da} \frac{1}{1 - y}",
        "y[..], a[..], total[..] -> s[..]",
        "How fast a share moves with its parameter.",
        "比例随其参数移动的快慢。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, y, a, total):
        sp, kind = special(xp), y.dtype
        y, a, total = y.astype(xp.float64), a.astype(xp.float64), total.astype(xp.float64)
        b, rest = total - a, 1 - y
        left = y * total < a

        def tail(at):
            return sp.betainc(xp.where(left, at, b), xp.where(left, b, at), xp.where(left, y, rest))

        log_beta = sp.gammaln(a) + sp.gammaln(b) - sp.gammaln(total)
        log_density = (a - 1) * xp.log(y) + b * xp.log(rest) - log_beta
        apart = sp.digamma(total) - sp.digamma(a)
        at_end = xp.where(left, y / a * (1 / a - apart - xp.log(y)), apart / b)
        return _speed(xp, a, tail, left, log_density, at_end).astype(kind), ()


def _speed(xp, a, tail, left, log_density, at_end):
    """-∂F/∂a over the density, from ``tail``, which is F where ``left``, else 1 - F. Where that is too small to be said
    it is ``at_end``, to which it comes there."""
    h = 1e-4 * xp.minimum(a, xp.sqrt(a))
    above, below = xp.log(tail(a + h)), xp.log(tail(a - h))
    speed = (above - below) / (2 * h) * xp.exp((above + below) / 2 - log_density)
    return xp.where(xp.isfinite(above + below), xp.where(left, -speed, speed), at_end)
