"""Products of vectors, matrices and stacks of matrices."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.pointwise import add, mul
from autograd_lab.functional.registry import both
from autograd_lab.ops import matmul as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor


@both
def matmul(input: Tensor, other: Any) -> Tensor:
    """``input @ other``: inner product, matrix-vector, matrix, or stacks of matrices that broadcast.

    RuntimeError where the inner sizes or dtypes differ.
    """
    need_tensor(input, "input", "matmul")
    need_tensor(other, "other", "matmul")
    _same_dtype(input, other)
    a, b = input.array.shape, other.array.shape
    if not a or not b:
        raise ShapeError("matmul.zero_dim", a=a, b=b)
    if a[-1] != b[-2 if len(b) > 1 else 0]:
        raise ShapeError("matmul.shapes", a=a, b=b)
    if len(a) == 1 and len(b) == 1:
        return apply(ops.Dot, input, other)
    if len(a) == 2 and len(b) == 1:
        return apply(ops.Mv, input, other)
    if len(a) == 2 and len(b) == 2:
        return apply(ops.Mm, input, other)
    left = input.unsqueeze(0) if len(a) == 1 else input
    right = other.unsqueeze(1) if len(b) == 1 else other
    for m, n in zip(left.array.shape[-3::-1], right.array.shape[-3::-1], strict=False):
        if m != n and 1 not in (m, n):
            raise ShapeError("matmul.batch", a=a, b=b)
    y = apply(ops.Matmul, left, right)
    if len(a) == 1:
        y = y.squeeze(-2)
    return y.squeeze(-1) if len(b) == 1 else y


def _same_dtype(a: Tensor, b: Tensor) -> None:
    if a.array.dtype != b.array.dtype:
        raise DtypeError("matmul.dtypes", a=a.dtype, b=b.dtype)


def _need_ndim(x: Tensor, ndim: int, name: str) -> None:
    if x.ndim != ndim:
        raise ShapeError("matmul.ndim", function=name, ndim=ndim, got=x.ndim)


@both
def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices, without broadcasting."""
    _need_ndim(input, 2, "mm")
    _need_ndim(mat2, 2, "mm")
    return matmul(input, mat2)


@both
def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """The products of two stacks of matrices of equal length."""
    _need_ndim(input, 3, "bmm")
    _need_ndim(mat2, 3, "bmm")
    _same_dtype(input, mat2)
    a, b = input.array.shape, mat2.array.shape
    if a[0] != b[0] or a[2] != b[1]:
        raise ShapeError("matmul.shapes", a=a, b=b)
    return apply(ops.Bmm, input, mat2)


@both
def mv(input: Tensor, vec: Tensor) -> Tensor:
    """A matrix times a vector."""
    _need_ndim(input, 2, "mv")
    _need_ndim(vec, 1, "mv")
    return matmul(input, vec)


@both
def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """The inner product of two vectors."""
    _need_ndim(input, 1, "dot")
    _need_ndim(tensor, 1, "dot")
    return matmul(input, tensor)


@both
def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """The outer product of two vectors."""
    _need_ndim(input, 1, "outer")
    _need_ndim(vec2, 1, "outer")
    return mul(input.unsqueeze(1), vec2)


@both
def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * (mat1 @ mat2)."""
    product = mm(mat1, mat2)
    return add(input if beta == 1 else input * beta, product, alpha=alpha)


def _matmul_operator(self: Tensor, other: Any) -> Any:
    return matmul(self, other) if isinstance(other, Tensor) else NotImplemented


Tensor.__matmul__ = _matmul_operator
