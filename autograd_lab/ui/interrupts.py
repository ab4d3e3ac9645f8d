"""Jupyter's interrupt button and Ctrl-C end a watched loop as "stop" does: after this step, with no traceback."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.i18n import tr

_stops: list[Callable[[], bool]] = []  # of the loops that run in the main thread; True where it was news to them


@contextmanager
def interrupt_stops(stop: Callable[[], bool]) -> Iterator[None]:
    """Inside, the first interrupt calls ``stop``; one that is no news any more is a KeyboardInterrupt as ever.

    Where the program handles interrupts in its own way, and outside of the main thread, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupted)
    _stops.append(stop)
    try:
        yield
    finally:
        _stops.remove(stop)
        if before is signal.default_int_handler and signal.getsignal(signal.SIGINT) is _interrupted:
            signal.signal(signal.SIGINT, before)


def _interrupted(number: int, frame: Any) -> None:
    news = [stop() for stop in _stops]
    if not any(news):
        raise KeyboardInterrupt
    print(tr("panel.interrupt"), file=sys.stderr)
