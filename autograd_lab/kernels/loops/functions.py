"""Exponentials of single precision, eight or sixteen at a time; the C library's, which numba knows, go one by one."""

from __future__ import annotations

import numpy as np

from autograd_lab.backend.loops import inline

ONE, TWO = np.float32(1), np.float32(2)
LOG2_E = np.float32(1.44269504)
LN2_HIGH, LN2_LOW = np.float32(0.693359375), np.float32(-2.12194440e-4)  # ln 2 in two parts, the first with few digits
TO_WHOLE = np.float32(3 * 2**22)  # added to a number below 2^22, it rounds it to a whole one, in its last bits
LOWEST, HIGHEST = np.float32(-87.3), np.float32(88.0)  # beyond, e^x is below the normal numbers, or near the largest
ZERO = np.float32(0)
# (e^r - 1 - r) / r² for |r| < ln(2) / 2. Source: Cephes library, expf (Moshier 1989).
E2, E3, E4 = np.float32(0.50000001201), np.float32(0.16666665459), np.float32(4.1665795894e-2)
E5, E6, E7 = np.float32(8.3334519073e-3), np.float32(1.3981999507e-3), np.float32(1.9875691500e-4)
# (tanh x - x) / x³ for |x| < 0.625. Source: Cephes library, tanhf.
T3, T5, T7 = np.float32(-3.33332819422e-1), np.float32(1.33314422036e-1), np.float32(-5.37397155531e-2)
T9, T11 = np.float32(2.06390887954e-2), np.float32(-5.70498872745e-3)
NEAR = np.float32(0.625)


@inline
def power_of_two(whole):
    """2^n, for n + TO_WHOLE."""
    bits = np.float32(whole).view(np.int32)
    return np.int32((bits << 23) + (127 << 23)).view(np.float32)


@inline
def exp(x):
    """e^x for x <= 88, of more e^88; 0 where it is below 1.2e-38. Error at most 1 ulp; of nan it is nan."""
    above = HIGHEST if x > HIGHEST else x
    a = LOWEST if above < LOWEST else above
    whole = a * LOG2_E + TO_WHOLE
    n = whole - TO_WHOLE
    r = a - n * LN2_HIGH - n * LN2_LOW
    y = ((((((E7 * r + E6) * r + E5) * r + E4) * r + E3) * r + E2) * r * r + r + ONE) * power_of_two(whole)
    return ZERO if x < LOWEST else y


@inline
def sigmoid(x):
    """1 / (1 + e^-x), error at most 3 ulp; 0 where it is below the normal numbers."""
    return ZERO if x < -HIGHEST else ONE / (ONE + exp(-x))


@inline
def tanh(x):
    """Error at most 2 ulp."""
    s = x * x
    near = ((((T11 * s + T9) * s + T7) * s + T5) * s + T3) * s * x + x
    far = ONE - TWO / (ONE + exp(x + x))
    return near if abs(x) < NEAR else far
