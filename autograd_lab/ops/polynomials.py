"""Orthogonal polynomials of degree n at x, both tensors; the degree is cut to a whole number, and below 0 gives 0.

Each family is a three-term recurrence: p₀ = 1, p₁, and pₖ₊₁ from pₖ and pₖ₋₁. Source: DLMF, section 18.9.
PyTorch has no gradients of them, so there are none here.
"""

from __future__ import annotations

from typing import Any

from autograd_lab.ops.base import Op, OpDoc

DEGREE = "x[..], n[..] -> y[..]"


class Recurrence:
    """What the families share. The caller says the highest degree, ``top``, so that nothing is read from a GPU here."""

    @staticmethod
    def first(x: Any) -> Any:
        """p₁(x)."""

    @staticmethod
    def step(x: Any, now: Any, before: Any, k: int) -> Any:
        """pₖ₊₁(x) from pₖ(x) and pₖ₋₁(x)."""

    @classmethod
    def forward(cls, xp, x, n, *, top):
        return cls.climb(xp, *together(xp, x, n), top), ()

    @classmethod
    def climb(cls, xp, x, n, top):
        """pₙ(x): all elements climb together, and each keeps its value where its own degree is reached."""
        before, now = xp.ones_like(x), cls.first(x)
        y = xp.where(n < 0, 0, xp.where(n == 0, before, now))
        for k in range(1, top):
            before, now = now, cls.step(x, now, before, k)
            y = xp.where(n > k, now, y)
        return y

    @staticmethod
    def short(x):
        """Where a closed form spares the climb beyond the degree ``longest``."""
        return x != x


def together(xp, x, n):
    """x and the degree in one dtype and shape; one of them may be a Python number."""
    dtype = xp.result_type(x, n)
    x, n = xp.broadcast_arrays(*(v if hasattr(v, "dtype") else xp.full((), v, dtype=dtype) for v in (x, n)))
    return x, degrees(xp, n)


def degrees(xp, n):
    """n without its decimals; what is no int64 is no degree."""
    return xp.where(abs(n) < 2.0**63, xp.trunc(n), -1)


class Chebyshev(Recurrence):
    """The four kinds: one step, different beginnings.

    With x = cos θ they are quotients of sines and cosines: between -1 and 1 that is shorter for high degrees.
    """

    longest = 8

    @staticmethod
    def closed(xp: Any, angle: Any, n: Any) -> Any:
        """pₙ(cos angle)."""

    @staticmethod
    def step(x, now, before, k):
        return 2 * x * now - before

    @staticmethod
    def short(x):
        return abs(x) < 1

    @classmethod
    def forward(cls, xp, x, n, *, top):
        x, n = together(xp, x, n)
        closed = cls.closed(xp, xp.arccos(xp.where(abs(x) < 1, x, 0)), n)
        return xp.where((abs(x) < 1) & (n > cls.longest), closed, cls.climb(xp, x, n, top)), ()


class Shifted:
    """Mixed into a kind: the same polynomial at 2x - 1, at home between 0 and 1."""

    @classmethod
    def forward(cls, xp, x, n, *, top):
        return super().forward(xp, 2 * x - 1, n, top=top)  # type: ignore[misc]

    @staticmethod
    def short(x):
        return abs(2 * x - 1) < 1


class ChebyshevT(Chebyshev, Op):
    """The first kind: Tₙ(cos θ) = cos nθ."""

    doc = OpDoc("Tₙ", r"y = \cos(n \arccos x)", DEGREE, "Chebyshev polynomial, first kind.", "第一类切比雪夫多项式。")

    @staticmethod
    def first(x):
        return x

    @staticmethod
    def closed(xp, angle, n):
        return xp.cos(n * angle)


class ChebyshevU(Chebyshev, Op):
    """The second kind: Uₙ(cos θ) = sin (n + 1)θ / sin θ."""

    doc = OpDoc(
        "Uₙ",
        r"y = \frac{\sin (n + 1) \theta}{\sin \theta},\ \theta = \arccos x",
        DEGREE,
        "Chebyshev polynomial, second kind.",
        "第二类切比雪夫多项式。",
    )

    @staticmethod
    def first(x):
        return 2 * x

    @staticmethod
    def closed(xp, angle, n):
        return xp.sin((n + 1) * angle) / xp.sin(angle)


class ChebyshevV(Chebyshev, Op):
    """The third kind: Vₙ(cos θ) = cos (n + ½)θ / cos ½θ."""

    doc = OpDoc(
        "Vₙ",
        r"y = \frac{\cos (n + 1/2) \theta}{\cos \theta / 2},\ \theta = \arccos x",
        DEGREE,
        "Chebyshev polynomial, third kind.",
        "第三类切比雪夫多项式。",
    )

    @staticmethod
    def first(x):
        return 2 * x - 1

    @staticmethod
    def closed(xp, angle, n):
        return xp.cos((n + 0.5) * angle) / xp.cos(0.5 * angle)


class ChebyshevW(Chebyshev, Op):
    """The fourth kind: Wₙ(cos θ) = sin (n + ½)θ / sin ½θ."""

    doc = OpDoc(
        "Wₙ",
        r"y = \frac{\sin (n + 1/2) \theta}{\sin \theta / 2},\ \theta = \arccos x",
        DEGREE,
        "Chebyshev polynomial, fourth kind.",
        "第四类切比雪夫多项式。",
    )

    @staticmethod
    def first(x):
        return 2 * x + 1

    @staticmethod
    def closed(xp, angle, n):
        return xp.sin((n + 0.5) * angle) / xp.sin(0.5 * angle)


class ShiftedChebyshevT(Shifted, ChebyshevT):
    """The first kind at 2x - 1."""

    doc = OpDoc("T*ₙ", r"y = T_n(2x - 1)", DEGREE, "Shifted polynomial Tₙ.", "移位的第一类切比雪夫多项式。")


class ShiftedChebyshevU(Shifted, ChebyshevU):
    """The second kind at 2x - 1."""

    doc = OpDoc("U*ₙ", r"y = U_n(2x - 1)", DEGREE, "Shifted polynomial Uₙ.", "移位的第二类切比雪夫多项式。")


class ShiftedChebyshevV(Shifted, ChebyshevV):
    """The third kind at 2x - 1."""

    doc = OpDoc("V*ₙ", r"y = V_n(2x - 1)", DEGREE, "Shifted polynomial Vₙ.", "移位的第三类切比雪夫多项式。")


class ShiftedChebyshevW(Shifted, ChebyshevW):
    """The fourth kind at 2x - 1."""

    doc = OpDoc("W*ₙ", r"y = W_n(2x - 1)", DEGREE, "Shifted polynomial Wₙ.", "移位的第四类切比雪夫多项式。")


class Hermite(Recurrence):
    """Both conventions. Their coefficients grow like factorials: past a highest degree the answer is nan."""

    @classmethod
    def forward(cls, xp, x, n, *, top):
        x, n = together(xp, x, n)
        highest = 128 if x.dtype.itemsize == 4 else 512
        y = cls.climb(xp, x, n, min(top, highest))
        return xp.where(n > highest, xp.nan, y).astype(x.dtype), ()


class HermiteH(Hermite, Op):
    """The physicist's: orthogonal under e^(-x²)."""

    doc = OpDoc("Hₙ", r"y = H_n(x)", DEGREE, "Hermite polynomial, physicist's.", "物理学约定的埃尔米特多项式。")

    @staticmethod
    def first(x):
        return 2 * x

    @staticmethod
    def step(x, now, before, k):
        return 2 * x * now - 2 * k * before


class HermiteHe(Hermite, Op):
    """The probabilist's: orthogonal under the normal distribution."""

    doc = OpDoc("Heₙ", r"y = He_n(x)", DEGREE, "Hermite polynomial, probabilist's.", "概率论约定的埃尔米特多项式。")

    @staticmethod
    def first(x):
        return x

    @staticmethod
    def step(x, now, before, k):
        return x * now - k * before


class LaguerreL(Recurrence, Op):
    """Orthogonal under e^-x for x >= 0."""

    doc = OpDoc("Lₙ", r"y = L_n(x)", DEGREE, "Laguerre polynomial.", "拉盖尔多项式。")

    @staticmethod
    def first(x):
        return 1 - x

    @staticmethod
    def step(x, now, before, k):
        return ((2 * k + 1 - x) * now - k * before) / (k + 1)


class LegendreP(Recurrence, Op):
    """Orthogonal on [-1, 1] without a weight."""

    doc = OpDoc("Pₙ", r"y = P_n(x)", DEGREE, "Legendre polynomial.", "勒让德多项式。")

    @staticmethod
    def first(x):
        return x

    @staticmethod
    def step(x, now, before, k):
        return ((2 * k + 1) * x * now - k * before) / (k + 1)
