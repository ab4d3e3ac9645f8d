"""Long short-term memory. The letters and the order of the rows are those of recurrent.py."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.joining import Cat
from autograd_lab.ops.recurrent import added, affine, earlier, in_order, joined, of_weights, parts, times


class Lstm(Op):
    """A cell c that is kept, filled and shown through three gates i, f, o, each between 0 and 1.

        i, f, o = σ(...)   g = tanh(...)   of W_ih x_t + b_ih + W_hh h_(t-1) + b_hh, whose rows are those of i, f, g, o
        c_t = f c_(t-1) + i g              h_t = o tanh c_t, or W_hr (o tanh c_t) if it is projected

    x (N, I), w_ih (4H, I), w_hh (4H, P), biases (4H), h0 (B, P), c0 (B, H), w_hr (P, H) -> y (N, P), the states at
    each time, c (N, H), the cells, and the gates (N, 4H). These are an output because the way back needs them.
    """

    doc = OpDoc(
        "LSTM",
        r"c_t = f \odot c_{t-1} + i \odot g, \quad h_t = o \odot \tanh c_t",
        "x[n, i], w_ih[4h, i], w_hh[4h, p], b_ih[4h], b_hh[4h], h0[b, p], c0[b, h], w_hr[p, h] -> y[n, p], c[n, h]",
        "A memory cell with gates that let in, keep and let out.",
        "带门控的记忆单元：门决定写入、保留与输出。",
        "Hochreiter and Schmidhuber 1997; Gers et al. 2000; projection: Sak et al. 2014, arXiv:1402.1128",
    )
    optional = ("b_ih", "b_hh")
    several = True
    outputs = ("y", "c", "gates")
    fills = False

    @staticmethod
    def forward(xp, x, w_ih, w_hh, b_ih, b_hh, h0, c0, w_hr=None, *, sizes):
        gates = affine(xp, x, w_ih, b_ih, b_hh)
        # σ(z) = ½ + ½ tanh(z/2), so one tanh makes all four: i, f and o of half of z, g of all of it.
        hidden = c0.shape[1]
        half = xp.full(4 * hidden, 0.5, gates.dtype)
        half[2 * hidden : 3 * hidden] = 1
        y, c = xp.empty((len(x), h0.shape[1]), gates.dtype), xp.empty((len(x), c0.shape[1]), gates.dtype)
        gates *= half
        mix, rest, h, cell = w_hh.T * half, 1 - half, h0, c0
        for now in times(sizes):
            a = gates[now]  # written over, part by part
            a += xp.matmul(h[: len(a)], mix)
            xp.tanh(a, out=a)
            a *= half
            a += rest
            i, f, g, o = parts(a, 4)
            cell = xp.add(f * cell[: len(a)], i * g, out=c[now])
            h = xp.multiply(o, xp.tanh(cell), out=y[now] if w_hr is None else None)
            if w_hr is not None:
                y[now] = h = xp.matmul(h, w_hr.T)
        return (y, c, gates), (x, w_ih, w_hh, h0, c0, w_hr, y, c, gates)

    @staticmethod
    @gradient(
        r"\bar c_t = \bar h_t \odot o\,(1 - \tanh^2 c_t) + f_{t+1} \odot \bar c_{t+1}, \quad"
        r"(\bar i, \bar f, \bar g, \bar o) = (\bar c_t \odot g,\ \bar c_t \odot c_{t-1},\ \bar c_t \odot i,\ "
        r"\bar h_t \odot \tanh c_t)"
    )
    def backward(xp, gys, needs, x, w_ih, w_hh, h0, c0, w_hr, y, c, gates, *, sizes):
        gy, gc, ggates = gys
        gy = y * 0 if gy is None else gy
        # What does not wait for later times: how each gate moves with its z, and what it moves.
        tanh_c, (i, f, g, o) = xp.tanh(c), parts(gates, 4)
        slope = run(xp, Cat, i * (1 - i), f * (1 - f), 1 - g * g, o * (1 - o), axis=1)
        moved = run(xp, Cat, g, earlier(xp, c0, c, sizes), i, tanh_c, axis=1) * slope
        shown = o * (1 - tanh_c * tanh_c)
        more = None if ggates is None else ggates * slope
        gh = gcell = None
        gzs, ghs = [], []
        for now in reversed(times(sizes)):
            gh = joined(xp, gy[now], gh)
            ghs.append(gh)
            gh = gh if w_hr is None else xp.matmul(gh, w_hr)
            gcell = joined(xp, added(gh * shown[now], gc, now), gcell)
            gz = added(run(xp, Cat, gcell, gcell, gcell, gh, axis=1) * moved[now], more, now)
            gzs.append(gz)
            gh, gcell = xp.matmul(gz, w_hh), gcell * f[now]
        gz = in_order(xp, gzs)
        gw_hr = None if w_hr is None else xp.matmul(xp.swapaxes(in_order(xp, ghs), 0, 1), o * tanh_c)
        return [*of_weights(xp, needs, gz, gz, x, earlier(xp, h0, y, sizes), w_ih), gh, gcell, gw_hr]
