"""Sockets between all processes of a world, and the ProcessGroup on them.

One thread per connection takes what comes and puts it into a box, so whoever sends never waits for a receiver who is
about to send himself. Connections are authenticated (HMAC, ``multiprocessing.connection``) by a key that all processes
share; see ``store.py``.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections import defaultdict, deque
from multiprocessing.connection import Client, Connection, Listener
from time import monotonic
from typing import Any

import numpy as np

from autograd_lab.distributed.group import ProcessGroup, as_bytes
from autograd_lab.distributed.ring import Ring
from autograd_lab.distributed.stores import Store
from autograd_lab.errors import DistributedError

Message = tuple[str, np.ndarray]  # what it is said to be, and its bytes


class Mesh:
    """A connection to each of the other processes. ``seconds``: how long it waits for one of them to answer."""

    def __init__(self, rank: int, size: int, store: Store, label: str, seconds: float) -> None:
        self.rank, self.size, self.seconds = rank, size, seconds
        self._boxes: defaultdict[tuple[int, str], deque[Message]] = defaultdict(deque)
        self._news = threading.Condition()
        self._lost: set[int] = set()
        self._locks = [threading.Lock() for _ in range(size)]
        self._connections: dict[int, Connection] = {}
        listener = Listener((store.own_host, 0), backlog=size, authkey=store.key)
        store.set(f"{label}/{rank}", json.dumps(listener.address))
        try:
            self._meet(listener, store, label)
        finally:
            listener.close()

    def _meet(self, listener: Listener, store: Store, label: str) -> None:
        """Call all processes with smaller numbers, and be called by the others."""
        threading.Thread(target=self._accept, args=(listener, self.size - 1 - self.rank), daemon=True).start()
        for other in range(self.rank):
            host, port = json.loads(store.get(f"{label}/{other}"))
            connection = Client((host, port), authkey=store.key)
            connection.send_bytes(str(self.rank).encode())
            self._connected(other, connection)
        with self._news:
            if not self._news.wait_for(lambda: len(self._connections) == self.size - 1, self.seconds):
                missing = sorted(set(range(self.size)) - {self.rank} - set(self._connections))
                raise DistributedError("dist.missing", ranks=missing, seconds=self.seconds)

    def _accept(self, listener: Listener, count: int) -> None:
        while count:
            try:
                connection = listener.accept()
                other = int(connection.recv_bytes(20))
            except OSError:  # closed: the others never came
                return
            except Exception:  # a stranger without the key
                continue
            self._connected(other, connection)
            count -= 1

    def _connected(self, other: int, connection: Connection) -> None:
        with self._news:
            self._connections[other] = connection
            self._news.notify_all()
        threading.Thread(target=self._listen, args=(other, connection), daemon=True).start()

    def _listen(self, other: int, connection: Connection) -> None:
        """Into the boxes with all that comes, until the other end is closed."""
        try:
            while True:
                channel, what = json.loads(connection.recv_bytes())
                data = np.frombuffer(connection.recv_bytes(), np.uint8)
                self._put(other, channel, (what, data))
        except (EOFError, OSError):
            connection.close()
            with self._news:
                self._lost.add(other)
                self._news.notify_all()

    def _put(self, source: int, channel: str, message: Message) -> None:
        with self._news:
            self._boxes[source, channel].append(message)
            self._news.notify_all()

    def send(self, to: int, channel: str, what: str, array: np.ndarray) -> bool:
        """Whether it could be sent. What the other has sent before it ended may still tell more than that it ended."""
        if to == self.rank:
            self._put(to, channel, (what, array.copy().reshape(-1).view(np.uint8)))
            return True
        try:
            with self._locks[to]:
                self._connections[to].send_bytes(json.dumps([channel, what]).encode())
                self._connections[to].send_bytes(as_bytes(array))
        except OSError:
            return False
        return True

    def receive(self, sources: list[int], channel: str) -> tuple[int, str, np.ndarray]:
        """The next message of one of the sources, and whose it is."""
        end = monotonic() + self.seconds
        with self._news:
            while True:
                for source in sources:
                    if box := self._boxes.get((source, channel)):
                        what, data = box.popleft()
                        if not box:
                            del self._boxes[source, channel]
                        return source, what, data
                if self._lost.issuperset(sources):
                    raise DistributedError("dist.lost", rank=sources[0])
                if not self._news.wait(max(end - monotonic(), 0)) and monotonic() >= end:
                    raise DistributedError("dist.silent", ranks=sources, seconds=self.seconds)

    def close(self) -> None:
        for connection in self._connections.values():
            with contextlib.suppress(OSError):  # closed by the thread that listens
                hang_up(connection)


def hang_up(connection: Connection) -> None:
    """Both ends read the end of it. Closing alone would not wake the thread that reads here."""
    line = socket.socket(fileno=connection.fileno())
    try:
        line.shutdown(socket.SHUT_RDWR)
    finally:
        line.detach()


class Sockets(Ring):
    """The processes of a mesh, or some of them."""

    name = "gloo"  # as PyTorch calls its backend of this kind

    def __init__(self, mesh: Mesh, ranks: list[int], label: str) -> None:
        super().__init__(ranks, ranks.index(mesh.rank), label)
        self.mesh = mesh

    def part(self, ranks: list[int], label: str) -> ProcessGroup:
        return Sockets(self.mesh, [self.ranks[i] for i in ranks], label)

    def post(self, to: int, channel: str, what: str, array: np.ndarray) -> bool:
        return self.mesh.send(self.ranks[to], channel, what, np.ascontiguousarray(array))

    def take(self, source: int | None, channel: str) -> tuple[int, str, Any]:
        wanted = [rank for rank in self.ranks if rank != self.mesh.rank] if source is None else [self.ranks[source]]
        who, what, data = self.mesh.receive(wanted, channel)
        return self.ranks.index(who), what, data

    def close(self) -> None:
        super().close()
        if len(self.ranks) == self.mesh.size:
            self.mesh.close()
