"""Several tensors made into one."""

from __future__ import annotations

from autograd_lab.backend.capture import joined, stacked
from autograd_lab.ops.base import Op, OpDoc, gradient


class Cat(Op):
    """Join along an existing axis; backward cuts the gradient at the same places."""

    doc = OpDoc("cat", r"y = [x_1; x_2; \dots]", "xs[n_i, ..] -> y[Σn_i, ..]", "Join along an axis.", "沿一个轴拼接。")
    widens = False

    @staticmethod
    def forward(xp, *xs, axis):
        ends = [0]
        for x in xs:
            ends.append(ends[-1] + x.shape[axis])
        return joined(xp, xs, axis), (tuple(ends),)

    @staticmethod
    @gradient(r"\bar x_i = \bar y_{[\text{its part}]}")
    def backward_xs(xp, gy, i, ends, *, axis):
        part = (slice(None),) * (axis % gy.ndim) + (slice(ends[i], ends[i + 1]),)
        return gy[part]


class Stack(Op):
    """Join along a new axis."""

    doc = OpDoc("stack", r"y_i = x_i", "xs[..] -> y[k, ..]", "Join along a new axis.", "沿新的轴堆叠。")
    widens = False

    @staticmethod
    def forward(xp, *xs, axis):
        return stacked(xp, xs, axis), ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_i")
    def backward_xs(xp, gy, i, *, axis):
        return gy[(slice(None),) * (axis % gy.ndim) + (i,)]


class BlockDiag(Op):
    """Matrices put along the diagonal of a large one; zero everywhere else."""

    doc = OpDoc(
        "⋱",
        r"y = \operatorname{diag}(x_1, x_2, \dots)",
        "xs[n_i, m_i] -> y[Σn_i, Σm_i]",
        "Put matrices along a diagonal.",
        "把各矩阵依次放在对角线上。",
    )
    widens = False

    @staticmethod
    def forward(xp, *xs):
        corners = [(0, 0)]
        for x in xs:
            corners.append((corners[-1][0] + x.shape[0], corners[-1][1] + x.shape[1]))
        y = xp.zeros(corners[-1], dtype=xs[0].dtype)
        for x, (row, column) in zip(xs, corners, strict=False):
            y[row : row + x.shape[0], column : column + x.shape[1]] = x
        return y, (tuple(corners),)

    @staticmethod
    @gradient(r"\bar x_i = \bar y_{[\text{its block}]}")
    def backward_xs(xp, gy, i, corners):
        (top, left), (bottom, right) = corners[i], corners[i + 1]
        return gy[top:bottom, left:right]
