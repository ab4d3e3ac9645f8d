"""Arithmetic between two tensors, with broadcasting, and of one tensor with itself."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, shape_of, sum_to

BROADCAST = "a[..], b[..] -> y[..]"


class Add(Op):
    """y = a + b. A gradient passes a sum unchanged to both sides, so only the shapes are kept."""

    doc = OpDoc("+", r"y = a + b", BROADCAST, "Add element by element.", "逐元素相加。")

    @staticmethod
    def forward(xp, a, b):
        return a + b, (shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar a = \bar y")
    def backward_a(xp, gy, a_shape, b_shape):
        return sum_to(gy, a_shape)

    @staticmethod
    @gradient(r"\bar b = \bar y")
    def backward_b(xp, gy, a_shape, b_shape):
        return sum_to(gy, b_shape)


class Sub(Op):
    """y = a - b."""

    doc = OpDoc("−", r"y = a - b", BROADCAST, "Subtract element by element.", "逐元素相减。")

    @staticmethod
    def forward(xp, a, b):
        return a - b, (shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar a = \bar y")
    def backward_a(xp, gy, a_shape, b_shape):
        return sum_to(gy, a_shape)

    @staticmethod
    @gradient(r"\bar b = -\bar y")
    def backward_b(xp, gy, a_shape, b_shape):
        return sum_to(-gy, b_shape)


class Rsub(Op):
    """y = b - a: subtraction read from right to left, as in ``2 - x``."""

    doc = OpDoc("−", r"y = b - a", BROADCAST, "Subtract the first from the second.", "用后者减去前者。")
    node_name = "RsubBackward1"

    @staticmethod
    def forward(xp, a, b):
        return b - a, (shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar a = -\bar y")
    def backward_a(xp, gy, a_shape, b_shape):
        return sum_to(-gy, a_shape)

    @staticmethod
    @gradient(r"\bar b = \bar y")
    def backward_b(xp, gy, a_shape, b_shape):
        return sum_to(gy, b_shape)


class AddScaled(Op):
    """y = a + αb for a number α."""

    doc = OpDoc("+α", r"y = a + \alpha b", BROADCAST, "Add a multiple.", "加上另一个张量的倍数。")
    node_name = "AddBackward0"

    @staticmethod
    def forward(xp, a, b, *, alpha):
        return a + b * alpha, (shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar a = \bar y")
    def backward_a(xp, gy, a_shape, b_shape, *, alpha):
        return sum_to(gy, a_shape)

    @staticmethod
    @gradient(r"\bar b = \alpha \bar y")
    def backward_b(xp, gy, a_shape, b_shape, *, alpha):
        return sum_to(gy * alpha, b_shape)


class SubScaled(AddScaled):
    """y = a - αb for a number α."""

    doc = OpDoc("−α", r"y = a - \alpha b", BROADCAST, "Subtract a multiple.", "减去另一个张量的倍数。")
    node_name = "SubBackward0"

    @staticmethod
    def forward(xp, a, b, *, alpha):
        return a - b * alpha, (shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar b = -\alpha \bar y")
    def backward_b(xp, gy, a_shape, b_shape, *, alpha):
        return sum_to(gy * -alpha, b_shape)


class Mul(Op):
    """y = a * b, element by element."""

    doc = OpDoc("×", r"y = a \odot b", BROADCAST, "Multiply element by element.", "逐元素相乘。")

    @staticmethod
    def forward(xp, a, b):
        return a * b, (a, b, shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar a = \bar y \odot b")
    def backward_a(xp, gy, a, b, a_shape, b_shape):
        return sum_to(gy * b, a_shape)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot a")
    def backward_b(xp, gy, a, b, a_shape, b_shape):
        return sum_to(gy * a, b_shape)


class Div(Op):
    """y = a / b, element by element; division by zero gives inf or nan, as in PyTorch."""

    doc = OpDoc("÷", r"y = a / b", BROADCAST, "Divide element by element.", "逐元素相除。")

    @staticmethod
    def forward(xp, a, b):
        return a / b, (a, b, shape_of(a))

    @staticmethod
    @gradient(r"\bar a = \bar y / b")
    def backward_a(xp, gy, a, b, a_shape):
        return sum_to(gy / b, a_shape)

    @staticmethod
    @gradient(r"\bar b = -\bar y \odot a / b^2")
    def backward_b(xp, gy, a, b, a_shape):
        return sum_to(-gy * (a / b / b), b.shape)  # b * b might overflow


class Neg(Op):
    """y = -x."""

    doc = OpDoc("−x", r"y = -x", "x[..] -> y[..]", "Change the sign.", "取相反数。")

    @staticmethod
    def forward(xp, x):
        return -x, ()

    @staticmethod
    @gradient(r"\bar x = -\bar y")
    def backward_x(xp, gy):
        return -gy


class PowScalar(Op):
    """y = x ** n for a number n."""

    doc = OpDoc("xⁿ", r"y = x^n", "x[..] -> y[..]", "Raise to a fixed power.", "求固定次幂。")
    node_name = "PowBackward0"

    @staticmethod
    def forward(xp, x, *, n):
        return x**n, (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot n\, x^{n-1}")
    def backward_x(xp, gy, x, *, n):
        if n == 0:
            return gy * 0  # x^0 is constant, also at x = 0 where n x^(n-1) would be 0 * inf
        return gy * (n * x ** (n - 1))


class Pow(Op):
    """y = a ** b where the exponent is a tensor too."""

    doc = OpDoc("aᵇ", r"y = a^b", BROADCAST, "Raise one tensor to the power of another.", "以一个张量为指数求幂。")
    node_name = "PowBackward1"

    @staticmethod
    def forward(xp, a, b):
        if not hasattr(a, "dtype"):  # 2 ** b: the logarithm of a Python number would be float64
            a = xp.full((), a, dtype=b.dtype)
        return (whole_power(xp, a, b) if b.dtype.kind in "iu" else xp.power(a, b)), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot b\, a^{b-1}")
    def backward_a(xp, gy, a, b):
        return sum_to(xp.where(b == 0, 0, gy * (b * a ** (b - 1))), shape_of(a))

    @staticmethod
    @gradient(r"\bar b = \bar y \odot a^b \ln a")
    def backward_b(xp, gy, a, b):
        # 0^b stays 0 for b >= 0: its slope in b is 0, although ln 0 is infinite.
        flat = (a == 0) & (xp.real(b) >= 0)
        return sum_to(gy * (a**b * xp.log(xp.where(flat, 1, a))), shape_of(b))


class PowOfNumber(Pow):
    """``Pow`` of a number, under the name that PyTorch prints."""

    node_name = "PowBackward2"


def whole_power(xp, a, b):
    """Integers to integer powers. Below 0 what is left of 1 / a^-b without its decimals: 0, unless a is 1 or -1."""
    unit = (a == 1) | (a == -1)
    return xp.where(b < 0, xp.where(unit, a ** (b & 1), 0), a ** xp.where(b < 0, 0, b)).astype(b.dtype)
