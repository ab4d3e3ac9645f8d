"""Functions in which a logarithm meets 0: entropies, log-odds, sums of exponentials."""

from __future__ import annotations

from math import log, nan

from autograd_lab.ops.base import Op, OpDoc, gradient, shape_of, sum_to

SAME = "x[..] -> y[..]"
BROADCAST = "a[..], b[..] -> y[..]"
LN2 = log(2.0)


class Xlogy(Op):
    """y = a ln b, and 0 where a is 0, whatever b is, except nan."""

    doc = OpDoc(
        "a ln b", r"y = a \ln b", BROADCAST, "A number times a logarithm, 0 for 0.", "a 乘 b 的对数，a 为 0 时取 0。"
    )
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        b = array_like(xp, b, a)
        return xp.where((a == 0) & (b == b), 0, a * xp.log(b)), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot \ln b")
    def backward_a(xp, gy, a, b):
        return sum_to(gy * xp.where((a == 0) & (b <= 0), 0, xp.log(b)), shape_of(a))

    @staticmethod
    @gradient(r"\bar b = \bar y \odot a / b")
    def backward_b(xp, gy, a, b):
        return sum_to(gy * (a / b), shape_of(b))


class Xlog1py(Op):
    """y = a ln(1 + b), and 0 where a is 0, whatever b is, except nan."""

    doc = OpDoc(
        "a ln(1+b)", r"y = a \ln(1 + b)", BROADCAST, "A number times ln(1 + b).", "a 乘 1+b 的对数，a 为 0 时取 0。"
    )
    node_name = "SpecialXlog1PyBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        b = array_like(xp, b, a)
        return xp.where((a == 0) & (b == b), 0, a * xp.log1p(b)), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot \ln(1 + b)")
    def backward_a(xp, gy, a, b):
        return sum_to(gy * xp.where((a == 0) & (b <= -1), 0, xp.log1p(b)), shape_of(a))

    @staticmethod
    @gradient(r"\bar b = \bar y \odot a / (1 + b)")
    def backward_b(xp, gy, a, b):
        return sum_to(gy * (a / (b + 1)), shape_of(b))


class Entr(Op):
    """y = -x ln x, the share of one outcome in the entropy: 0 at 0, and -inf below."""

    doc = OpDoc("entr", r"y = -x \ln x", SAME, "The terms of an entropy.", "熵的各项。", "Shannon 1948")
    node_name = "SpecialEntrBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return xp.where(x == 0, 0, xp.where(x < 0, -xp.inf, -x * xp.log(x))).astype(x.dtype), (x,)

    @staticmethod
    @gradient(r"\bar x = -\bar y \odot (1 + \ln x)")
    def backward_x(xp, gy, x):
        return -gy * (xp.log(x) + 1)


class Logit(Op):
    """y = ln(x / (1 - x)), the inverse of the sigmoid. With ``eps`` x is first kept between eps and 1 - eps."""

    doc = OpDoc("logit", r"y = \ln \frac{x}{1 - x}", SAME, "The inverse of the sigmoid.", "sigmoid 的反函数。")
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, eps=None):
        inner = x if eps is None else xp.where(x < eps, eps, xp.minimum(x, 1 - eps)).astype(x.dtype)
        return xp.log(inner / (1 - inner)), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / (x (1 - x))")
    def backward_x(xp, gy, x, *, eps=None):
        low, outside = (0, nan) if eps is None else (eps, 0)
        inside = (x >= low) & (x <= 1 - low)
        return xp.where(inside, gy / abs(x * (1 - x)), outside)  # the slope rises at -0.0 too


class Logaddexp(Op):
    """y = ln(e^a + e^b), without forming an exponential that could overflow."""

    doc = OpDoc(
        "ln Σeˣ", r"y = \ln(e^a + e^b)", BROADCAST, "The logarithm of a sum of exponentials.", "指数之和的对数。"
    )

    @staticmethod
    def forward(xp, a, b):
        if a.dtype.kind != "c":
            return xp.logaddexp(a, b), (a, b)
        first = a.real >= b.real
        large, small = xp.where(first, a, b), xp.where(first, b, a)
        return large + xp.log(1 + xp.exp(small - large)), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y / (1 + e^{b - a})")
    def backward_a(xp, gy, a, b):
        return sum_to(gy / (xp.exp(b - a) + 1), a.shape)

    @staticmethod
    @gradient(r"\bar b = \bar y / (1 + e^{a - b})")
    def backward_b(xp, gy, a, b):
        return sum_to(gy / (xp.exp(a - b) + 1), b.shape)


class Logaddexp2(Op):
    """y = log2(2^a + 2^b), without forming a power that could overflow."""

    doc = OpDoc(
        "log₂ Σ2ˣ", r"y = \log_2(2^a + 2^b)", BROADCAST, "The logarithm of a sum of powers of 2.", "2 的幂之和的对数。"
    )

    @staticmethod
    def forward(xp, a, b):
        return xp.logaddexp2(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y / (1 + 2^{b - a})")
    def backward_a(xp, gy, a, b):
        return sum_to(gy / (xp.exp((b - a) * LN2) + 1), a.shape)

    @staticmethod
    @gradient(r"\bar b = \bar y / (1 + 2^{a - b})")
    def backward_b(xp, gy, a, b):
        return sum_to(gy / (xp.exp((a - b) * LN2) + 1), b.shape)


def array_like(xp, x, other):
    """A Python number as an array of the other's dtype: NumPy would take its logarithm in float64."""
    return x if hasattr(x, "dtype") else xp.full((), x, dtype=other.dtype)
