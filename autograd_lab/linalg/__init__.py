"""Matrices: norms, equations, decompositions, eigenvalues.

Every function takes one matrix ``(n, m)`` or a stack ``(.., n, m)``. Importing this package also attaches the forms
that PyTorch has outside of it, such as ``torch.det`` and ``x.inverse()``.
"""

from autograd_lab.errors import LinAlgError
from autograd_lab.linalg import classic
from autograd_lab.linalg.determinants import det, slogdet
from autograd_lab.linalg.factors import (
    cholesky,
    cholesky_ex,
    ldl_factor,
    ldl_factor_ex,
    ldl_solve,
    lu,
    lu_factor,
    lu_factor_ex,
    lu_solve,
    qr,
)
from autograd_lab.linalg.norms import cond, matrix_norm, matrix_rank, norm, vector_norm
from autograd_lab.linalg.products import (
    cross,
    diagonal,
    householder_product,
    matmul,
    matrix_exp,
    matrix_power,
    multi_dot,
    vander,
    vecdot,
)
from autograd_lab.linalg.solving import (
    inv,
    inv_ex,
    lstsq,
    solve,
    solve_ex,
    solve_triangular,
    tensorinv,
    tensorsolve,
)
from autograd_lab.linalg.spectra import eig, eigh, eigvals, eigvalsh, pinv, svd, svdvals
