"""Run a learner's code so that nothing it does can take the notebook with it: no exception, no endless loop.

This is for learning, not for grading: code that wants to cheat runs in the same process and can. Marks need a
separate process.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from autograd_lab.app.contained import contained

SECONDS = 8.0  # with the time to stop it, an answer that hangs is reported within ten seconds
_STOPPING = 1.0
_KEPT = 2000  # characters of what the answer printed


class Cancelled(BaseException):
    """Raised inside an answer that ran too long; not an Exception, so `except Exception` lets it pass."""


@dataclass(frozen=True)
class Done:
    """How a guarded call ended: exactly one of value, error, hung."""

    value: Any = None
    error: BaseException | None = None
    hung: bool = False
    still_running: bool = False


def guarded(work: Callable[[], Any], seconds: float | None = None) -> Done:
    """Call `work()` in a thread of its own and come back after `seconds` (SECONDS) at the latest."""
    ends: list[Done] = []

    def body() -> None:
        try:
            ends.append(Done(value=work()))
        except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
            ends.append(Done(error=error))

    thread = threading.Thread(target=body, name="check", daemon=True)
    with _quiet(), contained():
        try:
            thread.start()
        except RuntimeError:  # no threads here (Pyodide): without them there is no time limit either
            body()
            return ends[0]
        try:
            thread.join(SECONDS if seconds is None else seconds)
        finally:  # also when the learner presses stop
            if thread.is_alive():
                _cancel(thread)
    if thread.is_alive() or not ends or isinstance(ends[0].error, Cancelled):
        return Done(hung=True, still_running=thread.is_alive())
    return ends[0]


def _cancel(thread: threading.Thread) -> None:
    """Stop an answer that ran too long, now if it lets itself be stopped, else as soon as it does.

    A thread that spins on in the background would make every matrix product of the notebook wait for it.
    """
    if not _ask_to_stop(thread, _STOPPING):
        threading.Thread(target=_ask_to_stop, args=(thread,), name="stop check", daemon=True).start()


def _ask_to_stop(thread: threading.Thread, seconds: float = math.inf) -> bool:
    """Ask again and again: a loop around `except:` swallows the first requests. True when it has ended."""
    end = time.monotonic() + seconds
    while thread.is_alive() and time.monotonic() < end:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(Cancelled))
        thread.join(0.02)
    return not thread.is_alive()


class _Kept(io.StringIO):
    """Keeps the beginning of what is printed; a loop that prints forever must not fill the memory."""

    def write(self, text: str, /) -> int:
        if self.tell() < _KEPT:
            super().write(str(text)[:_KEPT])
        return len(text)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep what the answer prints out of the verdict, and put the streams back whatever it did to them."""
    out, err = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Kept(), _Kept()
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err


def printed() -> bool:
    """Whether the answer being judged has printed anything so far."""
    return isinstance(sys.stdout, _Kept) and sys.stdout.tell() > 0
