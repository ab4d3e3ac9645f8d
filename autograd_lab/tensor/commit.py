"""Changing many tensors at once: an interrupt finds all of them old, or all of them new."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from itertools import chain, starmap
from operator import call, setitem
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import There
from autograd_lab.tensor.tensor import Tensor

Write = tuple[Any, Any, Any]  # container, key, value: container[key] = value
Call = tuple[Any, ...]  # a compiled function and its arguments, which it writes to


def into(tensor: Tensor, array: Any) -> tuple[Write, Write]:
    """The writes that put ``array`` into the tensor's memory, noticed by every graph that saved it."""
    if watch.watchers:
        watch.tell("writing", tensor)
        watch.tell("wrote", tensor.array, array)
    mine = tensor.array
    return (mine if type(mine) is np.ndarray else There(mine), ..., array), noticed(tensor)


def noticed(tensor: Tensor) -> Write:
    """The write that tells every graph which saved the tensor's memory that it is no longer the same."""
    return tensor._writes, 0, tensor._writes[0] + 1


def commit(writes: Iterable[Write], calls: Iterable[Call] = ()) -> None:
    """Make all ``calls``, then all ``writes``. Nothing may be left to compute: the values stand ready.

    The loop runs in C, where Python handles no Ctrl-C. What can still be interrupted (CuPy's assignment runs
    Python code) is finished first: the rest, and the same writes again, which does no harm.
    """
    writes = list(writes)
    work = starmap(call, chain(calls, [(setitem, *write) for write in writes]))
    try:
        deque(work, maxlen=0)
    except BaseException:
        deque(work, maxlen=0)
        deque(starmap(setitem, writes), maxlen=0)
        raise


_one_at_a_time: Any = threading.RLock()


def exclusively(work: Callable[[], None]) -> None:
    """Do ``work`` while no other thread does such work.

    Taking the lock, working, and giving it back are one loop in C: no Ctrl-C comes in between and leaves it taken.
    """
    try:
        deque(map(call, (_one_at_a_time.acquire, work, _one_at_a_time.release)), maxlen=0)
    except BaseException:
        if _one_at_a_time._is_owned():
            _one_at_a_time.release()
        raise
