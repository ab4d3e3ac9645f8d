"""What the parent and the workers of a DataLoader say to each other, and what a worker knows of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograd_lab.errors import WorkerError


@dataclass(frozen=True, slots=True)
class WorkerInfo:
    """What a worker knows of itself: its number, how many there are, its seed, and its copy of the data set."""

    id: int
    num_workers: int
    seed: int
    dataset: Any
    rng: Any = None
    worker_method: str | None = "multiprocessing"


_info: list[WorkerInfo] = []  # one in a worker


def get_worker_info() -> WorkerInfo | None:
    """In a worker process of a DataLoader, what it knows of itself; None in any other."""
    return _info[0] if _info else None


def set_worker_info(info: WorkerInfo) -> None:
    """Said once in each pass of a worker."""
    _info[:] = [info]


class Job(NamedTuple):
    """What a worker is made for."""

    dataset: Any
    collate_fn: Callable[[Any], Any]
    worker_init_fn: Callable[[int], Any] | None
    batched: bool
    drop_last: bool


class Begin(NamedTuple):
    """A new pass over the data. ``state`` is that of an earlier worker, to go on from."""

    number: int
    seed: int  # of the pass; each worker adds its own number
    state: dict[str, Any] | None


class Load(NamedTuple):
    """One batch, please."""

    index: Any


class Reply(NamedTuple):
    """A batch, the end of a stream, or what went wrong; and where the worker is now."""

    number: int  # of the pass
    kind: str  # "batch", "end" or "error"
    value: Any
    state: dict[str, Any] | None


class Place(NamedTuple):
    """Who a worker is."""

    id: int
    num_workers: int
    parent: int | None  # process id, where the parent is also the one that started it


class Failure(NamedTuple):
    """An exception on its way to the parent: itself if it can travel, and its traceback as text."""

    error: BaseException | None
    cls: str
    text: str


class WorkerTraceback(Exception):
    """The traceback in the worker, as the cause of the exception that the parent raises."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


def revived(failed: Failure, name: str) -> BaseException:
    """What a worker ran into, as an exception to be raised in the parent."""
    error = failed.error
    if error is None or isinstance(error, StopIteration):  # the latter would silently end the loop
        error = WorkerError("data.worker_error", worker=name, error=failed.cls)
    error.__cause__ = WorkerTraceback(f"In {name}:\n{failed.text}")
    return error
