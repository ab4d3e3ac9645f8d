"""``Variable``: what a tensor that takes part in autograd was called before PyTorch 0.4. Old programs still say so."""

from __future__ import annotations

import warnings
from typing import Any

from autograd_lab.functional.history import detach
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor


class _VariableMeta(type):
    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_VariableMeta):
    """``Variable(data, requires_grad=False)`` is ``data`` under a new Tensor; every Tensor is a Variable.

    ``volatile`` has had no effect since PyTorch 0.4 and is warned of: ``no_grad()`` does now what it did.
    """

    def __new__(cls, data: Tensor, requires_grad: bool = False, volatile: bool | None = None) -> Any:
        if volatile is not None:
            warnings.warn(tr("variable.volatile"), UserWarning, stacklevel=2)
        return detach(data).requires_grad_(requires_grad)
