"""Lengths of vectors."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient
from autograd_lab.ops.reduction import kept_shape
from autograd_lab.ops.summation import add_up


class VectorNorm(Op):
    """The p-norm over axes, for every real p: 2 is length, 1 the sum of sizes, inf the largest, 0 counts non-zeros.

    At 0 the slope is taken as 0, the shortest of the subgradients, and elements that tie for the largest share it.
    """

    doc = OpDoc(
        "‖x‖",
        r"y = \bigl(\textstyle\sum_i |x_i|^p\bigr)^{1/p}",
        "x[.., n, ..] -> y[.., ..]",
        "The length of vectors.",
        "向量的范数（长度）。",
        "Golub & Van Loan, Matrix Computations, section 2.2",
    )
    node_name = "LinalgVectorNormBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, p=2, axis=None, keepdims=False):
        over = {"axis": axis, "keepdims": keepdims}
        if p == 2:
            squares = x.real * x.real + x.imag * x.imag if x.dtype.kind == "c" else x * x
            y = xp.sqrt(add_up(xp, squares, **over))
            return y, (x, y)
        size = xp.abs(x)
        if p == xp.inf:
            y = size.max(**over)
        elif p == -xp.inf:
            y = size.min(**over)
        elif p == 0:
            y = (size != 0).sum(**over).astype(size.dtype)
        elif p == 1:
            y = add_up(xp, size, **over)
        else:
            y = add_up(xp, size**p, **over) ** (1 / p)
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x_i = \bar y\, \frac{x_i}{|x_i|} \left(\frac{|x_i|}{y}\right)^{p-1}")
    def backward_x(xp, gy, x, y, *, p=2, axis=None, keepdims=False):
        kept = kept_shape(x.shape, axis)
        gy, y, size = gy.reshape(kept), y.reshape(kept), xp.abs(x)
        if p == 0:
            return x * 0
        if p == 1 or abs(p) == xp.inf:
            direction = x / xp.where(size == 0, 1, size)
            if p == 1:
                return gy * direction
            winners = size == y
            count = winners.sum(axis=axis, keepdims=True, dtype=size.dtype)
            return xp.where(winners, gy / xp.where(count == 0, 1, count) * direction, 0)  # nan ties with nothing
        length = xp.where(y == 0, 1, y)
        g = gy * (x / length)
        if p == 2:
            return g
        zero = size == 0
        return g * xp.where(zero, 0, xp.where(zero, 1, size / length) ** (p - 2))
