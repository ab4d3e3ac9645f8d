"""The gated recurrent unit. The letters and the order of the rows are those of recurrent.py."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.joining import Cat
from autograd_lab.ops.recurrent import added, affine, earlier, in_order, joined, of_weights, parts, times


class Gru(Op):
    """A state h that moves towards a new value n, as far as the gate z lets it; the gate r resets what n sees of h.

        r, z = σ(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh)      n = tanh(W_in x_t + b_in + r (W_hn h_(t-1) + b_hn))
        h_t = (1 - z) n + z h_(t-1)

    x (N, I), w_ih (3H, I), w_hh (3H, H), biases (3H), h0 (B, H) -> y (N, H), the state at each time, and r, z, n
    (N, 3H), an output because the way back needs them. The rows of the weights are those of r, z, n.
    """

    doc = OpDoc(
        "GRU",
        r"h_t = (1 - z) \odot n + z \odot h_{t-1}",
        "x[n, i], w_ih[3h, i], w_hh[3h, h], b_ih[3h], b_hh[3h], h0[b, h] -> y[n, h]",
        "A state that gates keep or renew.",
        "由门控决定保留或更新的隐藏状态。",
        "Cho et al. 2014, arXiv:1406.1078",
    )
    optional = ("b_ih", "b_hh")
    several = True
    outputs = ("y", "gates")
    fills = False

    @staticmethod
    def forward(xp, x, w_ih, w_hh, b_ih, b_hh, h0, *, sizes):
        gates, size = affine(xp, x, w_ih, b_ih), h0.shape[1]
        y, h = xp.empty((len(x), size), gates.dtype), h0
        for now in times(sizes):
            a = gates[now]  # written over, part by part
            h = h[: len(a)]
            u = affine(xp, h, w_hh, b_hh)
            rz, n = a[:, : 2 * size], a[:, 2 * size :]
            rz += u[:, : 2 * size]
            rz *= 0.5  # σ(z) = ½ + ½ tanh(z/2)
            xp.tanh(rz, out=rz)
            rz *= 0.5
            rz += 0.5
            r, z = parts(rz, 2)
            n += r * u[:, 2 * size :]
            xp.tanh(n, out=n)
            h = y[now] = n + z * (h - n)
        return (y, gates), (x, w_ih, w_hh, b_hh, h0, y, gates)

    @staticmethod
    @gradient(
        r"\bar n = \bar h_t \odot (1 - z), \quad \bar z = \bar h_t \odot (h_{t-1} - n), \quad "
        r"\bar h_{t-1} = \bar h_t \odot z + W_{hh}^{\mathsf T} \bar u_t"
    )
    def backward(xp, gys, needs, x, w_ih, w_hh, b_hh, h0, y, gates, *, sizes):
        gy, ggates = gys
        gy = y * 0 if gy is None else gy
        before = earlier(xp, h0, y, sizes)
        u_n = xp.matmul(before, xp.swapaxes(last_part(w_hh), 0, 1))  # what r multiplied, for all times
        u_n = u_n if b_hh is None else u_n + last_part(b_hh)
        more_r, more_z, more_n = (None,) * 3 if ggates is None else parts(ggates, 3)
        gh, gus, gzs = None, [], []
        for now in reversed(times(sizes)):
            r, z, n = parts(gates[now], 3)
            gh = joined(xp, gy[now], gh)
            gn = added(gh * (1 - z), more_n, now) * (1 - n * n)
            gz = added(gh * (before[now] - n), more_z, now) * (z * (1 - z))
            gr = added(gn * u_n[now], more_r, now) * (r * (1 - r))
            gu = run(xp, Cat, gr, gz, gn * r, axis=1)
            gus.append(gu)
            gzs.append(run(xp, Cat, gr, gz, gn, axis=1))
            gh = xp.matmul(gu, w_hh) + gh * z
        return [*of_weights(xp, needs, in_order(xp, gzs), in_order(xp, gus), x, before, w_ih), gh]


def last_part(rows):
    """The rows of a weight or a bias that belong to n."""
    return rows[2 * (rows.shape[0] // 3) :]
