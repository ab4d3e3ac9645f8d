"""Matrices as products of triangles and rotations."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.errors import DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.filled import eye
from autograd_lab.functional.ranges import arange
from autograd_lab.functional.results import named_result
from autograd_lab.linalg.checks import (
    adjoint as adjoint_of,
    need_fit,
    need_matrix,
    need_square,
    need_success,
    public,
)
from autograd_lab.linalg.solving import solve_triangular
from autograd_lab.ops.linalg import factors as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import numbers

cholesky_ex_result = named_result("linalg_cholesky_ex", "L", "info")
qr_result = named_result("linalg_qr", "Q", "R")
lu_result = named_result("linalg_lu", "P", "L", "U")
lu_factor_result = named_result("linalg_lu_factor", "LU", "pivots")
lu_factor_ex_result = named_result("linalg_lu_factor_ex", "LU", "pivots", "info")
unpacked = named_result("lu_unpack", "P", "L", "U")
ldl_factor_result = named_result("linalg_ldl_factor", "LD", "pivots")
ldl_factor_ex_result = named_result("linalg_ldl_factor_ex", "LD", "pivots", "info")


@public
def cholesky(input: Tensor, *, upper: bool = False) -> Tensor:
    """The lower triangle L with A = L L*, or the upper one with A = U* U; LinAlgError unless A is positive definite.

    Only that triangle of A is read.
    """
    factor, info = _cholesky(input, upper, "linalg.cholesky")
    need_success(info, "linalg.not_definite", "linalg.cholesky")
    return factor


@public
def cholesky_ex(input: Tensor, *, upper: bool = False, check_errors: bool = False) -> Any:
    """The triangle and ``info``: 0, or the order of the first leading minor that is not positive."""
    factor, info = _cholesky(input, upper, "linalg.cholesky_ex")
    if check_errors:
        need_success(info, "linalg.not_definite", "linalg.cholesky_ex")
    return cholesky_ex_result(factor, info)


def _cholesky(x: Tensor, upper: bool, function: str) -> tuple[Tensor, Tensor]:
    need_square(x, "input", function)
    factor, info = apply(ops.Cholesky, x, up=upper)
    return (adjoint_of(factor) if upper else factor), info


@public
def qr(A: Tensor, mode: str = "reduced") -> Any:
    """A = Q R with orthonormal columns in Q and the upper triangle R.

    ``"complete"`` makes Q square; ``"r"`` leaves Q empty. Neither has a gradient where A is tall (r: never).
    """
    if mode not in ("reduced", "complete", "r"):
        raise ShapeError("linalg.qr_mode", mode=mode)
    need_matrix(A, "A", "linalg.qr")
    if mode == "r":
        return qr_result(A.new_empty(0), apply(ops.TriangleOfQr, A))
    return qr_result(*apply(ops.Qr, A, mode=mode))


# -- Gaussian elimination ---------------------------------------------------------------------------------------------


@public
def lu_factor(A: Tensor, *, pivot: bool = True) -> Any:
    """L and U with A = P L U in one matrix, and the exchanges of rows; LinAlgError if U has a zero on its diagonal."""
    packed, pivots, info = _lu(A, pivot, "linalg.lu_factor")
    need_success(info, "linalg.lu_zero", "linalg.lu_factor")
    return lu_factor_result(packed, pivots)


@public
def lu_factor_ex(A: Tensor, *, pivot: bool = True, check_errors: bool = False) -> Any:
    """The same and ``info``: 0, or the place of the first zero on U's diagonal, counted from 1."""
    packed, pivots, info = _lu(A, pivot, "linalg.lu_factor_ex")
    if check_errors:
        need_success(info, "linalg.lu_zero", "linalg.lu_factor_ex")
    return lu_factor_ex_result(packed, pivots, info)


@public
def lu(A: Tensor, *, pivot: bool = True) -> Any:
    """A = P L U: a permutation, a lower triangle with ones on its diagonal, an upper triangle."""
    packed, pivots, _ = _lu(A, pivot, "linalg.lu")
    return lu_result(*lu_unpack(packed, pivots))


def _lu(x: Tensor, pivot: bool, function: str) -> Any:
    if x.ndim > 1 and x.array.dtype.kind in "biu":
        raise NotWritten("norm.needs_float", function=function, dtype=x.dtype)
    need_matrix(x, "A", function)
    if not pivot:
        raise ShapeError("linalg.no_pivot", function=function)
    return apply(ops.LuFactor, x)


def lu_unpack(LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True, unpack_pivots: bool = True) -> Any:
    """P, L and U of what ``lu_factor`` returned; the parts that are not wanted are empty."""
    need_tensor(LU_data, "LU_data", "lu_unpack")
    need_tensor(LU_pivots, "LU_pivots", "lu_unpack")
    if LU_data.ndim < 2:
        raise ShapeError("linalg.matrix", function="lu_unpack", name="LU_data", ndim=LU_data.ndim)
    m, n = LU_data.array.shape[-2:]
    _need_pivots(LU_pivots, m, "lu_unpack")
    k, device = min(m, n), LU_data.device
    p = lower = upper = LU_data.new_empty(0)
    if unpack_pivots:
        order = apply(ops.RowOrder, LU_pivots, n=m)
        p = cast(arange(m, device=device).unsqueeze(1) == order.unsqueeze(-2), LU_data.dtype)
    if unpack_data:
        lower = LU_data[..., :k].tril(-1) + eye(m, k, dtype=LU_data.dtype, device=device)
        upper = LU_data[..., :k, :].triu()
    return unpacked(p, lower, upper)


@public
def lu_solve(LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False) -> Tensor:
    """X with A X = B (or X A = B, or with A's adjoint) from the factors of A that ``lu_factor`` returned."""
    function = "linalg.lu_solve"
    need_square(LU, "LU", function)
    need_matrix(B, "B", function)
    need_fit(LU, B, left, function)
    _need_pivots(pivots, LU.array.shape[-1], function)
    if pivots.array.shape != LU.array.shape[:-1]:
        raise ShapeError("linalg.pivots_shape", function=function, a=LU.array.shape, b=pivots.array.shape)
    if not left:  # X A = B is A* X* = B*
        return adjoint_of(lu_solve(LU, pivots, adjoint_of(B), adjoint=not adjoint))
    order = apply(ops.RowOrder, pivots, n=LU.array.shape[-1])
    if adjoint:
        y = solve_triangular(adjoint_of(LU), B, upper=False)
        return _rows(solve_triangular(adjoint_of(LU), y, upper=True, unitriangular=True), order.argsort(-1))
    y = solve_triangular(LU, _rows(B, order), upper=False, unitriangular=True)
    return solve_triangular(LU, y, upper=True)


def _need_pivots(pivots: Tensor, n: int, function: str) -> None:
    if pivots.dtype is not dtypes.int32:
        raise DtypeError("linalg.pivots", function=function, dtype=pivots.dtype)
    rows = numbers(pivots)
    if bool(((rows < 1) | (rows > n)).any()):
        raise ShapeError("linalg.pivots_range", n=n)


def _rows(x: Tensor, order: Tensor) -> Tensor:
    """The rows of each matrix in the given order; the batches broadcast."""
    batch = np.broadcast_shapes(x.array.shape[:-2], order.array.shape[:-1])
    shape = (*batch, *x.array.shape[-2:])
    return x.expand(*shape).gather(-2, order.unsqueeze(-1).expand(*shape))


# -- of symmetric matrices ---------------------------------------------------------------------------------------------


@public
def ldl_factor(input: Tensor, *, hermitian: bool = False) -> Any:
    """A symmetric (or Hermitian) matrix as L D L^T, packed as LAPACK does; computed on the host, without gradient."""
    packed, pivots, info = _ldl(input, hermitian, "linalg.ldl_factor")
    need_success(info, "linalg.lu_zero", "linalg.ldl_factor")
    return ldl_factor_result(packed, pivots)


@public
def ldl_factor_ex(input: Tensor, *, hermitian: bool = False, check_errors: bool = False) -> Any:
    """The same and ``info``: 0, or the place of a zero on D's diagonal, counted from 1."""
    packed, pivots, info = _ldl(input, hermitian, "linalg.ldl_factor_ex")
    if check_errors:
        need_success(info, "linalg.lu_zero", "linalg.ldl_factor_ex")
    return ldl_factor_ex_result(packed, pivots, info)


def _ldl(x: Tensor, hermitian: bool, function: str) -> Any:
    need_square(x, "input", function)
    return apply(ops.LdlFactor, x, hermitian=hermitian)


@public
def ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: bool = False) -> Tensor:
    """X with A X = B from the factors of A that ``ldl_factor`` returned; computed on the host, without gradient."""
    need_square(LD, "LD", "linalg.ldl_solve")
    need_matrix(B, "B", "linalg.ldl_solve")
    need_fit(LD, B, True, "linalg.ldl_solve")
    if pivots.dtype is not dtypes.int32:
        raise DtypeError("linalg.pivots", function="linalg.ldl_solve", dtype=pivots.dtype)
    if pivots.array.shape != LD.array.shape[:-1]:
        raise ShapeError("linalg.pivots_shape", function="linalg.ldl_solve", a=LD.array.shape, b=pivots.array.shape)
    return apply(ops.LdlSolve, LD, pivots, B, hermitian=hermitian)
