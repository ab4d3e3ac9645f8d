"""What the engine does otherwise while a training step is captured as a CUDA graph.

During a capture nothing runs: kernels are noted down, to run again and again on what then stands in the same memory.
So whatever changes from step to step has to come out of memory that lasts: random numbers, a learning rate, a count.
``lab.cuda.graphed_step`` captures; the layers that draw, count or look at numbers ask here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_lab.backend.number import DeviceNumber

Draw = Callable[[Any], Any]  # from NumPy's generator to an array of the host
POINTERS = 8  # so many arrays CuPy joins without a table of their addresses, which comes from the host


class Capture:
    """What one graph reads that the host renews before each launch, and what it reports.

    ``lasting`` allocates memory for that. It may not be the graph's own, where one kernel's results take the place of
    an earlier one's: what the host has written would be gone before it is read.
    """

    def __init__(self, xp: Any, lasting: Callable[[int], Any]) -> None:
        self.xp, self._lasting = xp, lasting
        self.numbers: dict[Any, Option] = {}
        self.draws: list[tuple[Any, Draw, Any]] = []  # generator, how to draw, where to put the numbers
        self.bad = xp.zeros((), bool)  # whether labels or indices have been out of range,
        self._counts: dict[int, Any] = {}  # of steps, as optimizers have written them, by their id
        self.looked = False  # if there is a place where that is looked at

    def option(self, group: dict[str, Any], name: str, place: int | None, value: Any) -> Any:
        """An option of an optimizer as a number on the device; 0 as it is, for that leads to other formulas."""
        key = (id(group), name, place)
        if key not in self.numbers:
            self.numbers[key] = Option(self._empty((), np.float64), group, name, place, value)
        return self.numbers[key].number if value else value

    def drawn(self, generator: Any, draw: Draw) -> Any:
        """Memory that ``draw`` fills before each launch."""
        state = generator.state_bytes()
        sample = draw(generator.stream)  # for its shape and dtype
        generator.restore(state)
        array = self._empty(np.shape(sample), sample.dtype)
        self.draws.append((generator, draw, array))
        return array

    def _empty(self, shape: tuple[int, ...], dtype: Any) -> Any:
        with self.xp.cuda.using_allocator(self._lasting):
            return self.xp.empty(shape, dtype)

    def wrote(self, count: Any) -> bool:
        """Whether a count that several parameters share is written already; from now on it is."""
        before = id(count) in self._counts
        self._counts[id(count)] = count
        return before

    def later(self, bad: Any) -> Any:
        """Of labels or indices, which are out of range: that is seen after a launch. Until then none is."""
        self.looked = True
        self.bad[...] = self.bad | bad.any()
        return np.zeros((), bool)


class Option:
    """An option of a group, read anew before each launch."""

    def __init__(self, array: Any, group: dict[str, Any], name: str, place: int | None, value: Any) -> None:
        self.array, self.group, self.name, self.place = array, group, name, place
        self.number = DeviceNumber(array, truth=bool(value))
        self.value: float | None = None  # on the device

    def now(self) -> float:
        """What the group says."""
        value = self.group[self.name]
        value = value if self.place is None else value[self.place]
        return float(value)

    def renew(self) -> None:
        value = self.now()
        if value != self.value:
            self.array.fill(value)
            self.value = value


class _Current(threading.local):
    capture: Capture | None = None


_current = _Current()


def current() -> Capture | None:
    """The capture that this thread is in."""
    return _current.capture


@contextmanager
def capturing(capture: Capture) -> Iterator[Capture]:
    """What this thread computes inside is captured."""
    _current.capture = capture
    try:
        yield capture
    finally:
        _current.capture = None


def joined(xp: Any, arrays: Any, axis: int = 0) -> Any:
    """``xp.concatenate``; in a capture a few at a time, for CuPy joins many by way of the host."""
    if _current.capture is None:
        return xp.concatenate(arrays, axis=axis)
    arrays = list(arrays)
    while len(arrays) > POINTERS:
        arrays = [xp.concatenate(arrays[k : k + POINTERS], axis=axis) for k in range(0, len(arrays), POINTERS)]
    return xp.concatenate(arrays, axis=axis)


def stacked(xp: Any, arrays: Any, axis: int = 0) -> Any:
    """``xp.stack``, by ``joined`` where that makes a difference."""
    if _current.capture is None:
        return xp.stack(arrays, axis=axis)
    return joined(xp, [xp.expand_dims(array, axis) for array in arrays], axis)
