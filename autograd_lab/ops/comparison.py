"""Comparisons and logic: True or False per element, with no gradient."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc

BROADCAST = "a[..], b[..] -> y[..]"


class Eq(Op):
    """y = (a == b)."""

    doc = OpDoc("=", r"y = [a = b]", BROADCAST, "Where two tensors are equal.", "两个张量何处相等。")

    @staticmethod
    def forward(xp, a, b):
        return a == b, ()


class Ne(Op):
    """y = (a != b)."""

    doc = OpDoc("≠", r"y = [a \ne b]", BROADCAST, "Where two tensors differ.", "两个张量何处不等。")

    @staticmethod
    def forward(xp, a, b):
        return a != b, ()


class Lt(Op):
    """y = (a < b)."""

    doc = OpDoc("<", r"y = [a < b]", BROADCAST, "Where the first is smaller.", "前者何处小于后者。")

    @staticmethod
    def forward(xp, a, b):
        return a < b, ()


class Le(Op):
    """y = (a <= b)."""

    doc = OpDoc("≤", r"y = [a \le b]", BROADCAST, "Where the first is at most the second.", "前者何处不大于后者。")

    @staticmethod
    def forward(xp, a, b):
        return a <= b, ()


class Gt(Op):
    """y = (a > b)."""

    doc = OpDoc(">", r"y = [a > b]", BROADCAST, "Where the first is larger.", "前者何处大于后者。")

    @staticmethod
    def forward(xp, a, b):
        return a > b, ()


class Ge(Op):
    """y = (a >= b)."""

    doc = OpDoc("≥", r"y = [a \ge b]", BROADCAST, "Where the first is at least the second.", "前者何处不小于后者。")

    @staticmethod
    def forward(xp, a, b):
        return a >= b, ()


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


class IsNan(Op):
    """Where an element is not a number."""

    doc = OpDoc("nan?", r"y = [x \ne x]", "x[..] -> y[..]", "Where an element is not a number.", "何处不是数（NaN）。")

    @staticmethod
    def forward(xp, x):
        return xp.isnan(x), ()


class IsFinite(Op):
    """Where an element is neither infinite nor nan."""

    doc = OpDoc("finite?", r"y = [|x| < \infty]", "x[..] -> y[..]", "Where an element is finite.", "何处为有限数。")

    @staticmethod
    def forward(xp, x):
        return xp.isfinite(x), ()
