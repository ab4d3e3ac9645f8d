"""Recurrent layers: a whole layer over whole sequences as one op, and its way back through time.

Letters: T times, B sequences, N rows, I features of the input, H hidden units, P features of the output (H, unless an
LSTM projects them). The rows of all sequences lie time after time, and ``sizes[t]`` of them belong to time t: the
longest sequence comes first, so those that last that long are always the first ones. B sequences of one length T are
T B rows and have the sizes (B, B, ...).

What need not wait for the time before is done for all times at once: the product of the inputs with ``w_ih`` comes
before the loop forward, the gradients of the weights and of the inputs after the loop back. Only what leads from one
time to the next stays in the loops.
"""

from __future__ import annotations

from itertools import accumulate

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.joining import Cat
from autograd_lab.ops.summation import add_up


class RnnTanh(Op):
    """h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh): the network of Elman.

    x (N, I), w_ih (H, I), w_hh (H, H), biases (H), h0 (B, H) -> y (N, H), the state at each time.
    """

    doc = OpDoc(
        "RNN",
        r"h_t = \tanh(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})",
        "x[n, i], w_ih[h, i], w_hh[h, h], b_ih[h], b_hh[h], h0[b, h] -> y[n, h]",
        "A state that takes in the next input at each time.",
        "隐藏状态在每个时刻吸收新的输入。",
        "Elman 1990, Finding structure in time",
    )
    optional = ("b_ih", "b_hh")

    @staticmethod
    def forward(xp, x, w_ih, w_hh, b_ih, b_hh, h0, *, sizes):
        y, h, mix = affine(xp, x, w_ih, b_ih, b_hh), h0, w_hh.T
        for now in times(sizes):
            z = y[now]  # written over: W_ih x_t becomes h_t
            z += xp.matmul(h[: len(z)], mix)
            h = xp.tanh(z, out=z)
        return y, (x, w_ih, w_hh, h0, y)

    @staticmethod
    @gradient(r"\bar z_t = (\bar h_t + W_{hh}^{\mathsf T} \bar z_{t+1}) \odot (1 - h_t^2)")
    def backward(xp, gy, needs, x, w_ih, w_hh, h0, y, *, sizes):
        return through_time(xp, gy, needs, 1 - y * y, x, w_ih, w_hh, h0, y, sizes)


class RnnRelu(RnnTanh):
    """RnnTanh with max(z, 0) instead of tanh z."""

    doc = OpDoc(
        "RNN",
        r"h_t = \max(0, W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})",
        RnnTanh.doc.shapes,
        RnnTanh.doc.en,
        RnnTanh.doc.zh,
        "Le, Jaitly and Hinton 2015, arXiv:1504.00941",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, w_ih, w_hh, b_ih, b_hh, h0, *, sizes):
        y, h, mix = affine(xp, x, w_ih, b_ih, b_hh), h0, w_hh.T
        for now in times(sizes):
            z = y[now]
            z += xp.matmul(h[: len(z)], mix)
            h = xp.maximum(z, 0, out=z)
        return y, (x, w_ih, w_hh, h0, y)

    @staticmethod
    @gradient(r"\bar z_t = (\bar h_t + W_{hh}^{\mathsf T} \bar z_{t+1}) \odot [h_t > 0]")
    def backward(xp, gy, needs, x, w_ih, w_hh, h0, y, *, sizes):
        return through_time(xp, gy, needs, y != 0, x, w_ih, w_hh, h0, y, sizes)


def times(sizes):
    """The rows of each time."""
    return [slice(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]


def affine(xp, x, w, *biases):
    """x w^T plus the biases, for all times at once."""
    z = xp.matmul(x, w.T)
    for b in biases:
        if b is not None:
            z += b
    return z


def parts(x, count):
    """The features cut into ``count`` equal parts, such as those of the gates."""
    size = x.shape[1] // count
    return [x[:, k * size : (k + 1) * size] for k in range(count)]


def earlier(xp, first, states, sizes):
    """For each row the state of its sequence one time before: ``first``, then the ``states`` themselves."""
    going_on = [states[now.start : now.start + after] for now, after in zip(times(sizes), sizes[1:], strict=False)]
    return run(xp, Cat, first, *going_on, axis=0)


def added(g, more, now):
    """The gradient ``g`` at one time, plus what came to the same numbers as an output of the op, if anything did."""
    return g if more is None else g + more[now]


def joined(xp, g, later):
    """The gradient ``g`` at one time plus what comes from ``later``, which the sequences that end here do not have."""
    if later is None:
        return g
    if len(later) == len(g):
        return g + later
    return run(xp, Cat, g[: len(later)] + later, g[len(later) :], axis=0)


def in_order(xp, gs):
    """The gradients of all times, found from the last to the first, as rows again."""
    return run(xp, Cat, *reversed(gs), axis=0)


def of_weights(xp, needs, gz, gu, x, before, w_ih):
    """The gradients of x, w_ih, w_hh, b_ih, b_hh, from those of z = W_ih x + b_ih and u = W_hh h + b_hh at all times;
    ``before`` are the states that met ``w_hh``."""
    return [
        xp.matmul(gz, w_ih) if needs[0] else None,
        xp.matmul(xp.swapaxes(gz, 0, 1), x) if needs[1] else None,
        xp.matmul(xp.swapaxes(gu, 0, 1), before) if needs[2] else None,
        add_up(xp, gz, axis=0) if needs[3] else None,
        add_up(xp, gu, axis=0) if needs[4] else None,
    ]


def through_time(xp, gy, needs, slope, x, w_ih, w_hh, h0, y, sizes):
    """All gradients of an RNN whose activation has the derivative ``slope`` at each time."""
    gh, gzs = None, []
    for now in reversed(times(sizes)):
        gz = joined(xp, gy[now], gh) * slope[now]
        gzs.append(gz)
        gh = xp.matmul(gz, w_hh)
    gz = in_order(xp, gzs)
    return [*of_weights(xp, needs, gz, gz, x, earlier(xp, h0, y, sizes), w_ih), gh]
