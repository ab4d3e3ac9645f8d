"""A pass over the data with worker processes. Loaded with the first loader that has some."""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from autograd_lab.errors import WorkerError
from autograd_lab.utils.data.crew import Crew
from autograd_lab.utils.data.orders import Begin, Job, Load, revived
from autograd_lab.utils.data.passes import Pass

_END = object()


class WithWorkers(Pass):
    """Batches are made in worker processes, some of them in advance.

    The workers take turns, so that the order does not depend on which is faster: with a sampler, batch j is made by
    worker j % n; of streams each worker gives its own next batch, until it has none.
    """

    name = "enumerate(DataLoader)#_MultiProcessingDataLoaderIter.__next__"

    def __init__(self, loader: Any) -> None:
        self.in_order, self.timeout, self.ahead = loader.in_order, loader.timeout, loader.prefetch_factor
        job = Job(loader.dataset, loader.collate_fn, loader.worker_init_fn, loader._batched, loader.drop_last)
        self.crew = Crew(job, loader.num_workers, loader.multiprocessing_context)
        self.number = 0  # of the pass: what workers still say of an earlier one is not listened to
        try:
            super().__init__(loader)
        except BaseException:
            self.crew.stop()
            raise
        self.persistent = loader.persistent_workers

    def begin(self, loader: Any) -> None:
        super().begin(loader)
        n = loader.num_workers
        self.number += 1
        self.replies: list[deque[Any]] = [deque() for _ in range(n)]
        self.due = [0] * n  # orders whose answer the loop has not got
        for i in set(range(n)) - self.position.ended:
            state = self.position.workers.get(i)
            self.crew.tell(i, Begin(self.number, self.position.seed, state and {**state, "size": self.size}))
        for _ in range(self.ahead):
            for i in range(n):
                self._order((self.position.turn + i) % n)

    def following(self) -> Any:
        if not self.crew.working:
            raise StopIteration
        try:
            reply, worker = self._reply()
        except StopIteration:
            if not self.persistent:
                self.crew.stop()
            raise
        except BaseException:  # an interrupt in the middle of a message, a dead worker: no going on from here
            self.crew.stop()
            raise
        self.position.batches += 1
        if reply.kind == "batch":
            return reply.value
        error = revived(reply.value, self.crew.name(worker))
        try:
            raise error
        finally:
            del self, error  # a notebook keeps the last traceback, and that must not keep the workers

    def _reply(self) -> tuple[Any, int]:
        """The next batch or error, and whose it is."""
        position, n = self.position, len(self.due)
        until = time.monotonic() + self.timeout if self.timeout else None
        while any(self.due):
            ready = [i for i in range(n) if self.replies[i]]
            if self.in_order:
                while not self.due[position.turn]:  # its stream has ended
                    position.turn = (position.turn + 1) % n
                ready = [i for i in ready if i == position.turn]
            if not ready:
                self._listen(until)
                continue
            i = ready[0]
            reply = self.replies[i].popleft()
            self.due[i] -= 1
            position.turn = (i + 1) % n
            self._note(i, reply)
            if reply.kind == "end":
                position.ended.add(i)
                self.due[i] = 0
                self.replies[i].clear()
                continue
            self._order(i)
            return reply, i
        raise StopIteration

    def _listen(self, until: float | None) -> None:
        heard = False
        for i, reply in self.crew.hear(None if until is None else max(0.0, until - time.monotonic())):
            heard = True
            if reply.number == self.number and i not in self.position.ended:
                self.replies[i].append(reply)
        if not heard and until is not None and time.monotonic() >= until:
            raise WorkerError("data.timeout", seconds=self.timeout)

    def _order(self, i: int) -> None:
        """Give a worker its next batch to load, if there is one."""
        if i in self.position.ended:
            return
        index = next(self.indices, _END)
        if index is not _END:
            self.crew.tell(i, Load(index))
            self.due[i] += 1

    def _note(self, i: int, reply: Any) -> None:
        """Remember where the worker was after this answer; what it did not repeat is as before."""
        before = self.position.workers.get(i, {})
        state = {**before, **{name: value for name, value in reply.state.items() if value is not None}}
        if reply.kind == "end":
            state["ended"] = True
        self.position.workers[i] = state

    def close(self) -> None:
        """End the workers."""
        self.crew.stop()
