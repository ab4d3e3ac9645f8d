"""``Variable``: what a tensor that takes part in autograd was called before PyTorch 0.4. Old programs still say so."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.history import detach
from autograd_lab.tensor.tensor import Tensor


class _VariableMeta(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_VariableMeta):
    """``Variable(data, requires_grad=False)`` is ``data`` under a new Tensor; every Tensor is a Variable."""

    def __new__(cls, data: Tensor, requires_grad: bool = False) -> Any:
        return detach(data).requires_grad_(requires_grad)
