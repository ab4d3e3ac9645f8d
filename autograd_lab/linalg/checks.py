"""What the functions of this package ask of their arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from autograd_lab.backend.device import CPU, to_device
from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import DtypeError, LinAlgError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.explain import explained
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import numbers

F = TypeVar("F", bound=Callable[..., Any])

public = explained  # a function of the namespace: ``torch.linalg.inv``


def need_matrix(x: Any, name: str, function: str) -> None:
    """RuntimeError unless x is a matrix or a stack of matrices of floating-point or complex numbers."""
    need_tensor(x, name, function)
    if x.ndim < 2:
        raise ShapeError("linalg.matrix", function=function, name=name, ndim=x.ndim)
    need_precise(x, function)


def need_square(x: Any, name: str, function: str) -> None:
    """The same, and square."""
    need_tensor(x, name, function)
    if x.ndim < 2:
        raise ShapeError("linalg.matrix", function=function, name=name, ndim=x.ndim)
    n, m = x.array.shape[-2:]
    if n != m:
        raise ShapeError("linalg.square", function=function, name=name, n=n, m=m)
    need_precise(x, function)


def need_float(x: Tensor, function: str) -> None:
    if x.array.dtype.kind not in INEXACT:
        raise DtypeError("norm.needs_float", function=function, dtype=x.dtype)


def need_precise(x: Tensor, function: str) -> None:
    """Floating-point or complex, and no half."""
    need_float(x, function)
    if x.array.dtype.itemsize == 2:
        raise DtypeError("linalg.half", function=function, dtype=x.dtype)


def need_same_dtype(a: Tensor, b: Tensor, function: str) -> None:
    if a.array.dtype != b.array.dtype:
        raise DtypeError("linalg.dtypes", function=function, a=a.dtype, b=b.dtype)


def need_fit(a: Tensor, b: Tensor, left: bool, function: str) -> None:
    """RuntimeError unless A X = B, or X A = B, can be true: sizes, and batches that broadcast."""
    need_same_dtype(a, b, function)
    n = a.array.shape[-1]
    if b.ndim < 2:
        raise ShapeError("linalg.matrix", function=function, name="B", ndim=b.ndim)
    if b.array.shape[-2 if left else -1] != n:
        raise ShapeError("linalg.equation", function=function, equation="AX = B" if left else "XA = B",
                         a=a.array.shape, b=b.array.shape)  # fmt: skip
    need_batches(a, b)


def need_batches(a: Tensor, b: Tensor) -> None:
    for m, n in zip(a.array.shape[-3::-1], b.array.shape[-3::-1], strict=False):
        if m != n and 1 not in (m, n):
            raise ShapeError("matmul.batch", a=a.array.shape, b=b.array.shape)


def need_success(info: Tensor, key: str, function: str) -> None:
    """LinAlgError naming the first matrix of the stack whose ``info`` is not 0."""
    found = to_device(numbers(info), CPU)
    if found.any():
        place = tuple(int(axis[0]) for axis in found.nonzero()) if found.ndim else ()
        name = f"A{list(place)}" if place else "A"
        raise LinAlgError(key, function=function, name=name, k=int(found[place]))


def adjoint(x: Tensor) -> Tensor:
    """Transposed and conjugated."""
    return x.mT.conj() if x.array.dtype.kind == "c" else x.mT
