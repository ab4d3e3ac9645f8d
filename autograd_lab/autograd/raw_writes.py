"""A debug mode for what version counters cannot see: writes through NumPy into memory that backward will read.

``x.numpy()[0] = 5`` and ``x.data[0] = 5`` change numbers without any operation of the library. So each node's saved
arrays get a seal, a checksum, when the node is made, and it is compared before the node's rule reads them and again
when the rule is done: the second look notices a hook, or another thread, that wrote in between.

The cost is three readings of each saved array (CRC-32; a sum, which NumPy could compute faster, would not notice two
elements that change places). Measured: forward and backward of small ops take four times as long, those of a chain of
functions on a million floats twice. Nothing is copied, except arrays that are not contiguous.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import MODULES
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.errors import GraphError
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.watch.origin import made_at, named


class _Sealer(watch.Watcher):
    def __init__(self) -> None:
        self.seals: WeakKeyDictionary[Any, tuple[int | None, ...]] = WeakKeyDictionary()

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        self.seals[node] = tuple(map(_seal, node.saved))

    def reached(self, node: Any, gys: Sequence[Any]) -> None:
        self.check(node)

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        self.check(node)

    def check(self, node: Any) -> None:
        """RuntimeError if something that ``node`` saved has other numbers now, and no version counter tells it."""
        seals = self.seals.get(node)
        if seals is None or node.saved is None or any(cell[0] != version for cell, version in node.guards):
            return  # not seen when it was made; or an error that the engine knows better
        for k, (seal, value) in enumerate(zip(seals, node.saved, strict=True)):
            if seal is not None and type(value) in MODULES and _seal(value) != seal:
                raise GraphError(
                    "raw_write.found", op=node.short_name(), what=_what(node, k), shape=value.shape, made=made_at(node)
                )


def _seal(value: Any) -> int | None:
    """A checksum of an array's numbers in order, whatever its layout; None for what is no array."""
    if type(value) not in MODULES:
        return None
    return zlib.crc32(np.ascontiguousarray(to_device(value, CPU)).reshape(-1).view(np.uint8).data)


def _what(node: Any, k: int) -> str:
    """Which value stands at ``k`` of what a node saved: the learner's variable, the op's input, or its output."""
    saved = node.saved[k]
    name = named(lambda value: isinstance(value, Tensor) and value.array is saved)
    if name:
        return f"`{name}`"
    inputs = [node.op.inputs[i] for at, i in node.op.saved_inputs if at == k]
    if inputs:
        return tr("raw_write.input", name=inputs[0])
    return tr("raw_write.output" if any(at == k for at, _ in node.op.saved_outputs) else "origin.tensor")


@contextmanager
def detect_raw_writes() -> Iterator[None]:
    """``with detect_raw_writes():`` around forward and backward: RuntimeError if memory that backward reads was changed
    through NumPy or ``.data`` since the op saved it. It names the op, its line and what was changed.

    PyTorch has no such mode. Nodes made before the block are not known to it. All threads are watched.
    """
    with watch.watching(_Sealer()):
        yield
