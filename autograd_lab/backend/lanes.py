"""Several numbers of single precision in one step, for loops that say which of them the processor shall keep.

The compiler finds such steps by itself where a loop runs over neighbours. In a matrix product it takes half the width
that the processor has, and stores each sum again after every step. A loop that keeps eight sums of so many neighbours
("lanes") until they are complete runs at more than twice that speed. Called otherwise, these are functions of arrays.
"""

from __future__ import annotations

import importlib
from functools import cache, cached_property
from typing import Any

import numpy as np

from autograd_lab.backend.loops import Inline


class Instruction(Inline):
    """In a loop: that of the same name in ``vectors.py``."""

    @cached_property
    def compiled(self) -> Any:
        return getattr(importlib.import_module("autograd_lab.backend.vectors"), self.__name__)


@cache
def width() -> int:
    """How many numbers there are in one: eight sums fit the registers, and there are enough of them at work."""
    return importlib.import_module("autograd_lab.backend.vectors").WIDTH


@Instruction
def zeros() -> Any:
    return np.zeros(width(), np.float32)


@Instruction
def load(x: Any, start: int) -> Any:
    """The numbers of a flat array from ``start`` on. Whether it has as many is not checked."""
    return x[start : start + width()].copy()


@Instruction
def store(x: Any, start: int, lanes: Any) -> None:
    x[start : start + width()] = lanes


@Instruction
def add_product(total: Any, a: Any, b: Any) -> Any:
    """total + a b, where a is a number or lanes."""
    return total + a * b


@Instruction
def add_up(lanes: Any) -> Any:
    """Their sum, a number."""
    return lanes.sum()
