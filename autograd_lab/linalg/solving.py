"""Equations and inverses."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import LinAlgError, NotWritten, ShapeError
from autograd_lab.functional.arguments import need_tensor, wrap_dim
from autograd_lab.functional.results import named_result
from autograd_lab.linalg.checks import (
    need_batches,
    need_fit,
    need_matrix,
    need_same_dtype,
    need_square,
    need_success,
    public,
)
from autograd_lab.linalg.spectra import pinv, svdvals
from autograd_lab.ops.linalg import solving as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

inv_ex_result = named_result("linalg_inv_ex", "inverse", "info")
solve_ex_result = named_result("linalg_solve_ex", "result", "info")
lstsq_result = named_result("linalg_lstsq", "solution", "residuals", "rank", "singular_values")

DRIVERS = ("gels", "gelsy", "gelsd", "gelss")


@public
def inv(A: Tensor) -> Tensor:
    """The inverse of each matrix; LinAlgError for a singular one. To solve equations, ``solve`` is better."""
    inverse, info = _inv(A, "linalg.inv")
    need_success(info, "linalg.singular", "linalg.inv")
    return inverse


@public
def inv_ex(A: Tensor, *, check_errors: bool = False) -> Any:
    """The inverse and ``info``: 0, or where elimination met a zero, counted from 1; the inverse is then nan."""
    inverse, info = _inv(A, "linalg.inv_ex")
    if check_errors:
        need_success(info, "linalg.singular", "linalg.inv_ex")
    return inv_ex_result(inverse, info)


def _inv(x: Tensor, function: str) -> tuple[Tensor, Tensor]:
    need_square(x, "A", function)
    return apply(ops.Inv, x)


@public
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """X with A X = B, or with X A = B where ``left`` is false; LinAlgError for a singular A.

    B is a vector if it is 1-D or its shape is A's without the last dimension.
    """
    x, info = _solve(A, B, left, "linalg.solve")
    need_success(info, "linalg.singular", "linalg.solve")
    return x


@public
def solve_ex(A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False) -> Any:
    """The solution and ``info``: 0, or where elimination met a zero, counted from 1; the solution is then nan."""
    x, info = _solve(A, B, left, "linalg.solve_ex")
    if check_errors:
        need_success(info, "linalg.singular", "linalg.solve_ex")
    return solve_ex_result(x, info)


def _solve(a: Tensor, b: Tensor, left: bool, function: str) -> tuple[Tensor, Tensor]:
    need_square(a, "A", function)
    need_tensor(b, "B", function)
    vector = is_vector(a, b)
    right = b.unsqueeze(-1) if vector else b
    need_fit(a, right, left, function)
    if vector and not left:
        raise ShapeError("linalg.equation", function=function, equation="XA = B", a=a.array.shape, b=b.array.shape)
    if left:
        x, info = apply(ops.Solve, a, right)
    else:
        x, info = apply(ops.Solve, a.mT, right.mT)
        x = x.mT
    return (x.squeeze(-1) if vector else x), info


def is_vector(a: Tensor, b: Tensor) -> bool:
    """Whether b is one vector per matrix of a, rather than a matrix."""
    return b.ndim == 1 or (a.ndim - 1 == b.ndim and b.array.shape == a.array.shape[:-1])


@public
def solve_triangular(
    input: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> Tensor:
    """X with A X = B, or X A = B, where A is a triangle; the other triangle is not looked at.

    A zero on the diagonal gives inf or nan. With ``unitriangular`` the diagonal counts as ones.
    """
    function = "linalg.solve_triangular"
    if input.array.dtype.kind not in INEXACT:
        raise NotWritten("norm.needs_float", function=function, dtype=input.dtype)
    need_square(input, "input", function)
    need_matrix(B, "B", function)
    need_fit(input, B, left, function)
    if left:
        return apply(ops.SolveTriangular, input, B, up=upper, unit=unitriangular)
    return apply(ops.SolveTriangular, input.mT, B.mT, up=not upper, unit=unitriangular).mT


# -- least squares ------------------------------------------------------------------------------------------------


@public
def lstsq(input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None) -> Any:
    """The X for which A X comes closest to B; of several, the shortest.

    Found with the pseudo-inverse, by singular values. What LAPACK's ``driver`` would return beside it is returned:
    the rank except for gels, singular values for gelsd and gelss, squared residuals where A is tall and of full rank.
    LinAlgError if gels, which asks for full rank, does not get it.
    """
    function = "linalg.lstsq"
    need_matrix(input, "input", function)
    need_tensor(b, "b", function)
    need_same_dtype(input, b, function)
    if not 0 <= input.ndim - b.ndim <= 1:
        raise ShapeError("linalg.lstsq_dims", a=input.array.shape, b=b.array.shape)
    driver = "gelsy" if driver is None else driver
    if driver not in DRIVERS:
        raise ShapeError("linalg.lstsq_driver", driver=driver, drivers=", ".join(DRIVERS))
    vector = is_vector(input, b)
    right = b.unsqueeze(-1) if vector else b
    if right.ndim < 2 or right.array.shape[-2] != input.array.shape[-2]:
        raise ShapeError("linalg.equation", function=function, equation="AX = B", a=input.array.shape, b=b.array.shape)
    need_batches(input, right)
    m, n = input.array.shape[-2:]
    x = pinv(input, rcond) @ right
    values = svdvals(input.detach())
    default = float(np.finfo(input.array.dtype).eps) * max(m, n) if rcond is None else rcond
    rank = (values > values.amax(-1, keepdim=True) * default).sum(-1) if values.array.size else values.sum(-1).long()
    full = bool((rank == min(m, n)).all())
    if driver == "gels" and not full:
        raise LinAlgError("linalg.lstsq_rank")
    none = x.flatten()[:0].abs()
    residuals = none
    if m > n and driver != "gelsy" and full:
        residuals = ((input @ x - right).abs() ** 2).sum(-2)
    return lstsq_result(
        x.squeeze(-1) if vector else x,
        residuals,
        none.detach().to(dtypes.int64) if driver == "gels" else rank,
        values if driver in ("gelsd", "gelss") else none.detach(),
    )


# -- tensors as matrices --------------------------------------------------------------------------------------------


@public
def tensorinv(input: Tensor, ind: int = 2) -> Tensor:
    """The inverse with respect to ``tensordot``: the first ``ind`` dimensions count as rows, the others as columns."""
    need_tensor(input, "input", "linalg.tensorinv")
    if ind <= 0:
        raise ShapeError("linalg.tensorinv_ind", ind=ind)
    if input.ndim < ind:
        raise ShapeError("linalg.tensorinv_dims", ind=ind, ndim=input.ndim)
    shape = input.array.shape
    rows, columns = prod(shape[:ind]), prod(shape[ind:])
    if rows != columns:
        raise ShapeError("linalg.tensor_square", function="linalg.tensorinv", shape=shape, rows=rows, columns=columns)
    return inv(input.reshape(rows, columns)).reshape((*shape[ind:], *shape[:ind]))


@public
def tensorsolve(input: Tensor, other: Tensor, dims: Any = None) -> Tensor:
    """X with tensordot(A, X) = B: the first dimensions of A, as many as B has, count as rows.

    ``dims`` names dimensions of A to be moved to the end first.
    """
    need_tensor(input, "input", "linalg.tensorsolve")
    need_tensor(other, "other", "linalg.tensorsolve")
    if dims is not None:
        moved = [wrap_dim(d, input.ndim) for d in dims]
        input = input.permute(*(d for d in range(input.ndim) if d not in moved), *moved)
    shape = input.array.shape
    rows, columns = prod(shape[: other.ndim]), prod(shape[other.ndim :])
    if rows != columns or rows != other.array.size:
        raise ShapeError("linalg.tensor_square", function="linalg.tensorsolve", shape=shape, rows=rows, columns=columns)
    return solve(input.reshape(rows, columns), other.reshape(rows)).reshape(shape[other.ndim :])
