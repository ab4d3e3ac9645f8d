"""A GRU over sequences of one length, as in lstm.py: eight of them go through all times together."""

from __future__ import annotations

import numpy as np

from autograd_lab.backend.lanes import width
from autograd_lab.backend.loops import loop, prange
from autograd_lab.kernels.loops.few_rows import ROWS, multiply, panels
from autograd_lab.kernels.loops.functions import sigmoid, tanh
from autograd_lab.kernels.lstm import one_length
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.gru import Gru, last_part
from autograd_lab.ops.recurrent import of_weights

ONE = np.float32(1)


@loop
def through_time(gates, x, w_ih, w_hh, b_ih, b_hh, h0, y, seen, states, of_x, of_h, step):
    """``seen`` and ``states``: of each block x_t and h_(t-1), ``of_x`` and ``of_h``: what they give to r, z and n."""
    (size, units), wide = h0.shape, of_x.shape[2] // 3
    for block in prange(seen.shape[0]):
        first, x_now, h_now, zs, us = block * ROWS, seen[block], states[block], of_x[block], of_h[block]
        rows = min(ROWS, size - first)
        for b in range(rows):
            for k in range(units):
                h_now[b, k] = h0[first + b, k]
        for start in range(first, x.shape[0], size):
            for b in range(rows):
                for k in range(x.shape[1]):
                    x_now[b, k] = x[start + b, k]
            multiply(x_now, w_ih, zs, step)
            multiply(h_now, w_hh, us, step)
            for b in range(rows):
                h, own, out = h_now[b], gates[start + b], y[start + b]
                xr, xz, xn = zs[b, :wide], zs[b, wide : 2 * wide], zs[b, 2 * wide :]
                hr, hz, hn = us[b, :wide], us[b, wide : 2 * wide], us[b, 2 * wide :]
                for k in range(units):
                    r = sigmoid(xr[k] + b_ih[k] + hr[k] + b_hh[k])
                    z = sigmoid(xz[k] + b_ih[k + units] + hz[k] + b_hh[k + units])
                    n = tanh(xn[k] + b_ih[k + 2 * units] + r * (hn[k] + b_hh[k + 2 * units]))
                    new = n + z * (h[k] - n)
                    own[k], own[k + units], own[k + 2 * units] = r, z, n
                    out[k], h[k] = new, new


@loop
def back_through_time(gates, w_ih, w_hh, u_n, before, gy, gz, gu, gh, gx, of_x, of_h, step):
    """``gz`` and ``gu`` become the gradients of what x_t and h_(t-1) gave to r, z and n, ``gh`` those of the first
    states. ``of_x`` and ``of_h``: what these give to x_t and h_(t-1)."""
    size, units = gh.shape
    for block in prange(of_h.shape[0]):
        first, to_x, to_h = block * ROWS, of_x[block], of_h[block]
        rows = min(ROWS, size - first)
        for start in range(gates.shape[0] - size + first, -1, -size):
            zs, us = gz[start : start + ROWS], gu[start : start + ROWS]  # as in lstm.py
            for b in range(rows):
                own, old, at_y, at_u, later = (
                    gates[start + b],
                    before[start + b],
                    gy[start + b],
                    u_n[start + b],
                    gh[first + b],
                )
                zr, zz, zn = zs[b, :units], zs[b, units : 2 * units], zs[b, 2 * units :]
                ur, uz, un = us[b, :units], us[b, units : 2 * units], us[b, 2 * units :]
                for k in range(units):
                    r, z, n = own[k], own[k + units], own[k + 2 * units]
                    moved = later[k] + at_y[k]
                    of_n = moved * (ONE - z) * (ONE - n * n)
                    of_z = moved * (old[k] - n) * z * (ONE - z)
                    of_r = of_n * at_u[k] * r * (ONE - r)
                    zr[k], zz[k], zn[k] = of_r, of_z, of_n
                    ur[k], uz[k], un[k] = of_r, of_z, of_n * r
                    later[k] = moved * z
            multiply(us, w_hh, to_h, step)
            for b in range(rows):
                later, more = gh[first + b], to_h[b]
                for k in range(units):
                    later[k] += more[k]
            if gx.shape[1]:
                multiply(zs, w_ih, to_x, step)
                for b in range(rows):
                    for k in range(gx.shape[1]):
                        gx[start + b, k] = to_x[b, k]


@forward(Gru, loops=True)
def gru(x, w_ih, w_hh, b_ih, b_hh, h0, *, sizes):
    """With the way back 0.3 of the reference's time for 32 sequences of 50 times, 64 hidden units."""
    given = [a for a in (x, w_ih, w_hh, b_ih, b_hh, h0) if a is not None]
    if not one_length(sizes) or any(a.dtype.char != "f" for a in given):
        return None
    units, blocks = h0.shape[1], -(-sizes[0] // ROWS)
    of_x, of_h = (panels(w.reshape(3, units, -1)) for w in (w_ih, w_hh))
    biases = [np.zeros(3 * units, x.dtype) if b is None else np.ascontiguousarray(b) for b in (b_ih, b_hh)]
    y, gates = np.empty((len(x), units), x.dtype), np.empty((len(x), 3 * units), x.dtype)
    room = [np.zeros((blocks, ROWS, n), x.dtype) for n in (x.shape[1], units, of_x[:, 0].size, of_h[:, 0].size)]
    given = np.ascontiguousarray(x), of_x, of_h, *biases, np.ascontiguousarray(h0)
    through_time(gates, *given, y, *room, width())
    return (y, gates), (x, w_ih, w_hh, b_hh, h0, y, gates)


@backward(Gru, loops=True)
def gru_back(gys, needs, x, w_ih, w_hh, b_hh, h0, y, gates, *, sizes):
    gy, ggates = gys
    if gy is None or ggates is not None or not one_length(sizes) or gy.dtype.char != "f" or gates.dtype.char != "f":
        return None
    (size, units), blocks = h0.shape, -(-sizes[0] // ROWS)
    before = np.concatenate((h0, y[:-size]))
    u_n = before @ last_part(w_hh).T
    if b_hh is not None:
        u_n += last_part(b_hh)
    of_x, of_h = (panels(w.T[None]) for w in (w_ih, w_hh))
    gz, gu = (np.zeros((len(x) + ROWS, 3 * units), x.dtype) for _ in range(2))
    gh, gx = np.zeros((size, units), x.dtype), np.empty((len(x), x.shape[1] if needs[0] else 0), x.dtype)
    room = [np.zeros((blocks, ROWS, w[:, 0].size), x.dtype) for w in (of_x, of_h)]
    back_through_time(gates, of_x, of_h, u_n, before, np.ascontiguousarray(gy), gz, gu, gh, gx, *room, width())
    of_products = of_weights(np, (False, *needs[1:]), gz[: len(x)], gu[: len(x)], x, before, w_ih)[1:]
    return [gx if needs[0] else None, *of_products, gh]
