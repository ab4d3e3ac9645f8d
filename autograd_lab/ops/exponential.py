"""Powers of fixed bases, their logarithms, and reciprocals."""

from __future__ import annotations

from math import log

from autograd_lab.ops.base import Op, OpDoc, gradient

SAME = "x[..] -> y[..]"
LN2, LN10 = log(2.0), log(10.0)


class Exp2(Op):
    """y = 2^x."""

    doc = OpDoc("2ˣ", r"y = 2^x", SAME, "Two to the power of x.", "以 2 为底的指数函数。")

    @staticmethod
    def forward(xp, x):
        y = xp.exp2(x)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot y \ln 2")
    def backward_x(xp, gy, y):
        return gy * y * LN2


class Expm1(Op):
    """y = e^x - 1, exact also where x is so small that e^x rounds to 1."""

    doc = OpDoc("eˣ−1", r"y = e^x - 1", SAME, "e to the x, minus 1.", "指数函数减 1，x 很小时也准确。")

    @staticmethod
    def forward(xp, x):
        y = xp.expm1(x)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (y + 1)")
    def backward_x(xp, gy, y):
        return gy * (y + 1)


class Log2(Op):
    """y = log2 x."""

    doc = OpDoc("log₂", r"y = \log_2 x", SAME, "The logarithm to base 2.", "以 2 为底的对数。")

    @staticmethod
    def forward(xp, x):
        return xp.log2(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / (x \ln 2)")
    def backward_x(xp, gy, x):
        return gy / (x * LN2)


class Log10(Op):
    """y = log10 x."""

    doc = OpDoc("log₁₀", r"y = \log_{10} x", SAME, "The logarithm to base 10.", "以 10 为底的对数。")

    @staticmethod
    def forward(xp, x):
        return xp.log10(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / (x \ln 10)")
    def backward_x(xp, gy, x):
        return gy / (x * LN10)


class Log1p(Op):
    """y = ln(1 + x), exact also where x is so small that 1 + x rounds to 1."""

    doc = OpDoc("ln(1+x)", r"y = \ln(1 + x)", SAME, "The logarithm of 1 + x.", "1 + x 的自然对数，x 很小时也准确。")
    node_name = "Log1PBackward0"
    numpy = "log1p"

    @staticmethod
    def forward(xp, x):
        return xp.log1p(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / (1 + x)")
    def backward_x(xp, gy, x):
        return gy / (x + 1)


class Rsqrt(Op):
    """y = 1 / √x."""

    doc = OpDoc("1/√", r"y = 1 / \sqrt{x}", SAME, "One over the square root.", "平方根的倒数。")

    @staticmethod
    def forward(xp, x):
        y = 1 / xp.sqrt(x)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = -\tfrac12 \bar y \odot y^3")
    def backward_x(xp, gy, y):
        return -0.5 * gy * y**3


class Reciprocal(Op):
    """y = 1 / x."""

    doc = OpDoc("1/x", r"y = 1 / x", SAME, "One over x.", "倒数。")

    @staticmethod
    def forward(xp, x):
        y = 1 / x
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = -\bar y \odot y^2")
    def backward_x(xp, gy, y):
        return -gy * (y * y)
