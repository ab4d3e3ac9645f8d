"""Layer norm, a row at a time: what is read again is still in the first cache."""

from __future__ import annotations

from math import prod

import numpy as np

from autograd_lab.backend.loops import prange, summing_loop
from autograd_lab.kernels.loops.moments import moments, suits
from autograd_lab.kernels.normalization import rows_of
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.normalization import LayerNorm

PART = 32  # rows, whose gradients of weight and bias are summed in single precision
ZERO = np.float32(0)


@summing_loop
def layer_norm_into(x, mean, scale, w, b, y):
    for k in prange(len(x)):
        centre, factor = np.float32(mean[k]), np.float32(scale[k])
        for i in range(x.shape[1]):
            y[k, i] = (x[k, i] - centre) * factor * w[i] + b[i]


@summing_loop
def layer_norm_back_into(gy, x, mean, scale, w, gx, gw, gb):
    """gw, gb (R / PART, n), which were 0: a row for each part."""
    n = x.shape[1]
    for part in prange(len(gw)):
        for k in range(part * PART, min(part * PART + PART, len(x))):
            centre, factor = np.float32(mean[k]), np.float32(scale[k])
            along = flat = ZERO
            for i in range(n):
                along += gy[k, i] * w[i] * (x[k, i] - centre)
                flat += gy[k, i] * w[i]
            for i in range(n):
                gw[part, i] += gy[k, i] * ((x[k, i] - centre) * factor)
                gb[part, i] += gy[k, i]
            level, bent = flat / np.float32(n), along * factor * factor / np.float32(n)
            for i in range(n):
                gx[k, i] = (gy[k, i] * w[i] - level - (x[k, i] - centre) * bent) * factor


def spread(x, n, eps):
    """x as rows of n numbers; mean and 1 / spread of each."""
    rows = x.reshape(-1, n)
    mean, var = moments(rows, np.arange(len(rows))[:, None])
    return rows, mean, 1 / np.sqrt(var + eps)


def line(v, n, instead):
    """n weights or biases, or as many of what stands for none."""
    return np.full(n, instead, np.float32) if v is None else v.reshape(n)


@forward(LayerNorm, loops=True)
def layer_norm(x, w=None, b=None, *, view, affine, axes, eps):
    """0.2 of the time of NumPy's kernel for 1024 rows of 128, 0.12 with two threads."""
    if not suits(x, w, b) or not rows_of(view, affine, axes):
        return None
    n, y = prod(view[axes[0] :]), np.empty_like(x)
    rows, mean, scale = spread(x, n, eps)
    layer_norm_into(rows, mean, scale, line(w, n, 1), line(b, n, 0), y.reshape(-1, n))
    return y, (x, w, None if b is None else b.shape)


@backward(LayerNorm, loops=True)
def layer_norm_back(gy, needs, x, w, b_shape, *, view, affine, axes, eps):
    """0.2 of the time of NumPy's kernel for 1024 rows of 128, 0.12 with two threads."""
    if not suits(x, gy, w) or not rows_of(view, affine, axes):
        return None
    n, gx = prod(view[axes[0] :]), np.empty_like(x)
    rows, mean, scale = spread(x, n, eps)
    gw, gb = np.zeros((2, -(-len(rows) // PART), n), x.dtype)
    layer_norm_back_into(gy.reshape(-1, n), rows, mean, scale, line(w, n, 1), gx.reshape(-1, n), gw, gb)
    gw, gb = (g.sum(axis=0, dtype=float).astype(x.dtype) for g in (gw, gb))
    gw, gb = gw.reshape(w.shape) if needs[1] else None, gb.reshape(b_shape) if needs[2] else None
    return gx if needs[0] else None, gw, gb
