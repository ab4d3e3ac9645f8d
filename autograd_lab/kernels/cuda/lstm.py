"""An LSTM over sequences of one length: at each time one product of matrices, and one kernel for all else."""

from __future__ import annotations

from typing import Any

from autograd_lab.kernels.cuda.common import Source, covering, plain
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.lstm import Lstm
from autograd_lab.ops.recurrent import affine, of_weights
from autograd_lab.ops.summation import add_up

SOURCE = Source(r"""
__device__ T sigma(T z) { return 1 / (1 + exp(-z)); }

// One time. z (B, 4H): what the inputs bring; more (B, 4H): what the last state brings. z becomes the gates i, f, g, o.
extern "C" __global__ void cell(T* z, const T* more, const T* last_c, T* c, T* h, i64 all, i64 units) {
    EACH(k, all) {
        const i64 at = unsigned(k) / unsigned(units) * 3 * units + k;
        const T i = sigma(z[at] + more[at]);
        const T f = sigma(z[at + units] + more[at + units]);
        const T g = tanh(z[at + 2 * units] + more[at + 2 * units]);
        const T o = sigma(z[at + 3 * units] + more[at + 3 * units]);
        z[at] = i, z[at + units] = f, z[at + 2 * units] = g, z[at + 3 * units] = o;
        c[k] = f * last_c[k] + i * g;
        h[k] = o * tanh(c[k]);
    }
}

// The same back. To h comes gh from the output and more from the next time; gc comes from the next time's cell, and
// becomes what goes on to the last one. gz (B, 4H): the gradient of z.
extern "C" __global__ void cell_back(const T* gates, const T* last_c, const T* c, const T* gh, const T* more, T* gc,
                                     T* gz, i64 all, i64 units, i64 newest) {
    EACH(k, all) {
        const i64 at = unsigned(k) / unsigned(units) * 3 * units + k;
        const T i = gates[at], f = gates[at + units], g = gates[at + 2 * units], o = gates[at + 3 * units];
        const T shown = tanh(c[k]), to_h = newest ? gh[k] : gh[k] + more[k];
        const T to_c = to_h * (o * (1 - shown * shown)) + (newest ? T(0) : gc[k]);
        gz[at] = to_c * g * (i * (1 - i));
        gz[at + units] = to_c * last_c[k] * (f * (1 - f));
        gz[at + 2 * units] = to_c * i * (1 - g * g);
        gz[at + 3 * units] = to_h * shown * (o * (1 - o));
        gc[k] = to_c * f;
    }
}
""")


def suits(sizes: Any, *arrays: Any) -> bool:
    return plain(*arrays) and sizes[0] == sizes[-1]


@forward(Lstm, gpu=True)
def lstm(
    xp: Any, x: Any, w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any, h0: Any, c0: Any, w_hr: Any = None, *, sizes: Any
) -> Any:
    if w_hr is not None or not suits(sizes, x, w_ih, w_hh, b_ih, b_hh, h0, c0):
        return None
    gates, mix, units = affine(xp, x, w_ih, b_ih, b_hh), w_hh.T, c0.shape[1]
    y, c = xp.empty((len(x), units), x.dtype), xp.empty((len(x), units), x.dtype)
    h, cell = h0, c0
    for start in range(0, len(x), sizes[0]):
        now = slice(start, start + sizes[0])
        SOURCE.launch("cell", x, covering(c0.size), gates[now], xp.matmul(h, mix), cell, c[now], y[now], c0.size, units)
        h, cell = y[now], c[now]
    return (y, c, gates), (x, w_ih, w_hh, h0, c0, w_hr, y, c, gates)


@backward(Lstm, gpu=True)
def lstm_back(
    xp: Any, gys: Any, needs: Any, x: Any, w_ih: Any, w_hh: Any, h0: Any, c0: Any, w_hr: Any, y: Any, c: Any,
    gates: Any, *, sizes: Any,
) -> Any:  # fmt: skip
    gy, gc, ggates = gys
    if gy is None or gc is not None or ggates is not None or w_hr is not None:
        return None
    if not suits(sizes, gy, x, w_ih, w_hh, h0, c0, y, c, gates):
        return None
    size, units = c0.shape
    gz, gcell, more, last = xp.empty_like(gates), xp.empty_like(c0), gy, len(x) - size
    for start in range(last, -1, -size):
        now, before = slice(start, start + size), c[start - size : start] if start else c0
        SOURCE.launch("cell_back", x, covering(c0.size), gates[now], before, c[now], gy[now], more, gcell, gz[now],
                      c0.size, units, int(start == last))  # fmt: skip
        more = xp.matmul(gz[now], w_hh)
    earlier = xp.concatenate((h0, y[:last])) if needs[2] else None
    of_products = of_weights(xp, (*needs[:3], False, False), gz, gz, x, earlier, w_ih)[:3]
    gb = add_up(xp, gz, axis=0) if any(needs[3:5]) else None
    return [*of_products, *(gb if need else None for need in needs[3:5]), more, gcell, None]
