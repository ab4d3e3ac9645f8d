"""An LSTM over sequences of one length, time after time in the same memory.

Forward, the products of the states are with a matrix laid out for them. On the way back the reference first prepares
for all times what does not wait for later ones, and joins the gradients of all times at the end: it makes some twenty
arrays of the size of all gates. Here each time's are made when it is their turn.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.lstm import Lstm
from autograd_lab.ops.recurrent import of_weights, parts
from autograd_lab.ops.summation import add_up


def one_length(sizes: Any) -> bool:
    return len(sizes) > 1 and sizes[0] == sizes[-1] > 0


@forward(Lstm)
def lstm(x, w_ih, w_hh, b_ih, b_hh, h0, c0, w_hr=None, *, sizes):
    """0.84 of the reference's time for 32 sequences of 32 times, 128 hidden units."""
    alike = all(a is None or a.dtype == x.dtype for a in (w_ih, w_hh, b_ih, b_hh, h0, c0))
    if w_hr is not None or not one_length(sizes) or not alike or x.dtype.char not in "fd":
        return None
    size, units = sizes[0], c0.shape[1]
    half = np.repeat(np.array([0.5, 0.5, 1, 0.5], x.dtype), units)  # as in the reference
    rest = 1 - half
    gates = x @ np.ascontiguousarray(w_ih.T * half)
    for b in (b_ih, b_hh):
        if b is not None:
            gates += b * half
    mix = np.ascontiguousarray(w_hh.T * half)
    y, c = np.empty((len(x), units), x.dtype), np.empty((len(x), units), x.dtype)
    a, more, h, cell = np.empty((size, 4 * units), x.dtype), np.empty((size, units), x.dtype), h0, c0
    for start in range(0, len(x), size):
        now = slice(start, start + size)
        np.matmul(h, mix, out=a)
        a += gates[now]
        np.tanh(a, out=a)
        a *= half
        i, f, g, o = parts(np.add(a, rest, out=gates[now]), 4)
        cell = np.multiply(f, cell, out=c[now])
        cell += np.multiply(i, g, out=more)
        h = np.multiply(o, np.tanh(cell, out=more), out=y[now])
    return (y, c, gates), (x, w_ih, w_hh, h0, c0, w_hr, y, c, gates)


@backward(Lstm)
def lstm_back(gys, needs, x, w_ih, w_hh, h0, c0, w_hr, y, c, gates, *, sizes):
    """0.78 of the reference's time for 32 sequences of 32 times, 128 hidden units."""
    gy, gc, ggates = gys
    if gy is None or gc is not None or ggates is not None or w_hr is not None or not one_length(sizes):
        return None
    if gy.dtype != gates.dtype or gates.dtype.char not in "fd":
        return None
    size, units = sizes[0], c0.shape[1]
    gz, tanh_c = np.empty_like(gates), np.tanh(c)
    gh, gcell, more = (np.zeros((size, units), gates.dtype) for _ in range(3))
    slope = np.empty((size, 4 * units), gates.dtype)
    for start in range(len(gates) - size, -1, -size):
        now = slice(start, start + size)
        a, out, shown = gates[now], gz[now], tanh_c[now]
        i, f, g, o = parts(a, 4)
        # How each gate moves with its z: s - s² for σ, 1 - g² for tanh.
        squares = np.multiply(a, a, out=out)
        np.subtract(a, squares, out=slope)
        np.subtract(1, parts(squares, 4)[2], out=parts(slope, 4)[2])
        # What each gate moves: the state, or with what reaches it from there, the cell.
        of_i, of_f, of_g, of_o = parts(out, 4)
        gh += gy[now]
        np.multiply(shown, gh, out=of_o)
        np.multiply(shown, of_o, out=more)
        np.subtract(gh, more, out=more)
        more *= o
        gcell += more
        np.multiply(g, gcell, out=of_i)
        np.multiply(c[start - size : start] if start else c0, gcell, out=of_f)
        np.multiply(i, gcell, out=of_g)
        out *= slope
        np.matmul(out, w_hh, out=gh)
        gcell *= f
    earlier = np.concatenate((h0, y[:-size])) if needs[2] else None
    of_products = of_weights(np, (*needs[:3], False, False), gz, gz, x, earlier, w_ih)[:3]
    gb = add_up(np, gz, axis=0)
    return [*of_products, *(gb if need else None for need in needs[3:5]), gh, gcell, None]
