"""A profiler: what each op and each node of backward costs, in time and in memory.

A watcher of the engine notes every op as it ends, with the time at which it began; which one ran inside which is found
afterwards from the times. While a profile runs an op costs some microseconds more. Of work on a GPU the times are those
of starting it.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Sequence
from typing import Any

from autograd_lab import watch
from autograd_lab.autograd.anomaly_mode import learner_frames
from autograd_lab.autograd.profiler_util import EventList, FunctionEvent, FunctionEventAvg, nest
from autograd_lab.backend.arrays import MODULES, memory_of, owner
from autograd_lab.errors import GraphError
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.watch.origin import op_name

OP, NODE, REGION = 0, 1, 7  # PyTorch's numbers of scopes

# PyTorch's names of ops whose class is called otherwise.
_NAMES = {
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "not": "bitwise_not",
    "left_shift": "bitwise_left_shift",
    "right_shift": "bitwise_right_shift",
    "is_nan": "isnan",
    "is_finite": "isfinite",
    "is_inf": "isinf",
    "is_pos_inf": "isposinf",
    "is_neg_inf": "isneginf",
    "sign_bit": "signbit",
    "arg_max": "argmax",
    "arg_min": "argmin",
    "get_item": "index",
    "set_item": "index_put_",
    "copy_backwards": "copy_",
    "to_copy": "_to_copy",
    "log_softmax": "_log_softmax",
    "softmax": "_softmax",
    "unsafe_view": "matmul",
    "non_zero": "nonzero",
    "search_sorted": "searchsorted",
    "is_in": "isin",
    "bin_count": "bincount",
    "hist_c": "histc",
    "max_pool": "max_pool2d",
    "avg_pool": "avg_pool2d",
}


def aten_name(op: Any) -> str:
    """What PyTorch's profiler calls an op: ``aten::mul``. Ops that only this library has keep their own name."""
    try:
        name = op_name(op, {})
    except (TypeError, KeyError):  # its name depends on its parameters
        name = op.__name__.lower()
    return f"aten::{_NAMES.get(name, name)}"


class _Recorder(watch.Watcher):
    """Notes what the thread that made it does."""

    def __init__(self, options: profile) -> None:
        self.options = options
        self.thread = threading.get_ident()
        self.began = watch.clock()
        self.events: list[FunctionEvent] = []
        self.starts: list[int] = []  # of each backward pass that runs: when its present node was reached

    def ran(self, op: Any, params: Any, inputs: Sequence[Any], outputs: Sequence[Any], started: int) -> None:
        node, order, saved = outputs[0]._node if outputs else None, -1, ()
        if node is not None and node.op is op:
            order, saved = node.order, node.saved or ()
        shapes = [list(x.array.shape) if isinstance(x, Tensor) else [] for x in inputs]
        before = [x.array for x in inputs if isinstance(x, Tensor)]
        made = [*(out.array for out in outputs), *saved]
        self.note(aten_name(op), OP, started, shapes, order, before, made)

    def left(self, what: Any, started: int) -> None:
        if isinstance(what, str):
            self.note(what, REGION, started)
        elif self.options.with_modules or self.options.with_stack:
            self.note(f"nn.Module: {type(what).__name__}", REGION, started)

    def backward_started(self, roots: Sequence[Any]) -> None:
        if threading.get_ident() == self.thread:
            self.starts.append(0)

    def reached(self, node: Any, gys: Sequence[Any]) -> None:
        if threading.get_ident() == self.thread and self.starts:
            self.starts[-1] = watch.clock()

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        if threading.get_ident() == self.thread and self.starts:
            shapes = [[] if gy is None else list(gy.shape) for gy in gys]
            self.note(node.name(), NODE, self.starts[-1], shapes, node.order, [*gys, *(node.saved or ())], gxs)

    def accumulating(self, leaves: Sequence[Any]) -> None:
        if threading.get_ident() == self.thread and self.starts:
            self.starts[-1] = -watch.clock()  # negative: not of one node

    def backward_finished(self, roots: Sequence[Any]) -> None:
        if threading.get_ident() == self.thread and self.starts:
            started = self.starts.pop()
            if started < 0:
                self.note("torch::autograd::AccumulateGrad", NODE, -started)

    def backward_failed(self, roots: Sequence[Any], error: BaseException) -> None:
        if threading.get_ident() == self.thread and self.starts:
            self.starts.pop()

    def note(
        self,
        name: str,
        scope: int,
        started: int,
        shapes: Sequence[Any] = (),
        order: int = -1,
        before: Iterable[Any] = (),
        made: Iterable[Any] = (),
    ) -> None:
        """An event has ended now."""
        ended = watch.clock()
        if threading.get_ident() != self.thread or started < self.began:
            return
        options = self.options
        event = FunctionEvent(
            len(self.events) + 1,
            name,
            1,
            (started - self.began) / 1000,
            (ended - self.began) / 1000,
            list(shapes) if options.record_shapes else None,
            [f"{file}({line}): {name}" for file, line, name in reversed(learner_frames())]
            if options.with_stack and scope != NODE
            else (),
            scope,
            order,
            _new_bytes(before, made) if options.profile_memory else 0,
            scope == REGION,
        )
        self.events.append(event)


def _new_bytes(before: Iterable[Any], made: Iterable[Any]) -> int:
    """The bytes of the memory in ``made`` that is not in ``before``; what looks at the same memory counts once."""
    old = {id(memory_of(array)) for array in before if type(array) in MODULES}
    new = {id(memory_of(array)): owner(array).nbytes for array in made if type(array) in MODULES}
    return sum(count for memory, count in new.items() if memory not in old)


class profile:
    """``with profile() as prof:`` notes every op and every node of backward that this thread runs meanwhile.

    Afterwards ``prof.key_averages().table(sort_by="self_cpu_time_total")`` shows them, and
    ``prof.export_chrome_trace(path)`` writes a time line.

    record_shapes : keep the shapes of inputs
    profile_memory : count the bytes of the arrays that each event makes and leaves behind (what is freed later is not
        subtracted)
    with_stack : keep the learner's calls that led to each event
    with_modules : also an event for each module's forward

    As in PyTorch one profile runs at a time in a thread, once: RuntimeError otherwise. ``enabled=False`` does nothing.
    ``use_cpu=False`` records nothing. ``use_cuda``, ``use_device``, ``use_kineto``, ``with_flops``, ``acc_events``,
    ``experimental_config`` and ``custom_trace_id_callback`` are accepted and change nothing.
    """

    def __init__(
        self,
        enabled: bool = True,
        *,
        use_cuda: bool = False,
        use_device: str | None = None,
        record_shapes: bool = False,
        with_flops: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_modules: bool = False,
        use_kineto: bool = False,
        use_cpu: bool = True,
        experimental_config: Any = None,
        acc_events: bool = False,
        custom_trace_id_callback: Any = None,
    ) -> None:
        self.enabled = enabled
        self.record_shapes, self.profile_memory = record_shapes, profile_memory
        self.with_stack, self.with_modules, self.with_flops = with_stack, with_modules, with_flops
        self.use_cpu = use_cpu
        self.entered = False
        self.function_events = EventList(profile_memory=profile_memory, with_stack=with_stack)
        self._recorder: _Recorder | None = None

    def __enter__(self) -> profile | None:
        if not self.enabled:
            return None
        if self.entered:
            raise GraphError("profiler.reentrant")
        self.entered = True
        self._recorder = _Recorder(self)
        if self.use_cpu:
            watch.add(self._recorder)
        return self

    def __exit__(self, *exc_info: object) -> None:
        if not self.enabled or self._recorder is None:
            return
        watch.remove(self._recorder)
        events = self._recorder.events
        nest(events)
        events.sort(key=lambda event: (event.time_range.start, -event.time_range.end, -event.id))
        for number, event in enumerate(events, 1):
            event.id = number
        self._lead_back(events)
        self.function_events.extend(events)
        self._recorder = None

    def _lead_back(self, events: list[FunctionEvent]) -> None:
        """A node of backward has the stack of the op that made it."""
        made = {event.sequence_nr: event.stack for event in events if event.scope == OP}
        for event in events:
            if event.scope == NODE:
                event.stack = made.get(event.sequence_nr, [])

    def __repr__(self) -> str:
        return "<unfinished torch.autograd.profile>" if self._recorder is not None else repr(self.function_events)

    def __str__(self) -> str:
        return repr(self) if self._recorder is not None else str(self.function_events)

    @property
    def self_cpu_time_total(self) -> float:
        """Microseconds of everything that was noted, nothing counted twice."""
        return self.function_events.self_cpu_time_total

    def key_averages(
        self, group_by_input_shape: bool = False, group_by_stack_n: int = 0, group_by_overload_name: bool = False
    ) -> EventList:
        """Events added up by name; see ``EventList.key_averages``."""
        return self.function_events.key_averages(group_by_input_shape, group_by_stack_n, group_by_overload_name)

    def total_average(self) -> FunctionEventAvg:
        """All events added up."""
        return self.function_events.total_average()

    def table(self, *args: Any, **options: Any) -> str:
        """All events one by one, as text; see ``EventList.table``."""
        return self.function_events.table(*args, **options)

    def export_chrome_trace(self, path: str | os.PathLike[str]) -> None:
        """Write a time line for chrome://tracing or Perfetto."""
        self.function_events.export_chrome_trace(path)

    def export_stacks(self, path: str | os.PathLike[str], metric: str = "self_cpu_time_total") -> None:
        """Write the times of stacks of calls, for a flame graph; see ``EventList.export_stacks``."""
        self.function_events.export_stacks(path, metric)


class record_function(watch.region, contextlib.ContextDecorator):
    """``with record_function("name"):`` or ``@record_function("name")``: what runs inside stands in a profile under
    this name. Without a profile nothing happens. ``args`` is accepted and changes nothing."""

    def __init__(self, name: str, args: str | None = None) -> None:
        super().__init__(name)
        self.args = args
