"""The order in which the weights of convolutions lie in memory."""

from __future__ import annotations

from typing import TypeVar

from autograd_lab.backend.layout import memory_format
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.conv import Conv2d, Conv3d, ConvTranspose2d, ConvTranspose3d

M = TypeVar("M", bound=Module)


def convert_conv2d_weight_memory_format(module: M, memory_format: memory_format) -> M:
    """Lay the weights of all two-dimensional convolutions in ``module`` in this order, such as channels_last."""
    return _laid(module, (Conv2d, ConvTranspose2d), memory_format)


def convert_conv3d_weight_memory_format(module: M, memory_format: memory_format) -> M:
    """Lay the weights of all three-dimensional convolutions in ``module`` in this order, such as channels_last_3d."""
    return _laid(module, (Conv3d, ConvTranspose3d), memory_format)


def _laid(module: M, kinds: tuple[type[Module], ...], order: memory_format) -> M:
    for part in module.modules():
        if isinstance(part, kinds):
            part.weight.data = part.weight.detach().contiguous(memory_format=order)  # type: ignore[attr-defined]
    return module
