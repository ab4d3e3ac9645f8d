"""Singular values, eigenvalues, and the pseudo-inverse."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.dtypes import from_numpy_dtype
from autograd_lab.errors import ArgTypeError, DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.results import named_result
from autograd_lab.functional.selection import where
from autograd_lab.linalg.checks import need_matrix, need_precise, need_square, public
from autograd_lab.ops.linalg import spectra as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, is_number
from autograd_lab.tensor.tensor import Tensor

svd_result = named_result("linalg_svd", "U", "S", "Vh")
eigh_result = named_result("linalg_eigh", "eigenvalues", "eigenvectors")
eig_result = named_result("linalg_eig", "eigenvalues", "eigenvectors")


@public
def svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> Any:
    """A = U diag(S) Vh: the singular values S, falling, and the directions that they stretch.

    With ``full_matrices`` U and Vh are square; the columns without a singular value get no gradient.
    """
    need_matrix(A, "A", "linalg.svd")
    _no_driver(driver)
    return svd_result(*apply(ops.Svd, A, full_matrices=full_matrices))


@public
def svdvals(A: Tensor, *, driver: str | None = None) -> Tensor:
    """The singular values alone, falling."""
    need_matrix(A, "A", "linalg.svdvals")
    _no_driver(driver)
    return apply(ops.Svd, A)[1]


def _no_driver(driver: Any) -> None:
    if driver is not None:
        raise ShapeError("linalg.driver", driver=driver)


@public
def eigh(input: Tensor, UPLO: str = "L") -> Any:
    """Eigenvalues, rising, and orthonormal eigenvectors (columns) of a symmetric or Hermitian matrix.

    Only one triangle is read, the lower or, with ``UPLO="U"``, the upper.
    """
    return eigh_result(*_eigh(input, UPLO, "linalg.eigh"))


@public
def eigvalsh(input: Tensor, UPLO: str = "L") -> Tensor:
    """The eigenvalues of a symmetric or Hermitian matrix alone, rising."""
    return _eigh(input, UPLO, "linalg.eigvalsh")[0]


def _eigh(x: Tensor, triangle: str, function: str) -> tuple[Tensor, Tensor]:
    need_square(x, "input", function)
    if triangle.upper() not in ("L", "U"):
        raise ShapeError("linalg.triangle", got=triangle)
    return apply(ops.Eigh, x, triangle=triangle.upper())


@public
def eig(input: Tensor) -> Any:
    """Eigenvalues and eigenvectors (columns of length 1) of a square matrix: complex, in no order."""
    return eig_result(*_eig(input, "linalg.eig"))


@public
def eigvals(input: Tensor) -> Tensor:
    """The eigenvalues of a square matrix alone."""
    return _eig(input, "linalg.eigvals")[0]


def _eig(x: Tensor, function: str) -> tuple[Tensor, Tensor]:
    need_square(x, "input", function)
    return apply(ops.Eig, x)


# -- the pseudo-inverse -----------------------------------------------------------------------------------------------


@public
def pinv(input: Tensor, rcond: Tensor | float | None = None, hermitian: bool = False, *, atol: Any = None,
         rtol: Any = None) -> Tensor:  # fmt: skip
    """The pseudo-inverse of Moore and Penrose: singular values up to max(atol, rtol * the largest) count as 0.

    ``rtol`` is the dtype's precision times the longer side if nothing else is said; ``rcond`` is its old name. With
    ``hermitian`` only the lower triangle is read.
    """
    need_tensor(input, "input", "linalg.pinv")
    if input.ndim < 2:
        raise ShapeError("linalg.matrix", function="linalg.pinv", name="input", ndim=input.ndim)
    need_precise(input, "linalg.pinv")
    if hermitian:
        need_square(input, "input", "linalg.pinv")
    low, relative = tolerances(input, atol, rtol) if rcond is None else tolerances(input, 0.0, rcond)
    return apply(ops.Pinv, input, atol=low.array, rtol=relative.array, hermitian=hermitian)


def tolerances(x: Tensor, atol: Any, rtol: Any) -> tuple[Tensor, Tensor]:
    """Both as tensors of x's real dtype. What is not said is 0, rtol's default only where no atol is given."""
    real = from_numpy_dtype(x.array.dtype.type().real.dtype)
    given = []
    for name, value in (("atol", atol), ("rtol", rtol)):
        if isinstance(value, Tensor):
            if value.dtype.is_complex:
                raise DtypeError("linalg.tolerance_complex", name=name)
            given.append(cast(value.detach(), real))
        elif value is None or is_number(value):
            given.append(x.new_zeros((), dtype=real) + (value or 0.0))
        else:
            raise ArgTypeError("linalg.tolerance_type", name=name, got=type(value).__name__)
    if rtol is None:
        default = float(np.finfo(real.numpy).eps) * max(x.array.shape[-2:])
        given[1] = where(given[0] > 0, given[1], default)
    return given[0], cast(given[1], real)
