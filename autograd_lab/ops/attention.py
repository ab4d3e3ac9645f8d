"""Attention weights: how much each query takes of each key's value."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, shape_of, sum_to
from autograd_lab.ops.summation import add_up


class AttentionWeights(Op):
    """y = softmax(scale q k^T + mask) over the keys, in one go: the scores are written over, not kept.

    q (.., L, E), k (.., S, E); the mask broadcasts to (.., L, S): a boolean one says which keys a query sees, another
    one is added. ``causal`` lets query i see the keys up to i. ``blind`` is the weight of each key for a query that
    sees none: 0, or nan as of a softmax.
    """

    doc = OpDoc(
        "attention",
        r"y = \operatorname{softmax}(s\, q k^{\mathsf T} + m)",
        "q[.., l, e], k[.., s, e], mask[.., l, s] -> y[.., l, s]",
        "How much each query attends to each key.",
        "每个查询对每个键的注意力权重。",
        "Vaswani et al. 2017, arXiv:1706.03762, equation 1",
    )
    optional = ("mask",)
    holomorphic = False

    @staticmethod
    def forward(xp, q, k, mask, *, scale, causal=False, blind=0.0):
        y = xp.matmul(q * scale, xp.swapaxes(k, -1, -2))
        seen = xp.arange(y.shape[-1]) <= xp.arange(y.shape[-2])[:, None] if causal else mask
        if seen is not None:
            y = xp.where(seen, y, -xp.inf) if seen.dtype.kind == "b" else y + seen
        if y.shape[-1]:  # of no keys there is no largest score
            top = y.max(axis=-1, keepdims=True)
            y -= xp.where(top == -xp.inf, 0, top)  # a query that sees nothing would have inf - inf
            xp.exp(y, out=y)
            total = add_up(xp, y, -1, keepdims=True)
            y /= xp.where(total == 0, 1 if blind == 0 else blind, total)
        return y, (q, k, shape_of(mask), y)

    @staticmethod
    @gradient(
        r"\bar m = y \odot (\bar y - \textstyle\sum_j \bar y_j y_j), \quad "
        r"\bar q = s\, \bar m\, k, \quad \bar k = s\, \bar m^{\mathsf T} q"
    )
    def backward(xp, gy, needs, q, k, mask_shape, y, *, scale, causal=False, blind=0.0):
        g = gy * y
        g = g - y * add_up(xp, g, -1, keepdims=True)
        return (
            sum_to(xp.matmul(g, k) * scale, q.shape) if needs[0] else None,
            sum_to(xp.matmul(xp.swapaxes(g, -1, -2), q * scale), k.shape) if needs[1] else None,
            sum_to(g, mask_shape) if needs[2] else None,
        )
