"""Determinants."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.results import named_result
from autograd_lab.functional.selection import where
from autograd_lab.linalg.checks import need_square, public
from autograd_lab.ops.linalg import determinants as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

slogdet_result = named_result("linalg_slogdet", "sign", "logabsdet")


@public
def det(A: Tensor) -> Tensor:
    """The determinant. Its gradient is the cofactor matrix, also of a singular A, where PyTorch's may be wrong."""
    need_square(A, "A", "linalg.det")
    return apply(ops.Det, A)


@public
def slogdet(A: Tensor) -> Any:
    """The sign of the determinant (of a complex one the phase) and the logarithm of its absolute value."""
    need_square(A, "A", "linalg.slogdet")
    return slogdet_result(*apply(ops.Slogdet, A))


def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant; nan for a negative one, -inf for 0."""
    need_square(input, "input", "logdet")
    sign, size = apply(ops.Slogdet, input)
    if input.dtype.is_complex:
        return sign.log() + size
    return where(sign == -1, float("nan"), size)
