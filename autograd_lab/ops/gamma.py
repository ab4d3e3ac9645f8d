"""The gamma function: the factorial between whole numbers, its logarithm and what derives from it.

Sources of the formulas: DLMF, chapters 5 (gamma), 8 (incomplete gamma) and 25.11 (Hurwitz zeta).
"""

from __future__ import annotations

from math import factorial, pi

from autograd_lab.backend.scipy import special
from autograd_lab.ops.base import Op, OpDoc, gradient, run, shape_of, sum_to

SAME = "x[..] -> y[..]"
BROADCAST = "a[..], b[..] -> y[..]"


class Lgamma(Op):
    """y = ln |Γ(x)|; of a whole number n it is ln (n - 1)!."""

    doc = OpDoc("ln Γ", r"y = \ln |\Gamma(x)|", SAME, "The logarithm of the gamma function.", "伽马函数绝对值的对数。")
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = special(xp).gammaln(x)
        return xp.where(xp.isinf(x), abs(x), y), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \psi(x)")
    def backward_x(xp, gy, x):
        return gy * run(xp, Digamma, x)


class Digamma(Op):
    """The slope of ln Γ. At 0 it runs to -inf from the right and to inf from the left; at -1, -2, ... it is nan."""

    doc = OpDoc("ψ", r"y = \psi(x) = \Gamma'(x) / \Gamma(x)", SAME, "The slope of ln Γ.", "伽马函数的对数导数。")
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = special(xp).digamma(x)
        pole = (x < 0) & (x == xp.floor(x))
        return xp.where(x == 0, xp.copysign(xp.inf, -x), xp.where(pole, xp.nan, y)).astype(x.dtype), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \psi'(x)")
    def backward_x(xp, gy, x):
        return gy * run(xp, Polygamma, x, n=1)


class Polygamma(Op):
    """The n-th derivative of the digamma function, n >= 1."""

    doc = OpDoc("ψ⁽ⁿ⁾", r"y = \psi^{(n)}(x)", SAME, "A derivative of the digamma function.", "多伽马函数。")
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, n):
        zeta = special(xp).zeta
        if n == 1:
            # Left of 1/2 by reflection (DLMF 5.15.6), as PyTorch does: sin πx is never quite 0 at a pole.
            far = x < 0.5
            mirrored = (pi / xp.sin(pi * x)) ** 2 - zeta(2.0, xp.where(far, 1 - x, 1))
            return xp.where(far, mirrored, zeta(2.0, xp.where(far, 1, x))).astype(x.dtype), (x,)
        y = zeta(float(n + 1), x) * ((-1) ** (n + 1) * float(factorial(n)))
        return y.astype(x.dtype), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \psi^{(n+1)}(x)")
    def backward_x(xp, gy, x, *, n):
        return gy * run(xp, Polygamma, x, n=n + 1)


class Zeta(Op):
    """The Hurwitz zeta function: the sum of 1 / (k + b)^a over k = 0, 1, 2, ...; no gradient by a."""

    doc = OpDoc(
        "ζ",
        r"y = \textstyle\sum_{k=0}^\infty (k + b)^{-a}",
        BROADCAST,
        "Sum powers of shifted numbers.",
        "赫尔维茨 ζ 函数。",
    )
    node_name = "SpecialZetaBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return special(xp).zeta(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar b = -\bar y \odot a\, \zeta(a + 1, b)")
    def backward_b(xp, gy, a, b):
        return sum_to(-gy * (a * run(xp, Zeta, a + 1, b)), shape_of(b))


class Igamma(Op):
    """The share of Γ(a) that its integral has reached at b, between 0 and 1; no gradient by a."""

    doc = OpDoc(
        "P",
        r"y = \tfrac{1}{\Gamma(a)} \int_0^b t^{a-1} e^{-t} dt",
        BROADCAST,
        "The regularized lower incomplete gamma function.",
        "正则化的下不完全伽马函数。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return special(xp).gammainc(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot b^{a-1} e^{-b} / \Gamma(a)")
    def backward_b(xp, gy, a, b):
        return sum_to(gy * gamma_density(xp, a, b), shape_of(b))


class Igammac(Op):
    """The share of Γ(a) that its integral has still to go beyond b: 1 minus ``igamma``; no gradient by a."""

    doc = OpDoc(
        "Q",
        r"y = \tfrac{1}{\Gamma(a)} \int_b^\infty t^{a-1} e^{-t} dt",
        BROADCAST,
        "The regularized upper incomplete gamma function.",
        "正则化的上不完全伽马函数。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return special(xp).gammaincc(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar b = -\bar y \odot b^{a-1} e^{-b} / \Gamma(a)")
    def backward_b(xp, gy, a, b):
        return sum_to(-gy * gamma_density(xp, a, b), shape_of(b))


def gamma_density(xp, a, b):
    """b^(a-1) e^-b / Γ(a), by logarithms: the single factors overflow early."""
    return xp.exp((a - 1) * xp.log(b) - b - run(xp, Lgamma, a))
