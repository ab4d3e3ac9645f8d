"""Products: of vectors, of many matrices, of mirrors; powers and the exponential."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.errors import ArgTypeError, DtypeError, ShapeError
from autograd_lab.functional.arguments import check_broadcast, need_tensor
from autograd_lab.functional.filled import eye
from autograd_lab.functional.joining import stack
from autograd_lab.functional.matmul import matmul as _matmul
from autograd_lab.functional.products import chain, cross_along
from autograd_lab.linalg.checks import adjoint, need_float, need_matrix, need_same_dtype, need_square, public
from autograd_lab.linalg.solving import inv
from autograd_lab.ops.linalg.exponential import MatrixExp
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import as_float, cast
from autograd_lab.tensor.tensor import Tensor

matmul = _matmul


@public
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """Inner products along ``dim``, x conjugated; the other dimensions broadcast."""
    need_tensor(x, "x", "linalg.vecdot")
    need_tensor(y, "y", "linalg.vecdot")
    need_float(x, "linalg.vecdot")
    need_same_dtype(x, y, "linalg.vecdot")
    check_broadcast(x, y)
    return (x.conj() * y).sum(dim)


@public
def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """The cross product of 3-vectors along ``dim``; the other dimensions broadcast."""
    need_tensor(input, "input", "linalg.cross")
    need_tensor(other, "other", "linalg.cross")
    return cross_along(input, other, dim)


@public
def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The diagonal of each matrix that two dimensions span: ``torch.diagonal`` with other defaults."""
    need_tensor(A, "A", "linalg.diagonal")
    return A.diagonal(offset=offset, dim1=dim1, dim2=dim2)


@public
def vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The matrix of powers 1, x, x^2, ... x^(N-1), in one row for each element of the last dimension."""
    need_tensor(x, "x", "linalg.vander")
    if x.array.dtype.kind == "b":
        raise DtypeError("linalg.vander_bool")
    if x.dtype.is_floating_point and x.array.dtype.itemsize == 2:
        raise DtypeError("linalg.half", function="linalg.vander", dtype=x.dtype)
    n = N if N is not None else x.array.shape[-1] if x.ndim else 1
    if n <= 1:
        raise ShapeError("linalg.vander_size", n=n)
    x = x.reshape(1) if not x.ndim else x
    if x.array.dtype.kind in "iu":
        x = cast(x, dtypes.int64)
    powers = [x * 0 + 1]
    for _ in range(n - 1):
        powers.append(powers[-1] * x)
    return stack(powers, -1)


@public
def multi_dot(tensors: Any) -> Tensor:
    """The product of two or more matrices in the cheapest order; the first and the last may be vectors."""
    if not isinstance(tensors, (tuple, list)):
        raise ArgTypeError("arg.type", function="multi_dot", name="tensors", wanted="tuple of Tensors",
                           got=type(tensors).__name__)  # fmt: skip
    count = len(tensors)
    for k, x in enumerate(tensors):
        need_tensor(x, f"tensors[{k}]", "multi_dot")
    if count < 2:
        raise ShapeError("chain.too_few", function="multi_dot", count=count)
    for k, x in enumerate(tensors):
        if x.ndim != 2 and not (x.ndim == 1 and k in (0, count - 1)):
            raise ShapeError("chain.ndim", k=k, ndim=x.ndim)
    first, *inner, last = tensors
    row, column = first.ndim == 1, last.ndim == 1
    y = chain([first.unsqueeze(0) if row else first, *inner, last.unsqueeze(1) if column else last])
    y = y.squeeze(-1) if column else y
    return y.squeeze(0) if row else y


# -- powers ---------------------------------------------------------------------------------------------------------


@public
def matrix_power(input: Tensor, n: int) -> Tensor:
    """The n-th power of each matrix by repeated squaring; a negative one of the inverse."""
    need_tensor(input, "input", "linalg.matrix_power")
    if input.ndim < 2 or input.array.shape[-1] != input.array.shape[-2]:
        need_square(as_float(input), "input", "linalg.matrix_power")
    if n == 0:
        return input * 0 + eye(input.array.shape[-1], dtype=input.dtype, device=input.device)
    base, n = (inv(input), -n) if n < 0 else (input, n)
    result = None
    while n:
        if n % 2:
            result = base if result is None else result @ base
        n //= 2
        base = base @ base if n else base
    assert result is not None
    return result


@public
def matrix_exp(input: Tensor) -> Tensor:
    """The exponential of each matrix: the sum of A^k / k!."""
    need_tensor(input, "input", "linalg.matrix_exp")
    if input.ndim < 2 or input.array.shape[-1] != input.array.shape[-2]:
        need_square(as_float(input), "input", "linalg.matrix_exp")
    need_float(input, "linalg.matrix_exp")
    return apply(MatrixExp, input)


# -- mirrors --------------------------------------------------------------------------------------------------------


@public
def householder_product(input: Tensor, tau: Tensor) -> Tensor:
    """The first columns of the product of mirrors I - tau_i v_i v_i*, as ``geqrf`` keeps them below the diagonal."""
    need_matrix(input, "input", "linalg.householder_product")
    m, n = input.array.shape[-2:]
    if m < n:
        raise ShapeError("linalg.mirrors_wide", m=m, n=n)
    need_mirrors(input, tau, "linalg.householder_product")
    start = eye(m, n, dtype=input.dtype, device=input.device).expand(*input.array.shape)
    return mirrored(input, tau, start) if tau.array.size else start + input[..., :0] @ input[..., :0].mT[..., :n]


def need_mirrors(x: Tensor, tau: Tensor, function: str) -> None:
    need_tensor(tau, "tau", function)
    need_same_dtype(x, tau, function)
    if tau.ndim != x.ndim - 1 or tau.array.shape[:-1] != x.array.shape[:-2]:
        raise ShapeError("linalg.mirrors_batch", function=function, a=x.array.shape, tau=tau.array.shape)
    if tau.array.shape[-1] > min(x.array.shape[-2:]):
        raise ShapeError("linalg.mirrors_count", function=function, a=x.array.shape, tau=tau.array.shape)


def mirrored(mirrors: Tensor, tau: Tensor, x: Tensor, *, backwards: bool = False) -> Tensor:
    """x after all mirrors, the last one first; ``backwards`` undoes that: the first one first, each conjugated."""
    m, n = mirrors.array.shape[-2:]
    columns = mirrors.tril(-1) + eye(m, n, dtype=mirrors.dtype, device=mirrors.device)
    count = tau.array.shape[-1]
    factors = tau.conj() if backwards and tau.dtype.is_complex else tau
    for i in range(count) if backwards else reversed(range(count)):
        v = columns[..., i : i + 1]
        x = x - factors[..., i, None, None] * (v @ (adjoint(v) @ x))
    return x
