"""The processes of a world, for tests: as threads, which share a store and know each other by sockets only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from autograd_lab.distributed.mesh import Mesh, Sockets
from autograd_lab.distributed.store import TCPStore

SECONDS = 60.0  # a busy machine is slow, and a test that hangs says who waits for whom


def together(size: int, work: Callable[[Sockets], Any], seconds: float = SECONDS) -> list[Any]:
    """What ``work(group)`` returns, or raises, in each of ``size`` ranks."""
    store = TCPStore("127.0.0.1", 0, is_master=True, timeout=timedelta(seconds=SECONDS))
    results: list[Any] = [None] * size

    def run(rank: int) -> None:
        own = TCPStore("127.0.0.1", store.port, timeout=timedelta(seconds=SECONDS))
        group = Sockets(Mesh(rank, size, own, "test", seconds), list(range(size)), "test")
        try:
            results[rank] = work(group)
        except Exception as error:
            results[rank] = error
        finally:
            group.close()
            own.close()

    threads = [threading.Thread(target=run, args=(rank,), daemon=True) for rank in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * SECONDS)
        assert not thread.is_alive(), "a rank hangs"
    store.close()
    return results
