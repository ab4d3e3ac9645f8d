"""Triangles of matrices."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run

MATRICES = "x[.., n, m] -> y[.., n, m]"


class Tril(Op):
    """The lower triangle of each matrix: zero above the given diagonal."""

    doc = OpDoc("◺", r"y_{ij} = x_{ij} [j - i \le d]", MATRICES, "Keep the lower triangle.", "下三角部分。")
    widens = False

    @staticmethod
    def forward(xp, x, *, diagonal=0):
        return xp.tril(x, diagonal), ()

    @staticmethod
    @gradient(r"\bar x_{ij} = \bar y_{ij} [j - i \le d]")
    def backward_x(xp, gy, *, diagonal=0):
        return run(xp, Tril, gy, diagonal=diagonal)


class Triu(Op):
    """The upper triangle of each matrix: zero below the given diagonal."""

    doc = OpDoc("◹", r"y_{ij} = x_{ij} [j - i \ge d]", MATRICES, "Keep the upper triangle.", "上三角部分。")
    widens = False

    @staticmethod
    def forward(xp, x, *, diagonal=0):
        return xp.triu(x, diagonal), ()

    @staticmethod
    @gradient(r"\bar x_{ij} = \bar y_{ij} [j - i \ge d]")
    def backward_x(xp, gy, *, diagonal=0):
        return run(xp, Triu, gy, diagonal=diagonal)
