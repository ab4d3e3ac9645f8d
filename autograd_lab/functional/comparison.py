"""Whether tensors are equal, nearly or exactly; questions about single numbers; logic on truth values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.errors import DtypeError
from autograd_lab.functional.arguments import check_broadcast
from autograd_lab.functional.bitwise import bitwise_and, bitwise_not, bitwise_or, bitwise_xor
from autograd_lab.functional.families import inplace, unary
from autograd_lab.functional.pointwise import abs
from autograd_lab.functional.registry import both
from autograd_lab.graph.modes import no_grad
from autograd_lab.ops import comparison as ops
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import as_float
from autograd_lab.tensor.tensor import Tensor

isnan = unary("isnan", ops.IsNan, floats=False, writes="")
isinf = unary("isinf", ops.IsInf, floats=False, writes="")
isfinite = unary("isfinite", ops.IsFinite, floats=False, writes="")
isreal = unary("isreal", ops.IsReal, floats=False, writes="")


def _infinity(name: str, op: type[Op]) -> Callable[[Tensor], Tensor]:
    def fn(input: Tensor) -> Tensor:
        if input.array.dtype.kind == "c":
            raise DtypeError("isinf.complex", function=name)
        return apply(op, input)

    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = op.__doc__
    return both(fn)


isposinf = _infinity("isposinf", ops.IsPosInf)
isneginf = _infinity("isneginf", ops.IsNegInf)


@both
def equal(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and the same elements."""
    return input.array.shape == other.array.shape and bool((input == other).all())


@both
def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    """Where ``|input - other| <= atol + rtol * |other|``; infinities are close only to themselves."""
    if input.dtype != other.dtype:
        raise DtypeError("isclose.dtypes", a=input.dtype, b=other.dtype)
    for name, value in (("rtol", rtol), ("atol", atol)):
        if not value >= 0:
            raise DtypeError("isclose.tolerance", name=name, value=value)
    check_broadcast(input, other)
    with no_grad():
        same = input == other
        if equal_nan:
            same = same | (isnan(input) & isnan(other))
        if input.array.dtype.kind == "b" or (rtol == 0 and atol == 0):
            return same
        other = as_float(other)  # differences of large integers would wrap around
        near = abs(input - other) <= atol + rtol * abs(other)
        return same | (near & isfinite(input) & isfinite(other))


@both
def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether ``isclose`` holds everywhere."""
    return bool(isclose(input, other, rtol, atol, equal_nan).all())


def _truth(x: Any) -> Tensor:
    return x if x.array.dtype.kind == "b" else x != 0


def _logical(name: str, bitwise: Callable[[Any, Any], Tensor], words: str) -> Callable[[Tensor, Tensor], Tensor]:
    """Logic on truth values, of which every number but 0 is a true one; complex and nan too."""

    def fn(input: Tensor, other: Tensor) -> Tensor:
        return bitwise(_truth(input), _truth(other))

    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = words
    public = both(fn)
    inplace(public)
    return public


logical_and = _logical("logical_and", bitwise_and, "Where both are non-zero.")
logical_or = _logical("logical_or", bitwise_or, "Where at least one is non-zero.")
logical_xor = _logical("logical_xor", bitwise_xor, "Where exactly one is non-zero.")


@both
def logical_not(input: Tensor) -> Tensor:
    """Where the element is zero."""
    return bitwise_not(_truth(input))


inplace(logical_not)
