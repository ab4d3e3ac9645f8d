"""The exponential of a matrix."""

from __future__ import annotations

from math import factorial

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.joining import Cat
from autograd_lab.ops.linalg.matrices import transposed

DEGREE, LARGEST = 13, 5.371920351148152  # of the rational approximation; up to this norm it is exact to float64


class MatrixExp(Op):
    """The exponential series of a matrix: what a linear system does in one unit of time.

    Scaling and squaring (Higham 2005): halve A until a rational function of degree 13 is exact, then square as often.
    The gradient is a corner of the exponential of a matrix twice as large (Mathias 1996).
    """

    doc = OpDoc(
        "exp(A)",
        r"y = \textstyle\sum_k A^k / k!",
        "a[.., n, n] -> y[.., n, n]",
        "The exponential of each matrix.",
        "矩阵指数。",
        "Higham 2005, The scaling and squaring method for the matrix exponential revisited",
    )
    node_name = "LinalgMatrixExpBackward0"

    @staticmethod
    def forward(xp, a):
        if a.size == 0:
            return a.copy(), (a,)
        wide = a.astype(xp.result_type(a.dtype, xp.float64))  # squaring doubles an error, so float32 would lose digits
        norm = xp.abs(wide).sum(axis=-2).max(axis=-1)
        halvings = xp.where(norm > LARGEST, xp.ceil(xp.log2(norm / LARGEST)), 0)
        halvings = xp.where(xp.isfinite(halvings), halvings, 0)[..., None, None]
        y = pade(xp, wide / 2**halvings)
        for k in range(int(halvings.max())):
            y = xp.where(k < halvings, y @ y, y)
        return y.astype(a.dtype), (a,)

    @staticmethod
    @gradient(
        r"\bar A = \Bigl[\exp \begin{pmatrix} A^{\mathsf T} & \bar y \\"
        r" 0 & A^{\mathsf T} \end{pmatrix}\Bigr]_{12}"
    )
    def backward_a(xp, gy, a):
        n, at = a.shape[-1], transposed(xp, a)
        above, below = run(xp, Cat, at, gy, axis=-1), run(xp, Cat, gy * 0, at, axis=-1)
        return run(xp, MatrixExp, run(xp, Cat, above, below, axis=-2))[..., :n, n:]


def pade(xp, a):
    """The rational function p(a) / p(-a) that agrees with exp in its first 26 derivatives at 0."""
    c = [factorial(2 * DEGREE - k) / factorial(2 * DEGREE) * factorial(DEGREE) / factorial(k) / factorial(DEGREE - k)
         for k in range(DEGREE + 1)]  # fmt: skip
    eye = xp.eye(a.shape[-1], dtype=a.dtype)
    square = a @ a
    even, odd = c[-2] * eye, c[-1] * eye
    for k in range(DEGREE - 3, -1, -2):  # Horner's scheme for the even and the odd powers
        even, odd = even @ square + c[k] * eye, odd @ square + c[k + 1] * eye
    odd = a @ odd
    return xp.linalg.solve(even - odd, even + odd)
