"""Where processes meet that know nothing of each other but one address: a table, kept by the first of them.

The key that they authenticate each other with comes from the environment (AUTOGRAD_LAB_DISTRIBUTED_KEY, which the
launcher sets). Without it, processes of one user on one machine find it in a file that only this user can read.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from datetime import timedelta
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from time import monotonic, sleep
from typing import Any

from autograd_lab.distributed.stores import KEY, PAUSE, Store, Table, is_own, own_key
from autograd_lab.errors import DistributedError


class TCPStore(Store):
    """A table that several processes share.

    host_name, port : where it is kept. The process with ``is_master`` keeps it, in threads.
    timeout : how long ``get`` and ``wait`` wait for a key, and the others for the table.
    """

    def __init__(
        self,
        host_name: str,
        port: int,
        world_size: int | None = None,
        is_master: bool = False,
        timeout: timedelta = timedelta(minutes=5),
        wait_for_workers: bool = True,
    ) -> None:
        super().__init__(timeout)
        self.host, self.port = host_name, port
        self.key = own_key(host_name)
        self._server = _Server(host_name, port, self.key) if is_master else None
        if self._server is not None:
            self.port = self._server.address[1]
        self._lock = threading.Lock()
        self._connection = self._call()
        self.own_host = host_name if is_own(host_name) else _own_address(host_name, self.port)
        if world_size and wait_for_workers:
            self.add("arrived", 1)
            self._wait_until(lambda: self.add("arrived", 0) >= world_size, "arrived")

    def _call(self) -> Connection:
        end = monotonic() + self.timeout.total_seconds()
        while True:
            try:
                return Client((self.host, self.port), authkey=self.key)
            except AuthenticationError:
                raise DistributedError("dist.key", host=self.host, port=self.port, variable=KEY) from None
            except (OSError, EOFError) as error:
                if monotonic() > end or isinstance(error, socket.gaierror):
                    raise DistributedError(
                        "dist.no_store", host=self.host, port=self.port, seconds=self.timeout.total_seconds(), why=error
                    ) from None
                sleep(PAUSE)

    def _ask(self, *question: Any) -> Any:
        with self._lock:
            try:
                self._connection.send(question)
                return self._connection.recv()
            except (EOFError, OSError):
                raise DistributedError("dist.store_gone", host=self.host, port=self.port) from None

    def close(self) -> None:
        """Let go of the table; when its keeper does, it is gone."""
        self._connection.close()
        if self._server is not None:
            self._server.close()


class _Server:
    def __init__(self, host: str, port: int, key: bytes) -> None:
        self._table = Table()
        self._closed = False
        try:
            self._listener = Listener((host if is_own(host) else "0.0.0.0", port), backlog=128, authkey=key)
        except OSError as error:
            raise DistributedError("dist.port", host=host, port=port, why=error) from None
        self.address: Any = self._listener.address
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except Exception:  # a stranger without the key, or our own call to wake this thread
                if self._closed:
                    self._listener.close()
                    return
                continue
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                connection.send(self._table.answer(*connection.recv()))

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(OSError):
            socket.create_connection(self.address, 1).close()
        self._thread.join(1)  # now the port is free


def _own_address(host: str, port: int) -> str:
    """By which address this machine is seen from there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((host, port))  # sends nothing
        return probe.getsockname()[0]
