"""PyTorch's names for how elements lie in memory. Tensors here are always strided; the names are there to be given."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgTypeError


class layout:
    """How a tensor is stored: ``torch.strided`` is the only one here."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name


class memory_format:
    """The order in which elements lie in memory."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name


strided = layout("strided")

contiguous_format = memory_format("contiguous_format")  # as they are read: the last dim fastest
preserve_format = memory_format("preserve_format")  # as in the input
channels_last = memory_format("channels_last")  # (N, C, H, W) with the channels of a pixel side by side
channels_last_3d = memory_format("channels_last_3d")  # the same for (N, C, D, H, W)

FORMATS = (contiguous_format, preserve_format, channels_last, channels_last_3d)


def check_layout(value: Any, function: str) -> None:
    """TypeError unless ``value`` is a layout, or None for the usual one."""
    if value is not None and not isinstance(value, layout):
        raise ArgTypeError("layout.type", function=function, got=type(value).__name__)


def check_format(value: Any, function: str) -> None:
    """TypeError unless ``value`` is a memory format, or None for the usual one."""
    if value is not None and not isinstance(value, memory_format):
        raise ArgTypeError("format.type", function=function, got=type(value).__name__)
