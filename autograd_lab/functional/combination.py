"""Three tensors in one step: ``addcmul``, ``addcdiv`` and ``lerp``."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import DtypeError
from autograd_lab.functional.arguments import check_broadcast
from autograd_lab.functional.explain import Number
from autograd_lab.functional.families import NUMBERS, inplace, need_kind
from autograd_lab.functional.registry import both
from autograd_lab.ops import combination as ops
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, result_type
from autograd_lab.tensor.tensor import Tensor


def _three(op: type[Op], *operands: Any, **params: Any) -> Tensor:
    """``op`` on operands of one dtype; RuntimeError that names the shapes that do not meet."""
    try:
        return apply(op, *operands, **params)
    except ValueError:
        a, b, c = operands
        for x, y in ((a, b), (a, c), (b, c)):
            check_broadcast(x, y)
        raise


def _joint(name: str, input: Tensor, tensor1: Tensor, tensor2: Tensor, value: Any) -> tuple[list[Any], Any]:
    """The three in their common dtype, and the factor in it too."""
    joint = result_type(input, tensor1, tensor2)
    operands = [cast(x, joint) for x in (input, tensor1, tensor2)]
    need_kind(operands[0], NUMBERS, name)
    return operands, cast(value.item() if isinstance(value, Tensor) else value, joint)


@both
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """input + value * tensor1 * tensor2."""
    operands, value = _joint("addcmul", input, tensor1, tensor2, value)
    return _three(ops.Addcmul, *operands, value=value)


@both
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """input + value * tensor1 / tensor2; RuntimeError where integers would be divided."""
    operands, value = _joint("addcdiv", input, tensor1, tensor2, value)
    if all(t.dtype.category < 2 for t in (tensor1, tensor2)):
        raise DtypeError("addcdiv.integers")
    return _three(ops.Addcdiv, *operands, value=value)


@both
def lerp(input: Tensor, end: Tensor, weight: Tensor | Number) -> Tensor:
    """The point at ``weight``, a number or a tensor, on the way from ``input`` (0) to ``end`` (1).

    RuntimeError unless all have one dtype, which has fractions.
    """
    for name, x in (("end", end), ("weight", weight)):
        if isinstance(x, Tensor) and x.dtype != input.dtype:
            raise DtypeError("lerp.dtypes", name=name, dtype=x.dtype, expected=input.dtype)
    need_kind(input, "fVc", "lerp")
    return _three(ops.Lerp if isinstance(weight, Tensor) else ops.LerpNumber, input, end, weight)


for fn in (addcmul, addcdiv, lerp):
    inplace(fn)
