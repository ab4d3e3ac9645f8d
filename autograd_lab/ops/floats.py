"""How floating-point numbers are made: sign, mantissa and exponent, and the number next door."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run, shape_of, sum_to

SAME = "x[..] -> y[..]"
BROADCAST = "a[..], b[..] -> y[..]"


class Copysign(Op):
    """The size of a with the sign of b; -0.0 counts as negative. The slope at a = 0 is taken as 0."""

    doc = OpDoc(
        "±", r"y = |a| \operatorname{sign}(b)", BROADCAST, "Give a number another's sign.", "换上另一个数的符号。"
    )
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        y = xp.copysign(a, b)
        return y, (a, y, shape_of(b))

    @staticmethod
    @gradient(r"\bar a = \bar y \odot y / a")
    def backward_a(xp, gy, a, y, b_shape):
        return sum_to(gy * (y / xp.where(a == 0, 1, a)), shape_of(a))  # at 0 y is 0 as well

    @staticmethod
    @gradient(r"\bar b = 0")
    def backward_b(xp, gy, a, y, b_shape):
        return sum_to(gy * 0, b_shape)


class Heaviside(Op):
    """A step from 0 to 1 at 0, where b says what is taken; nan counts as negative. No gradient."""

    doc = OpDoc("H", r"y = [a > 0] + b\,[a = 0]", BROADCAST, "A step from 0 to 1.", "从 0 到 1 的阶跃函数。")

    @staticmethod
    def forward(xp, a, b):
        return xp.where(a == 0, b, (a > 0).astype(a.dtype)), ()


class Frexp(Op):
    """x = m · 2^e with 1/2 <= |m| < 1 and a whole number e."""

    doc = OpDoc(
        "frexp",
        r"x = m \cdot 2^e",
        "x[..] -> m[..], e[..]",
        "Split into mantissa and exponent.",
        "拆成尾数与指数。",
    )
    several = True
    outputs = ("m", "e")
    nondifferentiable = (1,)
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        m, e = (xp.asarray(part) for part in xp.frexp(x))  # NumPy makes 0-d results its scalars
        return (m, e), (xp.exp2(e.astype(x.dtype)),)

    @staticmethod
    @gradient(r"\bar x = \bar m / 2^e")
    def backward_x(xp, gy, scale):
        return gy[0] / scale


class Nextafter(Op):
    """The number of this dtype that comes after a on the way to b."""

    doc = OpDoc("next", r"y = a^{+}", BROADCAST, "The next number towards another.", "朝另一个数方向的下一个浮点数。")
    widens = False
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return xp.nextafter(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot [a \ne b]")
    def backward_a(xp, gy, a, b):
        return sum_to(gy * (a != b), a.shape)

    @staticmethod
    @gradient(r"\bar b = 0")
    def backward_b(xp, gy, a, b):
        return sum_to(gy * 0, b.shape)


class Ldexp(Op):
    """x · 2^e for whole numbers e, exact wherever the result is a number of the dtype."""

    doc = OpDoc("·2ᵉ", r"y = x \cdot 2^e", "x[..], e[..] -> y[..]", "Times a power of 2.", "乘以 2 的幂。")
    holomorphic = False

    @staticmethod
    def forward(xp, x, e):
        return xp.ldexp(x, xp.clip(e, -5000, 5000).astype(xp.int32)), (x.shape, e)

    @staticmethod
    @gradient(r"\bar x = \bar y \cdot 2^e")
    def backward_x(xp, gy, x_shape, e):
        return sum_to(run(xp, Ldexp, gy, e), x_shape)
