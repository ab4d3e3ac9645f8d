"""Keeping numbers between bounds that are tensors themselves, choosing the larger or smaller, replacing nan and inf."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, sum_to

BROADCAST = "a[..], b[..] -> y[..]"


class ClampTensor(Op):
    """Each element brought between its own two bounds, or one; where the upper is the smaller bound, it wins.

    The gradient goes to the number that came through: to x on a bound and between them, else to the bound.
    """

    doc = OpDoc(
        "clamp",
        r"y = \min(\max(x, l), h)",
        "x[..], low[..], high[..] -> y[..]",
        "Keep values between two bounds, which are tensors.",
        "把数值限制在两个界之间，界也是张量。",
    )
    node_name = "ClampBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x, low, high):
        y = x if low is None else xp.maximum(x, low)
        y = y if high is None else xp.minimum(y, high)
        return y, (x, low, high)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot [l \le x \le h]")
    def backward_x(xp, gy, x, low, high):
        inside = x == x
        if low is not None:
            inside = inside & (x >= low)
        if high is not None:
            inside = inside & (x <= high)
        return sum_to(xp.where(inside, gy, 0), x.shape)

    @staticmethod
    @gradient(r"\bar l = \bar y \odot [x < l < h]")
    def backward_low(xp, gy, x, low, high):
        below = x < low
        return sum_to(xp.where(below if high is None else below & (low < high), gy, 0), low.shape)

    @staticmethod
    @gradient(r"\bar h = \bar y \odot [x > h \vee h < l]")
    def backward_high(xp, gy, x, low, high):
        above = x > high
        return sum_to(xp.where(above if low is None else above | (high < low), gy, 0), high.shape)


class Fmax(Op):
    """The larger of two, where nan loses against every number; at a tie the first one gets the gradient."""

    doc = OpDoc("fmax", r"y = \max(a, b)", BROADCAST, "The larger of two, ignoring nan.", "两者中的较大者，忽略 NaN。")
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return xp.fmax(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot [a \ge b]")
    def backward_a(xp, gy, a, b):
        return sum_to(xp.where((a >= b) | (b != b), gy, 0), a.shape)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot [b > a]")
    def backward_b(xp, gy, a, b):
        return sum_to(xp.where((a >= b) | (b != b), 0, gy), b.shape)


class Fmin(Op):
    """The smaller of two, where nan loses against every number; at a tie the first one gets the gradient."""

    doc = OpDoc("fmin", r"y = \min(a, b)", BROADCAST, "The smaller of two, ignoring nan.", "两者中的较小者，忽略 NaN。")
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return xp.fmin(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot [a \le b]")
    def backward_a(xp, gy, a, b):
        return sum_to(xp.where((a <= b) | (b != b), gy, 0), a.shape)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot [b < a]")
    def backward_b(xp, gy, a, b):
        return sum_to(xp.where((a <= b) | (b != b), 0, gy), b.shape)


class NanToNum(Op):
    """nan, inf and -inf replaced by numbers; what was replaced gets no gradient."""

    doc = OpDoc(
        "nan→num",
        r"y = x \text{ where } |x| < \infty",
        "x[..] -> y[..]",
        "Replace nan and infinities by numbers.",
        "把 NaN 与无穷大换成普通的数。",
    )
    widens = False
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, nan, posinf, neginf):
        y = xp.where(x != x, xp.full((), nan, dtype=x.dtype), x)
        y = xp.where(x == xp.inf, xp.full((), posinf, dtype=x.dtype), y)
        return xp.where(x == -xp.inf, xp.full((), neginf, dtype=x.dtype), y), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot [|x| < \infty]")
    def backward_x(xp, gy, x, *, nan, posinf, neginf):
        return gy * ((x == x) & (x != xp.inf) & (x != -xp.inf))
