"""Comparisons, and questions about single numbers: True or False per element, with no gradient."""

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


class IsInf(Op):
    """Where an element, or a part of a complex one, is infinite."""

    doc = OpDoc("∞?", r"y = [|x| = \infty]", "x[..] -> y[..]", "Where an element is infinite.", "何处为无穷大。")

    @staticmethod
    def forward(xp, x):
        return xp.isinf(x), ()


class IsPosInf(Op):
    """Where an element is inf."""

    doc = OpDoc("+∞?", r"y = [x = \infty]", "x[..] -> y[..]", "Where an element is +∞.", "何处为正无穷大。")

    @staticmethod
    def forward(xp, x):
        return x == xp.inf, ()


class IsNegInf(Op):
    """Where an element is -inf."""

    doc = OpDoc("−∞?", r"y = [x = -\infty]", "x[..] -> y[..]", "Where an element is −∞.", "何处为负无穷大。")

    @staticmethod
    def forward(xp, x):
        return x == -xp.inf, ()


class IsReal(Op):
    """Where the imaginary part is 0: everywhere, for real numbers."""

    doc = OpDoc("real?", r"y = [\operatorname{Im} x = 0]", "x[..] -> y[..]", "Where a number is real.", "何处为实数。")

    @staticmethod
    def forward(xp, x):
        return xp.imag(x) == 0 if x.dtype.kind == "c" else xp.ones(x.shape, dtype=bool), ()


class SignBit(Op):
    """Where the sign is minus; -0.0 and some nan have it too."""

    doc = OpDoc("−?", r"y = [x < 0]", "x[..] -> y[..]", "Where the sign is minus.", "何处带负号。")

    @staticmethod
    def forward(xp, x):
        return xp.signbit(x) if x.dtype.kind == "f" else x < 0, ()
