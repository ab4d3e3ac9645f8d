"""Bessel functions: waves on a round drum (J, Y) and their decaying or growing counterparts (I, K).

Source of the formulas: DLMF, chapter 10. Where PyTorch has no gradient, there is none here.
"""

from __future__ import annotations

from autograd_lab.backend.numerics import bessel_i, bessel_ie
from autograd_lab.backend.scipy import special
from autograd_lab.ops.base import Op, OpDoc, gradient, run

SAME = "x[..] -> y[..]"


class I0(Op):
    """The modified Bessel function of the first kind of order 0; it grows like e^|x|."""

    doc = OpDoc(
        "I₀", r"y = I_0(x)", SAME, "Modified Bessel function, first kind, order 0.", "第一类零阶修正贝塞尔函数。"
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return bessel_i(xp, x, 0), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot I_1(x)")
    def backward_x(xp, gy, x):
        return gy * run(xp, I1, x)


class I0e(Op):
    """I0 times e^-|x|, which does not overflow."""

    doc = OpDoc("I₀e", r"y = e^{-|x|} I_0(x)", SAME, "I₀, scaled so that it stays finite.", "按指数缩放的 I₀。")
    node_name = "SpecialI0EBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = bessel_ie(xp, x, 0)
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (e^{-|x|} I_1(x) - \operatorname{sign}(x)\, y)")
    def backward_x(xp, gy, x, y):
        return gy * (run(xp, I1e, x) - xp.sign(x) * y)


class I1(Op):
    """The modified Bessel function of the first kind of order 1: the slope of I0."""

    doc = OpDoc(
        "I₁", r"y = I_1(x)", SAME, "Modified Bessel function, first kind, order 1.", "第一类一阶修正贝塞尔函数。"
    )
    node_name = "SpecialI1Backward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = bessel_i(xp, x, 1)
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (I_0(x) - y / x)")
    def backward_x(xp, gy, x, y):
        away = xp.where(x == 0, 1, x)
        return gy * xp.where(x == 0, 0.5, run(xp, I0, away) - y / away)


class I1e(Op):
    """I1 times e^-|x|, which does not overflow."""

    doc = OpDoc("I₁e", r"y = e^{-|x|} I_1(x)", SAME, "I₁, scaled so that it stays finite.", "按指数缩放的 I₁。")
    node_name = "SpecialI1EBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = bessel_ie(xp, x, 1)
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (e^{-|x|} I_0(x) - y\, (\operatorname{sign}(x) + 1 / x))")
    def backward_x(xp, gy, x, y):
        away = xp.where(x == 0, 1, x)
        return gy * xp.where(x == 0, 0.5, run(xp, I0e, away) - y * (xp.sign(away) + 1 / away))


class J0(Op):
    """The Bessel function of the first kind of order 0: a wave that starts at 1 and fades."""

    doc = OpDoc("J₀", r"y = J_0(x)", SAME, "Bessel function, first kind, order 0.", "第一类零阶贝塞尔函数。")

    @staticmethod
    def forward(xp, x):
        return special(xp).j0(x), ()


class J1(Op):
    """The Bessel function of the first kind of order 1: a wave that starts at 0 and fades."""

    doc = OpDoc("J₁", r"y = J_1(x)", SAME, "Bessel function, first kind, order 1.", "第一类一阶贝塞尔函数。")

    @staticmethod
    def forward(xp, x):
        return special(xp).j1(x), ()


class Y0(Op):
    """The Bessel function of the second kind of order 0; -inf at 0 and nan below."""

    doc = OpDoc("Y₀", r"y = Y_0(x)", SAME, "Bessel function, second kind, order 0.", "第二类零阶贝塞尔函数。")

    @staticmethod
    def forward(xp, x):
        return special(xp).y0(x), ()


class Y1(Op):
    """The Bessel function of the second kind of order 1; -inf at 0 and nan below."""

    doc = OpDoc("Y₁", r"y = Y_1(x)", SAME, "Bessel function, second kind, order 1.", "第二类一阶贝塞尔函数。")

    @staticmethod
    def forward(xp, x):
        return special(xp).y1(x), ()


class K0(Op):
    """The modified Bessel function of the second kind of order 0; inf at 0 and nan below."""

    doc = OpDoc(
        "K₀", r"y = K_0(x)", SAME, "Modified Bessel function, second kind, order 0.", "第二类零阶修正贝塞尔函数。"
    )

    @staticmethod
    def forward(xp, x):
        return special(xp).k0(x), ()


class K1(Op):
    """The modified Bessel function of the second kind of order 1; inf at 0 and nan below."""

    doc = OpDoc(
        "K₁", r"y = K_1(x)", SAME, "Modified Bessel function, second kind, order 1.", "第二类一阶修正贝塞尔函数。"
    )

    @staticmethod
    def forward(xp, x):
        return special(xp).k1(x), ()


class K0e(Op):
    """K0 times e^x, which does not vanish."""

    doc = OpDoc("K₀e", r"y = e^x K_0(x)", SAME, "K₀, scaled so that it does not vanish.", "按指数缩放的 K₀。")

    @staticmethod
    def forward(xp, x):
        return special(xp).k0e(x), ()


class K1e(Op):
    """K1 times e^x, which does not vanish."""

    doc = OpDoc("K₁e", r"y = e^x K_1(x)", SAME, "K₁, scaled so that it does not vanish.", "按指数缩放的 K₁。")

    @staticmethod
    def forward(xp, x):
        return special(xp).k1e(x), ()


class SphericalJ0(Op):
    """The spherical Bessel function of order 0: sin x / x, 1 at 0 and 0 at infinity."""

    doc = OpDoc("j₀", r"y = \frac{\sin x}{x}", SAME, "Spherical Bessel function of order 0.", "零阶球贝塞尔函数。")

    @staticmethod
    def forward(xp, x):
        away = xp.where((x == 0) | xp.isinf(x), 1, x)
        return xp.where(x == 0, 1, xp.where(xp.isinf(x), 0, xp.sin(away) / away)).astype(x.dtype), ()
