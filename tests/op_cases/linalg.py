"""Rows for ops.linalg."""

from dataclasses import replace

import numpy as np

from autograd_lab.ops.linalg.determinants import Cofactors, Det, SecondMinors, Slogdet
from autograd_lab.ops.linalg.exponential import MatrixExp
from autograd_lab.ops.linalg.factors import (
    Cholesky,
    Geqrf,
    LdlFactor,
    LdlSolve,
    LuFactor,
    Qr,
    RowOrder,
    TriangleOfQr,
)
from autograd_lab.ops.linalg.norms import VectorNorm
from autograd_lab.ops.linalg.solving import Inv, Solve, SolveTriangular
from autograd_lab.ops.linalg.spectra import Eig, Eigh, Pinv, Svd
from tests.op_cases.case import OpCase

INF = float("inf")
SPD = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.7], [0.5, -0.7, 2.0]]
SYMMETRIC = [[2.0, -0.5, 0.3], [-0.5, -1.0, 0.8], [0.3, 0.8, 0.4]]
REAL_SPECTRUM = [[1.0, 2.0, 0.5], [0.3, 4.0, 1.0], [0.2, -0.4, -2.0]]
REGULAR = [[2.0, 1.0, -0.3], [-0.5, 1.5, 0.7], [0.9, 0.4, -1.8]]
SINGULAR = [[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, -1.0, 0.5]]  # of rank 2
RANK_ONE = [[1.0, -2.0, 3.0], [2.0, -4.0, 6.0], [-1.0, 2.0, -3.0]]
PACKED = np.array([[2.0, 0.0, 0.0], [0.25, 3.0, 0.0], [-0.5, 0.1, 1.5]])
IN_ORDER = np.array([1, 2, 3], np.int32)
ZEROS = [[0.0, 0.0, 0.0], [0.0, -3.0, 4.0]]
PEAKS = [[3.0, -3.0, 1.0], [0.5, -0.5, 0.5]]

NORM = "torch.linalg.vector_norm(x, p, axis, keepdims)"
KEPT = {"axis": 1, "keepdims": True}

ROWS = [
    *(OpCase(VectorNorm, ((3, 4),), "torch.linalg.vector_norm(x, p)", {"p": p}, away_from=(0.0,), analytic=False)
      for p in (2, 1, 3, 1.5, 0.5, -1, INF, -INF)),
    *(OpCase(VectorNorm, ((2, 3, 2),), NORM, {"p": p, "axis": axis, "keepdims": keep}, away_from=(0.0,),
             analytic=False)
      for p in (2, 3, 1, INF, -INF) for axis, keep in ((1, True), ((0, 2), False), (-1, False))),
    OpCase(VectorNorm, ((2, 3),), "torch.linalg.vector_norm(x)", analytic=False),
    OpCase(VectorNorm, ((2, 3),), "", {"p": 0, **KEPT}, away_from=(0.0,), analytic=False),
    OpCase(VectorNorm, (np.array(ZEROS),), NORM, {"p": 0, **KEPT}),
    *(OpCase(VectorNorm, (ZEROS,), NORM, {"p": p, **KEPT}, smooth=False, torch_second=False)
      for p in (2, 1, 3, 1.5, 0.5, INF, -INF)),
    *(OpCase(VectorNorm, (PEAKS,), NORM, {"p": p, **KEPT}, smooth=False) for p in (INF, -INF, 1)),
    OpCase(VectorNorm, ([[0.0, 2.0, -1.0]],), NORM, {"p": 4, **KEPT}, analytic=False),
    OpCase(VectorNorm, ([1.0, float("nan"), INF],), "torch.linalg.vector_norm(x, p)", {"p": INF}, smooth=False,
           torch_second=False),
    OpCase(VectorNorm, ([[]],), NORM, {"p": 2, **KEPT}),
    OpCase(VectorNorm, ((2, 3),), "torch.linalg.vector_norm(x, p)", {"p": 2}, complex=True),
    OpCase(VectorNorm, ((2, 3),), "torch.linalg.vector_norm(x, p)", {"p": 3}, complex=True),
    OpCase(VectorNorm, ((2, 3),), NORM, {"p": 1, **KEPT}, complex=True),
    OpCase(VectorNorm, ((2, 3),), NORM, {"p": INF, **KEPT}, complex=True),
    OpCase(Solve, ((3, 3), (3, 2)), "torch.linalg.solve_ex(a, b)"),
    OpCase(Solve, (REGULAR, (3, 1)), "torch.linalg.solve_ex(a, b)"),
    OpCase(Solve, ((2, 1, 2, 2), (3, 2, 1)), ""),
    OpCase(Solve, ((2, 2), (2, 2, 1)), ""),
    OpCase(Solve, ((0, 0), (0, 2)), "torch.linalg.solve_ex(a, b)"),
    OpCase(Solve, ((2, 2), (2, 2)), "torch.linalg.solve_ex(a, b)", complex=True),
    OpCase(Inv, ((3, 3),), "torch.linalg.inv_ex(a)"),
    OpCase(Inv, ((2, 2, 2),), "torch.linalg.inv_ex(a)"),
    OpCase(Inv, ((2, 2),), "torch.linalg.inv_ex(a)", complex=True),
    OpCase(Inv, ((2, 0, 0),), "torch.linalg.inv_ex(a)"),
    *(OpCase(SolveTriangular, ((3, 3), (3, 2)), "torch.linalg.solve_triangular(a, b, upper=up, unitriangular=unit)",
             {"up": up, "unit": unit}) for up in (True, False) for unit in (True, False)),
    OpCase(SolveTriangular, ((2, 1, 2, 2), (3, 2, 2)), "torch.linalg.solve_triangular(a, b, upper=up)", {"up": True}),
    OpCase(SolveTriangular, ((3, 3), (3, 2)), "torch.linalg.solve_triangular(a, b, upper=up)", {"up": False},
           complex=True),
    OpCase(Det, ((3, 3),), "torch.linalg.det(a)"),
    OpCase(Det, ((2, 2, 2),), "torch.linalg.det(a)"),
    OpCase(Det, ((1, 1),), "torch.linalg.det(a)"),
    OpCase(Det, (SINGULAR,), analytic=False),
    OpCase(Det, (RANK_ONE,), analytic=False),
    OpCase(Det, (np.zeros((3, 3)).tolist(),), analytic=False),
    OpCase(Det, (np.eye(3).tolist(),), "torch.linalg.det(a)"),
    OpCase(Det, ((3, 3),), "torch.linalg.det(a)", complex=True),
    OpCase(Cofactors, ((3, 3),), analytic=False),
    OpCase(Cofactors, ((2, 2, 2),), analytic=False),
    OpCase(Cofactors, (REGULAR,), complex=True),
    OpCase(Cofactors, ((3, 3),), complex=True),
    OpCase(SecondMinors, (REGULAR, (3, 3)), analytic=False),
    OpCase(SecondMinors, ((2, 3, 3), (2, 3, 3)), analytic=False),
    OpCase(SecondMinors, ((3, 3), (3, 3)), complex=True),
    OpCase(Slogdet, ((3, 3),), "torch.linalg.slogdet(a)", analytic=False),
    OpCase(Slogdet, ((2, 2, 2),), "torch.linalg.slogdet(a)", analytic=False),
    OpCase(Slogdet, ((3, 3),), "torch.linalg.slogdet(a)", complex=True),
    OpCase(MatrixExp, ((3, 3),), "torch.linalg.matrix_exp(a)", analytic=False),
    OpCase(MatrixExp, ((2, 2, 2),), "torch.linalg.matrix_exp(a)", analytic=False, low=-6.0, high=6.0),
    OpCase(MatrixExp, ((2, 2),), "torch.linalg.matrix_exp(a)", complex=True),
    OpCase(MatrixExp, ((0, 0),), "torch.linalg.matrix_exp(a)"),
    OpCase(Cholesky, (SPD,), "torch.linalg.cholesky_ex(a)", smooth=False),
    OpCase(Cholesky, ([SPD, [[2.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 3.0]]],), "torch.linalg.cholesky_ex(a)",
           smooth=False),
    OpCase(Qr, ((3, 3),), "torch.linalg.qr(a)", analytic=False),
    OpCase(Qr, ((4, 2),), "torch.linalg.qr(a)", analytic=False),
    OpCase(Qr, ((2, 4),), "torch.linalg.qr(a)", analytic=False),
    OpCase(Qr, ((2, 3, 2),), "torch.linalg.qr(a, mode)", {"mode": "reduced"}, analytic=False),
    OpCase(Qr, ((2, 2, 3),), "torch.linalg.qr(a, mode)", {"mode": "complete"}, analytic=False),
    OpCase(TriangleOfQr, (np.array(REGULAR),), "torch.linalg.qr(a, 'r')[1]"),
    OpCase(LuFactor, (REGULAR,), "torch.linalg.lu_factor_ex(a)"),
    OpCase(LuFactor, ((2, 3, 3),), "torch.linalg.lu_factor_ex(a)"),
    OpCase(LuFactor, ((2, 4),), "torch.linalg.lu_factor_ex(a)"),
    OpCase(LuFactor, ((4, 2),), "torch.linalg.lu_factor_ex(a)"),
    OpCase(LuFactor, ((3, 0),), "torch.linalg.lu_factor_ex(a)"),
    OpCase(RowOrder, (np.array([3, 3, 3], np.int32),), "", {"n": 4}),
    OpCase(Geqrf, (np.array(REGULAR),), "torch.geqrf(a)"),
    OpCase(Geqrf, (np.array([REGULAR[:2], REGULAR[1:]]),), "torch.geqrf(a)"),
    OpCase(LdlFactor, (np.array(SYMMETRIC),), "torch.linalg.ldl_factor_ex(a)"),
    OpCase(LdlSolve, (PACKED, IN_ORDER, np.array(REGULAR)), "torch.linalg.ldl_solve(ld, pivots, b)"),
    OpCase(Svd, ((3, 3),), analytic=False),
    OpCase(Svd, ((4, 2),), analytic=False),
    OpCase(Svd, ((2, 3),), analytic=False),
    *(OpCase(Svd, (shape,), complex=True, free_phases=True) for shape in ((3, 3), (3, 2), (2, 3))),
    OpCase(Svd, ((2, 2, 2),), "torch.linalg.svd(a, full_matrices)", {"full_matrices": True}, analytic=False,
           smooth=False),
    OpCase(Eigh, (SYMMETRIC,), "torch.linalg.eigh(a, triangle)", {"triangle": "L"}, smooth=False),
    OpCase(Eig, (REAL_SPECTRUM,), analytic=False, real_seeds=True),
    OpCase(Pinv, ((3, 3),), "torch.linalg.pinv(a)", analytic=False),
    OpCase(Pinv, ((3, 2),), "torch.linalg.pinv(a)", analytic=False),
    OpCase(Pinv, ((2, 2, 3),), "torch.linalg.pinv(a)", {"atol": 0.01}, analytic=False),
    OpCase(Pinv, ((2, 3),), "torch.linalg.pinv(a)", complex=True),
    OpCase(Pinv, (SYMMETRIC,), "torch.linalg.pinv(a, hermitian=hermitian)", {"hermitian": True}, smooth=False),
    OpCase(Pinv, (RANK_ONE,), "torch.linalg.pinv(a, rtol=rtol)", {"rtol": 1e-3}, smooth=False),
    OpCase(Pinv, ((0, 3),), "torch.linalg.pinv(a)"),
]  # fmt: skip

HALF = (VectorNorm, MatrixExp)  # LAPACK knows no halves
READ = (MatrixExp, Eig, LdlFactor, LdlSolve)  # how often to square; whether phases matter; computed on the host

CASES = [replace(row, half=row.op in HALF, reads_back=row.op in READ) for row in ROWS]
