"""Determinants, and their derivatives for every matrix, the singular ones included.

The determinant is a polynomial, so it has derivatives of all orders everywhere. The usual formula, det(A) times the
inverse, says nothing where there is no inverse; products of singular values say it all: with A = U S V*, each entry of
the cofactor matrix is a product of all singular values but one, and each entry of its derivative of all but two.
"""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.linalg.matrices import adjoint, columns, inner_sum, transposed
from autograd_lab.ops.linalg.solving import Inv

SQUARE = "a[.., n, n]"


class Det(Op):
    """The determinant: the signed volume of the box that the columns span."""

    doc = OpDoc(
        "det",
        r"y = \det A",
        SQUARE + " -> y[..]",
        "The determinant of each matrix.",
        "矩阵的行列式。",
        "Golub & Van Loan, Matrix Computations, section 2.1; Giles 2008, section 2.2.4",
    )
    node_name = "LinalgDetBackward0"

    @staticmethod
    def forward(xp, a):
        return xp.linalg.det(a), (a,)

    @staticmethod
    @gradient(r"\bar A = \bar y\, \operatorname{cof} A")
    def backward_a(xp, gy, a):
        return gy[..., None, None] * run(xp, Cofactors, a)


class Cofactors(Op):
    """The cofactor matrix, det(A) times the inverse transposed, and what continues it where A is singular."""

    doc = OpDoc(
        "cof",
        r"y_{ij} = (-1)^{i+j} \det A_{\setminus i \setminus j}",
        SQUARE + " -> y[.., n, n]",
        "The determinants that remain without one row and one column.",
        "代数余子式：划去一行一列后的行列式。",
        "Magnus & Neudecker, Matrix Differential Calculus, section 8.3",
    )

    @staticmethod
    def forward(xp, a):
        u, s, vh = xp.linalg.svd(a)
        sign = xp.linalg.det(u) * xp.linalg.det(vh)
        y = sign[..., None, None] * (xp.conj(u) * columns(products_without(xp, s))) @ xp.conj(vh)
        return y, (a,)

    @staticmethod
    @gradient(r"\bar A = \partial^2 \det(A)\,[\bar y]")
    def backward_a(xp, gy, a):
        return run(xp, SecondMinors, a, gy)


class SecondMinors(Op):
    """The second derivative of the determinant in the direction d."""

    doc = OpDoc(
        "∂²det",
        r"y = \partial^2 \det(A)\,[d]",
        "a[.., n, n], d[.., n, n] -> y[.., n, n]",
        "How the cofactors change when the matrix moves.",
        "矩阵变化时代数余子式的变化。",
        "Magnus & Neudecker, Matrix Differential Calculus, section 8.4",
    )

    @staticmethod
    def forward(xp, a, d):
        # In the frame of the singular vectors A is diagonal: an entry beside the diagonal meets its mirror image,
        # one on the diagonal meets all others there, each with the product of the remaining singular values.
        u, s, vh = xp.linalg.svd(a)
        pairs = products_without_two(xp, s)
        sign = (xp.linalg.det(u) * xp.linalg.det(vh))[..., None, None]
        inside = adjoint(xp, u) @ d @ adjoint(xp, vh)
        trace = (pairs * xp.diagonal(inside, axis1=-2, axis2=-1)[..., None, :]).sum(axis=-1)
        eye = xp.eye(a.shape[-1], dtype=bool)
        moved = xp.where(eye, trace[..., None], -pairs * transposed(xp, inside))
        return sign * (xp.conj(u) @ moved @ xp.conj(vh)), (a, d)

    @staticmethod
    @gradient(r"\bar A = \partial^3 \det(A)\,[d, \bar y]")
    def backward_a(xp, gy, a, d):
        # Written with the inverse B^T, for no derivative of this order is asked for at singular matrices.
        b, det = transposed(xp, run(xp, Inv, a)[0]), run(xp, Det, a)

        def through(x):
            return b @ transposed(xp, x) @ b

        db, gb = inner_sum(xp, d, b)[..., None, None], inner_sum(xp, gy, b)[..., None, None]
        mixed = inner_sum(xp, gy, through(d))[..., None, None]
        twice = through(gy @ transposed(xp, b) @ d) + through(d @ transposed(xp, b) @ gy)
        return det[..., None, None] * ((db * gb - mixed) * b - gb * through(d) - db * through(gy) + twice)

    @staticmethod
    @gradient(r"\bar d = \partial^2 \det(A)\,[\bar y]")
    def backward_d(xp, gy, a, d):
        return run(xp, SecondMinors, a, gy)


def products_without(xp, s):
    """For each i the product of all s but s_i, without a division."""
    n = s.shape[-1]
    return xp.where(xp.eye(n, dtype=bool), 1, s[..., None, :]).prod(axis=-1)


def products_without_two(xp, s):
    """For each pair i, j the product of all s but s_i and s_j; 0 where i = j."""
    eye = xp.eye(s.shape[-1], dtype=bool)
    left_out = eye[:, None, :] | eye[None, :, :]
    return xp.where(left_out, 1, s[..., None, None, :]).prod(axis=-1) * ~eye


class Slogdet(Op):
    """The determinant's sign (of a complex one the phase) and the logarithm of its size, which does not overflow."""

    doc = OpDoc(
        "log|det|",
        r"s\, e^{y} = \det A",
        SQUARE + " -> s[..], y[..]",
        "Sign and logarithm of the determinant.",
        "行列式的符号与绝对值的对数。",
        "Giles 2008, section 2.2.4",
    )
    several = True
    outputs = ("s", "y")
    node_name = "LinalgSlogdetBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, a):
        s, y = (xp.asarray(part) for part in xp.linalg.slogdet(a))
        return (s, y), (a, s)

    @staticmethod
    @gradient(r"\bar A = (\bar y - i \operatorname{Im}(\overline{\bar s}\, s))\, A^{-\mathsf H}")
    def backward_a(xp, gy, a, s):
        turn = xp.conj(gy[0]) * s  # real for a real matrix: then the sign has no say
        factor = gy[1] - (turn - xp.conj(turn)) / 2
        return factor[..., None, None] * adjoint(xp, run(xp, Inv, a)[0])
