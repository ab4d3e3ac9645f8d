"""A matrix as a product of simple ones: triangles and rotations."""

from __future__ import annotations

from autograd_lab.backend.lapack import attempt, ldl, ldl_solve, lu
from autograd_lab.errors import GraphError, NotWritten
from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.joining import Cat
from autograd_lab.ops.linalg.matrices import adjoint, lower, transposed, upper
from autograd_lab.ops.linalg.solving import SolveTriangular
from autograd_lab.ops.reduction import TakeAlong


class Cholesky(Op):
    """L with A = L L*, and which leading minor is the first that is not positive: 0 for none.

    Reads the lower triangle of A, or the upper one with ``up``. The gradient comes out symmetric, as if both had been
    read.
    """

    doc = OpDoc(
        "Chol",
        r"A = L\,L^{\mathsf H}",
        "a[.., n, n] -> l[.., n, n], info[..]",
        "Split a positive definite matrix into a triangle and its mirror image.",
        "把正定矩阵分解为下三角矩阵与其共轭转置之积。",
        "Murray 2016, Differentiation of the Cholesky decomposition",
    )
    several = True
    outputs = ("l", "info")
    nondifferentiable = (1,)
    node_name = "LinalgCholeskyExBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, a, *, up=False):
        a = adjoint(xp, a) if up else a
        l = attempt(xp, lambda: xp.linalg.cholesky(a))  # noqa: E741
        info = xp.zeros(a.shape[:-2], xp.int32)
        if l is None or bool(xp.isnan(l).any()):  # NumPy lets nan pass
            l, info = cholesky_by_columns(xp, a)  # noqa: E741
        return (l, info), (l,)

    @staticmethod
    @gradient(r"\bar A = \tfrac12 L^{-\mathsf H} \operatorname{copy}(\operatorname{tril}(L^{\mathsf H} \bar L)) L^{-1}")
    def backward_a(xp, gy, l, *, up=False):  # noqa: E741
        # The lower triangle of L* gL, copied to the upper one: L has no say there.
        product, lh = adjoint(xp, l) @ gy[0], adjoint(xp, l)
        whole = lower(xp, product) + adjoint(xp, lower(xp, product, -1))
        left = run(xp, SolveTriangular, lh, whole / 2, up=True)
        return adjoint(xp, run(xp, SolveTriangular, lh, adjoint(xp, left), up=True))


def cholesky_by_columns(xp, a):
    """The same column by column, for stacks with a matrix that is not positive definite: it shows where it fails."""
    l, info = xp.tril(a), xp.zeros(a.shape[:-2], xp.int32)  # noqa: E741
    for j in range(a.shape[-1]):
        column = l[..., j:, j] - (l[..., j:, :j] @ xp.conj(l[..., j, :j, None]))[..., 0]
        pivot, running = column[..., 0].real, info == 0
        info = xp.where(running & ~(pivot > 0), j + 1, info)
        good = (info == 0)[..., None]
        root = xp.sqrt(xp.where(info == 0, pivot, 1))[..., None]
        l[..., j, j] = xp.where(running, column[..., 0], l[..., j, j])  # as LAPACK leaves it
        l[..., j:, j] = xp.where(good, column / root, l[..., j:, j])
    return l, info.astype(xp.int32)


class Qr(Op):
    """Q with orthonormal columns and the upper triangle R, with A = Q R. ``mode`` is reduced or complete."""

    doc = OpDoc(
        "QR",
        r"A = Q\,R,\; Q^{\mathsf H} Q = I",
        "a[.., n, m] -> q[.., n, k], r[.., k, m]",
        "Split a matrix into perpendicular directions and a triangle.",
        "把矩阵分解为正交的列与上三角矩阵。",
        "Walter & Lehmann 2012; Roberts & Roberts 2020, QR and LQ decomposition matrix backpropagation",
    )
    several = True
    outputs = ("q", "r")
    node_name = "LinalgQrBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, a, *, mode="reduced"):
        q, r = xp.linalg.qr(a, mode=mode)
        return (q, r), (q, r)

    @staticmethod
    @gradient(r"\bar A = (\bar Q + Q \operatorname{sym}(\bar R R^{\mathsf H} - Q^{\mathsf H} \bar Q))\, R^{-\mathsf H}")
    def backward_a(xp, gy, q, r, *, mode="reduced"):
        gq, gr = gy
        k, m = r.shape[-2:]
        if k > m:
            raise GraphError("linalg.qr_complete", n=k, m=m)
        if k >= m:
            return qr_rule(xp, gq, gr, q, r)
        # The columns on the right are Q times the rest of R; they hand their gradient to both.
        left, right = (..., slice(0, k)), (..., slice(k, m))
        gq = gq + q @ r[right] @ adjoint(xp, gr[right])
        return run(xp, Cat, qr_rule(xp, gq, gr[left], q, r[left]), q @ gr[right], axis=-1)


def qr_rule(xp, gq, gr, q, r):
    """The rule for a square R: what the upper triangle lacks follows from Q being orthonormal."""
    product = gr @ adjoint(xp, r) - adjoint(xp, q) @ gq
    half = (upper(xp, product) + upper(xp, product, 1)) / 2
    left = gq + q @ (half + adjoint(xp, half))
    return adjoint(xp, run(xp, SolveTriangular, r, adjoint(xp, left), up=True))


class LuFactor(Op):
    """L and U in one matrix, with P A = L U, the row that each step took (from 1), and the first zero of U's diagonal.

    L's diagonal of ones is not stored.
    """

    doc = OpDoc(
        "LU",
        r"P A = L\,U",
        "a[.., n, m] -> lu[.., n, m], pivots[.., k], info[..]",
        "Gaussian elimination with row exchanges, as two triangles.",
        "带行交换的高斯消元：分解为下三角与上三角矩阵。",
        "Golub & Van Loan, Matrix Computations, section 3.4; de Hoog, Anderssen & Lukas 2011",
    )
    several = True
    outputs = ("lu", "pivots", "info")
    nondifferentiable = (1, 2)
    node_name = "LinalgLuFactorExBackward0"

    @staticmethod
    def forward(xp, a):
        packed, steps = lu(xp, a)
        zero = xp.diagonal(packed, axis1=-2, axis2=-1) == 0
        info = xp.zeros(a.shape[:-2], xp.int32)
        if zero.shape[-1]:
            info = xp.where(zero.any(axis=-1), zero.argmax(axis=-1) + 1, 0).astype(xp.int32)
        back = permutation(xp, steps, a.shape[-2]).argsort(axis=-1)
        return (packed, steps + 1, info), (packed, xp.broadcast_to(back[..., None], a.shape))

    @staticmethod
    @gradient(
        r"\bar A = P^{\mathsf T} L^{-\mathsf T} \bigl(\operatorname{tril}_{-1}(L^{\mathsf T} \bar L)"
        r" + \operatorname{triu}(\bar U U^{\mathsf T})\bigr) U^{-\mathsf T}"
    )
    def backward_a(xp, gy, lu, back):
        g, k = gy[0], min(lu.shape[-2:])
        first, rest = slice(0, k), slice(k, None)
        u = lu[..., first, first]
        ut = transposed(xp, u)  # in its upper triangle lies L^T, in its lower one U^T
        gl, gu, edge = lower(xp, g[..., first, first], -1), upper(xp, g[..., first, first]), None
        if lu.shape[-1] > k:  # the columns on the right were solved with L
            edge = run(xp, SolveTriangular, ut, g[..., rest], up=True, unit=True)
            gl = gl - lower(xp, edge @ transposed(xp, lu[..., rest]), -1)
        if lu.shape[-2] > k:  # the rows below were solved with U
            edge = transposed(xp, run(xp, SolveTriangular, u, transposed(xp, g[..., rest, :]), up=True))
            gu = gu - upper(xp, transposed(xp, lu[..., rest, :]) @ edge)
        inside = lower(xp, gl + upper(xp, ut, 1) @ gl, -1) + upper(xp, gu @ lower(xp, ut))
        left = run(xp, SolveTriangular, ut, inside, up=True, unit=True)
        whole = transposed(xp, run(xp, SolveTriangular, u, transposed(xp, left), up=True))
        if edge is not None:
            whole = run(xp, Cat, whole, edge, axis=-1 if lu.shape[-1] > k else -2)
        return run(xp, TakeAlong, whole, back, axis=-2)


def permutation(xp, steps, n):
    """The order of n rows after exchanging row i with row steps[i], one after the other."""
    order = xp.broadcast_to(xp.arange(n), (*steps.shape[:-1], n)).copy()
    for i in range(steps.shape[-1]):
        place = steps[..., i : i + 1].astype(xp.int64)
        here, there = order[..., i : i + 1].copy(), xp.take_along_axis(order, place, -1)
        xp.put_along_axis(order, place, here, -1)
        order[..., i : i + 1] = there
    return order


@gradient(r"\text{none}")
def underived(xp, gy, needs, **params):
    """In the place of a rule: PyTorch has no derivative here either, and asking for one is an error, not silence."""
    raise NotWritten("linalg.underived")


class RowOrder(Op):
    """The order of n rows that the exchanges of LuFactor lead to."""

    doc = OpDoc(
        "P",
        r"(P A)_i = A_{y_i}",
        "pivots[.., k] -> y[.., n]",
        "The order of rows after all exchanges.",
        "所有行交换之后各行的次序。",
    )

    @staticmethod
    def forward(xp, pivots, *, n):
        return permutation(xp, pivots - 1, n), ()


class TriangleOfQr(Op):
    """R of A = Q R alone. Its derivative would need Q."""

    doc = OpDoc(
        "R",
        r"A = Q\,R,\; Q^{\mathsf H} Q = I",
        "a[.., n, m] -> y[.., k, m]",
        "The triangle of the QR decomposition.",
        "QR 分解中的上三角矩阵。",
    )
    node_name = "LinalgQrBackward0"
    backward = staticmethod(underived)

    @staticmethod
    def forward(xp, a):
        return xp.linalg.qr(a, mode="r"), ()


class Geqrf(Op):
    """QR as LAPACK keeps it: R above, below it the mirrors whose product is Q, without their leading 1; and factors."""

    doc = OpDoc(
        "QR",
        r"A = H_1 \cdots H_k\, R,\; H_i = I - \tau_i v_i v_i^{\mathsf H}",
        "a[.., n, m] -> y[.., n, m], tau[.., k]",
        "The QR decomposition as a row of mirrors.",
        "以反射变换（Householder）的形式给出 QR 分解。",
        "Golub & Van Loan, Matrix Computations, section 5.2",
    )
    several = True
    outputs = ("y", "tau")
    backward = staticmethod(underived)

    @staticmethod
    def forward(xp, a):
        y, tau = xp.linalg.qr(a, mode="raw")
        return (transposed(xp, y), tau), ()


class LdlFactor(Op):
    """A symmetric matrix as L D L^T, D with blocks of 1 and 2; packed as LAPACK does. Computed on the host."""

    doc = OpDoc(
        "LDL",
        r"A = L\,D\,L^{\mathsf T}",
        "a[.., n, n] -> ld[.., n, n], pivots[.., n], info[..]",
        "Split a symmetric matrix, definite or not, into triangles around small blocks.",
        "把对称矩阵（不必正定）分解为三角矩阵与小块对角矩阵。",
        "Bunch & Kaufman 1977",
    )
    several = True
    outputs = ("ld", "pivots", "info")
    nondifferentiable = (1, 2)
    node_name = "LinalgLdlFactorExBackward0"
    backward = staticmethod(underived)

    @staticmethod
    def forward(xp, a, *, hermitian=False):
        return ldl(xp, a, hermitian), ()


class LdlSolve(Op):
    """Solve with the factors of LdlFactor. Computed on the host."""

    doc = OpDoc(
        "LDL⁻¹b",
        r"x = (L D L^{\mathsf T})^{-1} b",
        "ld[.., n, n], pivots[.., n], b[.., n, k] -> x[.., n, k]",
        "Solve equations with a factored symmetric matrix.",
        "用对称矩阵的分解求解方程组。",
    )
    node_name = "LinalgLdlSolveBackward0"
    backward = staticmethod(underived)

    @staticmethod
    def forward(xp, ld, pivots, b, *, hermitian=False):
        batch = xp.broadcast_shapes(ld.shape[:-2], b.shape[:-2])
        ld, right = (xp.broadcast_to(x, (*batch, *x.shape[-2:])) for x in (ld, b))
        return ldl_solve(xp, ld, xp.broadcast_to(pivots, ld.shape[:-1]), right, hermitian), ()
