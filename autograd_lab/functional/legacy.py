"""PyTorch's old constructors, met in older courses: ``Tensor(2, 3)``, ``LongTensor([1, 2])``, ``x.new(2)``."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.device import as_device, made_on
from autograd_lab.backend.dtypes import dtype
from autograd_lab.errors import ArgTypeError
from autograd_lab.functional.arguments import positive_sizes
from autograd_lab.functional.casting import TYPED
from autograd_lab.functional.creation import tensor
from autograd_lab.functional.history import alias
from autograd_lab.functional.registry import PUBLIC, method
from autograd_lab.tensor.tensor import Size, Tensor, make


def construct(kind: dtype, data: tuple[Any, ...], device: Any = None) -> Tensor:
    """Sizes make a tensor of that shape, undefined elsewhere and zeros here; one sequence or array is its data."""
    only = data[0] if len(data) == 1 else None
    if not data:
        data = (0,)
    elif isinstance(only, Tensor):
        if only.dtype is not kind:
            raise ArgTypeError("constructor.dtype", wanted=kind, got=only.dtype)
        return alias(only)
    elif isinstance(only, Size):
        data = tuple(only)
    elif only is not None and not _is_size(only):
        if isinstance(only, str) or not hasattr(only, "__len__"):
            raise ArgTypeError("constructor.data", got=type(only).__name__)
        return tensor(only, dtype=kind, device=device)
    if not all(_is_size(n) for n in data):
        raise ArgTypeError("tensor.constructor")
    shape = positive_sizes(data, "Tensor")
    return make(made_on(as_device(device), lambda xp: xp.zeros(shape, kind.numpy)))


def _is_size(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _new_tensor(cls: type[Tensor], *args: Any, data: Any = None, device: Any = None) -> Any:
    given = args if data is None else (data,)
    if cls is Tensor and len(given) == 1 and isinstance(given[0], Tensor):
        return alias(given[0])
    made = construct(dtypes.get_default_dtype(), given, device)
    return made if cls is Tensor else make(made.array, cls)


Tensor.__new__ = staticmethod(_new_tensor)  # type: ignore[assignment]


@method
def new(self: Tensor, *data: Any, device: Any = None) -> Tensor:
    """Like ``Tensor(...)``, with this tensor's dtype and device."""
    return construct(self.dtype, data, self.device if device is None else device)


class TensorType:
    """``LongTensor`` and its kind: makes tensors of one dtype, and says with ``isinstance`` which are."""

    def __init__(self, name: str, made: dtype) -> None:
        self.__name__, self.made = name, made

    def __call__(self, *data: Any, device: Any = None) -> Tensor:
        return construct(self.made, data, device)

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, Tensor) and value.dtype is self.made

    def __repr__(self) -> str:
        return f"<class 'torch.{self.__name__}'>"


for _name, _dtype in TYPED.items():
    if not _dtype.is_complex:
        _name = _name.removeprefix("torch.")
        PUBLIC[_name] = TensorType(_name, _dtype)
