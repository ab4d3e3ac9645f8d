"""Singular values and eigenvalues: the directions in which a matrix only stretches.

Complex singular vectors and eigenvectors are fixed only up to a factor of modulus 1 each. A loss that depends on it
has no gradient, and asking for one is an error. Where two values are equal, their vectors are fixed only as a plane;
the gradient is then the one of a loss that depends on nothing else.
"""

from __future__ import annotations

from autograd_lab.backend.lapack import attempt
from autograd_lab.errors import GraphError, LinAlgError
from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.linalg.matrices import adjoint, columns, inverse_or_zero, rows
from autograd_lab.ops.linalg.solving import Solve

GAUGE = 1e-2  # how much a gradient may depend on the free phases, as in PyTorch


class Svd(Op):
    """A = U S V*: turn, stretch, turn. The singular values S come in falling order."""

    doc = OpDoc(
        "SVD",
        r"A = U\, \operatorname{diag}(s)\, V^{\mathsf H}",
        "a[.., n, m] -> u[.., n, k], s[.., k], vh[.., k, m]",
        "Split a matrix into rotations and stretchings.",
        "奇异值分解：旋转、拉伸、再旋转。",
        "Townsend 2016, Differentiating the singular value decomposition; Wan & Zhang 2019 (complex)",
    )
    several = True
    outputs = ("u", "s", "vh")
    node_name = "LinalgSvdBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, a, *, full_matrices=False):
        found = attempt(xp, lambda: xp.linalg.svd(a, full_matrices=full_matrices))
        if found is None:
            raise LinAlgError("linalg.not_converged", function="linalg.svd")
        u, s, vh = found
        return (u, s, vh), (u, s, vh, a.dtype.kind == "c")

    @staticmethod
    @gradient(
        r"\bar A = U \Bigl(\tfrac{\operatorname{skew}(U^{\mathsf H} \bar U)\, S + S"
        r" \operatorname{skew}(V^{\mathsf H} \bar V)}{s_j^2 - s_i^2} + \bar S\Bigr) V^{\mathsf H} + \dots"
    )
    def backward_a(xp, gy, u, s, vh, is_complex, *, full_matrices=False):
        gu, gs, gvh = gy
        k = s.shape[-1]
        u, gu, vh, gvh = u[..., :k], gu[..., :k], vh[..., :k, :], gvh[..., :k, :]
        uu, vv = adjoint(xp, u) @ gu, vh @ adjoint(xp, gvh)
        gaps = (columns(s) - rows(s)) * (columns(s) + rows(s))
        inside = skew(xp, uu) * columns(s) + rows(s) * skew(xp, vv)
        if is_complex:
            turn_u, turn_v = (xp.conj(u) * gu).sum(axis=-2), (vh * xp.conj(gvh)).sum(axis=-1)
            phase_free(xp, turn_u + turn_v, "linalg.svd")
            gs = gs + (turn_u - xp.conj(turn_u)) / 2 * inverse_or_zero(xp, s)
        ga = (u @ (inside * inverse_or_zero(xp, gaps)) + u * columns(gs)) @ vh
        if u.shape[-2] > k:  # directions that no column of U has
            ga = ga + (gu - u @ uu) * columns(inverse_or_zero(xp, s)) @ vh
        if vh.shape[-1] > k:
            ga = ga + u * columns(inverse_or_zero(xp, s)) @ (gvh - adjoint(xp, vv) @ vh)
        return ga


def skew(xp, x):
    return x - adjoint(xp, x)


def phase_free(xp, turning, function):
    """RuntimeError if the loss changes when vectors are multiplied by e^{i phi}: by the imaginary part, then."""
    if bool((xp.abs(xp.imag(turning)) > GAUGE).any()):
        raise GraphError("linalg.phase", function=function)


class Eigh(Op):
    """Eigenvalues, rising, and orthonormal eigenvectors of a symmetric or Hermitian matrix, given by one triangle."""

    doc = OpDoc(
        "λ, v",
        r"A = V\, \operatorname{diag}(w)\, V^{\mathsf H}",
        "a[.., n, n] -> w[.., n], v[.., n, n]",
        "Eigenvalues and eigenvectors of a symmetric matrix.",
        "对称矩阵的特征值与特征向量。",
        "Giles 2008, section 3.1; Boeddeker et al. 2017 (complex)",
    )
    several = True
    outputs = ("w", "v")
    node_name = "LinalgEighBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, a, *, triangle="L"):
        found = attempt(xp, lambda: xp.linalg.eigh(a, UPLO=triangle))
        if found is None:
            raise LinAlgError("linalg.not_converged", function="linalg.eigh")
        w, v = found
        return (w, v), (w, v, a.dtype.kind == "c")

    @staticmethod
    @gradient(
        r"\bar A = V \Bigl(\operatorname{diag}(\bar w) + \operatorname{sym} \tfrac{V^{\mathsf H} \bar V}{w_j - w_i}"
        r"\Bigr) V^{\mathsf H}"
    )
    def backward_a(xp, gy, w, v, is_complex, *, triangle="L"):
        gw, gv = gy
        if is_complex:
            phase_free(xp, (xp.conj(v) * gv).sum(axis=-2), "linalg.eigh")
        turn = adjoint(xp, v) @ gv * inverse_or_zero(xp, columns(w) - rows(w))
        return (v @ (turn + adjoint(xp, turn)) / 2 + v * columns(gw)) @ adjoint(xp, v)


class Eig(Op):
    """Eigenvalues and eigenvectors of any square matrix: complex, in no order, each vector of length 1."""

    doc = OpDoc(
        "λ, v",
        r"A\,V = V\, \operatorname{diag}(w)",
        "a[.., n, n] -> w[.., n], v[.., n, n]",
        "Eigenvalues and eigenvectors of a square matrix.",
        "方阵的特征值与特征向量。",
        "Giles 2008, section 2.3; Boeddeker et al. 2017 (complex)",
    )
    several = True
    outputs = ("w", "v")
    node_name = "LinalgEigBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, a):
        found = attempt(xp, lambda: xp.linalg.eig(a))
        if found is None:
            raise LinAlgError("linalg.not_converged", function="linalg.eig")
        kind = xp.result_type(a.dtype, xp.complex64)
        w, v = (part.astype(kind, copy=False) for part in found)
        return (w, v), (w, v, a.dtype.kind == "c")

    @staticmethod
    @gradient(
        r"\bar A = V^{-\mathsf H} \Bigl(\operatorname{diag}(\bar w) + \tfrac{V^{\mathsf H} \bar V - V^{\mathsf H} V"
        r" \operatorname{Re} \operatorname{diag}(V^{\mathsf H} \bar V)}{\overline{w_j - w_i}}\Bigr) V^{\mathsf H}"
    )
    def backward_a(xp, gy, w, v, is_complex):
        gw, gv = gy
        vh = adjoint(xp, v)
        turning = (xp.conj(v) * gv).sum(axis=-2)
        phase_free(xp, turning, "linalg.eig")
        sideways = vh @ (gv - v * columns(xp.real(turning)))  # a vector of length 1 cannot move along itself
        inside = sideways * inverse_or_zero(xp, xp.conj(columns(w) - rows(w)))
        ga = run(xp, Solve, vh, inside @ vh + rows(gw) * vh)[0]
        return ga if is_complex else xp.real(ga)


class Pinv(Op):
    """The inverse as far as there is one (Moore and Penrose): singular values up to a tolerance count as 0.

    With ``hermitian`` the matrix is symmetric and only its lower triangle is read.
    """

    doc = OpDoc(
        "A⁺",
        r"y = A^{+}",
        "a[.., n, m] -> y[.., m, n]",
        "The pseudo-inverse: least squares as a matrix.",
        "伪逆：以矩阵形式给出最小二乘解。",
        "Golub & Pereyra 1973, The differentiation of pseudo-inverses",
    )
    node_name = "LinalgPinvBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, a, *, atol=0.0, rtol=0.0, hermitian=False):
        if 0 in a.shape[-2:]:
            y = xp.zeros((*a.shape[:-2], a.shape[-1], a.shape[-2]), a.dtype)
            return y, (a, y)
        if hermitian:
            (s, u), _ = Eigh.forward(xp, a)
            vh = adjoint(xp, u)
        else:
            (u, s, vh), _ = Svd.forward(xp, a)
        size = xp.abs(s)
        cutoff = xp.maximum(atol, rtol * size.max(axis=-1))
        kept = size > xp.asarray(cutoff)[..., None]
        y = adjoint(xp, vh) @ (rows(xp.where(kept, 1 / xp.where(kept, s, 1), 0)) * adjoint(xp, u))
        return y, (a, y)

    @staticmethod
    @gradient(
        r"\bar A = -y^{\mathsf H} \bar y\, y^{\mathsf H} + (I - A y)\, \bar y^{\mathsf H} y\, y^{\mathsf H}"
        r" + y^{\mathsf H} y\, \bar y^{\mathsf H} (I - y A)"
    )
    def backward_a(xp, gy, a, y, *, atol=0.0, rtol=0.0, hermitian=False):
        gh, yh = adjoint(xp, gy), adjoint(xp, y)
        inner = yh @ gy @ yh
        return (gh - a @ (y @ gh)) @ y @ yh + yh @ y @ (gh - gh @ y @ a) - inner
