"""A number that lies on a GPU and counts as one of Python's: for what changes from step to step of a captured graph."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import DeviceError


class DeviceNumber:
    """Among numbers it is as exact as Python's floats; beside an array it takes that array's dtype.

    So a formula of an optimizer gives the same, whether its learning rate is a float or lies on the GPU. The host does
    not know it: RuntimeError where it would have to. ``truth`` is for an option of which is known whether it is 0.
    """

    __slots__ = ("array", "truth")
    __array_ufunc__ = None  # arrays leave operators to this class
    __array_priority__ = 1000
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, array: Any, truth: bool | None = None) -> None:
        self.array, self.truth = array, truth

    def beside(self, other: Any) -> Any:
        """As an array that may stand in one formula with ``other``."""
        return self.array.astype(other.dtype, copy=False) if other.dtype.kind in "fc" else self.array

    def __bool__(self) -> bool:
        if self.truth is None:
            raise DeviceError("capture.number")
        return self.truth

    def __float__(self) -> float:
        raise DeviceError("capture.number")


def _operator(function: Callable[..., Any], turned: bool) -> Callable[..., Any]:
    def operate(self: DeviceNumber, *others: Any) -> Any:
        x, y, wrap = self.array, others, DeviceNumber
        if others and isinstance(others[0], DeviceNumber):
            y = (others[0].array,)
        elif others and hasattr(others[0], "dtype") and not isinstance(others[0], np.generic):
            x, wrap = self.beside(others[0]), _same
        return wrap(function(*y, x) if turned else function(x, *y))

    return operate


def _same(array: Any) -> Any:
    return array


for _name in ("neg", "abs", "lt", "le", "gt", "ge"):
    setattr(DeviceNumber, f"__{_name}__", _operator(getattr(operator, _name), False))
for _name in ("add", "sub", "mul", "truediv", "pow"):
    setattr(DeviceNumber, f"__{_name}__", _operator(getattr(operator, _name), False))
    setattr(DeviceNumber, f"__r{_name}__", _operator(getattr(operator, _name), True))


def number(array: Any) -> Any:
    """The number that an array of one element holds: Python's own on the host, else one that stays on the device."""
    if isinstance(array, (np.ndarray, np.generic)):
        return array.item()
    return DeviceNumber(array.astype(np.float64))


def larger(least: float, value: Any) -> Any:
    """``max``, also of a number on the device."""
    if not isinstance(value, DeviceNumber):
        return max(least, value)
    return DeviceNumber(array_module(value.array).maximum(value.array, least))


def either(xp: Any, condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
    """``yes()`` or ``no()``; where only the device knows which, both are computed."""
    if isinstance(condition, DeviceNumber):
        return xp.where(condition.array, yes(), no())
    return yes() if condition else no()
