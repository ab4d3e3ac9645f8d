"""Rounding, and division with a whole-numbered quotient. Steps are flat: the gradient of rounding is 0."""

from __future__ import annotations

from autograd_lab.backend.numerics import floor_divide, remainder
from autograd_lab.ops.base import Op, OpDoc, gradient, run, shape_of, sum_to

SAME = "x[..] -> y[..]"
BROADCAST = "a[..], b[..] -> y[..]"


class Floor(Op):
    """The largest whole number that is not above x."""

    doc = OpDoc("⌊x⌋", r"y = \lfloor x \rfloor", SAME, "Round down.", "向下取整。")

    @staticmethod
    def forward(xp, x):
        return xp.floor(x), ()

    @staticmethod
    @gradient(r"\bar x = 0")
    def backward_x(xp, gy):
        return gy * 0


class Ceil(Op):
    """The smallest whole number that is not below x."""

    doc = OpDoc("⌈x⌉", r"y = \lceil x \rceil", SAME, "Round up.", "向上取整。")

    @staticmethod
    def forward(xp, x):
        return xp.ceil(x), ()

    @staticmethod
    @gradient(r"\bar x = 0")
    def backward_x(xp, gy):
        return gy * 0


class Round(Op):
    """The nearest number with so many decimals; halves go to the even neighbour (IEEE 754)."""

    doc = OpDoc("round", r"y = \operatorname{round}(x)", SAME, "Round to the nearest.", "四舍六入五成双。")

    @staticmethod
    def forward(xp, x, *, decimals=0):
        return xp.round(x, decimals), ()

    @staticmethod
    @gradient(r"\bar x = 0")
    def backward_x(xp, gy, *, decimals=0):
        return gy * 0


class Trunc(Op):
    """x without its decimals: rounded towards 0."""

    doc = OpDoc("trunc", r"y = \operatorname{trunc}(x)", SAME, "Cut off the decimals.", "去掉小数部分。")

    @staticmethod
    def forward(xp, x):
        return xp.trunc(x), ()

    @staticmethod
    @gradient(r"\bar x = 0")
    def backward_x(xp, gy):
        return gy * 0


class Frac(Op):
    """The decimals of x, with its sign."""

    doc = OpDoc("frac", r"y = x - \operatorname{trunc}(x)", SAME, "Keep the decimals only.", "只留小数部分。")

    @staticmethod
    def forward(xp, x):
        return x - xp.trunc(x), ()

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy):
        return gy


class FloorDivide(Op):
    """The quotient a / b rounded down. It moves in steps, so the gradient is 0."""

    doc = OpDoc("//", r"y = \lfloor a / b \rfloor", BROADCAST, "Divide and round down.", "相除并向下取整。")
    node_name = "DivBackward2"

    @staticmethod
    def forward(xp, a, b):
        return floor_divide(xp, a, b), (shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar a = 0")
    def backward_a(xp, gy, a_shape, b_shape):
        return sum_to(gy * 0, a_shape)

    @staticmethod
    @gradient(r"\bar b = 0")
    def backward_b(xp, gy, a_shape, b_shape):
        return sum_to(gy * 0, b_shape)


class TruncDivide(FloorDivide):
    """The quotient a / b without its decimals. It moves in steps, so the gradient is 0."""

    doc = OpDoc("trunc(/)", r"y = \operatorname{trunc}(a / b)", BROADCAST, "Divide and cut off.", "相除并去掉小数。")
    widens = False  # PyTorch rounds the quotient to the dtype before it cuts off

    @staticmethod
    def forward(xp, a, b):
        if xp.result_type(a, b).kind in "fV":
            y = xp.trunc(a / b)
        else:
            y = (a - xp.fmod(a, b)) // b  # divides without remainder, and floats could not hold every integer
        return y, (shape_of(a), shape_of(b))


class Remainder(Op):
    """What is left of a after taking away whole b's; it has the sign of b, as Python's %."""

    doc = OpDoc("%", r"y = a - b \lfloor a / b \rfloor", BROADCAST, "The remainder of a division.", "除法的余数。")

    @staticmethod
    def forward(xp, a, b):
        return remainder(xp, a, b), (a, b, shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar a = \bar y")
    def backward_a(xp, gy, a, b, a_shape, b_shape):
        return sum_to(gy, a_shape)

    @staticmethod
    @gradient(r"\bar b = -\bar y \odot \lfloor a / b \rfloor")
    def backward_b(xp, gy, a, b, a_shape, b_shape):
        return sum_to(-gy * run(xp, FloorDivide, a, b), b_shape)


class Fmod(Op):
    """What is left of a after taking away whole b's; it has the sign of a, as fmod in C."""

    doc = OpDoc(
        "fmod", r"y = a - b \operatorname{trunc}(a / b)", BROADCAST, "The remainder, in C's way.", "C 语言的余数。"
    )

    @staticmethod
    def forward(xp, a, b):
        return xp.fmod(a, b), (a, b, shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar a = \bar y")
    def backward_a(xp, gy, a, b, a_shape, b_shape):
        return sum_to(gy, a_shape)

    @staticmethod
    @gradient(r"\bar b = -\bar y \odot \operatorname{trunc}(a / b)")
    def backward_b(xp, gy, a, b, a_shape, b_shape):
        return sum_to(-gy * run(xp, TruncDivide, a, b), b_shape)
