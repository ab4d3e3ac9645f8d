"""Trigonometric and hyperbolic functions, and their inverses; sine and cosine stand in elementary.py."""

from __future__ import annotations

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
        return xp.arccosh(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / \sqrt{x^2 - 1}")
    def backward_x(xp, gy, x):
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


def square_distance(xp, a, b):
    """a² + b², and 1 at the origin, where it is divided into 0."""
    distance = a * a + b * b
    return xp.where(distance == 0, distance + 1, distance)
