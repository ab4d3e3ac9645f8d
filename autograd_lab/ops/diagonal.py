"""Diagonals: read as a view, and put into matrices."""

from __future__ import annotations

from autograd_lab.backend.arrays import as_strided
from autograd_lab.ops.base import Op, OpDoc, gradient, run


def diagonal_of(xp, x, offset, axis1, axis2):
    """The diagonal as the last axis, a view that may be written to."""
    y = xp.moveaxis(x, (axis1, axis2), (-2, -1))
    y = y[..., offset:] if offset >= 0 else y[..., -offset:, :]
    *lead, down, right = y.strides
    return as_strided(y, (*y.shape[:-2], min(y.shape[-2:])), (*lead, down + right))


class Diagonal(Op):
    """The elements at which two indices agree up to ``offset``; they become the last axis. A view."""

    doc = OpDoc(
        "⟍",
        r"y_i = x_{i,\,i+d}",
        "x[.., n, m] -> y[.., k]",
        "Read the diagonal of each matrix.",
        "取出各矩阵的对角线。",
    )
    view = True

    @staticmethod
    def forward(xp, x, *, offset, axis1, axis2):
        return diagonal_of(xp, x, offset, axis1, axis2), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_{i,\,i+d} = \bar y_i")
    def backward_x(xp, gy, x_shape, *, offset, axis1, axis2):
        return run(xp, DiagEmbed, gy, shape=x_shape, offset=offset, axis1=axis1, axis2=axis2)


class DiagEmbed(Op):
    """Zeros of ``shape`` with the last axis of x on the diagonal: the adjoint of reading it."""

    doc = OpDoc(
        "diag",
        r"y_{i,\,i+d} = x_i,\; y_{ij} = 0",
        "x[.., k] -> y[.., n, m]",
        "Put a vector on the diagonal of a matrix.",
        "把向量放到矩阵的对角线上。",
    )
    widens = False

    @staticmethod
    def forward(xp, x, *, shape, offset, axis1, axis2):
        y = xp.zeros(shape, dtype=x.dtype)
        diagonal_of(xp, y, offset, axis1, axis2)[...] = x
        return y, ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_{i,\,i+d}")
    def backward_x(xp, gy, *, shape, offset, axis1, axis2):
        return run(xp, Diagonal, gy, offset=offset, axis1=axis1, axis2=axis2)
