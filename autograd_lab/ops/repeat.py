"""Tensors laid side by side."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient
from autograd_lab.ops.summation import add_up


class Repeat(Op):
    """The whole tensor ``times[i]`` times along each axis; x may have fewer axes than there are times."""

    doc = OpDoc(
        "repeat",
        r"y_i = x_{i \bmod n}",
        "x[n, m] -> y[k·n, l·m]",
        "Lay copies side by side.",
        "把张量整体重复若干次。",
    )

    @staticmethod
    def forward(xp, x, *, times):
        return xp.tile(x, times), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_i = \textstyle\sum_k \bar y_{i + kn}")
    def backward_x(xp, gy, x_shape, *, times):
        # Each axis of y is a pair: which copy, and the place in it. The copies are added up.
        sizes = (1,) * (len(times) - len(x_shape)) + x_shape
        pairs = [n for pair in zip(times, sizes, strict=True) for n in pair]
        copies = tuple(range(0, len(pairs), 2))
        return add_up(xp, gy.reshape(tuple(pairs)), axis=copies).reshape(x_shape) if times else gy
