"""The first Ctrl-C waits for the end of the batch, so that a run can be gone on with bit for bit."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.i18n import tr


@contextmanager
def deferred(ask: Callable[[], bool]) -> Iterator[None]:
    """Inside, an interrupt calls ``ask``; one that is no news to it is a KeyboardInterrupt as ever.

    Where the program handles interrupts in its own way, and outside of the main thread, nothing changes.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield
        return

    def interrupted(number: int, frame: Any) -> None:
        if not ask():
            raise KeyboardInterrupt
        print(tr("train.stopping"), file=sys.stderr)

    signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is interrupted:
            signal.signal(signal.SIGINT, before)
