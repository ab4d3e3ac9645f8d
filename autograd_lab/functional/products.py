"""Products of vectors, and products of tensors over chosen axes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import Any

from autograd_lab.errors import ArgumentError, DataError, DtypeError, LabError, NotWritten, ShapeError
from autograd_lab.functional.arguments import need_tensor, wrap_dim
from autograd_lab.functional.autocast import halved
from autograd_lab.functional.matmul import mm, need_ndim, same_dtype
from autograd_lab.functional.pointwise import mul
from autograd_lab.functional.registry import alias, both, function
from autograd_lab.ops import matmul as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor


@both
def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """The inner product of two vectors, without conjugation."""
    return _inner_product(ops.Dot, input, tensor, "dot")


@both
def vdot(input: Tensor, other: Tensor) -> Tensor:
    """The inner product of two vectors, the first one conjugated."""
    return _inner_product(ops.Vdot, input, other, "vdot")


def _inner_product(op: Any, a: Tensor, b: Tensor, name: str) -> Tensor:
    need_ndim(a, 1, name)
    need_ndim(b, 1, name)
    same_dtype(name, a, b)
    if a.array.shape != b.array.shape:
        raise ShapeError("matmul.lengths", function=name, a=a.array.size, b=b.array.size)
    return apply(op, a, b)


@both
def inner(input: Tensor, other: Tensor) -> Tensor:
    """Inner products of all rows of ``input`` with all rows of ``other``; numbers just multiply."""
    if not input.ndim or not other.ndim:
        return mul(input, other)
    input, other = halved(input, other)
    same_dtype("inner", input, other)
    if input.array.shape[-1] != other.array.shape[-1]:
        raise ShapeError("inner.shapes", a=input.array.shape, b=other.array.shape)
    return _contract(input, other, [input.ndim - 1], [other.ndim - 1])


@both
def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """The outer product of two vectors: every element times every other."""
    need_ndim(input, 1, "outer")
    need_ndim(vec2, 1, "outer")
    return mul(input.unsqueeze(1), vec2)


alias("ger", outer)


@both
def kron(input: Tensor, other: Tensor) -> Tensor:
    """Kronecker's product: each element of ``input`` becomes itself times all of ``other``."""
    ndim = max(input.ndim, other.ndim)
    a = (1,) * (ndim - input.ndim) + input.array.shape
    b = (1,) * (ndim - other.ndim) + other.array.shape
    blocks = mul(
        input.reshape([n for size in a for n in (size, 1)]), other.reshape([n for size in b for n in (1, size)])
    )
    return blocks.reshape([m * n for m, n in zip(a, b, strict=True)])


@both
def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The cross product of 3-vectors along ``dim``, by default the first dimension of size 3."""
    if dim is None and 3 not in input.array.shape:
        raise ShapeError("cross.no_dim", shape=input.array.shape)
    return cross_along(input, other, input.array.shape.index(3) if dim is None else dim)


def cross_along(a: Tensor, b: Tensor, dim: int) -> Tensor:
    """The cross product along one axis; the others broadcast."""
    if a.ndim != b.ndim:
        raise ShapeError("cross.ndim", a=a.array.shape, b=b.array.shape)
    axis = wrap_dim(dim, a.ndim)
    if a.array.shape[axis] != 3 or b.array.shape[axis] != 3:
        raise ShapeError("cross.size", dim=dim, a=a.array.shape, b=b.array.shape)
    for m, n in zip(a.array.shape, b.array.shape, strict=True):
        if m != n and 1 not in (m, n):
            raise ShapeError("matmul.batch", a=a.array.shape, b=b.array.shape)
    if a.array.dtype.kind == "b":
        raise NotWritten("matmul.bool", function="cross")
    if a.array.dtype != b.array.dtype:
        raise DtypeError("matmul.dtypes", a=a.dtype, b=b.dtype)
    return apply(ops.Cross, a, b, axis=axis)


# -- over chosen axes ---------------------------------------------------------------------------------------------


@function
def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    """Multiply and sum over pairs of dimensions: the last ``dims`` of a with the first of b, or two lists of them."""
    left, right = _pairs(a, b, dims)
    if len(left) < max(a.ndim, b.ndim):  # else it is one number, which autocast leaves exact
        a, b = halved(a, b)
    if a.array.dtype != b.array.dtype:
        raise DtypeError("matmul.dtypes", a=a.dtype, b=b.dtype)
    if len(left) != len(right):
        raise ShapeError("tensordot.lists", a=len(left), b=len(right))
    left, right = [wrap_dim(d, a.ndim) for d in left], [wrap_dim(d, b.ndim) for d in right]
    for axes in (left, right):
        if len(set(axes)) != len(axes):
            raise ShapeError("arg.dim_twice", dims=tuple(axes))
    for i, j in zip(left, right, strict=True):
        m, n = a.array.shape[i], b.array.shape[j]
        if m != n and 1 not in (m, n):
            raise ShapeError("tensordot.sizes", m=m, i=i, n=n, j=j)
        if m != n:  # the 1 broadcasts, so the other side may be summed beforehand
            a, b = (a, b.sum(j, keepdim=True, dtype=b.dtype)) if m == 1 else (a.sum(i, keepdim=True, dtype=a.dtype), b)
    return _contract(a, b, left, right)


def _pairs(a: Tensor, b: Tensor, dims: Any) -> tuple[Sequence[int], Sequence[int]]:
    error: type[LabError] = ArgumentError
    if isinstance(dims, Tensor):
        dims, error = dims.tolist(), DataError
    if not isinstance(dims, (int, tuple, list)):
        raise ShapeError("tensordot.form", got=dims)
    if not isinstance(dims, int):
        if len(dims) != 2:
            raise error("tensordot.form", got=dims)
        return tuple([axes] if isinstance(axes, int) else list(axes) for axes in dims)  # type: ignore[return-value]
    if not 0 <= dims <= min(a.ndim, b.ndim):
        raise ShapeError("tensordot.dims", dims=dims, a=a.ndim, b=b.ndim)
    return range(a.ndim - dims, a.ndim), range(dims)


def _contract(a: Tensor, b: Tensor, left: Sequence[int], right: Sequence[int]) -> Tensor:
    """Sum over axes ``left`` of a paired with axes ``right`` of b; the other axes stay, those of a first."""
    same_dtype("tensordot", a, b)
    of_a = list(range(a.ndim))
    of_b = [left[list(right).index(k)] if k in right else a.ndim + k for k in range(b.ndim)]
    out = [n for n in of_a if n not in left] + [n for n in of_b if n >= a.ndim]
    return apply(ops.Contract, a, b, left=tuple(of_a), right=tuple(of_b), out=tuple(out))


# -- of many matrices ---------------------------------------------------------------------------------------------


@function
def chain_matmul(*matrices: Tensor) -> Tensor:
    """The product of matrices, in the order of multiplications that takes the fewest."""
    if not matrices:
        raise ShapeError("chain.empty", function="chain_matmul")
    for matrix in matrices:
        need_tensor(matrix, "matrices", "chain_matmul")
    for matrix in matrices:
        need_ndim(matrix, 2, "chain_matmul")
    return chain(matrices)


def chain(matrices: Sequence[Tensor]) -> Tensor:
    """Multiply matrices where they are cheapest to join: dynamic programming over the places of the brackets.

    Cormen, Leiserson, Rivest & Stein, Introduction to Algorithms, section 14.2.
    """
    for a, b in pairwise(matrices):
        if a.array.shape[1] != b.array.shape[0]:
            raise ShapeError("matmul.shapes", a=a.array.shape, b=b.array.shape)
        same_dtype("chain_matmul", a, b)
    sizes = [m.array.shape[0] for m in matrices] + [matrices[-1].array.shape[1]]
    best: dict[tuple[int, int], tuple[int, int]] = {(i, i): (0, i) for i in range(len(matrices))}
    for length in range(2, len(matrices) + 1):
        for i in range(len(matrices) - length + 1):
            j = i + length - 1
            best[i, j] = min(
                (best[i, k][0] + best[k + 1, j][0] + prod((sizes[i], sizes[k + 1], sizes[j + 1])), k)
                for k in range(i, j)
            )

    def multiplied(i: int, j: int) -> Tensor:
        cut = best[i, j][1]
        return matrices[i] if i == j else mm(multiplied(i, cut), multiplied(cut + 1, j))

    return multiplied(0, len(matrices) - 1)
