"""Layers that only reshape."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgTypeError
from autograd_lab.nn.module import Module
from autograd_lab.nn.text import options
from autograd_lab.tensor import Tensor


class Flatten(Module):
    """Joins dims ``start_dim`` to ``end_dim`` into one; by default all but the batch."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Tensor) -> Tensor:
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return options(self, "start_dim", "end_dim")


class Unflatten(Module):
    """Splits dim ``dim`` into dims of the sizes ``unflattened_size``, of which one may be -1."""

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        super().__init__()
        if not isinstance(unflattened_size, (tuple, list)):
            raise ArgTypeError("nn.unflatten.size", got=type(unflattened_size).__name__)
        for i, size in enumerate(unflattened_size):
            if not isinstance(size, int):
                raise ArgTypeError("nn.unflatten.element", got=type(size).__name__, index=i)
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input: Tensor) -> Tensor:
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return options(self, "dim", "unflattened_size")
