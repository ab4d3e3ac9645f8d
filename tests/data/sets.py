"""Data sets for the tests with worker processes: here, because a process that is spawned imports them by name."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

import autograd_lab as lab
from autograd_lab.utils.data import Dataset, IterableDataset, get_worker_info


class Squares(Dataset):
    """Sample i is (i, its square as an array, a name)."""

    def __init__(self, n: int = 10, size: int = 2) -> None:
        self.n, self.size = n, size

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, i: int) -> Any:
        return i, np.full(self.size, float(i * i), np.float32), f"n{i}"


class Chance(Dataset):
    """Sample i is i and a number from each source of random numbers."""

    def __init__(self, n: int = 12) -> None:
        self.n = n

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, i: int) -> Any:
        return i, float(lab.rand(())), random.random(), float(np.random.rand())  # noqa: NPY002


class Who(Dataset):
    """Sample i tells by whom it was made."""

    def __len__(self) -> int:
        return 8

    def __getitem__(self, i: int) -> Any:
        info = get_worker_info()
        if info is None:
            return (os.getpid(), -1, 0, -1, True)
        return (os.getpid(), info.id, info.num_workers, info.seed, info.dataset is self)


class Fails(Dataset):
    """Raises ``error`` for the index 5."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __len__(self) -> int:
        return 8

    def __getitem__(self, i: int) -> int:
        if i == 5:
            raise self.error
        return i


class Dies(Dataset):
    """Ends its process for the index 5: by a signal, or with an exit code."""

    def __init__(self, how: str) -> None:
        self.how = how

    def __len__(self) -> int:
        return 100

    def __getitem__(self, i: int) -> int:
        if i == 5 and self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if i == 5 and self.how == "exit":
            os._exit(3)
        return i


class Slow(Dataset):
    """Takes its time: ``seconds`` for each sample, or only for one."""

    def __init__(self, seconds: float, only: int | None = None, n: int = 100) -> None:
        self.seconds, self.only, self.n = seconds, only, n

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, i: int) -> int:
        if self.only is None or i == self.only:
            time.sleep(self.seconds)
        return i


class Stream(IterableDataset):
    """0 to n - 1, shared between the workers; ``ends``: how many each gives at most."""

    def __init__(self, n: int, ends: tuple[int, ...] = ()) -> None:
        self.n, self.ends = n, ends

    def __iter__(self) -> Iterator[int]:
        info = get_worker_info()
        first, step = (info.id, info.num_workers) if info else (0, 1)
        numbers = range(first, self.n, step)
        return iter(numbers[: self.ends[first]] if self.ends and info else numbers)

    def __len__(self) -> int:
        return self.n


class Counting(IterableDataset):
    """A stream that knows where it is, and draws a number with each sample."""

    def __init__(self, n: int) -> None:
        self.n, self.at = n, 0

    def __iter__(self) -> Iterator[Any]:
        while self.at < self.n:
            self.at += 1
            yield self.at, float(lab.rand(()))
        self.at = 0

    def state_dict(self) -> dict[str, int]:
        return {"at": self.at}

    def load_state_dict(self, state: dict[str, int]) -> None:
        self.at = state["at"]


class Unsendable(Dataset):
    """Gives what cannot be pickled."""

    def __len__(self) -> int:
        return 4

    def __getitem__(self, i: int) -> Any:
        return (n for n in range(i))


class Odd(Exception):
    """An exception that cannot be made again from its arguments."""

    def __init__(self, a: int, b: int) -> None:
        super().__init__(f"{a} and {b}")


class Reversed(Dataset):
    """Counts how often it is asked in bulk."""

    def __init__(self) -> None:
        self.bulk = 0

    def __len__(self) -> int:
        return 6

    def __getitem__(self, i: int) -> int:
        return i

    def __getitems__(self, indices: list[int]) -> list[int]:
        self.bulk += 1
        return [-i for i in indices]


def as_is(batch: Any) -> Any:
    return batch


def double(batch: Any) -> Any:
    return [2 * sample[0] for sample in batch]


def seed_all_alike(worker: int) -> None:
    lab.manual_seed(7)


def init_fails(worker: int) -> None:
    raise ValueError(f"worker {worker} cannot begin")
