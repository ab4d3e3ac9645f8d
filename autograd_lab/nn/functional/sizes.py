"""Sizes of kernels, strides and paddings: one number for all axes, or one per axis."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgTypeError, ShapeError


def spread(value: Any, axes: int, name: str, function: str) -> tuple[int, ...]:
    """``value`` for each of ``axes`` axes; RuntimeError if it has another number of entries."""
    numbers = tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes
    if len(numbers) == 1:
        numbers *= axes
    if len(numbers) != axes:
        raise ShapeError("nn.size.count", function=function, name=name, axes=axes, got=numbers)
    for n in numbers:
        if isinstance(n, bool) or not hasattr(n, "__index__"):
            raise ArgTypeError("nn.size.type", function=function, name=name, got=type(n).__name__)
    return tuple(n.__index__() for n in numbers)


def at_least(least: int, numbers: tuple[int, ...], name: str, function: str) -> None:
    """RuntimeError if one of the numbers is smaller than ``least``."""
    if any(n < least for n in numbers):
        raise ShapeError("nn.size.least", function=function, name=name, least=least, got=numbers)
