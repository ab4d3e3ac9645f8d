"""The Airy function Ai: a wave on the left of 0 and a decay on the right of it. Source: DLMF, chapter 9."""

from __future__ import annotations

from math import gamma, pi, sqrt

from autograd_lab.ops.base import Op, OpDoc

# Ai(0) and -Ai'(0) (DLMF 9.2.3).
AT_0, SLOPE_0 = 3 ** (-2 / 3) / gamma(2 / 3), 3 ** (-1 / 3) / gamma(1 / 3)
LEFT, RIGHT = -8.0, 1.0  # between these the power series is exact enough
STEP, STEPS = 0.1, 64  # of the trapezoidal rule


class AiryAi(Op):
    """The solution of y'' = x y that dies out for large x."""

    doc = OpDoc("Ai", r"y'' = x\, y", "x[..] -> y[..]", "The Airy function of the first kind.", "第一类艾里函数。")

    @staticmethod
    def forward(xp, x):
        wide = x.astype(xp.float64)
        # Every way is gone with arguments where it is right, and the answers are put together.
        y = xp.where(wide > RIGHT, decay(xp, xp.maximum(wide, RIGHT)), series(xp, xp.clip(wide, LEFT, RIGHT)))
        y = xp.where(wide < LEFT, wave(xp, xp.maximum(-wide, -LEFT)), y)
        return xp.where(xp.isinf(wide), xp.nan, y).astype(x.dtype), ()


def series(xp, x):
    """The power series around 0 (DLMF 9.4.1): two solutions, one even under x³, and one times x."""
    cube = x * x * x
    even, odd = xp.ones_like(x), x.copy()
    y = AT_0 * even - SLOPE_0 * odd
    for k in range(1, 40):
        even = even * cube / ((3 * k - 1) * (3 * k))
        odd = odd * cube / ((3 * k) * (3 * k + 1))
        y = y + (AT_0 * even - SLOPE_0 * odd)
    return y


def decay(xp, x):
    """e^-ζ/π ∫ e^(-√x t²) cos(t³/3) dt from 0, with ζ = 2/3 x^(3/2): the path of steepest descent (DLMF 9.5.8).

    The trapezoidal rule is as good as exact for such a function. The nodes shrink with x as the hill does.
    """
    root = xp.sqrt(x)
    scale = 1 / xp.sqrt(root)
    total = 0.5 * xp.ones_like(x)
    for k in range(1, STEPS):
        s = k * STEP
        t = s * scale
        total = total + xp.cos(t * t * t / 3) * xp.exp(xp.full_like(x, -s * s))
    return xp.exp(-2 / 3 * x * root) / pi * (STEP * scale * total)


def wave(xp, x):
    """Ai(-x) for large x (DLMF 9.7.9): a wave whose amplitude and phase are series in 1/ζ, ζ = 2/3 x^(3/2)."""
    zeta = 2 / 3 * x * xp.sqrt(x)
    u, power = 1.0, xp.ones_like(x)
    parts = [xp.zeros_like(x), xp.zeros_like(x)]
    for k in range(12):
        parts[k % 2] = parts[k % 2] + (-1) ** (k // 2) * u * power
        u *= (6 * k + 5) * (6 * k + 3) * (6 * k + 1) / (216 * (k + 1) * (2 * k + 1))
        power = power / zeta
    angle = zeta - pi / 4
    return (xp.cos(angle) * parts[0] + xp.sin(angle) * parts[1]) / (sqrt(pi) * xp.sqrt(xp.sqrt(x)))
