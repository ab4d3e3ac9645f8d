"""Collectives from sending and receiving alone.

All-reduce and its two halves go round a ring: a process talks to its neighbours only, and sends 2 (n - 1) / n times its
data however many processes there are (Patarasu and Yuan, "Bandwidth optimal all-reduce algorithms", 2009). A broadcast
goes along a binary tree. As each number is joined in one order only, all processes get the same bits.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from autograd_lab.distributed.group import ProcessGroup
from autograd_lab.distributed.reduction import ReduceOp, finish, join
from autograd_lab.errors import DistributedError


class Ring(ProcessGroup):
    """A ProcessGroup whose subclass can ``post`` and ``take``. ``_turn`` counts the calls, which all make alike."""

    _turn = 0

    @abstractmethod
    def post(self, to: int, channel: str, what: str, array: np.ndarray) -> bool:
        """Send an array, with ``what`` it is, and do not wait until the receiver asks. False if that one is gone."""

    @abstractmethod
    def take(self, source: int | None, channel: str) -> tuple[int, str, np.ndarray]:
        """Who sent, what it was said to be, and its bytes."""

    def all_reduce(self, array: np.ndarray, op: ReduceOp) -> None:
        self._begin(f"all_reduce {op.name}", array)
        flat = array.reshape(-1)
        chunks = np.array_split(flat, self._size)
        self._reduce_round(chunks, op)
        finish(op, chunks[self._rank], self._size)
        self._gather_round(chunks)

    def reduce_scatter(self, parts: np.ndarray, op: ReduceOp) -> np.ndarray:
        self._begin(f"reduce_scatter {op.name}", parts)
        parts = parts.copy()
        self._reduce_round(list(parts), op)
        finish(op, parts[self._rank], self._size)
        return parts[self._rank]

    def all_gather(self, array: np.ndarray) -> np.ndarray:
        self._begin("all_gather", array)
        all_of_it = np.empty((self._size, *array.shape), array.dtype)
        all_of_it[self._rank] = array
        self._gather_round(list(all_of_it))
        return all_of_it

    def _reduce_round(self, chunks: list[np.ndarray], op: ReduceOp) -> None:
        """Each chunk goes once round the ring and ends, with everybody's part in it, at the process of its number."""
        for turn in range(self._size - 1):
            self._to_next(chunks[(self._rank - turn - 1) % self._size])
            chunk = chunks[(self._rank - turn - 2) % self._size]
            join(op, chunk, self._from_previous(chunk))

    def _gather_round(self, chunks: list[np.ndarray]) -> None:
        """Each process has the chunk of its number; now all chunks go round and replace the others."""
        for turn in range(self._size - 1):
            self._to_next(chunks[(self._rank - turn) % self._size])
            chunk = chunks[(self._rank - turn - 1) % self._size]
            chunk[...] = self._from_previous(chunk)

    def broadcast(self, array: np.ndarray, root: int) -> None:
        self._begin(f"broadcast from {self.ranks[root]}", array)
        place = (self._rank - root) % self._size  # in a tree whose top is the root
        reach = 1
        while reach < self._size:
            if place < reach and place + reach < self._size:
                self._give((self._rank + reach) % self._size, array)
            elif reach <= place < 2 * reach:
                array[...] = self._get((self._rank - reach) % self._size, array)
            reach *= 2

    def reduce(self, array: np.ndarray, root: int, op: ReduceOp) -> None:
        self._begin(f"reduce {op.name} to {self.ranks[root]}", array)
        place = (self._rank - root) % self._size
        reach = 1 << max(self._size - 1, 0).bit_length()
        while reach := reach // 2:  # the tree of the broadcast, from its leaves up
            if place < reach and place + reach < self._size:
                join(op, array, self._get((self._rank + reach) % self._size, array))
            elif reach <= place < 2 * reach:
                self._give((self._rank - reach) % self._size, array)
        if place == 0:
            finish(op, array, self._size)

    def gather(self, array: np.ndarray, root: int) -> np.ndarray | None:
        self._begin(f"gather to {self.ranks[root]}", array)
        if self._rank != root:
            self._give(root, array)
            return None
        parts = [array if i == root else self._get(i, array) for i in range(self._size)]
        return np.stack(parts)

    def scatter(self, parts: np.ndarray | None, array: np.ndarray, root: int) -> None:
        self._begin(f"scatter from {self.ranks[root]}", array)
        if parts is None:
            array[...] = self._get(root, array)
            return
        for i in range(self._size):
            if i != root:
                self._give(i, parts[i])
        array[...] = parts[root]

    def all_to_all(self, parts: list[np.ndarray], out: list[np.ndarray]) -> None:
        self._begin("all_to_all", parts[0][:0])
        for i, part in enumerate(parts):
            self._give(i, part)
        for i, place in enumerate(out):
            place[...] = self._get(i, place)

    def barrier(self) -> None:
        token = np.zeros((self._size, 1), np.uint8)
        self._begin("barrier", token)
        self._gather_round(list(token))  # whoever has a piece of everybody knows that all are here

    def send(self, array: np.ndarray, to: int, tag: int) -> None:
        if not self.post(to, f"{self.label}/send/{tag}", _form(array), array):
            raise DistributedError("dist.lost", rank=self.ranks[to])

    def receive(self, array: np.ndarray, source: int | None, tag: int) -> int:
        source, what, data = self.take(source, f"{self.label}/send/{tag}")
        if data.nbytes != array.nbytes:
            raise DistributedError("dist.form", rank=self.ranks[source], theirs=what, mine=_form(array))
        array[...] = data.view(array.dtype).reshape(array.shape)
        return source

    def _begin(self, what: str, array: np.ndarray) -> None:
        """A new call: its messages bear its number, and say what it is."""
        self._turn += 1
        self._what = f"{what}, {_form(array)}"

    def _to_next(self, array: np.ndarray) -> None:
        self._give((self._rank + 1) % self._size, array)

    def _from_previous(self, like: np.ndarray) -> np.ndarray:
        return self._get((self._rank - 1) % self._size, like)

    def _give(self, to: int, array: np.ndarray) -> None:
        self.post(to, f"{self.label}/{self._turn}", self._what, array)

    def _get(self, source: int, like: np.ndarray) -> np.ndarray:
        source, what, data = self.take(source, f"{self.label}/{self._turn}")
        if what != self._what or data.nbytes != like.nbytes:
            raise DistributedError(
                "dist.mismatch", mine=self._what, theirs=what, rank=self.ranks[self._rank], other=self.ranks[source]
            )
        return data.view(like.dtype).reshape(like.shape)


def _form(array: Any) -> str:
    return f"{array.dtype.name}{list(array.shape)}"
