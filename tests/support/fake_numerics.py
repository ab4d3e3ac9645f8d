"""What CuPy computes otherwise than NumPy and SciPy, seen on a GPU and read in its source, with the host's functions.

Signs of singular and eigenvectors are nobody's promise: here they are always others than the host's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.special

Compute = Callable[..., Any]


def true_divide(a: Any, b: Any, out: Any = None, **how: Any) -> Any:
    """Of complex numbers by way of a reciprocal: an infinite divisor gives nan."""
    if np.result_type(a, b).kind != "c":
        return np.true_divide(a, b, out, **how)
    kind = np.result_type(a, b)
    a, b = np.broadcast_arrays(a, b)
    a, b = a.astype(kind), b.astype(kind)
    scale = 1 / (abs(b.real) + abs(b.imag))
    ar, ai, br, bi = a.real * scale, a.imag * scale, b.real * scale, b.imag * scale
    inverse = 1 / (br * br + bi * bi)
    y = np.empty(a.shape, kind)
    y.real, y.imag = (ar * br + ai * bi) * inverse, (ai * br - ar * bi) * inverse
    if out is None:
        return y[()]
    out[...] = y
    return out


def floor_divide(a: Any, b: Any, *args: Any, **how: Any) -> Any:
    """The rounded quotient rounded down: 1 // 0.1 is 10."""
    if np.result_type(a, b).kind != "f":
        return np.floor_divide(a, b, *args, **how)
    return np.floor(np.true_divide(a, b), *args, **how)


def remainder(a: Any, b: Any, *args: Any, **how: Any) -> Any:
    """By way of the quotient: an infinite divisor gives nan."""
    if np.result_type(a, b).kind != "f":
        return np.remainder(a, b, *args, **how)
    return np.subtract(a, floor_divide(a, b) * b, *args, **how)


def summed_in_float32(x: Any, axis: Any, dtype: Any, out: Any, keepdims: bool) -> Any:
    """Halves are added up in float32, and the sum is rounded."""
    wide = np.float32 if x.dtype.itemsize == 2 and x.dtype.kind in "fV" and dtype == x.dtype else dtype
    y = np.add.reduce(x, axis=axis, dtype=wide, out=out, keepdims=keepdims)
    return y if out is not None or wide is dtype else y.astype(dtype)


def broadcast_to(array: Any, shape: Any) -> Any:
    """May be written to."""
    view = np.broadcast_to(array, shape)
    return np.lib.stride_tricks.as_strided(array, view.shape, view.strides)


def filled(value: Any) -> Any:
    """A single element is filled in, and zeros of either sign by clearing memory."""
    return np.zeros_like(value) if value.dtype.kind in "fc" and value == 0 else value


def svd(a: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    if not compute_uv:
        return np.linalg.svd(a, full_matrices, compute_uv)
    u, s, vh = np.linalg.svd(a, full_matrices)
    k = s.shape[-1]
    u[..., :k], vh[..., :k, :] = -u[..., :k], -vh[..., :k, :]
    return u, s, vh


def eigh(a: Any, UPLO: str = "L") -> Any:
    w, v = np.linalg.eigh(a, UPLO)
    return w, -v


def bessel(name: str) -> Compute:
    """At infinity infinite; the scaled ones are products, nan where one factor overflows."""
    host = getattr(scipy.special, name.removesuffix("e"))

    def compute(x: Any) -> Any:
        y = host(np.asarray(x))
        y = np.where(np.isinf(x), np.sign(x) ** (name[1] == "1") * np.inf, y).astype(y.dtype)
        return np.exp(-abs(np.asarray(x, y.dtype))) * y if name.endswith("e") else y

    return compute


OTHERWISE: dict[str, Compute] = {
    "true_divide": true_divide,
    "divide": true_divide,
    "floor_divide": floor_divide,
    "remainder": remainder,
    "mod": remainder,
    "broadcast_to": broadcast_to,
    "linalg.svd": svd,
    "linalg.eigh": eigh,
    **{f"scipy.special.{name}": bessel(name) for name in ("i0", "i0e", "i1", "i1e")},
}
SYMBOLS = {"truediv": true_divide, "floordiv": floor_divide, "mod": remainder}


def operator(name: str, x: np.ndarray[Any, Any]) -> Compute:
    """``x.__add__`` and its like."""
    symbol = name.strip("_")
    for start in ("", "r", "i"):
        if symbol.startswith(start) and (compute := SYMBOLS.get(symbol[len(start) :])):
            if start == "r":
                return lambda other: compute(other, x)
            return (lambda other: compute(x, other, out=x)) if start else (lambda other: compute(x, other))
    return getattr(x, name)
