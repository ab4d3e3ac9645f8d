"""``cupy.cuda.nccl`` on the fake CuPy: each rank is a thread. It takes what the real one takes: addresses and numbers.

What NCCL leaves undefined, such as ranks that make different calls, fails here.
"""

from __future__ import annotations

import ctypes
import queue
import threading
import uuid
from collections import defaultdict
from typing import Any

import ml_dtypes
import numpy as np

SECONDS = 30.0
TYPES = {
    "INT8": np.int8,
    "UINT8": np.uint8,
    "INT32": np.int32,
    "INT64": np.int64,
    "FLOAT16": np.float16,
    "FLOAT32": np.float32,
    "FLOAT64": np.float64,
    "BFLOAT16": ml_dtypes.bfloat16,
}
OPS: dict[str, Any] = {
    "SUM": lambda a: a.sum(0, dtype=a.dtype),
    "PROD": lambda a: a.prod(0, dtype=a.dtype),
    "MAX": lambda a: a.max(0),
    "MIN": lambda a: a.min(0),
    "AVG": lambda a: (a.sum(0, dtype=a.dtype) / len(a)).astype(a.dtype),
}


class World:
    """What the ranks of one communicator share."""

    def __init__(self, size: int) -> None:
        self.barrier = threading.Barrier(size, timeout=SECONDS)
        self.posts: dict[int, Any] = {}
        self.mail: defaultdict[tuple[int, int], queue.Queue[np.ndarray]] = defaultdict(queue.Queue)

    def meet(self, rank: int, call: tuple[Any, ...], data: np.ndarray) -> list[np.ndarray]:
        """What all ranks brought to the same call."""
        self.posts[rank] = (call, data.copy())
        self.barrier.wait()
        posts = [self.posts[i] for i in range(self.barrier.parties)]
        self.barrier.wait()
        assert len({call for call, _ in posts}) == 1, f"different calls: {[call for call, _ in posts]}"
        return [data for _, data in posts]


class Nccl:
    """The module."""

    available = True

    def __init__(self) -> None:
        self.worlds: dict[bytes, World] = {}
        self.lock = threading.Lock()
        self.local = threading.local()
        for i, name in enumerate(TYPES):
            setattr(self, f"NCCL_{name}", i)
        for i, name in enumerate(OPS):
            setattr(self, f"NCCL_{name}", i)
        self.NcclCommunicator = lambda ndev, commId, rank: Communicator(self, ndev, commId, rank)

    def get_unique_id(self) -> bytes:
        return uuid.uuid4().bytes * 8

    def groupStart(self) -> None:
        self.local.waiting = []

    def groupEnd(self) -> None:
        waiting, self.local.waiting = self.local.waiting, None
        for call in sorted(waiting, key=lambda call: call.__name__, reverse=True):  # to send before receiving
            call()

    def later(self, call: Any) -> None:
        waiting = getattr(self.local, "waiting", None)
        call() if waiting is None else waiting.append(call)


class Communicator:
    """One rank of a world. The names and the order of the arguments are CuPy's."""

    def __init__(self, nccl: Nccl, ndev: int, commId: bytes, rank: int) -> None:
        assert len(commId) == 128 and 0 <= rank < ndev
        with nccl.lock:
            self.world = nccl.worlds.setdefault(commId, World(ndev))
        self.nccl, self.size, self.rank = nccl, ndev, rank
        self.world.barrier.wait()

    def allReduce(self, sendbuf: int, recvbuf: int, count: int, datatype: int, op: int, stream: int) -> None:
        parts = self.world.meet(self.rank, ("allReduce", count, datatype, op), look(sendbuf, count, datatype))
        look(recvbuf, count, datatype)[:] = joined(op, parts)

    def reduce(self, sendbuf: int, recvbuf: int, count: int, datatype: int, op: int, root: int, stream: int) -> None:
        parts = self.world.meet(self.rank, ("reduce", count, datatype, op, root), look(sendbuf, count, datatype))
        if self.rank == root:
            look(recvbuf, count, datatype)[:] = joined(op, parts)

    def broadcast(self, sendbuff: int, recvbuff: int, count: int, datatype: int, root: int, stream: int) -> None:
        parts = self.world.meet(self.rank, ("broadcast", count, datatype, root), look(sendbuff, count, datatype))
        look(recvbuff, count, datatype)[:] = parts[root]

    def allGather(self, sendbuf: int, recvbuf: int, count: int, datatype: int, stream: int) -> None:
        parts = self.world.meet(self.rank, ("allGather", count, datatype), look(sendbuf, count, datatype))
        look(recvbuf, count * self.size, datatype)[:] = np.concatenate(parts)

    def reduceScatter(self, sendbuf: int, recvbuf: int, recvcount: int, datatype: int, op: int, stream: int) -> None:
        call = ("reduceScatter", recvcount, datatype, op)
        parts = self.world.meet(self.rank, call, look(sendbuf, recvcount * self.size, datatype))
        own = slice(self.rank * recvcount, (self.rank + 1) * recvcount)
        look(recvbuf, recvcount, datatype)[:] = joined(op, parts)[own]

    def send(self, sendbuf: int, count: int, datatype: int, peer: int, stream: int) -> None:
        def send() -> None:
            self.world.mail[self.rank, peer].put(look(sendbuf, count, datatype).copy())

        self.nccl.later(send)

    def recv(self, recvbuf: int, count: int, datatype: int, peer: int, stream: int) -> None:
        def recv() -> None:
            look(recvbuf, count, datatype)[:] = self.world.mail[peer, self.rank].get(timeout=SECONDS)

        self.nccl.later(recv)

    def destroy(self) -> None:
        pass


def look(address: int, count: int, datatype: int) -> np.ndarray:
    dtype = np.dtype(list(TYPES.values())[datatype])
    block = (ctypes.c_char * (count * dtype.itemsize)).from_address(address)
    return np.frombuffer(block, np.uint8).view(dtype)


def joined(op: int, parts: list[np.ndarray]) -> np.ndarray:
    return list(OPS.values())[op](np.stack(parts))
