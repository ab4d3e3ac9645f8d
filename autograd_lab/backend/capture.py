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

from autograd_lab.backend import pcg64
from autograd_lab.backend.number import DeviceNumber

Draw = Callable[[Any], Any]  # from NumPy's generator to an array of the host
POINTERS = 8  # so many arrays CuPy joins without a table of their addresses, which comes from the host
ROOM = 4096  # words of a page


class Renewed:
    """What a graph reads, and the host has a part in."""

    def renew(self) -> None:
        """Before each launch."""

    def launched(self) -> None:
        """After it."""

    def agrees(self) -> bool:
        """Whether it can go on from a state that was loaded."""
        return True


class Capture:
    """What one graph reads that the host renews before each launch, and what it reports.

    ``lasting`` allocates memory for that. It may not be the graph's own, where one kernel's results take the place of
    an earlier one's: what the host has written would be gone before it is read.
    """

    def __init__(self, xp: Any, lasting: Callable[[int], Any]) -> None:
        self.xp, self._lasting = xp, lasting
        self.options: dict[Any, Option] = {}
        self.renewed: list[Renewed] = []  # in the order in which the step came to them, which counts for random numbers
        self.bad = xp.zeros((), bool)  # whether labels or indices have been out of range,
        self._counts: dict[int, Any] = {}  # of steps, as optimizers have written them, by their id
        self._pages: list[Page] = []
        self.looked = False  # if there is a place where that is looked at

    def renew(self) -> None:
        """All of it, as the next launch has to find it."""
        for one in self.renewed:
            one.renew()
        for page in self._pages:
            page.send(self.xp)

    def launched(self) -> None:
        for one in self.renewed:
            one.launched()

    def words(self, count: int, dtype: Any) -> tuple[Any, Any]:
        """So many numbers of 64 bits: on the host, where they are written, and on the GPU, where they come to. All of a
        page go there in one copy."""
        if not self._pages or self._pages[-1].used + count > ROOM:
            self._pages.append(Page(self._empty((ROOM,), np.int64)))
        return self._pages[-1].taken(count, dtype)

    def constant(self, values: Any) -> Any:
        """An array of the host, on the GPU. Nothing can be sent while a graph is captured: it comes there later."""
        array = self._empty(values.shape, values.dtype)
        self.renewed.append(Constant(self.xp, array, values))
        return array

    def option(self, group: dict[str, Any], name: str, place: int | None, value: Any) -> Any:
        """An option of an optimizer as a number on the device; 0 as it is, for that leads to other formulas."""
        key = (id(group), name, place)
        if key not in self.options:
            self.options[key] = Option(self, group, name, place, value)
            self.renewed.append(self.options[key])
        return self.options[key].number if value else value

    def drawn(self, generator: Any, draw: Draw, there: Callable[[Any, Any], Any] | None = None) -> Any:
        """Random numbers that are others at each launch: drawn on the GPU, if ``there`` does so from a ``Stretch``;
        else memory that ``draw`` fills."""
        if there is not None:
            last = self.renewed[-1] if self.renewed else None
            going_on = isinstance(last, Stretch) and last.generator is generator
            stretch: Any = last if going_on else Stretch(self, generator)
            array = there(self.xp, stretch)
            if array is not None:
                if not going_on:
                    self.renewed.append(stretch)
                return array
        state = generator.state_bytes()
        sample = draw(generator.stream)  # for its shape and dtype
        generator.restore(state)
        array = self._empty(np.shape(sample), sample.dtype)
        self.renewed.append(Drawn(self.xp, generator, draw, array))
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


class Page:
    """Words of the host and their place on the GPU."""

    def __init__(self, there: Any) -> None:
        self._here, self._there, self.used = np.zeros(ROOM, np.int64), there, 0
        self._sent: Any = None

    def taken(self, count: int, dtype: Any) -> tuple[Any, Any]:
        part = slice(self.used, self.used + count)
        self.used += count
        return self._here[part].view(dtype), self._there[part].view(dtype)

    def send(self, xp: Any) -> None:
        """Unless the same stands there."""
        words = self._here[: self.used]
        if self._sent is None or not np.array_equal(words, self._sent):
            self._sent = words.copy()
            self._there[: self.used] = xp.asarray(self._sent)


class Constant(Renewed):
    """What is sent once."""

    def __init__(self, xp: Any, array: Any, values: Any) -> None:
        self._xp, self._array, self._values = xp, array, values

    def renew(self) -> None:
        if self._values is not None:
            self._array[...] = self._xp.asarray(self._values)
            self._values = None


class Drawn(Renewed):
    """Numbers that the host draws before each launch."""

    def __init__(self, xp: Any, generator: Any, draw: Draw, array: Any) -> None:
        self._xp, self._generator, self._draw, self._array = xp, generator, draw, array

    def renew(self) -> None:
        self._array[...] = self._xp.asarray(self._draw(self._generator.stream))


class Stretch(Renewed):
    """Numbers that kernels draw one after the other, from where a generator is before the launch."""

    def __init__(self, capture: Capture, generator: Any) -> None:
        self.generator, self._count = generator, 0
        self._here, self.at = capture.words(pcg64.WORDS, np.int64)

    @property
    def bit_generator(self) -> Any:
        """As NumPy's generators name it."""
        return self.generator.stream.bit_generator

    def taken(self, count: int) -> int:
        """How many are drawn before the next ``count``."""
        self._count += count
        return self._count - count

    def renew(self) -> None:
        bits = self.bit_generator
        with bits.lock:
            self._here[:] = pcg64.place(bits)
            pcg64.skip(bits, self._count)


class Option(Renewed):
    """An option of a group, read anew before each launch."""

    def __init__(self, capture: Capture, group: dict[str, Any], name: str, place: int | None, value: Any) -> None:
        self.group, self.name, self.place = group, name, place
        self.number = OptionNumber(self, truth=bool(value))
        self._capture, self._here, self._there = capture, None, None

    @property
    def array(self) -> Any:
        """Where a formula finds it, once one asks."""
        if self._there is None:
            self._here, there = self._capture.words(1, np.float64)
            self._there = there.reshape(())
        return self._there

    def now(self) -> float:
        """What the group says."""
        value = self.group[self.name]
        value = value if self.place is None else value[self.place]
        return float(value)

    def renew(self) -> None:
        if self._here is not None:
            self._here[0] = self.now()


class OptionNumber(DeviceNumber):
    """The number of an option, which gets its place in memory with its first use."""

    __slots__ = ("option",)

    def __init__(self, option: Option, truth: bool) -> None:
        self.option, self.truth = option, truth

    @property
    def array(self) -> Any:  # type: ignore[override]
        return self.option.array


class _Current(threading.local):
    capture: Capture | None = None
    workspaces: dict[Any, Any] | None = None


_current = _Current()


def current() -> Capture | None:
    """The capture that this thread is in."""
    return _current.capture


def workspaces() -> dict[Any, Any] | None:
    """Where cuBLAS's workspaces are kept by the graph that this thread makes."""
    return _current.workspaces


@contextmanager
def keeping_workspaces(kept: dict[Any, Any]) -> Iterator[None]:
    """What a graph is made with stays as long as ``kept``, not as long as the process."""
    _current.workspaces = kept
    try:
        yield
    finally:
        _current.workspaces = None


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
