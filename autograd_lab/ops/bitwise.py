"""Bits and whole numbers: logic on bits, shifts, common divisors and multiples. None of these has a gradient."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc

BROADCAST = "a[..], b[..] -> y[..]"


class And(Op):
    """y = a & b: logical for bool, bitwise for integers."""

    doc = OpDoc("∧", r"y = a \wedge b", BROADCAST, "Logical and; bitwise for integers.", "逻辑与；整数为按位与。")

    @staticmethod
    def forward(xp, a, b):
        return a & b, ()


class Or(Op):
    """y = a | b: logical for bool, bitwise for integers."""

    doc = OpDoc("∨", r"y = a \vee b", BROADCAST, "Logical or; bitwise for integers.", "逻辑或；整数为按位或。")

    @staticmethod
    def forward(xp, a, b):
        return a | b, ()


class Xor(Op):
    """y = a ^ b: logical for bool, bitwise for integers."""

    doc = OpDoc("⊕", r"y = a \oplus b", BROADCAST, "Exclusive or; bitwise for integers.", "异或；整数为按位异或。")

    @staticmethod
    def forward(xp, a, b):
        return a ^ b, ()


class Not(Op):
    """y = ~x: logical for bool, bitwise for integers."""

    doc = OpDoc("¬", r"y = \neg x", "x[..] -> y[..]", "Logical not; bitwise for integers.", "逻辑非；整数为按位取反。")

    @staticmethod
    def forward(xp, x):
        return ~x, ()


class LeftShift(Op):
    """y = a * 2^b on bits. Shifting by all bits of the type or more, or by less than none, leaves 0."""

    doc = OpDoc("<<", r"y = a \cdot 2^b", BROADCAST, "Shift bits to the left.", "各位左移。")

    @staticmethod
    def forward(xp, a, b):
        dtype = xp.result_type(a, b)
        if not hasattr(b, "dtype"):
            return xp.left_shift(a, b).astype(dtype) if 0 <= b < 8 * dtype.itemsize else xp.zeros_like(a, dtype), ()
        possible = (b >= 0) & (b < 8 * dtype.itemsize)
        return xp.where(possible, xp.left_shift(a, xp.where(possible, b, 0)), 0).astype(dtype), ()


class RightShift(Op):
    """y = a / 2^b on bits, rounded down. What is shifted out altogether leaves 0, or -1 of a negative number."""

    doc = OpDoc(">>", r"y = \lfloor a / 2^b \rfloor", BROADCAST, "Shift bits to the right.", "各位右移。")

    @staticmethod
    def forward(xp, a, b):
        dtype = xp.result_type(a, b)
        most = 8 * dtype.itemsize - 1
        if not hasattr(b, "dtype"):
            if not 0 <= b <= most and dtype.kind == "u":
                return xp.zeros_like(a, dtype), ()
            return xp.right_shift(a, b if 0 <= b <= most else most).astype(dtype), ()
        out = (b < 0) | (b > most)
        shifted = xp.right_shift(a, xp.where(out, most, b))
        return (xp.where(out, 0, shifted) if dtype.kind == "u" else shifted).astype(dtype), ()


class Gcd(Op):
    """The greatest common divisor; gcd(0, 0) is 0."""

    doc = OpDoc("gcd", r"y = \gcd(a, b)", BROADCAST, "The greatest common divisor.", "最大公约数。")

    @staticmethod
    def forward(xp, a, b):
        return xp.gcd(a, b), ()


class Lcm(Op):
    """The least common multiple; 0 where one of the two is 0."""

    doc = OpDoc("lcm", r"y = \operatorname{lcm}(a, b)", BROADCAST, "The least common multiple.", "最小公倍数。")

    @staticmethod
    def forward(xp, a, b):
        return xp.lcm(a, b), ()
