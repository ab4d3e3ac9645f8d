"""``autograd_lab.profiler``: the profiler with PyTorch's newer interface, for a training loop and its steps."""

from __future__ import annotations

import gzip
import json
import os
import socket
import time
import warnings
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Any

from autograd_lab import watch
from autograd_lab.autograd import profiler as autograd_profiler
from autograd_lab.autograd.profiler import record_function
from autograd_lab.autograd.profiler_util import EventList
from autograd_lab.errors import DataError
from autograd_lab.i18n import tr

__all__ = [
    "ProfilerAction",
    "ProfilerActivity",
    "profile",
    "record_function",
    "schedule",
    "supported_activities",
    "tensorboard_trace_handler",
]


class ProfilerActivity(Enum):
    """What may be recorded. Only ``CPU`` is: of work on a GPU, the time to start it."""

    CPU = 0
    XPU = 1
    CUDA = 2
    MTIA = 3
    HPU = 4
    PrivateUse1 = 5


class ProfilerAction(Enum):
    """What a profile does during one step."""

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


def supported_activities() -> set[ProfilerActivity]:
    """What ``profile`` can record."""
    return {ProfilerActivity.CPU}


def schedule(
    *, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0, skip_first_wait: int = 0
) -> Callable[[int], ProfilerAction]:
    """What to do at each step: after ``skip_first`` steps, rounds of ``wait`` idle steps, ``warmup`` steps that are not
    kept and ``active`` steps that are; ``repeat`` rounds, or for ever with 0. With ``skip_first_wait`` the first round
    has no idle steps. AssertionError for numbers that are too small."""
    numbers = {"wait": wait, "warmup": warmup, "active": active, "repeat": repeat, "skip_first": skip_first}
    if min(*numbers.values(), skip_first_wait) < 0 or active < 1:
        raise DataError("profiler.schedule", got=numbers)
    if warmup == 0:
        warnings.warn(tr("profiler.no_warmup"), UserWarning, stacklevel=2)
    length = wait + warmup + active

    def action(step: int) -> ProfilerAction:
        step -= skip_first
        if step < 0:
            return ProfilerAction.NONE
        if skip_first_wait:
            step += wait
        if repeat > 0 and step >= repeat * length:
            return ProfilerAction.NONE
        at = step % length
        if at < wait:
            return ProfilerAction.NONE
        if at < wait + warmup:
            return ProfilerAction.WARMUP
        return ProfilerAction.RECORD if at < length - 1 else ProfilerAction.RECORD_AND_SAVE

    return action


def tensorboard_trace_handler(
    dir_name: str, worker_name: str | None = None, use_gzip: bool = False, use_python_export: bool = False
) -> Callable[[profile], None]:
    """For ``on_trace_ready``: write each trace to a file of its own in ``dir_name``, under TensorBoard's names.
    ``use_python_export`` is accepted and changes nothing."""
    worker = worker_name or f"{socket.gethostname()}_{os.getpid()}"

    def write(prof: profile) -> None:
        Path(dir_name).mkdir(parents=True, exist_ok=True)
        name = f"{worker}.{time.time_ns()}.pt.trace.json" + (".gz" if use_gzip else "")
        prof.export_chrome_trace(os.path.join(dir_name, name))

    return write


class profile:
    """``with profile(schedule=...) as prof:`` around a loop that calls ``prof.step()`` at the end of each step.

    Without ``schedule`` everything from beginning to end is recorded. ``on_trace_ready(prof)`` is called after each
    round of recorded steps. The other arguments are those of ``autograd.profiler.profile``; ``activities``,
    ``with_flops``, ``use_cuda``, ``acc_events`` and the rest are accepted and change nothing.
    """

    def __init__(
        self,
        *,
        activities: Iterable[ProfilerActivity] | None = None,
        schedule: Callable[[int], ProfilerAction] | None = None,
        on_trace_ready: Callable[[profile], Any] | None = None,
        record_shapes: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_flops: bool = False,
        with_modules: bool = False,
        experimental_config: Any = None,
        execution_trace_observer: Any = None,
        acc_events: bool = False,
        use_cuda: bool | None = None,
        custom_trace_id_callback: Any = None,
        post_processing_timeout_s: float | None = None,
    ) -> None:
        self.activities = set(activities or supported_activities())
        self.on_trace_ready = on_trace_ready
        self.step_num = 0
        self.profiler: autograd_profiler.profile | None = None  # of the present round, or of the last one
        self._schedule = schedule
        self._options: dict[str, Any] = {
            "record_shapes": record_shapes,
            "profile_memory": profile_memory,
            "with_stack": with_stack,
            "with_modules": with_modules,
        }
        self._metadata: dict[str, Any] = {}
        self._recording = False
        self._step: watch.region | None = None
        self.current_action = self._action()

    def __enter__(self) -> profile:
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin with the first step."""
        self._follow(ProfilerAction.NONE)

    def stop(self) -> None:
        """End the last step; what was recorded is ready."""
        self._leave_step()
        if self._recording:
            self._end_round(ready=True)

    def step(self) -> None:
        """The next step begins."""
        if self._schedule is None:
            self.step_num += 1
            return
        self._leave_step()
        before, self.step_num = self.current_action, self.step_num + 1
        self.current_action = self._action()
        self._follow(before)

    def _action(self) -> ProfilerAction:
        return self._schedule(self.step_num) if self._schedule else ProfilerAction.RECORD

    def _follow(self, before: ProfilerAction) -> None:
        """Do what the schedule wants of the present step, after a step with the action ``before``."""
        records = self.current_action in (ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE)
        if self._recording and (before is ProfilerAction.RECORD_AND_SAVE or not records):
            self._end_round(ready=before is ProfilerAction.RECORD_AND_SAVE)
        if records and not self._recording:
            self.profiler = autograd_profiler.profile(**self._options)
            self.profiler.__enter__()
            self._recording = True
        if self._schedule is not None:
            self._step = watch.region(f"ProfilerStep#{self.step_num}")
            self._step.__enter__()

    def _leave_step(self) -> None:
        if self._step is not None:
            self._step.__exit__()
            self._step = None

    def _end_round(self, ready: bool) -> None:
        assert self.profiler is not None
        self.profiler.__exit__()
        self._recording = False
        if ready and self.on_trace_ready is not None:
            self.on_trace_ready(self)

    def _finished(self) -> autograd_profiler.profile:
        if self.profiler is None:
            raise DataError("profiler.not_started")
        return self.profiler

    def events(self) -> EventList:
        """The events of the last round; AssertionError if none was recorded."""
        return self._finished().function_events

    def key_averages(
        self, group_by_input_shape: bool = False, group_by_stack_n: int = 0, group_by_overload_name: bool = False
    ) -> EventList:
        """The events of the last round, added up by name; AssertionError if none was recorded."""
        return self._finished().key_averages(group_by_input_shape, group_by_stack_n, group_by_overload_name)

    def export_chrome_trace(self, path: str, use_python_export: bool = False) -> None:
        """Write a time line for chrome://tracing or Perfetto, compressed if the path ends with ``.gz``.
        ``use_python_export`` is accepted and changes nothing."""
        text = json.dumps(self.events().trace() | self._metadata).encode()
        Path(path).write_bytes(gzip.compress(text) if str(path).endswith(".gz") else text)

    def export_stacks(self, path: str, metric: str = "self_cpu_time_total") -> None:
        """Write the times of stacks of calls, for a flame graph; see ``EventList.export_stacks``."""
        self.events().export_stacks(path, metric)

    def add_metadata(self, key: str, value: str) -> None:
        """Put a text into the exported trace."""
        self._metadata[key] = value

    def add_metadata_json(self, key: str, value: str) -> None:
        """Put a value, given as JSON, into the exported trace."""
        self._metadata[key] = json.loads(value)
