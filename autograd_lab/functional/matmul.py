"""Products of matrices and of stacks of matrices, and such products added to something."""

from __future__ import annotations

from inspect import unwrap
from typing import Any

from autograd_lab.errors import DtypeError, NotWritten, ShapeError
from autograd_lab.functional.families import inplace
from autograd_lab.functional.pointwise import add, mul
from autograd_lab.functional.registry import both, function
from autograd_lab.graph.modes import modes
from autograd_lab.ops import matmul as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, result_type
from autograd_lab.tensor.tensor import Tensor


@both
def matmul(input: Tensor, other: Tensor) -> Tensor:
    """``input @ other``: inner product, matrix-vector, matrix, or stacks of matrices that broadcast.

    RuntimeError where the inner sizes or dtypes differ.
    """
    same_dtype("matmul", input, other)
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
    y = apply(ops.MatmulRows if right.ndim == 2 else ops.Matmul, left, right)
    if len(a) == 1:
        y = y.squeeze(-2)
    return y.squeeze(-1) if len(b) == 1 else y


_plain = unwrap(matmul)  # for calls whose arguments have been looked at


def same_dtype(function: str, a: Tensor, b: Tensor) -> None:
    """RuntimeError unless both have one dtype; NotImplementedError for bool, which has no products of rows."""
    kind = a.array.dtype
    if kind is not b.array.dtype and kind != b.array.dtype:
        raise DtypeError("matmul.dtypes", a=a.dtype, b=b.dtype)
    if kind.kind == "b":
        raise NotWritten("matmul.bool", function=function)


def need_ndim(x: Tensor, ndim: int, function: str) -> None:
    if x.ndim != ndim:
        raise ShapeError("matmul.ndim", function=function, ndim=ndim, got=x.ndim)


@both
def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices, without broadcasting."""
    need_ndim(input, 2, "mm")
    need_ndim(mat2, 2, "mm")
    return _plain(input, mat2)


@both
def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """The products of two stacks of matrices of equal length."""
    need_ndim(input, 3, "bmm")
    need_ndim(mat2, 3, "bmm")
    same_dtype("bmm", input, mat2)
    a, b = input.array.shape, mat2.array.shape
    if a[0] != b[0] or a[2] != b[1]:
        raise ShapeError("matmul.shapes", a=a, b=b)
    return apply(ops.Bmm, input, mat2)


@both
def mv(input: Tensor, vec: Tensor) -> Tensor:
    """A matrix times a vector."""
    need_ndim(input, 2, "mv")
    need_ndim(vec, 1, "mv")
    return _plain(input, vec)


# -- added to something -------------------------------------------------------------------------------------------


@both
def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * (mat1 @ mat2); ``input`` may broadcast. With beta = 0 it is not even looked at."""
    need_ndim(mat1, 2, "addmm")
    need_ndim(mat2, 2, "addmm")
    return _add_product(ops.Addmm, input, mat1, mat2, beta, alpha)


@both
def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * (mat @ vec); ``input`` may broadcast."""
    need_ndim(mat, 2, "addmv")
    need_ndim(vec, 1, "addmv")
    return _add_product(ops.Addmv, input, mat, vec, beta, alpha)


@both
def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * (batch1[i] @ batch2[i]) for each pair of matrices; ``input`` may broadcast."""
    _need_pairs(batch1, batch2, "baddbmm")
    return _add_product(ops.Baddbmm, input, batch1, batch2, beta, alpha)


@both
def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * the sum of all batch1[i] @ batch2[i]; ``input`` may broadcast.

    The sum over i joins the sum inside the product: it is one product of long matrices.
    """
    _need_pairs(batch1, batch2, "addbmm")
    s, n, k = batch1.array.shape
    wide = batch1.permute(1, 0, 2).reshape(n, s * k)
    return _add_product(ops.Addmm, input, wide, batch2.reshape(s * k, batch2.array.shape[2]), beta, alpha)


def _need_pairs(a: Tensor, b: Tensor, function: str) -> None:
    need_ndim(a, 3, function)
    need_ndim(b, 3, function)
    if a.array.shape[0] != b.array.shape[0]:
        raise ShapeError("matmul.shapes", a=a.array.shape, b=b.array.shape)


def _add_product(op: type[ops.Addmm], c: Tensor, a: Tensor, b: Tensor, beta: Any, alpha: Any) -> Tensor:
    same_dtype(op.__name__.lower(), a, b)
    same_dtype(op.__name__.lower(), c, b)
    m, n = a.array.shape, b.array.shape
    if m[-1] != n[-2 if len(n) > 1 else 0]:
        raise ShapeError("matmul.shapes", a=m, b=n)
    shape = (*m[:-1], *n[len(m) - 1 :])
    check_expands(c, shape)
    _need_scales(c, beta, alpha)
    if c.array.dtype.kind in "iu":
        beta, alpha = int(beta), int(alpha)
    return apply(op, c, a, b, beta=beta, alpha=alpha)


def _need_scales(x: Tensor, *scales: Any) -> None:
    for scale in scales:
        if isinstance(scale, complex) and not x.dtype.is_complex:
            raise DtypeError("matmul.scale_complex", got=scale, dtype=x.dtype)


def check_expands(x: Tensor, shape: tuple[int, ...]) -> None:
    """RuntimeError unless x broadcasts to ``shape``."""
    given = x.array.shape
    if len(given) > len(shape):
        raise ShapeError("expand.ndim", wanted=shape, shape=given)
    for dim, n in enumerate(given, len(shape) - len(given)):
        if n not in (1, shape[dim]):
            raise ShapeError("expand.size", wanted=shape, shape=given, dim=dim)


@both
def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta * input + alpha * the outer product of two vectors; ``input`` may broadcast."""
    need_ndim(vec1, 1, "addr")
    need_ndim(vec2, 1, "addr")
    outer = mul(vec1.unsqueeze(1), vec2)
    check_expands(input, outer.array.shape)
    joint = result_type(input, outer)
    _need_scales(cast(input, joint), beta, alpha)
    if joint.category < 2 and not (isinstance(beta, int) and isinstance(alpha, int)):
        raise DtypeError("addr.float_scale", dtype=joint)
    if joint.category == 0:
        beta, alpha = bool(beta), bool(alpha)
    elif isinstance(beta, bool) or isinstance(alpha, bool):
        raise DtypeError("addr.bool_scale", dtype=joint)
    if joint.itemsize == 2 and joint.is_floating_point:  # both scales are rounded, as in PyTorch
        beta, alpha = (input.new_full((), n, dtype=joint) for n in (beta, alpha))
    product = cast(outer, joint) if alpha == 1 else mul(mul(vec1, alpha).unsqueeze(1), vec2)
    return add(input if beta == 1 else mul(input, beta), product) if beta != 0 else cast(product, joint)


for fn in (addmm, baddbmm, addbmm, addr):
    inplace(fn)
function(inplace(addmv))  # PyTorch has this one as a function too


def _product(self: Tensor, other: Any) -> Any:
    if not isinstance(other, Tensor):
        return NotImplemented
    return _plain(self, other) if modes.autocast is None else matmul(self, other)


def _reflected(self: Tensor, other: Any) -> Any:
    return _product(other, self) if isinstance(other, Tensor) else NotImplemented


for symbol, fn in {"matmul": _product, "rmatmul": _reflected}.items():
    setattr(Tensor, f"__{symbol}__", fn)
