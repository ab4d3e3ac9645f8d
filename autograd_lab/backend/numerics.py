"""Functions that CuPy computes otherwise than NumPy and SciPy, brought to the same numbers."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np

from autograd_lab.backend.scipy import special


def remainder(xp: Any, a: Any, b: Any) -> Any:
    """What is left of a after whole b's, with the sign of b. CuPy multiplies a rounded quotient by b again, which
    loses digits, and gives nan for an infinite b."""
    if xp is np or xp.result_type(a, b).kind != "f":
        return xp.remainder(a, b)
    left = xp.fmod(a, b)
    return xp.where((left != 0) & ((left < 0) != (b < 0)), left + b, left)


def floor_divide(xp: Any, a: Any, b: Any) -> Any:
    """The exact quotient rounded down, of floats as in Python: 1 // 0.1 is 9. CuPy rounds the quotient twice."""
    if xp is np or xp.result_type(a, b).kind != "f":
        return xp.floor_divide(a, b)
    quotient = xp.true_divide(a, b)
    if not hasattr(b, "dtype") and b == 0:
        return quotient
    left = xp.fmod(a, b)
    whole = xp.rint((a - left) / b) - ((left != 0) & ((left < 0) != (b < 0)))
    whole = xp.where(whole == 0, xp.copysign(whole, quotient), whole)
    return xp.where(b == 0, quotient, whole) if hasattr(b, "dtype") else whole


# -- modified Bessel functions -----------------------------------------------------------------------------------------


def bessel_i(xp: Any, x: Any, order: int) -> Any:
    """I0 or I1; nan at infinity, as SciPy and PyTorch have it."""
    y = getattr(special(xp), f"i{order}")(x)
    return y if xp is np else xp.where(xp.isinf(x), y.dtype.type(np.nan), y)


def bessel_ie(xp: Any, x: Any, order: int) -> Any:
    """I0 or I1 times e^-|x|. CuPy multiplies the two, so large x become nan; there the series for large x (DLMF
    10.40.1) has all digits."""
    scaled = getattr(special(xp), f"i{order}e")
    if xp is np:
        return scaled(x)
    far = abs(x) > (500 if x.dtype == np.float64 else 50)
    z = xp.where(far, abs(x), x.dtype.type(500))
    term, series = 1.0, xp.ones_like(z)
    inverse = 1 / z
    power = inverse
    for k in range(1, 9):
        term *= ((2 * k - 1) ** 2 - 4 * order) / (8 * k)
        series = series + term * power
        power = power * inverse
    series = series / xp.sqrt(2 * pi * z)
    near = scaled(xp.where(far, x.dtype.type(0), x))
    return xp.where(far, xp.sign(x) * series if order else series, near)
