"""What runs in a worker process of a DataLoader."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import traceback
from queue import SimpleQueue
from typing import Any

from autograd_lab.backend.threads import set_num_threads
from autograd_lab.errors import WorkerError
from autograd_lab.serialization import rng
from autograd_lab.utils.data import transport
from autograd_lab.utils.data.fetch import Ended, FromStream, fetcher
from autograd_lab.utils.data.orders import (
    Begin,
    Failure,
    Job,
    Load,
    Place,
    Reply,
    WorkerInfo,
    get_worker_info,
    set_worker_info,
)

LOOK = 0.5  # seconds between two looks whether the parent is alive


def main(connection: Any, inherited: list[Any], place: Place, job: Any, by_value: bool) -> None:
    """The life of a worker: begin passes and load batches as told, until told to stop or nobody is left to tell."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the parent decides
    for end in inherited:
        end.close()  # a forked process holds copies of its parent's ends, and would keep other workers waiting
    set_num_threads(1)  # as many processes as cores, not as many times as many threads
    orders: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(connection, orders, place.parent), daemon=True).start()
    Worker(connection, place, job, by_value).work(orders)


def _listen(connection: Any, orders: SimpleQueue[Any], parent: int | None) -> None:
    """Take orders as they come, so that nobody waits; end the process when the parent is gone, however busy it is."""
    born = os.getppid()
    while True:
        if (parent is not None and parent != born) or os.getppid() != born:
            os._exit(1)
        try:
            if not connection.poll(LOOK):
                continue
            order = transport.receive(connection)
        except (EOFError, OSError):
            os._exit(1)
        except Exception as error:  # an index that this process cannot read
            order = error
        if order is None:  # stop at once: what has been ordered before will not be fetched
            Worker.stopped = True
        orders.put(order)


class Worker:
    """The state of a worker between two orders."""

    stopped = False

    def __init__(self, connection: Any, place: Place, job: Any, by_value: bool) -> None:
        self.connection, self.place, self.by_value = connection, place, by_value
        self._job: Job | bytes = job
        self._number = 0
        self._batches = 0  # of this pass
        self._fetcher: Any = None
        self._broken: Exception | None = None  # what went wrong before the first batch: told in its place
        self._told = b""  # the state of random numbers that the parent knows

    def work(self, orders: SimpleQueue[Any]) -> None:
        while (order := orders.get()) is not None and not Worker.stopped:
            if isinstance(order, Begin):
                try:
                    self._begin(order)
                except Exception as error:
                    self._broken = error
            else:
                self._answer(order)

    def _begin(self, order: Begin) -> None:
        self._number, self._batches, self._broken, self._fetcher = order.number, 0, None, None
        self._told = b""
        first = get_worker_info() is None
        if isinstance(self._job, bytes):
            self._job = Job(*pickle.loads(self._job))
        job, seed = self._job, rng.seed_all(order.seed, self.place.id)
        set_worker_info(WorkerInfo(self.place.id, self.place.num_workers, seed, job.dataset))
        if first and job.worker_init_fn is not None:
            job.worker_init_fn(self.place.id)
        state = order.state
        if state is not None and "dataset" in state:
            job.dataset.load_state_dict(state["dataset"])
        self._fetcher = fetcher(job.dataset, job.collate_fn, job.batched, job.drop_last)
        if state is None:
            return
        self._batches = state["batches"]
        if state["exhausted"]:
            self._fetcher.ended = True
        elif isinstance(self._fetcher, FromStream) and "dataset" not in state:
            for _ in range(state["batches"]):  # whole batches, so that random numbers are where they were
                self._fetcher.fetch(state["size"])
            return
        if state["rng"] is not None:
            rng.set_states(state["rng"])

    def _answer(self, order: Load | Exception) -> None:
        try:
            if self._broken is not None:
                raise self._broken
            if isinstance(order, Exception):
                raise order
            batch = self._fetcher.fetch(order.index)
        except Ended:
            self._send("end", None)
        except Exception as error:
            self._send("error", failure(error, self.by_value))
        else:
            self._batches += 1
            try:
                self._send("batch", batch)
            except (pickle.PicklingError, TypeError, AttributeError, ValueError) as error:
                told = WorkerError("data.unsendable_batch", why=error)
                self._send("error", failure(told, self.by_value))

    def _send(self, kind: str, value: Any) -> None:
        state: dict[str, Any] = {"batches": self._batches, "exhausted": getattr(self._fetcher, "ended", False)}
        if isinstance(self._job, Job) and hasattr(self._job.dataset, "state_dict"):
            state["dataset"] = self._job.dataset.state_dict()
        states = pickle.dumps(rng.get_states())
        state["rng"] = None if states == self._told else states  # most often nobody has drawn any
        try:
            transport.send(self.connection, Reply(self._number, kind, value, state), self.by_value)
        except BrokenPipeError:
            os._exit(1)
        self._told = states


def failure(error: BaseException, by_value: bool) -> Failure:
    """``error`` as something that can be sent."""
    text = "".join(traceback.format_exception(error)).rstrip()
    try:
        copy = pickle.loads(transport.dumps(error, by_value))
    except Exception:
        copy = None
    return Failure(copy if isinstance(copy, BaseException) else None, f"{type(error).__name__}: {error}", text)
