"""A training function in a thread of its own, while the notebook stays usable."""

from __future__ import annotations

import atexit
import itertools
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from autograd_lab.backend.device import get_default_device, set_default_device
from autograd_lab.backend.random import own_streams, split
from autograd_lab.i18n import tr
from autograd_lab.record.snapshot import both
from autograd_lab.ui.gate import TrainingStopped
from autograd_lab.ui.protocol import State

if TYPE_CHECKING:
    from autograd_lab.ui.live_panel import LivePanel

FAREWELL = 2.0  # seconds that a run gets to finish its step when the program ends

_numbers = itertools.count(1)
_running: WeakSet[BackgroundRun] = WeakSet()


class BackgroundRun:
    """What ``panel.background(function)`` returns.

    ``done``, ``error`` and ``result`` tell how it stands; ``wait`` waits for the end and raises what was raised.
    The thread records gradients whatever the notebook's mode is, and has a stream of random numbers of its own, which
    begins where the notebook's stands: it draws what the same loop in a cell would have drawn. It ends with the
    program.
    """

    def __init__(self, panel: LivePanel, function: Callable[..., Any], args: Any, kwargs: Any) -> None:
        self.panel = panel
        self.result: Any = None
        self.error: BaseException | None = None
        self._work: Any = (function, args, kwargs)
        self._ended = threading.Event()
        self._random = split()
        self._device = get_default_device()
        self._thread = threading.Thread(target=self._body, name=f"training {next(_numbers)}", daemon=True)

    def start(self) -> None:
        _running.add(self)
        self.panel._gate.open()
        self.panel._link.in_background(True)
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether the function has returned or failed."""
        return self._ended.is_set()

    @property
    def inside(self) -> bool:
        """Whether this is asked from the run's own thread."""
        return threading.current_thread() is self._thread

    def wait(self, timeout: float | None = None) -> Any:
        """Wait for the end; returns what the function returned, and raises what it raised.

        TimeoutError after ``timeout`` seconds, and the run goes on. Interrupting the cell that waits stops the run
        after its step, as the stop button does.
        """
        try:
            self._ended.wait(timeout)
        except KeyboardInterrupt:
            self.stop()
            self._ended.wait(timeout)
        if not self.done:
            raise TimeoutError(tr("panel.timeout", seconds=timeout))
        if self.error is not None:
            raise self.error
        return self.result

    def pause(self) -> None:
        """Hold after this step."""
        self.panel.pause()

    def resume(self) -> None:
        """Go on."""
        self.panel.resume()

    def stop(self) -> None:
        """End after this step; ``wait`` then returns quietly."""
        self.panel.stop()

    def __repr__(self) -> str:
        state = "failed" if self.error is not None else self.panel.state
        return f"BackgroundRun({self.panel.title!r}, {state})"

    def _body(self) -> None:
        function, args, kwargs = self._work
        crashed: Any = ""
        set_default_device(self._device)
        try:
            with own_streams(self._random):
                self.panel._observer.trains_here()
                self.result = function(*args, **kwargs)
        except TrainingStopped:
            pass
        except BaseException as error:
            self.error = error
            crashed = both("panel.crashed", error=f"{type(error).__name__}: {error}".rstrip(".")[:300] + ".")
        finally:
            self._work = None  # the panel must not keep the learner's model alive
            del function, args, kwargs
            state: State = "stopped" if self.panel._gate.stopped else "done"
            if self.error is not None:
                state = "interrupted"
            self.panel._link.in_background(False)
            try:
                self.panel._run_ended(state, crashed)
            finally:
                self._ended.set()


@atexit.register
def _say_goodbye() -> None:
    """A thread that is killed in the middle of a product can take the interpreter with it."""
    runs = [run for run in _running if not run.done]
    for run in runs:
        run.stop()
    for run in runs:
        run._thread.join(FAREWELL)
