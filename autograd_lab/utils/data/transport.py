"""Objects from one process to another.

They are pickled: both ends are our own, and nothing comes from outside. The memory of arrays does not pass through
the pipe where the system has memory without a name (Linux): the sender writes it into such a piece and passes on its
descriptor. As it has no name, it is gone when both processes are, whichever way they end; nothing can be left over.
"""

from __future__ import annotations

import io
import mmap
import os
import pickle
import weakref
from multiprocessing.reduction import recv_handle, send_handle  # type: ignore[attr-defined]
from typing import Any

LEAST = 1 << 16  # bytes of arrays from which on the way around the pipe pays
ALIGNMENT = 64
MOST_MAPPED = 64  # pieces in use at a time; each holds a descriptor, of which a process has some hundreds

_mapped: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()


def dumps(obj: Any, by_value: bool, buffers: list[Any] | None = None) -> bytes:
    """Pickle ``obj``; the memory of its arrays goes to ``buffers``, if given.

    by_value : classes and functions of a notebook or script travel as code. A process that was not forked from this
        one cannot find them by name, for it has not run the notebook's cells.
    """
    file = io.BytesIO()
    callback = buffers.append if buffers is not None else None
    _pickler(by_value)(file, 5, buffer_callback=callback).dump(obj)
    return file.getvalue()


def _pickler(by_value: bool) -> Any:
    if by_value:
        try:
            from cloudpickle import Pickler
        except ImportError:  # then only what can be found by name is sent
            return pickle.Pickler
        return Pickler
    return pickle.Pickler


def send(connection: Any, obj: Any, by_value: bool) -> None:
    """Send ``obj``. If it cannot be pickled the error comes before anything is sent."""
    buffers: list[pickle.PickleBuffer] = []
    body = dumps(obj, by_value, buffers)
    parts = [buffer.raw() for buffer in buffers]
    sizes = [part.nbytes for part in parts]
    if sum(sizes) < LEAST or not hasattr(os, "memfd_create"):
        connection.send_bytes(pickle.dumps((body, [bytearray(part) for part in parts], None)))
        return
    descriptor = os.memfd_create("autograd_lab")
    try:
        for part, place in zip(parts, _places(sizes), strict=True):
            while part.nbytes:
                written = os.pwrite(descriptor, part, place)
                part, place = part[written:], place + written
        connection.send_bytes(pickle.dumps((body, None, sizes)))
        send_handle(connection, descriptor, None)
    finally:
        os.close(descriptor)


def receive(connection: Any) -> Any:
    """The next object; EOFError or OSError if the other process is gone."""
    body, parts, sizes = pickle.loads(connection.recv_bytes())
    if sizes is not None:
        descriptor = recv_handle(connection)
        try:
            places = _places(sizes)
            memory = memoryview(_memory(descriptor, places[-1] + sizes[-1]))
        finally:
            os.close(descriptor)
        parts = [memory[place : place + size] for place, size in zip(places, sizes, strict=True)]
    return pickle.loads(body, buffers=parts)


def _places(sizes: list[int]) -> list[int]:
    """Where each part begins."""
    places, end = [], 0
    for size in sizes:
        places.append(end)
        end += -(-size // ALIGNMENT) * ALIGNMENT
    return places


def _memory(descriptor: int, size: int) -> Any:
    """The piece itself; a copy once many are in use, as when somebody makes a list of all batches."""
    if len(_mapped) < MOST_MAPPED:
        piece = mmap.mmap(descriptor, size)
        _mapped.add(piece)
        return piece
    copy = bytearray(size)
    view = memoryview(copy)
    while view.nbytes:
        view = view[os.preadv(descriptor, [view], size - view.nbytes) :]
    return copy
