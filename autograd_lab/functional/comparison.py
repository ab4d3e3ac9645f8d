"""Whether tensors are equal, nearly or exactly, and logic on truth values."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import DtypeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.pointwise import abs, bitwise_and, bitwise_not, bitwise_or, bitwise_xor, isfinite, isnan
from autograd_lab.functional.registry import both
from autograd_lab.graph.modes import no_grad
from autograd_lab.tensor.tensor import Tensor


@both
def equal(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and the same elements."""
    need_tensor(input, "input", "equal")
    need_tensor(other, "other", "equal")
    return input.array.shape == other.array.shape and bool((input == other).all())


@both
def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    """Where ``|input - other| <= atol + rtol * |other|``; infinities are close only to themselves."""
    if input.dtype != other.dtype:
        raise DtypeError("isclose.dtypes", a=input.dtype, b=other.dtype)
    with no_grad():
        same = input == other
        if equal_nan:
            same = same | (isnan(input) & isnan(other))
        if input.array.dtype.kind == "b":
            return same
        near = abs(input - other) <= atol + rtol * abs(other)
        return same | (near & isfinite(input) & isfinite(other))


@both
def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether ``isclose`` holds everywhere."""
    return bool(isclose(input, other, rtol, atol, equal_nan).all())


def _truth(x: Any) -> Tensor:
    return x if x.array.dtype.kind == "b" else x != 0


@both
def logical_and(input: Tensor, other: Tensor) -> Tensor:
    """Where both are non-zero."""
    return bitwise_and(_truth(input), _truth(other))


@both
def logical_or(input: Tensor, other: Tensor) -> Tensor:
    """Where at least one is non-zero."""
    return bitwise_or(_truth(input), _truth(other))


@both
def logical_xor(input: Tensor, other: Tensor) -> Tensor:
    """Where exactly one is non-zero."""
    return bitwise_xor(_truth(input), _truth(other))


@both
def logical_not(input: Tensor) -> Tensor:
    """Where the element is zero."""
    return bitwise_not(_truth(input))
