"""PyTorch's names for how elements lie in memory. Tensors here are always strided; the names are there to be given."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgTypeError, ShapeError


class _Named:
    """A constant that prints, and is pickled, as its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name


class layout(_Named):
    """How a tensor is stored: ``torch.strided`` is the only one here."""


class memory_format(_Named):
    """The order in which elements lie in memory; ``order`` has the dims from the slowest to the fastest."""

    def __init__(self, name: str, order: tuple[int, ...] = ()) -> None:
        super().__init__(name)
        self.order = order

    def check_ndim(self, ndim: int) -> None:
        """RuntimeError for a tensor of another number of dims than the order is for."""
        if len(self.order) != ndim:
            raise ShapeError("format.ndim", format=self, ndim=ndim)

    @property
    def back(self) -> tuple[int, ...]:
        """The permutation that undoes ``order``."""
        return tuple(sorted(range(len(self.order)), key=self.order.__getitem__))


strided = layout("strided")

contiguous_format = memory_format("contiguous_format")  # as they are read: the last dim fastest
preserve_format = memory_format("preserve_format")  # as in the input
channels_last = memory_format("channels_last", (0, 2, 3, 1))  # (N, C, H, W) with the channels of a pixel side by side
channels_last_3d = memory_format("channels_last_3d", (0, 2, 3, 4, 1))  # the same for (N, C, D, H, W)


def check_layout(value: Any, function: str) -> None:
    """TypeError unless ``value`` is a layout, or None for the usual one."""
    if value is not None and not isinstance(value, layout):
        raise ArgTypeError("layout.type", function=function, got=type(value).__name__)


def check_format(value: Any, function: str) -> None:
    """TypeError unless ``value`` is a memory format, or None for the usual one."""
    if value is not None and not isinstance(value, memory_format):
        raise ArgTypeError("format.type", function=function, got=type(value).__name__)
