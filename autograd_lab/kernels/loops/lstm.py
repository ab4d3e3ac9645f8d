"""An LSTM over sequences of one length: eight of them go through all times together, without waiting for the others.

What x_t and h_(t-1) give to the gates is one product, of weights that lie in the cache in the order in which they are
read. The gates are made while it is there, and so are the gradients on the way back.
"""

from __future__ import annotations

import numpy as np

from autograd_lab.backend.lanes import width
from autograd_lab.backend.loops import exact_loop, prange
from autograd_lab.kernels.loops.few_rows import ROWS, multiply, panels
from autograd_lab.kernels.loops.functions import sigmoid, tanh
from autograd_lab.kernels.lstm import one_length
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.lstm import Lstm
from autograd_lab.ops.summation import add_up

ONE = np.float32(1)


@exact_loop  # else one product of f c + i g would go unrounded, and which one depends on the number of threads
def through_time(gates, x, w, bias, h0, c0, y, c, seen, sums, step):
    """``seen``: of each block of eight sequences x_t and h_(t-1), ``sums``: what they give to the four gates."""
    (size, units), inputs, wide = c0.shape, x.shape[1], sums.shape[2] // 4
    for block in prange(seen.shape[0]):
        first, xh, z = block * ROWS, seen[block], sums[block]
        rows = min(ROWS, size - first)
        for b in range(rows):
            for k in range(units):
                xh[b, inputs + k] = h0[first + b, k]
        for start in range(first, x.shape[0], size):
            for b in range(rows):
                for k in range(inputs):
                    xh[b, k] = x[start + b, k]
            multiply(xh, w, z, step)
            for b in range(rows):
                n = start + b
                old, new, own, out, h = c[n - size] if n >= size else c0[n], c[n], gates[n], y[n], xh[b, inputs:]
                zi, zf, zg, zo = z[b, :wide], z[b, wide : 2 * wide], z[b, 2 * wide : 3 * wide], z[b, 3 * wide :]
                for k in range(units):
                    i = sigmoid(zi[k] + bias[k])
                    f = sigmoid(zf[k] + bias[k + units])
                    g = tanh(zg[k] + bias[k + 2 * units])
                    o = sigmoid(zo[k] + bias[k + 3 * units])
                    cell = f * old[k] + i * g
                    own[k], own[k + units], own[k + 2 * units], own[k + 3 * units] = i, f, g, o
                    shown = o * tanh(cell)
                    new[k], out[k], h[k] = cell, shown, shown


@exact_loop
def back_through_time(gates, w, c0, c, gy, gz, gcell, gx, sums, step):
    """``gz`` become the gradients of the gates before σ and tanh, ``gcell`` of the first cells. ``sums``: what each
    block's gz give to h_(t-1) and x_t, in the end to the first states."""
    (size, units), inputs = c0.shape, gx.shape[1]
    beside = (units + step - 1) // step * step
    for block in prange(sums.shape[0]):
        first, s = block * ROWS, sums[block]
        rows = min(ROWS, size - first)
        for start in range(gates.shape[0] - size + first, -1, -size):
            given = gz[start : start + ROWS]  # beyond a smaller block's own rows are others: their sums are not used
            for b in range(rows):
                n = start + b
                old, new, own, out = c[n - size] if n >= size else c0[n], c[n], gates[n], given[b]
                at_y, at_h, later = gy[n], s[b], gcell[first + b]
                gi, gf, gg, go = out[:units], out[units : 2 * units], out[2 * units : 3 * units], out[3 * units :]
                for k in range(units):
                    i, f, g, o = own[k], own[k + units], own[k + 2 * units], own[k + 3 * units]
                    shown, moved = tanh(new[k]), at_h[k] + at_y[k]
                    kept = later[k] + moved * o * (ONE - shown * shown)
                    gi[k] = kept * g * i * (ONE - i)
                    gf[k] = kept * old[k] * f * (ONE - f)
                    gg[k] = kept * i * (ONE - g * g)
                    go[k] = moved * shown * o * (ONE - o)
                    later[k] = kept * f
            multiply(given, w, s, step)
            for b in range(rows):
                for k in range(inputs):
                    gx[start + b, k] = s[b, beside + k]


@forward(Lstm, loops=True)
def lstm(x, w_ih, w_hh, b_ih, b_hh, h0, c0, w_hr=None, *, sizes):
    """0.55 of the time of NumPy's kernel for 32 sequences of 32 times, 128 hidden units."""
    given = [a for a in (x, w_ih, w_hh, b_ih, b_hh, h0, c0) if a is not None]
    if w_hr is not None or not one_length(sizes) or any(a.dtype.char != "f" for a in given):
        return None
    units, blocks = c0.shape[1], -(-sizes[0] // ROWS)
    w = panels(np.concatenate((w_ih, w_hh), 1).reshape(4, units, -1))
    bias = sum((b for b in (b_ih, b_hh) if b is not None), np.zeros(4 * units, x.dtype))
    y, c, gates = (np.empty((len(x), n), x.dtype) for n in (units, units, 4 * units))
    seen, sums = np.zeros((blocks, ROWS, w.shape[1]), x.dtype), np.empty((blocks, ROWS, w[:, 0].size), x.dtype)
    first = np.ascontiguousarray(h0), np.ascontiguousarray(c0)
    through_time(gates, np.ascontiguousarray(x), w, bias, *first, y, c, seen, sums, width())
    return (y, c, gates), (x, w_ih, w_hh, h0, c0, w_hr, y, c, gates)


@backward(Lstm, loops=True)
def lstm_back(gys, needs, x, w_ih, w_hh, h0, c0, w_hr, y, c, gates, *, sizes):
    """0.65 of the time of NumPy's kernel."""
    gy, gc, ggates = gys
    if gy is None or gc is not None or ggates is not None or w_hr is not None or not one_length(sizes):
        return None
    if gy.dtype.char != "f" or gates.dtype.char != "f":
        return None
    (size, units), blocks, inputs = c0.shape, -(-sizes[0] // ROWS), x.shape[1]
    w = panels(w_hh.T[None])
    if needs[0]:
        w = np.concatenate((w, panels(w_ih.T[None])))
    gz, gcell = np.zeros((len(x) + ROWS, 4 * units), x.dtype), np.zeros(c0.shape, x.dtype)
    gx = np.empty((len(x), inputs if needs[0] else 0), x.dtype)
    sums = np.zeros((blocks, ROWS, w[:, 0].size), x.dtype)
    given = np.ascontiguousarray(c0), c, np.ascontiguousarray(gy)
    back_through_time(gates, w, *given, gz, gcell, gx, sums, width())
    gz, gh = gz[: len(x)], np.ascontiguousarray(sums.reshape(blocks * ROWS, -1)[:size, :units])
    gw = [None, None]
    if needs[1] or needs[2]:  # one product is faster than two
        gw = gz.T @ np.concatenate((x, np.concatenate((h0, y[:-size]))), 1)
        gw = [np.ascontiguousarray(part) for part in np.split(gw, [inputs], axis=1)]
    gb = add_up(np, gz, axis=0)
    return [gx if needs[0] else None, *gw, *(gb if need else None for need in needs[3:5]), gh, gcell, None]
