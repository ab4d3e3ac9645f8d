"""Trigonometric and hyperbolic functions, and their inverses; sine and cosine stand in elementary.py."""

from __future__ import annotations

from math import pi

from autograd_lab.ops.base import Op, OpDoc, gradient, run, sum_to

SAME = "x[..] -> y[..]"


class Tan(Op):
    """y = tan x, x in radians."""

    doc = OpDoc("tan", r"y = \tan x", SAME, "The tangent, in radians.", "正切（弧度）。")

    @staticmethod
    def forward(xp, x):
        y = xp.tan(x)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (1 + y^2)")
    def backward_x(xp, gy, y):
        return gy * (1 + y * y)


class Asin(Op):
    """y = arcsin x between -π/2 and π/2; nan outside [-1, 1]."""

    doc = OpDoc("asin", r"y = \arcsin x", SAME, "The inverse of the sine, in radians.", "反正弦（弧度）。")

    @staticmethod
    def forward(xp, x):
        return xp.arcsin(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / \sqrt{1 - x^2}")
    def backward_x(xp, gy, x):
        return gy / xp.sqrt(1 - x * x)


class Acos(Op):
    """y = arccos x between 0 and π; nan outside [-1, 1]."""

    doc = OpDoc("acos", r"y = \arccos x", SAME, "The inverse of the cosine, in radians.", "反余弦（弧度）。")

    @staticmethod
    def forward(xp, x):
        return xp.arccos(x), (x,)

    @staticmethod
    @gradient(r"\bar x = -\bar y / \sqrt{1 - x^2}")
    def backward_x(xp, gy, x):
        return -gy / xp.sqrt(1 - x * x)


class Atan(Op):
    """y = arctan x between -π/2 and π/2."""

    doc = OpDoc("atan", r"y = \arctan x", SAME, "The inverse of the tangent, in radians.", "反正切（弧度）。")

    @staticmethod
    def forward(xp, x):
        return xp.arctan(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / (1 + x^2)")
    def backward_x(xp, gy, x):
        return gy / (x * x + 1)


class Sinh(Op):
    """y = (e^x - e^-x) / 2."""

    doc = OpDoc("sinh", r"y = \sinh x", SAME, "The hyperbolic sine.", "双曲正弦。")

    @staticmethod
    def forward(xp, x):
        return xp.sinh(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \cosh x")
    def backward_x(xp, gy, x):
        return gy * run(xp, Cosh, x)


class Cosh(Op):
    """y = (e^x + e^-x) / 2."""

    doc = OpDoc("cosh", r"y = \cosh x", SAME, "The hyperbolic cosine.", "双曲余弦。")

    @staticmethod
    def forward(xp, x):
        return xp.cosh(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \sinh x")
    def backward_x(xp, gy, x):
        return gy * run(xp, Sinh, x)


class Asinh(Op):
    """y = ln(x + √(x² + 1))."""

    doc = OpDoc("asinh", r"y = \operatorname{arsinh} x", SAME, "The inverse of the hyperbolic sine.", "反双曲正弦。")

    @staticmethod
    def forward(xp, x):
        return xp.arcsinh(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / \sqrt{x^2 + 1}")
    def backward_x(xp, gy, x):
        return gy / xp.sqrt(x * x + 1)


class Acosh(Op):
    """y = ln(x + √(x² - 1)); nan below 1."""

    doc = OpDoc("acosh", r"y = \operatorname{arcosh} x", SAME, "The inverse of the hyperbolic cosine.", "反双曲余弦。")

    @staticmethod
    def forward(xp, x):
        return xp.arccosh(x), (x, x.dtype.kind == "c")

    @staticmethod
    @gradient(r"\bar x = \bar y / \sqrt{x^2 - 1}")
    def backward_x(xp, gy, x, split):
        if split:  # left of the imaginary axis the one root would have the wrong sign
            return gy / (xp.sqrt(x - 1) * xp.sqrt(x + 1))
        return gy / xp.sqrt(x * x - 1)


class Atanh(Op):
    """y = ½ ln((1 + x) / (1 - x)); nan outside [-1, 1]."""

    doc = OpDoc("atanh", r"y = \operatorname{artanh} x", SAME, "The inverse of the hyperbolic tangent.", "反双曲正切。")

    @staticmethod
    def forward(xp, x):
        return xp.arctanh(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / (1 - x^2)")
    def backward_x(xp, gy, x):
        return gy / (1 - x * x)


class Deg2Rad(Op):
    """Degrees to radians: y = x π / 180."""

    doc = OpDoc("°→rad", r"y = x\, \pi / 180", SAME, "Degrees to radians.", "角度化为弧度。")

    @staticmethod
    def forward(xp, x):
        return x * (pi / 180), ()

    @staticmethod
    @gradient(r"\bar x = \bar y\, \pi / 180")
    def backward_x(xp, gy):
        return gy * (pi / 180)


class Rad2Deg(Op):
    """Radians to degrees: y = 180 x / π."""

    doc = OpDoc("rad→°", r"y = 180\, x / \pi", SAME, "Radians to degrees.", "弧度化为角度。")

    @staticmethod
    def forward(xp, x):
        return x * (180 / pi), ()

    @staticmethod
    @gradient(r"\bar x = 180\, \bar y / \pi")
    def backward_x(xp, gy):
        return gy * (180 / pi)


class Sinc(Op):
    """y = sin(πx) / (πx), and 1 at 0."""

    doc = OpDoc("sinc", r"y = \frac{\sin \pi x}{\pi x}", SAME, "The normalized sinc function.", "归一化的 sinc 函数。")

    @staticmethod
    def forward(xp, x):
        angle = xp.where(x == 0, 1, x) * pi
        return xp.where(x == 0, 1, xp.sin(angle) / angle).astype(x.dtype), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \frac{\pi x \cos \pi x - \sin \pi x}{\pi x^2}")
    def backward_x(xp, gy, x):
        away = xp.where(x == 0, 1, x)
        angle = away * pi
        slope = (xp.cos(angle) * angle - xp.sin(angle)) / (away * angle)
        return gy * xp.where(x == 0, x * (-pi * pi / 3), slope)  # near 0 the slope is a line


class Atan2(Op):
    """The angle of the point (b, a) in radians, between -π and π; at the origin its gradient is taken as 0."""

    doc = OpDoc(
        "atan2",
        r"y = \operatorname{atan2}(a, b)",
        "a[..], b[..] -> y[..]",
        "The angle of a point, in radians.",
        "点的方位角（弧度）。",
    )

    @staticmethod
    def forward(xp, a, b):
        return xp.arctan2(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot b / (a^2 + b^2)")
    def backward_a(xp, gy, a, b):
        return sum_to(gy * b / square_distance(xp, a, b), a.shape)

    @staticmethod
    @gradient(r"\bar b = -\bar y \odot a / (a^2 + b^2)")
    def backward_b(xp, gy, a, b):
        return sum_to(-gy * a / square_distance(xp, a, b), b.shape)


class Hypot(Op):
    """The distance of the point (a, b) from the origin, without a square that could overflow. At the origin no
    direction is special, and its gradient is nan."""

    doc = OpDoc("√(a²+b²)", r"y = \sqrt{a^2 + b^2}", "a[..], b[..] -> y[..]", "The hypotenuse.", "直角三角形的斜边长。")

    @staticmethod
    def forward(xp, a, b):
        y = xp.hypot(a, b)
        return y, (a, b, y)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot a / y")
    def backward_a(xp, gy, a, b, y):
        return sum_to(gy * (a / y), a.shape)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot b / y")
    def backward_b(xp, gy, a, b, y):
        return sum_to(gy * (b / y), b.shape)


def square_distance(xp, a, b):
    """a² + b², and 1 at the origin, where it is divided into 0."""
    distance = a * a + b * b
    return xp.where(distance == 0, distance + 1, distance)
