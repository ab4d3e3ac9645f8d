"""Counting: how often each number occurs, how many values fall into each bin. Counts have no gradient."""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc


class BinCount(Op):
    """How often each of 0, 1, 2, ... occurs, or the sum of the weights where it does."""

    doc = OpDoc(
        "bincount",
        r"y_k = \textstyle\sum_i w_i [x_i = k]",
        "x[n] -> y[m]",
        "Count each number.",
        "统计每个整数的次数。",
    )

    widens = False  # weights of whatever kind add up in double precision

    @staticmethod
    def forward(xp, x, w=None, *, minlength=0):
        wide = None if w is None else w.real.astype(xp.float64)
        y = xp.bincount(x.astype(xp.int64), wide, minlength=minlength)
        return y.astype(xp.float32) if w is not None and w.dtype == xp.float32 else y, ()


class HistC(Op):
    """How many elements fall into each of some equal parts of [low, high]; the last part is closed."""

    doc = OpDoc(
        "histc",
        r"h_k = \textstyle\sum_i \left[\left\lfloor m \frac{x_i - l}{h - l} \right\rfloor = k\right]",
        "x[..] -> h[m]",
        "Count the values in each of m equal bins.",
        "统计落入每个等宽区间的数值个数。",
    )

    widens = False  # PyTorch finds the bin in the precision of x

    @staticmethod
    def forward(xp, x, *, bins, low, high):
        x, number = x.reshape(-1), x.dtype.type
        inside = (x >= number(low)) & (x <= number(high))
        place = (x - number(low)) * number(bins) / (number(high) - number(low))
        place = xp.where(inside, place, number(0)).astype(xp.int64)
        place = xp.where(inside, xp.minimum(place, bins - 1), bins)  # the rest is counted apart, and dropped
        return xp.bincount(place, minlength=bins + 1)[:bins].astype(x.dtype), ()


class Histogram(Op):
    """How many points lie in each cell of a grid, or the sum of their weights. The last bin of an axis is closed."""

    doc = OpDoc(
        "histogram",
        r"h_k = \textstyle\sum_i w_i [e_k \le x_i < e_{k+1}]",
        "x[n, d], w[n], edges[m_1], edges[m_2], .. -> h[m_1 - 1, m_2 - 1, ..]",
        "Count the values in each bin.",
        "统计落入每个区间的数值个数。",
    )

    @staticmethod
    def forward(xp, x, w, *edges):
        inside, cell = xp.ones(x.shape[0], dtype=bool), xp.zeros(x.shape[0], dtype=xp.int64)
        for i, edge in enumerate(edges):
            values = x[:, i]
            last = max(edge.size - 2, 0)
            inside = inside & (values >= edge[0]) & (values <= edge[-1])
            bins = xp.clip(xp.searchsorted(edge, values, side="right") - 1, 0, last)
            cell = cell * (last + 1) + bins
        shape = tuple(edge.size - 1 for edge in edges)
        counted = xp.where(inside, 1 if w is None else w, 0)
        y = xp.bincount(cell, counted, minlength=prod(shape))[: prod(shape)]
        return y.reshape(shape).astype(x.dtype), ()
