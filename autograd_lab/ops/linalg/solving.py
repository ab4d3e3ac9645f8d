"""Linear equations and inverses: A x = b.

Notation of the rules: Giles 2008, Collected matrix derivative results for forward and reverse mode algorithmic
differentiation, sections 2.2.3 and 2.3.1.
"""

from __future__ import annotations

from autograd_lab.backend.lapack import attempt, lu
from autograd_lab.ops.base import Op, OpDoc, gradient, run, sum_to
from autograd_lab.ops.linalg.matrices import lower, transposed, upper


class Solve(Op):
    """x with A x = b, and where elimination met a zero: 0 for nowhere, else the step, counted from 1.

    The gradient solves with the same matrix, transposed. A singular matrix gives nan.
    """

    doc = OpDoc(
        "A⁻¹b",
        r"x = A^{-1} b",
        "a[.., n, n], b[.., n, k] -> x[.., n, k], info[..]",
        "Solve linear equations.",
        "求解线性方程组。",
        "Golub & Van Loan, Matrix Computations, section 3.4",
    )
    several = True
    outputs = ("x", "info")
    nondifferentiable = (1,)
    node_name = "LinalgSolveExBackward0"

    @staticmethod
    def forward(xp, a, b):
        batch = xp.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        right = xp.broadcast_to(b, (*batch, *b.shape[-2:]))
        info = xp.zeros(a.shape[:-2], xp.int32)
        x = attempt(xp, lambda: xp.linalg.solve(xp.broadcast_to(a, (*batch, *a.shape[-2:])), right))
        if x is None:
            info = zero_pivot(xp, a)
            x = xp.linalg.solve(xp.broadcast_to(regular(xp, a, info), (*batch, *a.shape[-2:])), right)
            x = xp.where((info > 0)[..., None, None], xp.nan, x)
        return (x, info), (a, b.shape, x)

    @staticmethod
    @gradient(r"\bar A = -A^{-\mathsf T} \bar x\, x^{\mathsf T}")
    def backward_a(xp, gy, a, b_shape, x):
        gb = run(xp, Solve, transposed(xp, a), gy[0])[0]
        return sum_to(-gb @ transposed(xp, x), a.shape)

    @staticmethod
    @gradient(r"\bar b = A^{-\mathsf T} \bar x")
    def backward_b(xp, gy, a, b_shape, x):
        return sum_to(run(xp, Solve, transposed(xp, a), gy[0])[0], b_shape)


class Inv(Op):
    """The inverse matrix, and where elimination met a zero: 0 for nowhere, else the step, counted from 1."""

    doc = OpDoc(
        "A⁻¹",
        r"y = A^{-1}",
        "a[.., n, n] -> y[.., n, n], info[..]",
        "The inverse of each matrix.",
        "逆矩阵。",
        "Giles 2008, section 2.2.3",
    )
    several = True
    outputs = ("y", "info")
    nondifferentiable = (1,)
    node_name = "LinalgInvExBackward0"

    @staticmethod
    def forward(xp, a):
        info = xp.zeros(a.shape[:-2], xp.int32)
        y = attempt(xp, lambda: xp.linalg.inv(a))
        if y is None:
            info = zero_pivot(xp, a)
            y = xp.where((info > 0)[..., None, None], xp.nan, xp.linalg.inv(regular(xp, a, info)))
        return (y, info), (y,)

    @staticmethod
    @gradient(r"\bar A = -y^{\mathsf T}\, \bar y\, y^{\mathsf T}")
    def backward_a(xp, gy, y):
        return -transposed(xp, y) @ gy[0] @ transposed(xp, y)


class SolveTriangular(Op):
    """x with A x = b, where A is a triangle: row by row, each unknown from those already known.

    The other triangle of A is not looked at; with ``unit`` neither is the diagonal, which counts as ones.
    A zero on the diagonal gives inf or nan.
    """

    doc = OpDoc(
        "◺⁻¹b",
        r"x_i = \Bigl(b_i - \textstyle\sum_{j<i} A_{ij} x_j\Bigr) / A_{ii}",
        "a[.., n, n], b[.., n, k] -> x[.., n, k]",
        "Solve equations with a triangular matrix by substitution.",
        "用代入法求解三角方程组。",
        "Golub & Van Loan, Matrix Computations, section 3.1",
    )
    outputs = ("x",)
    node_name = "LinalgSolveTriangularBackward0"

    @staticmethod
    def forward(xp, a, b, *, up, unit=False):
        x = substituted(xp, a, b, up, unit)
        return x, (a, b.shape, x)

    @staticmethod
    @gradient(r"\bar A = -\operatorname{tri}(A^{-\mathsf T} \bar x\, x^{\mathsf T})")
    def backward_a(xp, gy, a, b_shape, x, *, up, unit=False):
        gb = run(xp, SolveTriangular, transposed(xp, a), gy, up=not up, unit=unit)
        ga = sum_to(-gb @ transposed(xp, x), a.shape)
        return upper(xp, ga, int(unit)) if up else lower(xp, ga, -int(unit))

    @staticmethod
    @gradient(r"\bar b = A^{-\mathsf T} \bar x")
    def backward_b(xp, gy, a, b_shape, x, *, up, unit=False):
        return sum_to(run(xp, SolveTriangular, transposed(xp, a), gy, up=not up, unit=unit), b_shape)


def substituted(xp, a, b, up, unit):
    """Forward substitution, or backward for an upper triangle; the whole stack takes each step together."""
    n = a.shape[-1]
    x = xp.empty((*xp.broadcast_shapes(a.shape[:-2], b.shape[:-2]), *b.shape[-2:]), b.dtype)
    for i in reversed(range(n)) if up else range(n):
        known = slice(i + 1, n) if up else slice(0, i)
        row = b[..., i, :] - (a[..., i : i + 1, known] @ x[..., known, :])[..., 0, :]
        x[..., i, :] = row if unit else row / a[..., i, i, None]
    return x


def zero_pivot(xp, a):
    """The first step of elimination that finds no number to divide by, counted from 1; 0 if there is none."""
    pivots = xp.diagonal(lu(xp, a)[0], axis1=-2, axis2=-1)
    zero = pivots == 0
    return xp.where(zero.any(axis=-1), zero.argmax(axis=-1) + 1, 0).astype(xp.int32)


def regular(xp, a, info):
    """The singular matrices of a stack replaced by the identity, so that the others can be treated together."""
    return xp.where((info > 0)[..., None, None], xp.eye(a.shape[-1], dtype=a.dtype), a)
