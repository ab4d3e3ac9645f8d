"""The names that these functions have outside the namespace: ``torch.det``, ``x.inverse()``, ``torch.svd``, ..."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.functional.families import need_kind
from autograd_lab.functional.filled import eye
from autograd_lab.functional.registry import PUBLIC, alias, both, function
from autograd_lab.functional.results import named_result
from autograd_lab.linalg import determinants, factors, products, solving, spectra
from autograd_lab.linalg.checks import adjoint, need_fit, need_matrix, need_square, need_success
from autograd_lab.ops.linalg import factors as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

slogdet_result = named_result("slogdet", "sign", "logabsdet")
svd_result = named_result("svd", "U", "S", "V")
qr_result = named_result("qr", "Q", "R")
geqrf_result = named_result("geqrf", "a", "tau")
lu_result = named_result("_lu_with_info", "LU", "pivots", "info")
triangular_result = named_result("triangular_solve", "solution", "cloned_coefficient")

alias("det", determinants.det)
alias("inverse", solving.inv)
alias("matrix_power", products.matrix_power)
alias("matrix_exp", products.matrix_exp)
alias("orgqr", products.householder_product)
both(determinants.logdet)
function(factors.lu_unpack)


@both
def slogdet(input: Tensor) -> Any:
    """``torch.linalg.slogdet`` under the older result name."""
    return slogdet_result(*determinants.slogdet(input))


@both
def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The pseudo-inverse; singular values up to ``rcond`` times the largest count as 0."""
    return spectra.pinv(input, rcond)


# -- factors ----------------------------------------------------------------------------------------------------------


@both
def cholesky(input: Tensor, upper: bool = False) -> Tensor:
    """``torch.linalg.cholesky`` with ``upper`` by position."""
    factor, info = factors.cholesky_ex(input, upper=upper)
    need_success(info, "linalg.not_definite", "cholesky")
    return factor


@both
def cholesky_solve(input: Tensor, L: Tensor, upper: bool = False) -> Tensor:
    """X with A X = B, where A = L L* (or U* U); B comes first. L's other triangle is not looked at."""
    need_square(L, "L", "cholesky_solve")
    need_matrix(input, "input", "cholesky_solve")
    need_fit(L, input, True, "cholesky_solve")
    lower = adjoint(L) if upper else L
    y = solving.solve_triangular(lower, input, upper=False)
    return solving.solve_triangular(adjoint(lower), y, upper=True)


@both
def cholesky_inverse(L: Tensor, upper: bool = False) -> Tensor:
    """The inverse of A = L L* (or U* U), from its triangle."""
    need_square(L, "L", "cholesky_inverse")
    identity = eye(L.array.shape[-1], dtype=L.dtype, device=L.device)
    return cholesky_solve(identity.expand(*L.array.shape), L, upper)


@both
def qr(input: Tensor, some: bool = True) -> Any:
    """``torch.linalg.qr``, reduced, or complete where ``some`` is false."""
    return qr_result(*factors.qr(input, "reduced" if some else "complete"))


@both
def geqrf(input: Tensor) -> Any:
    """QR as LAPACK keeps it: R above, mirrors below the diagonal, and their factors tau. It has no gradient."""
    need_kind(input, INEXACT, "geqrf")
    need_matrix(input, "input", "geqrf")
    return geqrf_result(*apply(ops.Geqrf, input))


@both
def ormqr(input: Tensor, tau: Tensor, other: Tensor, left: bool = True, transpose: bool = False) -> Tensor:
    """Q @ other, or other @ Q, where Q is the product of the mirrors in ``input``; ``transpose`` takes Q*."""
    need_matrix(input, "input", "ormqr")
    need_matrix(other, "other", "ormqr")
    products.need_mirrors(input, tau, "ormqr")
    products.need_same_dtype(input, other, "ormqr")
    if other.array.shape[:-2] != input.array.shape[:-2]:
        raise ShapeError("linalg.mirrors_batch", function="ormqr", a=input.array.shape, tau=other.array.shape)
    if other.array.shape[-2 if left else -1] != input.array.shape[-2]:
        raise ShapeError("linalg.mirrors_fit", a=input.array.shape, b=other.array.shape, dim=-2 if left else -1)
    if left:
        return products.mirrored(input, tau, other, backwards=transpose)
    return adjoint(products.mirrored(input, tau, adjoint(other), backwards=not transpose))


@both
def triangular_solve(input: Tensor, A: Tensor, upper: bool = True, transpose: bool = False,
                     unitriangular: bool = False) -> Any:  # fmt: skip
    """X with A X = B (or A^T X = B) for a triangle A, and a copy of A; B comes first."""
    need_matrix(input, "input", "triangular_solve")
    need_square(A, "A", "triangular_solve")
    need_fit(A, input, True, "triangular_solve")
    triangle = A.mT if transpose else A
    x = solving.solve_triangular(triangle, input, upper=upper != transpose, unitriangular=unitriangular)
    return triangular_result(x, A.clone())


@both
def lu(A: Tensor, pivot: bool = True, get_infos: bool = False) -> Any:
    """The packed factors and pivots of Gaussian elimination, with ``get_infos`` also where U has a zero."""
    need_kind(A, INEXACT, "lu")
    packed, pivots, info = factors.lu_factor_ex(A, pivot=pivot)
    return lu_result(packed, pivots, info) if get_infos else (packed, pivots)


@both
def lu_solve(b: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
    """``torch.linalg.lu_solve`` with the right-hand side first."""
    return factors.lu_solve(LU_data, LU_pivots, b)


# -- singular values --------------------------------------------------------------------------------------------------


@both
def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """``torch.linalg.svd`` with V instead of its adjoint; zeros in the place of U and V where they are not wanted."""
    if not compute_uv:
        values = spectra.svdvals(input)
        (*lead, m, n) = input.array.shape
        return svd_result(input.new_zeros((*lead, m, m)), values, input.new_zeros((*lead, n, n)))
    u, s, vh = spectra.svd(input, full_matrices=not some)
    return svd_result(u, s, adjoint(vh))


@function
def svd_lowrank(A: Tensor, q: int = 6, niter: int = 2, M: Tensor | None = None) -> Any:
    """About the q largest singular values and their vectors, from random samples of A (or of A - M).

    Halko, Martinsson & Tropp 2011, Finding structure with randomness, algorithms 4.4 and 5.1.
    """
    need_matrix(A, "A", "svd_lowrank")
    x = A if M is None else A - M
    tall = x.array.shape[-2] >= x.array.shape[-1]
    x = x if tall else adjoint(x)
    basis = x @ PUBLIC["randn"](x.array.shape[-1], q, dtype=x.dtype, device=x.device)
    for _ in range(niter):
        basis = x @ factors.qr(adjoint(x) @ factors.qr(basis).Q).Q
    basis = factors.qr(basis).Q
    u, s, vh = spectra.svd(adjoint(basis) @ x, full_matrices=False)
    u, v = basis @ u, adjoint(vh)
    return (u, s, v) if tall else (v, s, u)


@function
def pca_lowrank(A: Tensor, q: int | None = None, center: bool = True, niter: int = 2) -> Any:
    """The q main directions in which the rows of A spread: ``svd_lowrank`` of A minus its column means."""
    need_matrix(A, "A", "pca_lowrank")
    m, n = A.array.shape[-2:]
    q = min(6, m, n) if q is None else q
    if not 0 <= q <= min(m, n):
        raise ArgumentError("linalg.pca_q", q=q, most=min(m, n))
    if niter < 0:
        raise ArgumentError("linalg.pca_niter", niter=niter)
    return svd_lowrank(A - A.mean(-2, keepdim=True) if center else A, q, niter)
