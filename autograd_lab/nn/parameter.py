"""Parameters and buffers: tensors that a module knows as its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError
from autograd_lab.functional.arguments import positive_sizes
from autograd_lab.functional.creation import finish, float_dtype
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.tensor import make


def _adopt(cls: type[Tensor], data: Any, requires_grad: bool) -> Any:
    """A leaf of class ``cls`` on the memory of ``data``."""
    if data is None:
        data = make(np.empty(0, np.float32))
    if not isinstance(data, Tensor):
        raise ArgTypeError("nn.parameter.data", cls=cls.__name__, got=type(data).__name__)
    own = make(data.array.view(), cls)
    own._writes = data._writes
    own.requires_grad = requires_grad
    return own


class Parameter(Tensor):
    """A tensor to be learned: assigned to a Module's attribute it appears in ``module.parameters()``.

    ``requires_grad=False`` freezes it.
    """

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        return _adopt(cls, data, requires_grad)

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()


class Buffer(Tensor):
    """A tensor that belongs to a Module but is not learned, such as a running mean.

    It moves with the module and, if ``persistent``, is part of its ``state_dict``.
    """

    persistent: bool

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Buffer:
        buffer = _adopt(cls, data, False)
        buffer.persistent = persistent
        return buffer


def unset(*size: int, device: Any = None, dtype: Any = None) -> Parameter:
    """A parameter whose numbers are still to be drawn, by ``reset_parameters``."""
    shape = positive_sizes(size, "Parameter")
    return Parameter(finish(np.zeros(shape, float_dtype(dtype).numpy), device, False))
