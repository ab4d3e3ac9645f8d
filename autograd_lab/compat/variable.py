"""What a tape looks at: constants, and variables that keep a value from step to step."""

from __future__ import annotations

from typing import Any

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import ShapeError
from autograd_lab.nn import Parameter


def constant(value: Any, dtype: Any = None, shape: Any = None) -> Tensor:
    """A Tensor of its own memory; one number is spread over ``shape``. A tape has to be told to watch it."""
    made = lab.tensor(value, dtype=dtype)
    if shape is None:
        return made
    return made.reshape(shape) if made.numel() != 1 else made.reshape(()).expand(shape).clone()


class Variable(Parameter):
    """A value to be learned. Tapes watch it as soon as it is used, unless ``trainable=False``."""

    trainable: bool
    _given_name: str | None

    def __new__(cls, initial_value: Any, trainable: bool = True, name: str | None = None, dtype: Any = None) -> Any:
        value = constant(initial_value.detach() if isinstance(initial_value, Tensor) else initial_value, dtype)
        made: Any = super().__new__(cls, value, requires_grad=value.is_floating_point())
        made._given_name, made.trainable = name, trainable
        return made

    @property
    def name(self) -> str | None:
        return self._given_name

    def assign(self, value: Any) -> Variable:
        """Take another value of the same shape; results that were computed from the old one keep their gradients."""
        new = lab.as_tensor(value, dtype=self.dtype).detach()
        if new.shape != self.shape:
            raise ShapeError("compat.assign", got=tuple(new.shape), shape=tuple(self.shape))
        self.data = new.clone()  # other memory, so that what a tape has kept of the old value stays right
        return self

    def assign_add(self, delta: Any) -> Variable:
        return self.assign(self.detach() + lab.as_tensor(delta))

    def assign_sub(self, delta: Any) -> Variable:
        return self.assign(self.detach() - lab.as_tensor(delta))

    def numpy(self, **how: Any) -> Any:
        """The value as an array; no ``detach`` is needed, as in TensorFlow."""
        return self.detach().numpy(**how)

    def __repr__(self) -> str:
        return f"<Variable {self.name or 'Variable'} shape={tuple(self.shape)} numpy={self.numpy()!r}>"
