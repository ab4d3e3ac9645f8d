"""The error function, the normal distribution, and their inverses. Source of the formulas: DLMF, chapter 7."""

from __future__ import annotations

from math import pi, sqrt

from autograd_lab.backend.scipy import special
from autograd_lab.ops.base import Op, OpDoc, gradient, run

SAME = "x[..] -> y[..]"


class Erf(Op):
    """y = 2/√π ∫ e^(-t²) dt from 0 to x: how likely a normal number (σ = 1/√2) is to fall within x of its mean."""

    doc = OpDoc("erf", r"y = \tfrac{2}{\sqrt\pi} \int_0^x e^{-t^2} dt", SAME, "The error function.", "误差函数。")
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return special(xp).erf(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \tfrac{2}{\sqrt\pi}\, \bar y \odot e^{-x^2}")
    def backward_x(xp, gy, x):
        return gy * (xp.exp(-x * x) * (2 / sqrt(pi)))


class Erfc(Op):
    """y = 1 - erf x, exact also where erf x rounds to 1."""

    doc = OpDoc("erfc", r"y = 1 - \operatorname{erf} x", SAME, "What the error function lacks to 1.", "互补误差函数。")
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return special(xp).erfc(x), (x,)

    @staticmethod
    @gradient(r"\bar x = -\tfrac{2}{\sqrt\pi}\, \bar y \odot e^{-x^2}")
    def backward_x(xp, gy, x):
        return -gy * (xp.exp(-x * x) * (2 / sqrt(pi)))


class Erfinv(Op):
    """The x with erf x = y; nan outside [-1, 1]."""

    doc = OpDoc(
        "erf⁻¹", r"y = \operatorname{erf}^{-1} x", SAME, "The inverse of the error function.", "误差函数的反函数。"
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = special(xp).erfinv(x)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \tfrac{\sqrt\pi}{2}\, \bar y \odot e^{y^2}")
    def backward_x(xp, gy, y):
        return gy * (xp.exp(y * y) * (sqrt(pi) / 2))


class Erfcx(Op):
    """y = e^(x²) erfc x: the tail of the error function, scaled so that it does not vanish."""

    doc = OpDoc("erfcx", r"y = e^{x^2} \operatorname{erfc} x", SAME, "The scaled tail of erf.", "缩放的互补误差函数。")
    node_name = "SpecialErfcxBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = special(xp).erfcx(x)
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (2 x y - \tfrac{2}{\sqrt\pi})")
    def backward_x(xp, gy, x, y):
        return gy * (2 * x * y - 2 / sqrt(pi))


class Ndtr(Op):
    """The probability that a standard normal number is below x."""

    doc = OpDoc(
        "Φ",
        r"y = \tfrac12 \operatorname{erfc}(-x / \sqrt2)",
        SAME,
        "The normal distribution function.",
        "标准正态分布函数。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return special(xp).ndtr(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \tfrac{1}{\sqrt{2\pi}} e^{-x^2 / 2}")
    def backward_x(xp, gy, x):
        return gy * (xp.exp(-0.5 * x * x) / sqrt(2 * pi))


class Ndtri(Op):
    """The x below which a standard normal number falls with probability y: the inverse of ``ndtr``."""

    doc = OpDoc("Φ⁻¹", r"y = \Phi^{-1}(x)", SAME, "The quantile of the normal distribution.", "标准正态分布的分位数。")
    node_name = "SpecialNdtriBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = special(xp).ndtri(x)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \sqrt{2\pi}\, e^{y^2 / 2}")
    def backward_x(xp, gy, y):
        return gy * (xp.exp(0.5 * y * y) * sqrt(2 * pi))


class LogNdtr(Op):
    """The logarithm of ``ndtr``, exact also where the probability rounds to 0."""

    doc = OpDoc("ln Φ", r"y = \ln \Phi(x)", SAME, "The logarithm of a normal probability.", "正态概率的对数。")
    node_name = "SpecialLogNdtrBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return special(xp).log_ndtr(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \sqrt{2/\pi} / \operatorname{erfcx}(-x / \sqrt2)")
    def backward_x(xp, gy, x):
        return gy * sqrt(2 / pi) / run(xp, Erfcx, x * (-1 / sqrt(2)))
