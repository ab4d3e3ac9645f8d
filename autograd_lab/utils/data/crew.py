"""The worker processes of a DataLoader, as their parent sees them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from multiprocessing.connection import wait
from typing import Any, NoReturn

from autograd_lab.errors import ArgumentError, WorkerError
from autograd_lab.utils.data import transport, worker
from autograd_lab.utils.data.orders import Job, Place

PATIENCE = 1.0  # seconds that a worker gets to finish the sample in hand before it is ended

_ends: weakref.WeakSet[Any] = weakref.WeakSet()  # this process's ends of all pipes to workers


class Crew:
    """``count`` processes that load batches.

    Each has a pipe of its own, so the death of one, at whatever moment, leaves the others' messages whole. They end
    when this object is dropped, when this process ends, and, as their pipes then close, when it is killed.
    """

    def __init__(self, job: Job, count: int, context: Any = None) -> None:
        context = context or multiprocessing.get_context()
        self.by_value = context.get_start_method() != "fork"
        payload = _packed(job) if self.by_value else job
        self.processes: list[Any] = []
        self.ends: list[Any] = []
        self._stop = weakref.finalize(self, _stop, self.processes, self.ends, os.getpid(), self.by_value)
        try:
            with _no_interrupts():
                for i in range(count):
                    self._start(context, Place(i, count, _parent(context)), payload)
        except BaseException:
            self._stop()
            raise

    def _start(self, context: Any, place: Place, payload: Any) -> None:
        mine, theirs = context.Pipe()
        _ends.add(mine)
        inherited = [] if self.by_value else list(_ends)
        process = context.Process(
            target=worker.main, args=(theirs, inherited, place, payload, self.by_value), daemon=True
        )
        process.start()
        theirs.close()  # now the worker's end is its own, and ends with it
        self.processes.append(process)
        self.ends.append(mine)

    @property
    def working(self) -> bool:
        """Whether the workers have not been stopped."""
        return self._stop.alive

    @property
    def complete(self) -> bool:
        """Whether all of them can work on."""
        return self.working and all(process.is_alive() for process in self.processes)

    def name(self, i: int) -> str:
        """How errors call a worker."""
        return f"DataLoader worker {i} (pid {self.processes[i].pid})"

    def tell(self, i: int, order: Any) -> None:
        """Give a worker an order; WorkerError if it is dead."""
        try:
            transport.send(self.ends[i], order, self.by_value)
        except OSError:
            self._raise_death(i)

    def hear(self, timeout: float | None) -> Iterator[tuple[int, Any]]:
        """(worker, what it says) of all that have something to say; waits for the first, and for ``timeout`` seconds
        at most. WorkerError if one is dead; nothing if the time is over."""
        pipes = {end: i for i, end in enumerate(self.ends)}
        sentinels = {process.sentinel: i for i, process in enumerate(self.processes)}
        ready = wait([*pipes, *sentinels], timeout)
        for end in ready:
            if end in pipes:
                try:
                    reply = transport.receive(end)
                except (EOFError, OSError):
                    self._raise_death(pipes[end])
                yield pipes[end], reply
        for sentinel in ready:
            if sentinel in sentinels and not self.ends[sentinels[sentinel]].poll():  # else its last words come first
                self._raise_death(sentinels[sentinel])

    def _raise_death(self, i: int) -> NoReturn:
        """The error for a worker that is no more: which, and how it ended."""
        self.processes[i].join(PATIENCE)
        code = self.processes[i].exitcode
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                raise WorkerError("data.worker_killed", worker=self.name(i), signal=signal.Signals(-code).name)
        raise WorkerError("data.worker_died", worker=self.name(i), code=code)

    def stop(self) -> None:
        """End all workers and wait until they are gone."""
        self._stop()


def _packed(job: Job) -> bytes:
    """What a process that is not forked gets to know; ValueError names the part that cannot be sent."""
    try:
        return transport.dumps(tuple(job), by_value=True)
    except Exception as error:
        for name, part in zip(Job._fields, job, strict=True):
            try:
                transport.dumps(part, by_value=True)
            except Exception:
                raise ArgumentError("data.unsendable_job", name=name, why=error) from error
        raise


def _parent(context: Any) -> int | None:
    """Our process id, where the worker's parent is this process and not a server that starts it."""
    return None if context.get_start_method() == "forkserver" or sys.platform == "win32" else os.getpid()


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """Ctrl-C waits meanwhile: here until every worker is known, in a worker until it can ignore it.

    A handler, because in a process with threads the signal may come to any of them; and a mask, because a spawned
    process inherits that and no handler.
    """
    caught: list[tuple[Any, ...]] = []
    handler = signal.getsignal(signal.SIGINT) if threading.current_thread() is threading.main_thread() else None
    if handler is not None:
        signal.signal(signal.SIGINT, lambda *about: caught.append(about))
    masks = hasattr(signal, "pthread_sigmask")  # not on Windows
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
    if caught and callable(handler):
        handler(*caught[0])


def _stop(processes: list[Any], ends: list[Any], owner: int, by_value: bool) -> None:
    """End the processes: ask, close the pipes, and at last kill."""
    if os.getpid() != owner:  # a copy of the object in a forked process
        return
    try:
        for end in ends:
            with contextlib.suppress(OSError):
                transport.send(end, None, by_value)
        _join(processes, PATIENCE)
    finally:  # also when somebody presses Ctrl-C once more
        for end in ends:
            end.close()
        _join(processes, PATIENCE)
        for process in processes:
            if process.is_alive():
                process.kill()
        _join(processes, None)


def _join(processes: list[Any], seconds: float | None) -> None:
    until = time.monotonic() + (seconds or 0)
    for process in processes:
        process.join(None if seconds is None else max(0.0, until - time.monotonic()))
