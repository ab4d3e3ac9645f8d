"""ProcessGroup: what processes can do together, and Work: what of it is still on its way."""

from __future__ import annotations

import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np

from autograd_lab.distributed.reduction import ReduceOp
from autograd_lab.errors import DistributedError


class Work:
    """A call that runs in its group's thread. ``wait()`` before its result is used."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call: Callable[[], Any] | None = call
        self._done = threading.Event()
        self._result: Any = None
        self._error: BaseException | None = None

    def run(self) -> None:
        """Do it; called once, by the thread whose turn it is."""
        assert self._call is not None
        try:
            self._result = self._call()
        except BaseException as error:
            self._error = error
        finally:
            self._call = None
            self._done.set()

    def wait(self, timeout: timedelta | None = None) -> bool:
        """Until it is done; raises what went wrong."""
        seconds = None if timeout is None else timeout.total_seconds()
        if not self._done.wait(seconds):
            raise DistributedError("dist.wait", seconds=seconds)
        if self._error is not None:
            raise self._error
        return True

    def is_completed(self) -> bool:
        return self._done.is_set()

    def is_success(self) -> bool:
        return self._done.is_set() and self._error is None

    def exception(self) -> BaseException | None:
        return self._error

    def result(self) -> Any:
        """What the call returned, once it is done."""
        self.wait()
        return self._result


class Lane:
    """A thread that does one thing after the other, in the order in which they were asked for.

    It is a daemon: a process whose group waits for somebody who never comes can end all the same.
    """

    def __init__(self, name: str) -> None:
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        threading.Thread(target=self._serve, name=name, daemon=True).start()

    def _serve(self) -> None:
        while (work := self._queue.get()) is not None:
            work.run()

    def put(self, call: Callable[[], Any]) -> Work:
        work = Work(call)
        self._queue.put(work)
        return work

    def close(self) -> None:
        self._queue.put(None)


class ProcessGroup(ABC):
    """``size`` processes, of which this is number ``rank``. ``ranks`` are their numbers among all processes.

    Arrays are contiguous. All processes of the group make the same calls in the same order, with arrays of the same
    shape and dtype; each call ends when this process may use its result. Roots, sources and targets count in the group.
    """

    name: str  # the backend, by PyTorch's name
    on_host = True  # whether it takes NumPy arrays; others are copied to the host and back

    def __init__(self, ranks: list[int], rank: int, label: str) -> None:
        self.ranks, self._rank, self._size, self.label = ranks, rank, len(ranks), label
        self.lane = Lane(f"autograd_lab distributed {label}")

    def submit(self, call: Callable[[], Any]) -> Work:
        """Do something when what was asked before is done."""
        return self.lane.put(call)

    def rank(self) -> int:
        return self._rank

    def size(self) -> int:
        return self._size

    @abstractmethod
    def part(self, ranks: list[int], label: str) -> ProcessGroup:
        """A group of some of these processes, given by their numbers in this one; this process is among them."""

    @abstractmethod
    def all_reduce(self, array: Any, op: ReduceOp) -> None:
        """All get, in place, what all have, joined."""

    @abstractmethod
    def reduce(self, array: Any, root: int, op: ReduceOp) -> None:
        """The root gets it, in place; what the others' arrays hold then is undefined."""

    @abstractmethod
    def broadcast(self, array: Any, root: int) -> None:
        """All get, in place, what the root has."""

    @abstractmethod
    def all_gather(self, array: Any) -> Any:
        """All get everybody's arrays, as one of shape [size, *shape]."""

    @abstractmethod
    def gather(self, array: Any, root: int) -> Any:
        """The root gets them, the others None."""

    @abstractmethod
    def scatter(self, parts: Any, array: Any, root: int) -> None:
        """Each gets, in ``array``, its row of the root's ``parts``; the others give None."""

    @abstractmethod
    def reduce_scatter(self, parts: Any, op: ReduceOp) -> Any:
        """Row i of everybody's ``parts``, joined, for process i."""

    @abstractmethod
    def all_to_all(self, parts: list[Any], out: list[Any]) -> None:
        """``parts[i]`` goes to process i, and ``out[i]`` comes from it."""

    @abstractmethod
    def send(self, array: Any, to: int, tag: int) -> None: ...

    @abstractmethod
    def receive(self, array: Any, source: int | None, tag: int) -> int:
        """Fill ``array``; None takes from whoever sends first. Returns who it was."""

    @abstractmethod
    def barrier(self) -> None:
        """Until all are here."""

    def close(self) -> None:
        """This process takes no further part."""
        self.lane.close()


def as_bytes(array: np.ndarray) -> memoryview:
    """The memory of a contiguous array; a dtype that Python does not know, bfloat16, is no obstacle."""
    return array.reshape(-1).view(np.uint8).data
