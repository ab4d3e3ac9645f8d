"""Three tensors in one step: a product or quotient added, and what lies between two."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, shape_of, sum_to

THREE = "x[..], a[..], b[..] -> y[..]"


class Addcmul(Op):
    """y = x + value * a * b."""

    doc = OpDoc("+a·b", r"y = x + v\, a \odot b", THREE, "Add a scaled product.", "加上乘积的若干倍。")

    @staticmethod
    def forward(xp, x, a, b, *, value=1):
        return x + value * a * b, (x.shape, a, b)

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, x_shape, a, b, **params):
        return sum_to(gy, x_shape)

    @staticmethod
    @gradient(r"\bar a = v\, \bar y \odot b")
    def backward_a(xp, gy, x_shape, a, b, *, value=1):
        return sum_to(gy * (b * value), a.shape)

    @staticmethod
    @gradient(r"\bar b = v\, \bar y \odot a")
    def backward_b(xp, gy, x_shape, a, b, *, value=1):
        return sum_to(gy * (a * value), b.shape)


class Addcdiv(Op):
    """y = x + value * a / b."""

    doc = OpDoc("+a/b", r"y = x + v\, a / b", THREE, "Add a scaled quotient.", "加上商的若干倍。")

    @staticmethod
    def forward(xp, x, a, b, *, value=1):
        return x + value * a / b, (x.shape, a, b)

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, x_shape, a, b, **params):
        return sum_to(gy, x_shape)

    @staticmethod
    @gradient(r"\bar a = v\, \bar y / b")
    def backward_a(xp, gy, x_shape, a, b, *, value=1):
        return sum_to(gy * (value / b), a.shape)

    @staticmethod
    @gradient(r"\bar b = -v\, \bar y \odot a / b^2")
    def backward_b(xp, gy, x_shape, a, b, *, value=1):
        return sum_to(-gy * (value * a / b / b), b.shape)


class Lerp(Op):
    """The point at ``weight`` on the way from a to b: a at 0, b at 1.

    Past the middle it is computed from b's end, so that both ends come out exactly.
    """

    doc = OpDoc(
        "lerp",
        r"y = a + w \odot (b - a)",
        "a[..], b[..], w[..] -> y[..]",
        "A point between two, by weight.",
        "两点之间按权重插值。",
    )
    node_name = "LerpBackward1"

    @staticmethod
    def forward(xp, a, b, weight):
        way, near = b - a, abs(weight) < 0.5
        if hasattr(near, "dtype"):
            y = xp.where(near, a + weight * way, b - way * (1 - weight))
        else:
            y = a + weight * way if near else b - way * (1 - weight)
        return y, (a, b, weight, a.shape, b.shape)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot (1 - w)")
    def backward_a(xp, gy, a, b, weight, a_shape, b_shape):
        return sum_to(gy * (1 - weight), a_shape)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot w")
    def backward_b(xp, gy, a, b, weight, a_shape, b_shape):
        return sum_to(gy * weight, b_shape)

    @staticmethod
    @gradient(r"\bar w = \bar y \odot (b - a)")
    def backward_weight(xp, gy, a, b, weight, a_shape, b_shape):
        return sum_to(gy * (b - a), shape_of(weight))


class LerpNumber(Lerp):
    """``Lerp`` with a number as its weight, under the name that PyTorch prints."""

    node_name = "LerpBackward0"
