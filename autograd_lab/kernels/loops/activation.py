"""ReLU and other functions of single numbers, whose NumPy rules make several passes, or one on one thread.

Where a rule has no exponential its loop is exact, with the bits of NumPy's.
"""

from __future__ import annotations

import numpy as np

from autograd_lab.backend.loops import exact_loop, loop, prange
from autograd_lab.kernels.loops.functions import sigmoid
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.activation import Relu, Sigmoid, Tanh
from autograd_lab.ops.gated import Silu
from autograd_lab.ops.rectifier import LeakyRelu

FEW = 2**13  # numbers; of fewer NumPy is as fast
MANY = 2**17  # of fewer, a step of ReLU or tanh gains 50 µs at most: numba would pay for its import after 10 000
ZERO, ONE = np.float32(0), np.float32(1)


@exact_loop
def relu_into(x, y):
    for i in prange(x.size):
        y[i] = ZERO if x[i] <= ZERO else x[i]  # nan stays


@exact_loop
def relu_back_into(gy, y, gx):
    for i in prange(gy.size):
        gx[i] = ZERO if y[i] == ZERO else gy[i]


@exact_loop
def leaky_relu_into(x, slope, y):
    for i in prange(x.size):
        y[i] = x[i] * (slope if x[i] < ZERO else ONE)


@exact_loop
def leaky_relu_back_into(gy, x, slope, gx):
    for i in prange(gy.size):
        gx[i] = gy[i] if x[i] > ZERO else gy[i] * slope


@loop
def sigmoid_into(x, y):
    for i in prange(x.size):
        y[i] = sigmoid(x[i])


@exact_loop
def sigmoid_back_into(gy, y, gx):
    for i in prange(gy.size):
        gx[i] = gy[i] * (y[i] * (ONE - y[i]))


@exact_loop
def tanh_back_into(gy, y, gx):
    for i in prange(gy.size):
        gx[i] = gy[i] * (ONE - y[i] * y[i])


@loop
def silu_into(x, y):
    for i in prange(x.size):
        y[i] = x[i] * sigmoid(x[i])


@loop
def silu_back_into(gy, x, gx):
    for i in prange(gy.size):
        s = sigmoid(x[i])
        gx[i] = gy[i] * (s * (ONE + x[i] * (ONE - s)))


def applied(into, *arrays, numbers=(), fusible=False):
    """What ``into`` makes of each place of the arrays; None unless they are single precision in one piece. Where it is
    ``fusible``, a stand-in that ``lab.compile`` sends to see the steps is left to the rule, which has the same bits."""
    if fusible and type(arrays[0]) is not np.ndarray:
        return None
    if not all(a.dtype.char == "f" and a.flags.c_contiguous for a in arrays):
        return None
    y = np.empty_like(arrays[0])
    into(*(a.reshape(-1) for a in arrays), *map(np.float32, numbers), y.reshape(-1))
    return y


@forward(Relu, loops=True, few=MANY)
def relu(x):
    """0.9 of NumPy's time, 0.5 with two threads."""
    y = applied(relu_into, x, fusible=True)
    return None if y is None else (y, (y,))


@backward(Relu, loops=True, few=MANY)
def relu_back(gy, needs, y):
    """0.6 of NumPy's time, 0.3 with two threads."""
    gx = applied(relu_back_into, gy, y, fusible=True)
    return None if gx is None else (gx,)


@forward(LeakyRelu, loops=True, few=FEW)
def leaky_relu(x, *, slope):
    """0.25 of NumPy's time."""
    y = applied(leaky_relu_into, x, numbers=[slope])
    return None if y is None else (y, (x,))


@backward(LeakyRelu, loops=True, few=FEW)
def leaky_relu_back(gy, needs, x, *, slope):
    """0.3 of NumPy's time."""
    gx = applied(leaky_relu_back_into, gy, x, numbers=[slope])
    return None if gx is None else (gx,)


@forward(Sigmoid, loops=True, few=FEW)
def sigmoids(x):
    """0.4 of NumPy's time, 0.2 with two threads."""
    y = applied(sigmoid_into, x)
    return None if y is None else (y, (y,))


@backward(Sigmoid, loops=True, few=FEW)
def sigmoids_back(gy, needs, y):
    """0.5 of NumPy's time, 0.25 with two threads."""
    gx = applied(sigmoid_back_into, gy, y, fusible=True)
    return None if gx is None else (gx,)


@backward(Tanh, loops=True, few=MANY)
def tanh_back(gy, needs, y):
    """0.45 of NumPy's time, 0.25 with two threads. Forward, NumPy's is faster than a loop."""
    gx = applied(tanh_back_into, gy, y, fusible=True)
    return None if gx is None else (gx,)


@forward(Silu, loops=True, few=FEW)
def silu(x):
    """0.3 of NumPy's time, 0.15 with two threads."""
    y = applied(silu_into, x)
    return None if y is None else (y, (x,))


@backward(Silu, loops=True, few=FEW)
def silu_back(gy, needs, x):
    """0.25 of NumPy's time, 0.15 with two threads."""
    gx = applied(silu_back_into, gy, x)
    return None if gx is None else (gx,)
