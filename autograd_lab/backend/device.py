"""Devices: where an array lives, and how it gets from one place to another."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend import cuda
from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.pinned import is_pinned
from autograd_lab.errors import ArgTypeError, DeviceError


class device:
    """``device("cpu")``, ``device("cuda")``, ``device("cuda:1")`` or ``device("cuda", 1)``."""

    __slots__ = ("index", "type")

    type: str
    index: int | None

    def __init__(self, type: str | int | device, index: int | None = None) -> None:
        if isinstance(type, device):
            name, index = type.type, type.index
        elif isinstance(type, int) and not isinstance(type, bool):
            name, index = "cuda", type  # PyTorch: a bare number is an accelerator's index
        elif isinstance(type, str):
            match = re.fullmatch(r"(cpu|cuda)(?::(\d+))?", type)
            if not match:
                raise DeviceError("device.unknown", device=type)
            if match[2] is not None and index is not None:
                raise DeviceError("device.two_indices", device=type, index=index)
            name, index = match[1], index if match[2] is None else int(match[2])
        else:
            raise ArgTypeError("device.expected", got=repr(type))
        self.type, self.index = name, index

    def __repr__(self) -> str:
        return (
            f"device(type={self.type!r})" if self.index is None else f"device(type={self.type!r}, index={self.index})"
        )

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __enter__(self) -> device:
        """``with device("cuda"):`` makes it the default inside."""
        _default.before.append(_default.device)
        _default.device = self
        return self

    def __exit__(self, *exc_info: object) -> None:
        _default.device = _default.before.pop()

    @property
    def xp(self) -> Any:
        """The array module of this device."""
        return np if self.type == "cpu" else cuda.cupy()


CPU = device("cpu")


class _Default(threading.local):
    """Where new tensors go that are told no device; each thread has its own."""

    def __init__(self) -> None:
        self.device, self.before = CPU, list[device]()


_default = _Default()


def get_default_device() -> device:
    """Where new tensors go that are told no device: the CPU unless changed."""
    return settled(_default.device)


def set_default_device(device: Any) -> None:
    """Put new tensors on ``device`` where nothing else is said; None stands for the CPU."""
    _default.device = CPU if device is None else as_device(device)


def as_device(value: Any) -> device:
    """A device given as one, as a string, or as an index; ``None`` means the default."""
    return _default.device if value is None else value if isinstance(value, device) else device(value)


def device_of(array: Any) -> device:
    """The device on which an array lives, always with an index for cuda."""
    return CPU if array_module(array) is np else device("cuda", int(array.device.id))


def settled(target: device) -> device:
    """The one device that is meant: "cuda" is the current GPU, "cpu:0" the CPU. RuntimeError if it is not there."""
    if target.type == "cpu":
        return CPU
    index = cuda.current_device() if target.index is None else target.index
    cuda.require_index(index)
    return device("cuda", index)


def made_on(target: device, make: Callable[[Any], Any]) -> Any:
    """The array ``make(xp)``, in the memory of ``target``."""
    target = settled(target)
    if target == CPU:
        return make(np)
    cupy = cuda.cupy()
    with cupy.cuda.Device(target.index):
        return make(cupy)


def to_device(array: Any, target: device, non_blocking: bool = False) -> Any:
    """``array`` itself when it is there already, else a copy on ``target``.

    From pinned memory a GPU may copy later, ``non_blocking``: then it must not be written to meanwhile. Other memory
    CuPy looks at before it returns, and to the host it copies at once.
    """
    target = settled(target)
    if device_of(array) == target:
        return array
    cupy = cuda.cupy()
    if target == CPU:
        return cuda.reachable(lambda: cupy.asnumpy(array))
    with cupy.cuda.Device(target.index):
        if not array.shape:  # CuPy fills a single element, and takes -0.0 for 0
            return cupy.asarray(array.reshape(1)).reshape(())
        return cupy.asarray(array, blocking=not non_blocking) if is_pinned(array) else cupy.asarray(array)
