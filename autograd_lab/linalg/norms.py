"""Norms of vectors and matrices, and what they say about equations."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.errors import ArgTypeError, DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor, wrap_dim, wrap_dims
from autograd_lab.functional.pointwise import maximum
from autograd_lab.functional.registry import both
from autograd_lab.functional.selection import where
from autograd_lab.linalg.checks import need_float, need_precise, need_square, public
from autograd_lab.linalg.solving import inv_ex
from autograd_lab.linalg.spectra import eigvalsh, svdvals, tolerances
from autograd_lab.ops.linalg.norms import VectorNorm
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, is_number
from autograd_lab.tensor.tensor import Tensor

Dims = Any  # an int, a sequence of ints, or None for all
INF = float("inf")


@public
def vector_norm(x: Tensor, ord: Any = 2, dim: Dims = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The p-norm over ``dim`` (over everything when None), for every real ``ord``; 0 counts the non-zeros."""
    return _vector_norm(x, ord, dim, keepdim, dtype, "linalg.vector_norm")


def _vector_norm(x: Tensor, p: Any, dim: Dims, keepdim: bool, dtype: Any, function: str) -> Tensor:
    need_tensor(x, "x", function)
    p = _order(p, function)
    if not is_number(p):
        raise ArgTypeError("norm.order_type", function=function, got=type(p).__name__)
    if isinstance(p, complex):
        raise DtypeError("norm.order_complex", function=function, p=p)
    x = _in_dtype(x, dtype, function)
    axes = wrap_dims(dim, x.ndim)
    for axis in range(x.ndim) if axes is None else (axes,) if isinstance(axes, int) else axes:
        if x.array.shape[axis] == 0 and (p < 0 or p == INF):
            raise ShapeError("norm.empty", function=function, p=p, shape=x.array.shape)
    return apply(VectorNorm, x, p=float(p), axis=axes, keepdims=keepdim)


def _order(p: Any, function: str) -> Any:
    """A number, also one in a tensor, or a name; TypeError for anything else."""
    if isinstance(p, Tensor) and p.ndim == 0:
        return p.item()
    if not isinstance(p, str) and not is_number(p):
        raise ArgTypeError("norm.order_type", function=function, got=type(p).__name__)
    return p


def _in_dtype(x: Tensor, dtype: Any, function: str) -> Tensor:
    """x in ``dtype``, which must hold all that x holds."""
    need_float(x, function)
    if dtype is None:
        return x
    to = dtypes.as_dtype(dtype)
    if to.category < 2 or to.is_complex != x.dtype.is_complex or to.itemsize < x.array.dtype.itemsize:
        raise DtypeError("norm.dtype", function=function, dtype=to, given=x.dtype)
    return cast(x, to)


@public
def matrix_norm(input: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *,
                dtype: Any = None) -> Tensor:  # fmt: skip
    """The norm of each matrix that the two dimensions ``dim`` span.

    ``"fro"``: root of the sum of squares; ``"nuc"``: sum of the singular values; 2, -2: the largest, the smallest of
    them; 1, -1: the largest, the smallest sum of sizes in a column; inf, -inf: in a row.
    """
    function = "linalg.matrix_norm"
    need_tensor(input, "input", function)
    ord = _order(ord, function)
    if input.ndim < 2:
        raise ShapeError("linalg.matrix", function=function, name="input", ndim=input.ndim)
    if not isinstance(dim, (tuple, list)):
        raise ArgTypeError("norm.dims_type", function=function, got=type(dim).__name__)
    if len(dim) != 2:
        raise ShapeError("norm.two_dims", function=function, dims=tuple(dim))
    row, column = (wrap_dim(d, input.ndim) for d in dim)
    if row == column:
        raise ShapeError("arg.dim_twice", dims=tuple(dim))
    if ord not in ("fro", "nuc", 2, -2, 1, -1, INF, -INF):
        raise ShapeError("norm.order", function=function, order=ord)
    x = _in_dtype(input, dtype, function)
    if ord == "fro":
        return _vector_norm(x, 2, (row, column), keepdim, None, function)
    if ord in ("nuc", 2, -2):
        need_precise(x, function)
        others = [d for d in range(x.ndim) if d not in (row, column)]
        values = svdvals(x.permute(*others, row, column))
        y = values.sum(-1) if ord == "nuc" else _extreme(values, -1, ord > 0)
    else:
        along, across = (row, column) if ord in (1, -1) else (column, row)
        sums = _vector_norm(x, 1, along, True, None, function)
        y = _extreme(sums, across, ord > 0).squeeze(along - (across < along))
    for axis in sorted((row, column)) if keepdim else ():
        y = y.unsqueeze(axis)
    return y


def _extreme(x: Tensor, dim: int, largest: bool) -> Tensor:
    """The largest (0 of nothing) or the smallest along ``dim``."""
    if x.array.shape[dim] == 0:
        if not largest:
            raise DimError("reduce.empty_dim", function="amin", dim=dim)
        return x.sum(dim)
    return x.amax(dim) if largest else x.amin(dim)


@public
def norm(input: Tensor, ord: Any = None, dim: Dims = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The norm of a vector, or of a matrix where ``dim`` or the input has two dimensions and ``ord`` is given.

    Without ``ord`` it is the root of the sum of squares, over any number of dimensions.
    """
    need_tensor(input, "input", "linalg.norm")
    if isinstance(dim, int):
        dim = (dim,)
    if dim is not None and len(dim) not in (1, 2):
        raise ShapeError("norm.one_or_two_dims", dims=tuple(dim))
    if ord is None:
        return _vector_norm(input, 2, dim, keepdim, dtype, "linalg.norm")
    ord = _order(ord, "linalg.norm")
    if dim is None and input.ndim not in (1, 2):
        raise ShapeError("norm.ndim", ndim=input.ndim)
    if isinstance(ord, str) or (input.ndim if dim is None else len(dim)) == 2:
        return matrix_norm(input, ord, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    return _vector_norm(input, ord, dim, keepdim, dtype, "linalg.norm")


def classic_norm(input: Tensor, p: Any = "fro", dim: Dims = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    """The p-norm of all elements, or over ``dim``: a matrix counts as one long vector, unless ``p`` is ``"nuc"``.

    ``"fro"`` (and None) is p = 2. ``torch.linalg`` has vector_norm and matrix_norm, which say which one is meant.
    """
    need_tensor(input, "input", "norm")
    p = 2 if p is None else _order(p, "norm")
    if p == "nuc" or (isinstance(p, str) and p != "fro"):
        dims = (-2, -1) if dim is None else (dim,) if isinstance(dim, int) else dim
        return matrix_norm(input, p, dims, keepdim, dtype=dtype)
    if p == "fro" and isinstance(dim, (tuple, list)) and len(dim) > 2:
        raise ShapeError("norm.two_dims", function="norm", dims=tuple(dim))
    return _vector_norm(input, 2 if p == "fro" else p, dim, keepdim, dtype, "norm")


classic_norm.__name__ = classic_norm.__qualname__ = "norm"
both(classic_norm)


# -- how well equations can be solved ---------------------------------------------------------------------------------


@public
def cond(input: Tensor, p: Any = None) -> Tensor:
    """The condition number: how much the solution of A x = b can magnify errors of b. inf for a singular matrix.

    For p None, 2 and -2 the ratio of singular values; else norm(A, p) * norm(inverse of A, p) of square matrices.
    """
    function = "linalg.cond"
    need_tensor(input, "input", function)
    p = None if p is None else _order(p, function)
    if p not in (None, "fro", "nuc", 2, -2, 1, -1, INF, -INF):
        raise ShapeError("norm.order", function=function, order=p)
    if input.ndim < 2:
        raise ShapeError("linalg.matrix", function=function, name="input", ndim=input.ndim)
    need_precise(input, function)
    if input.array.size == 0:
        return input.new_zeros(input.array.shape[:-2]).abs()
    if p in (None, 2, -2):
        values = svdvals(input)
        largest, smallest = values[..., 0], values[..., -1]
        return smallest / largest if p == -2 else largest / smallest
    need_square(input, "input", function)
    inverse, info = inv_ex(input)
    whole = info == 0
    safe = where(whole[..., None, None], inverse, 0.0)
    return where(whole, matrix_norm(input, p) * matrix_norm(safe, p), INF)


@public
def matrix_rank(input: Tensor, tol: Tensor | float | None = None, hermitian: bool = False, *, atol: Any = None,
                rtol: Any = None) -> Tensor:  # fmt: skip
    """How many singular values lie above max(atol, rtol * the largest); of a Hermitian matrix, eigenvalues by size.

    ``rtol`` is the dtype's precision times the longer side if nothing else is said; ``tol`` is an old name of atol.
    """
    function = "linalg.matrix_rank"
    need_tensor(input, "input", function)
    if input.ndim < 2:
        raise ShapeError("linalg.matrix", function=function, name="input", ndim=input.ndim)
    need_precise(input, function)
    plain = input.detach()
    if plain.array.size == 0:
        return plain.new_zeros(plain.array.shape[:-2], dtype=dtypes.int64)
    low, relative = tolerances(plain, atol if tol is None else tol, rtol if tol is None else 0.0)
    values = eigvalsh(plain).abs() if hermitian else svdvals(plain)
    cutoff = maximum(values.amax(-1) * relative, low)
    return (values > cutoff.unsqueeze(-1)).sum(-1)
