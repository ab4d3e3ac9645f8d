"""Queues of work on a GPU, and marks in them: for overlapping copies with computation, and for measuring time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.backend import capture
from autograd_lab.backend.cuda import cupy, reachable
from autograd_lab.cuda.devices import on
from autograd_lab.errors import DeviceError


class Stream:
    """A queue of work; what stands in different streams may run at the same time."""

    def __init__(self, device: Any = None, priority: int = 0, *, cupy_stream: Any = None) -> None:
        if cupy_stream is None:
            with on(device):
                cupy_stream = cupy().cuda.Stream(non_blocking=True, priority=priority or None)
        self.cupy_stream = cupy_stream

    @property
    def cuda_stream(self) -> int:
        """The driver's handle, for other libraries."""
        return int(self.cupy_stream.ptr)

    def synchronize(self) -> None:
        """Wait until all of its work is done."""
        reachable(self.cupy_stream.synchronize)

    def query(self) -> bool:
        """Whether all of its work is done."""
        return bool(self.cupy_stream.done)

    def record_event(self, event: Event | None = None) -> Event:
        """Put a mark behind the work queued so far."""
        event = event or Event()
        event.record(self)
        return event

    def wait_event(self, event: Event) -> None:
        """Work queued from now on waits for the mark."""
        self.cupy_stream.wait_event(event.cupy_event)

    def wait_stream(self, stream: Stream) -> None:
        """Work queued from now on waits for what the other stream holds now."""
        self.wait_event(stream.record_event())

    def __enter__(self) -> Stream:
        self.cupy_stream.__enter__()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.cupy_stream.__exit__(*exc_info)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stream) and self.cupy_stream == other.cupy_stream

    def __hash__(self) -> int:
        return hash(self.cupy_stream)


class Event:
    """A mark in a stream. With ``enable_timing`` the time between two can be asked for."""

    def __init__(self, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False) -> None:
        self.cupy_event = cupy().cuda.Event(block=blocking, disable_timing=not enable_timing)
        self._timed, self._recorded = enable_timing, False

    def record(self, stream: Stream | None = None) -> None:
        """Put the mark behind the work queued so far."""
        self.cupy_event.record(None if stream is None else stream.cupy_stream)
        self._recorded = True

    def wait(self, stream: Stream | None = None) -> None:
        """Let work queued from now on wait for the mark."""
        (stream or current_stream()).wait_event(self)

    def query(self) -> bool:
        """Whether everything before the mark is done."""
        return bool(self.cupy_event.done)

    def synchronize(self) -> None:
        """Wait until everything before the mark is done."""
        reachable(self.cupy_event.synchronize)

    def elapsed_time(self, end_event: Event) -> float:
        """Milliseconds from this mark to the other; RuntimeError unless both are timed, recorded and reached."""
        for event in (self, end_event):
            if not (event._timed and event._recorded and event.query()):
                raise DeviceError("cuda.elapsed_time")
        return float(cupy().cuda.get_elapsed_time(self.cupy_event, end_event.cupy_event))


def current_stream(device: Any = None) -> Stream:
    """The stream to which work is queued now."""
    with on(device):
        return Stream(cupy_stream=cupy().cuda.get_current_stream())


def default_stream(device: Any = None) -> Stream:
    """The stream to which work is queued where no other is chosen."""
    with on(device):
        return Stream(cupy_stream=cupy().cuda.Stream.null)


def set_stream(stream: Stream) -> None:
    """Queue the work of this thread to ``stream`` from now on."""
    stream.cupy_stream.use()


def is_current_stream_capturing() -> bool:
    """Whether work is being noted down as a CUDA graph instead of run."""
    return capture.current() is not None or bool(cupy().cuda.get_current_stream().is_capturing())


@contextmanager
def stream(stream: Stream | None) -> Iterator[None]:
    """``with torch.cuda.stream(s):`` queues the work inside to s; None changes nothing."""
    if stream is None:
        yield
        return
    with stream:
        yield
