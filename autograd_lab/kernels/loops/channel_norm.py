"""Batch norm, group norm and instance norm: groups of planes, each with weight and bias of its channel."""

from __future__ import annotations

from math import prod

import numpy as np

from autograd_lab.backend.loops import prange, summing_loop
from autograd_lab.kernels.loops.moments import by_channel, moments, planes, suits
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.normalization import BatchNorm, GroupNorm, InstanceNorm

SHORT = 16  # numbers in a plane: of fewer NumPy is as fast


@summing_loop
def norm_into(x, groups, mean, scale, w, b, y):
    """x, y (P, S); groups (G, K) of planes, the p-th of which belongs to channel p modulo C; w, b (C)."""
    for g in prange(len(groups)):
        centre = np.float32(mean[g])
        for p in groups[g]:
            factor, shift = np.float32(scale[g] * w[p % len(w)]), b[p % len(b)]
            for i in range(x.shape[1]):
                y[p, i] = (x[p, i] - centre) * factor + shift


@summing_loop
def norm_back_into(gy, x, groups, mean, scale, w, gx, gw, gb):
    """gw, gb (P) in double: what each plane adds to them."""
    n = groups.shape[1] * x.shape[1]
    for g in prange(len(groups)):
        centre, along, flat = np.float32(mean[g]), 0.0, 0.0
        for p in groups[g]:
            products = sums = 0.0
            for i in range(x.shape[1]):
                products += np.float64(gy[p, i] * (x[p, i] - centre))
                sums += np.float64(gy[p, i])
            gw[p], gb[p] = products * scale[g], sums
            along += w[p % len(w)] * gw[p]
            flat += w[p % len(w)] * sums
        bent, level = np.float32(along * scale[g] * scale[g] / n), np.float32(flat * scale[g] / n)
        for p in groups[g]:
            factor = np.float32(scale[g] * w[p % len(w)])
            for i in range(x.shape[1]):
                gx[p, i] = gy[p, i] * factor - level - (x[p, i] - centre) * bent


def groups_of(shape, view, affine, axes):
    """(G, K): the planes that are normalised together; None unless channels have weights and planes are whole."""
    samples, channels, *size = shape
    if prod(affine) != channels or prod(size) < SHORT:
        return None
    if axes == (0, *range(2, len(view))):
        return by_channel(samples, channels)
    return np.arange(samples * channels).reshape(samples * prod(view[1 : axes[0]]), -1)


def prepared(x, w, eps, view, affine, axes):
    """Planes, groups, mean and 1 / spread of each, weights; None for what is left to the reference."""
    groups = groups_of(x.shape, view, affine, axes) if x.ndim > 2 else None
    if groups is None or not (w is None or np.isfinite(w).all()):  # inf - inf in another order
        return None
    rows = planes(x)
    mean, var = moments(rows, groups)
    return rows, groups, mean, 1 / np.sqrt(var + eps), np.ones(x.shape[1], x.dtype) if w is None else w


@forward(BatchNorm, loops=True)
@forward(GroupNorm, loops=True)
@forward(InstanceNorm, loops=True)
def norm(x, w=None, b=None, *, view, affine, axes, eps):
    """0.35 of the time of NumPy's kernel for the channels of 32 images of 32 x 32, 0.2 with two threads."""
    found = prepared(x, w, eps, view, affine, axes) if suits(x, w, b) else None
    if found is None:
        return None
    y = np.empty_like(x)
    norm_into(*found, np.zeros(x.shape[1], x.dtype) if b is None else b, planes(y))
    return y, (x, w, None if b is None else b.shape)


@backward(BatchNorm, loops=True)
@backward(GroupNorm, loops=True)
@backward(InstanceNorm, loops=True)
def norm_back(gy, needs, x, w, b_shape, *, view, affine, axes, eps):
    """0.3 of the time of NumPy's kernel for the channels of 32 images of 32 x 32, 0.16 with two threads."""
    found = prepared(x, w, eps, view, affine, axes) if suits(x, gy, w) else None
    if found is None:
        return None
    gx, (gw, gb) = np.empty_like(x), np.empty((2, *x.shape[:2]))
    norm_back_into(planes(gy), *found, planes(gx), gw.reshape(-1), gb.reshape(-1))
    gw, gb = (g.sum(axis=0).astype(x.dtype) for g in (gw, gb))
    return gx if needs[0] else None, gw if needs[1] else None, gb if needs[2] else None
