"""``torch.multiprocessing``: Python's own ``multiprocessing``, and ``spawn``, which starts a function several times."""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from multiprocessing import *  # noqa: F403  # pyright: ignore[reportWildcardImportFromLibrary]  (as PyTorch does)
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any

from autograd_lab.distributed import messages as _messages  # noqa: F401  (adds the words)
from autograd_lab.errors import DistributedError

PATIENCE = 5.0  # seconds that a process gets to end by itself


class ProcessExitedException(DistributedError):
    """A process died."""


class ProcessRaisedException(DistributedError):
    """A function raised in its process; the message has its traceback."""


class ProcessContext:
    """The processes of one ``spawn``."""

    def __init__(self, processes: list[Any], ends: list[Connection]) -> None:
        self.processes, self._ends = processes, ends

    def pids(self) -> list[int]:
        return [process.pid for process in self.processes]

    def join(self, timeout: float | None = None) -> bool:
        """Wait until all have ended; whether they have. When one fails the others are ended, and its error raised."""
        end = None if timeout is None else monotonic() + timeout
        try:
            while True:
                codes = [process.exitcode for process in self.processes]  # asks each anew
                running = [
                    process.sentinel for process, code in zip(self.processes, codes, strict=True) if code is None
                ]
                if not running or any(codes):
                    break
                if not wait(running, None if end is None else max(end - monotonic(), 0)):
                    return False
        except BaseException:
            self._end()
            raise
        failed = next((i for i, process in enumerate(self.processes) if process.exitcode), None)
        if failed is not None:
            self._end()
            self._raise(failed)
        return True

    def _end(self) -> None:
        for process in self.processes:
            if process.is_alive():
                process.terminate()
        until = monotonic() + PATIENCE
        for process in self.processes:
            process.join(max(until - monotonic(), 0))
            if process.is_alive():
                process.kill()
                process.join()

    def _raise(self, i: int) -> None:
        if self._ends[i].poll():
            with contextlib.suppress(EOFError):
                raise ProcessRaisedException("dist.spawn.raised", i=i, traceback=self._ends[i].recv())
        code = self.processes[i].exitcode
        how = f"exit code {code}" if code > 0 else signal.Signals(-code).name
        raise ProcessExitedException("dist.spawn.died", i=i, how=how)


def spawn(
    fn: Callable[..., None],
    args: tuple[Any, ...] = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> ProcessContext | None:
    """Call ``fn(i, *args)`` in ``nprocs`` processes, i = 0, 1, ...; with ``join`` wait for them.

    ``fn`` may be defined in a notebook: then its code travels to the processes.
    """
    return start_processes(fn, args, nprocs, join, daemon, start_method)


def start_processes(
    fn: Callable[..., None],
    args: tuple[Any, ...] = (),
    nprocs: int = 1,
    join: bool = True,
    daemon: bool = False,
    start_method: str = "spawn",
) -> ProcessContext | None:
    """``spawn``, with another way to start: "fork" or "forkserver"."""
    context: Any = multiprocessing.get_context(start_method)
    code = fn if start_method == "fork" else _packed(fn)
    processes, ends = [], []
    started = ProcessContext(processes, ends)
    try:
        for i in range(nprocs):
            mine, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_run, args=(code, i, args, theirs), daemon=daemon)
            process.start()
            theirs.close()
            processes.append(process)
            ends.append(mine)
    except BaseException:
        started._end()
        raise
    if not join:
        return started
    started.join()
    return None


def _packed(fn: Callable[..., None]) -> Any:
    """The function, or its code if the new process cannot find it by its name."""
    main = sys.modules["__main__"]
    if getattr(fn, "__module__", None) == "__main__" and not hasattr(main, "__file__"):
        with contextlib.suppress(ImportError):
            return importlib.import_module("cloudpickle").dumps(fn)
    return fn


def _run(code: Any, i: int, args: tuple[Any, ...], end: Connection) -> None:
    try:
        (pickle.loads(code) if isinstance(code, bytes) else code)(i, *args)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        end.send(traceback.format_exc())
        sys.exit(1)


def get_all_sharing_strategies() -> set[str]:
    return {"file_descriptor"}


def get_sharing_strategy() -> str:
    """How Tensors travel is not to be chosen here."""
    return "file_descriptor"


def set_sharing_strategy(new_strategy: str) -> None:
    """Nothing: see ``get_sharing_strategy``."""
