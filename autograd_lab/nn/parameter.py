"""Parameters and buffers: tensors that a module knows as its own, and those whose shape is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import MODULES
from autograd_lab.backend.device import as_device, device, settled
from autograd_lab.backend.dtypes import as_dtype
from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError
from autograd_lab.functional.arguments import positive_sizes
from autograd_lab.functional.creation import finish, float_dtype
from autograd_lab.serialization.structure import TENSOR_KINDS
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

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        copy = super().__deepcopy__(memo)
        copy._grad = None  # as in PyTorch: the copy of a model has the parameters and no gradients
        return copy  # type: ignore[return-value]

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


class _Nothing:
    """What stands for the array of an uninitialized tensor: a dtype and a device, no shape, no numbers."""

    def __init__(self, dtype: Any, place: device) -> None:
        self.dtype = dtype
        self.place = place

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python asks for these itself, while it copies for one
            raise AttributeError(name)
        raise GraphError("nn.lazy.shape") if name == "shape" else ArgumentError("nn.lazy.use")


MODULES[_Nothing] = np  # so that ``apply`` goes on, looks at the array, and is told


class _Uninitialized(Tensor):
    """A tensor that gets its shape later, from ``materialize``; until then every use of it is a ValueError."""

    cls_to_become: type[Tensor]

    @property
    def device(self) -> device:
        """Where the memory will be."""
        return self.array.place if isinstance(self.array, _Nothing) else super().device

    def materialize(self, shape: Sequence[int], device: Any = None, dtype: Any = None) -> None:
        """Take memory of this shape, with numbers yet to be drawn, and become an ordinary tensor."""
        kind = self.array.dtype if dtype is None else as_dtype(dtype).numpy
        place = self.array.place if device is None else device
        self.array = finish(np.zeros(positive_sizes(tuple(shape), "materialize"), kind), place, False).array
        self.__class__ = self.cls_to_become  # type: ignore[assignment]

    def moved(self, place: Any = None, dtype: Any = None) -> Any:
        """The same on another device or in another dtype."""
        kind = self.array.dtype if dtype is None else as_dtype(dtype).numpy
        place = self.array.place if place is None else place
        return _nothing(type(self), kind, place, self._requires_grad, **self._extra())

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        memo[id(self)] = copy = self.moved()
        return copy

    def __reduce_ex__(self, protocol: Any) -> Any:
        made = partial(_nothing, **self._extra())
        return made, (type(self), self.array.dtype, str(self.array.place), self._requires_grad)


def _nothing(cls: type[Tensor], dtype: Any, place: Any, requires_grad: bool, **attributes: Any) -> Any:
    """An uninitialized tensor of class ``cls``."""
    own = make(_Nothing(dtype, settled(as_device(place))), cls)
    own.requires_grad = requires_grad
    own.__dict__.update(attributes)
    return own


class UninitializedParameter(_Uninitialized, Parameter):
    """A parameter whose shape is known only when the module sees its first input. See the Lazy layers."""

    cls_to_become = Parameter

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> UninitializedParameter:
        return _nothing(cls, float_dtype(dtype).numpy, device, requires_grad)


class UninitializedBuffer(_Uninitialized, Buffer):
    """A buffer whose shape is known only when the module sees its first input."""

    cls_to_become = Tensor

    def __new__(cls, requires_grad: bool = False, device: Any = None, dtype: Any = None,
                persistent: bool = True) -> UninitializedBuffer:  # fmt: skip
        return _nothing(cls, float_dtype(dtype).numpy, device, requires_grad, persistent=persistent)


def is_lazy(param: Any) -> bool:
    """Whether this is a parameter or buffer that waits for its shape."""
    return isinstance(param, _Uninitialized)


TENSOR_KINDS["Parameter"] = Parameter, Parameter
TENSOR_KINDS["Buffer"] = Buffer, lambda tensor, requires_grad: Buffer(tensor)
