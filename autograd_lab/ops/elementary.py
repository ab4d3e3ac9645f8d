"""Elementary functions of one tensor."""

from __future__ import annotations

from types import ModuleType

from autograd_lab.ops.base import Op, OpDoc, gradient, run

SAME = "x[..] -> y[..]"


class Exp(Op):
    """y = e^x; its own derivative, so the output is what backward keeps."""

    doc = OpDoc("exp", r"y = e^x", SAME, "The exponential function.", "指数函数。")
    numpy = "exp"

    @staticmethod
    def forward(xp, x):
        y = xp.exp(x)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot y")
    def backward_x(xp, gy, y):
        return gy * y


class Log(Op):
    """y = ln x; -inf at 0 and nan below."""

    doc = OpDoc("ln", r"y = \ln x", SAME, "The natural logarithm.", "自然对数。")
    numpy = "log"

    @staticmethod
    def forward(xp, x):
        return xp.log(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y / x")
    def backward_x(xp, gy, x):
        return gy / x


class Sqrt(Op):
    """y = √x; the slope at 0 is infinite."""

    doc = OpDoc("√", r"y = \sqrt{x}", SAME, "The square root.", "平方根。")
    numpy = "sqrt"

    @staticmethod
    def forward(xp, x):
        y = xp.sqrt(x)
        return y, (y,)

    @staticmethod
    @gradient(r"\bar x = \bar y / (2y)")
    def backward_x(xp, gy, y):
        return gy / (2 * y)


class Abs(Op):
    """y = |x|; the slope at 0 is taken as 0."""

    doc = OpDoc("|x|", r"y = |x|", SAME, "The absolute value.", "绝对值。")
    numpy = "abs"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return xp.abs(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \operatorname{sgn}(x)")
    def backward_x(xp, gy, x):
        return gy * run(xp, Sgn, x)


class Sign(Op):
    """y = -1, 0 or 1, and 0 for nan; flat wherever it is smooth, so the gradient is 0."""

    doc = OpDoc("sign", r"y = \operatorname{sign}(x)", SAME, "The sign: −1, 0 or 1.", "符号函数：−1、0 或 1。")
    numpy = "sign"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        if x.dtype.kind == "b":
            return x.copy(), ()
        y = xp.sign(x)
        return y if x.dtype.kind in "iu" else xp.where(y == y, y, 0), ()

    @staticmethod
    @gradient(r"\bar x = 0")
    def backward_x(xp, gy):
        return gy * 0


class Flat(Op):
    """g, which does not change with x: what a rule says of a slope that is constant as far as one can see."""

    doc = OpDoc("—", r"y = g", "g[..], x[..] -> y[..]", "Does not change with x.", "不随 x 变化。")
    holomorphic = False
    widens = False

    @staticmethod
    def forward(xp, g, x):
        return g, ()

    @staticmethod
    @gradient(r"\bar g = \bar y")
    def backward_g(xp, gy):
        return gy

    @staticmethod
    @gradient(r"\bar x = 0")
    def backward_x(xp, gy):
        return gy * 0


def flat(xp, g, x):
    """The gradient ``g``, made of a slope at x that is constant in pieces. When it is differentiated again it hangs
    on x too, and the second derivative is 0, as in PyTorch; of g alone there might be none."""
    return g if isinstance(xp, ModuleType) else run(xp, Flat, g, x)


class Sgn(Op):
    """The direction of a complex number, z / |z|, and 0 for 0; of a real one its sign."""

    doc = OpDoc(
        "sgn", r"y = z / |z|", SAME, "The direction of a number: length 1, or 0.", "数的方向：模为 1，零仍为 0。"
    )
    holomorphic = False

    @staticmethod
    def forward(xp, z):
        if z.dtype.kind != "c":
            y = Sign.forward(xp, z)[0]
        else:
            length = xp.abs(z)
            y = xp.where(length == 0, 0, z / length)
        return y, (z, y, z.dtype.kind == "c")

    @staticmethod
    @gradient(r"\bar z = (\bar y - \operatorname{Re}(\bar y\, \overline{y})\, y) / |z|")
    def backward_z(xp, gy, z, y, turns):
        if not turns:
            return gy * 0  # a real number's sign jumps, or stays
        # Only what turns the direction matters: the part of the gradient along it is taken away.
        length = xp.abs(z)
        return xp.where(length == 0, 0, (gy - xp.real(gy * xp.conj(y)) * y) / length)


class Sin(Op):
    """y = sin x, x in radians."""

    doc = OpDoc("sin", r"y = \sin x", SAME, "The sine, in radians.", "正弦（弧度）。")
    numpy = "sin"

    @staticmethod
    def forward(xp, x):
        return xp.sin(x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \cos x")
    def backward_x(xp, gy, x):
        return gy * xp.cos(x)


class Cos(Op):
    """y = cos x, x in radians."""

    doc = OpDoc("cos", r"y = \cos x", SAME, "The cosine, in radians.", "余弦（弧度）。")
    numpy = "cos"

    @staticmethod
    def forward(xp, x):
        return xp.cos(x), (x,)

    @staticmethod
    @gradient(r"\bar x = -\bar y \odot \sin x")
    def backward_x(xp, gy, x):
        return -gy * xp.sin(x)


class Clamp(Op):
    """Values below ``low`` become ``low``, above ``high`` become ``high``; on the borders the gradient passes."""

    doc = OpDoc(
        "clamp",
        r"y = \min(\max(x, l), h)",
        SAME,
        "Keep values between two bounds.",
        "把数值限制在两个界之间。",
    )

    node_name = "ClampBackward1"
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, low=None, high=None):
        return xp.clip(x, low, high), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot [l \le x \le h]")
    def backward_x(xp, gy, x, *, low=None, high=None):
        inside = x == x
        if low is not None:
            inside = inside & (x >= low)
        if high is not None:
            inside = inside & (x <= high)
        return xp.where(inside, gy, 0)


class Cast(Op):
    """The same numbers in another dtype; a real one takes the real part. The gradient goes back to the first dtype."""

    doc = OpDoc("cast", r"y = x", SAME, "Change the element type.", "转换元素类型。")
    node_name = "ToCopyBackward0"
    widens = False

    @staticmethod
    def forward(xp, x, *, dtype):
        if x.dtype.kind == "c" and dtype.kind not in "cb":
            return x.real.astype(dtype), (x.dtype,)
        return x.astype(dtype), (x.dtype,)

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, x_dtype, *, dtype):
        return run(xp, Cast, gy, dtype=x_dtype)


class ToDevice(Op):
    """The same numbers on another device; ``move`` and ``back`` do the copying there and home."""

    doc = OpDoc("→ device", r"y = x", SAME, "Copy to another device.", "复制到另一个设备。")
    node_name = "ToCopyBackward0"
    widens = False

    @staticmethod
    def forward(xp, x, *, move, back):
        return move(x), ()

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, *, move, back):
        return run(xp, ToDevice, gy, move=back, back=move)


class Clone(Op):
    """A copy with its own memory, still part of the graph."""

    doc = OpDoc("clone", r"y = x", SAME, "Copy into new memory.", "复制到新的内存。")
    widens = False

    @staticmethod
    def forward(xp, x, *, order="K"):
        return x.copy(order), ()  # "K" keeps the order in memory, "C" puts the elements in the order they are read

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, *, order="K"):
        return gy
