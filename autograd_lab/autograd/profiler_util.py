"""What a profile is made of: events, their tree, averages, and the ways to show them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from autograd_lab.errors import ArgumentError, DataError, NameMissing

METRICS = ("self_cpu_time_total",)  # what export_stacks may add up
CPU = "cpu"


class Interval(NamedTuple):
    """From when to when, in microseconds since the profile began."""

    start: float
    end: float

    def elapsed_us(self) -> float:
        """How long it took."""
        return self.end - self.start


class Times:
    """Names that events and their averages share. What PyTorch says of a GPU is 0: only the host is measured."""

    key: str
    count: int
    cpu_time_total: float
    self_cpu_time_total: float

    device_time = device_time_total = self_device_time_total = device_memory_usage = self_device_memory_usage = 0
    is_async = is_remote = is_legacy = False
    node_id, device_type, flops = -1, CPU, 0

    @property
    def cpu_time(self) -> float:
        """Microseconds per call."""
        return self.cpu_time_total / self.count if self.count else 0.0

    @property
    def cpu_time_str(self) -> str:
        """``cpu_time`` with its unit."""
        return format_time(self.cpu_time)

    @property
    def cpu_time_total_str(self) -> str:
        """``cpu_time_total`` with its unit."""
        return format_time(self.cpu_time_total)

    @property
    def self_cpu_time_total_str(self) -> str:
        """``self_cpu_time_total`` with its unit."""
        return format_time(self.self_cpu_time_total)


class FunctionEvent(Times):
    """One call: an op forward (``aten::mul``), a node backward (``MulBackward0``), or a named region.

    Times are in microseconds; ``self_`` is without the events inside. ``cpu_memory_usage`` counts the bytes of the
    arrays that were made and outlived the call. ``sequence_nr`` is the number of the node that the op became (-1 for
    none), and the same for the node's backward.
    """

    count = 1
    overload_name = ""

    def __init__(
        self,
        id: int,
        name: str,
        thread: int,
        start_us: float,
        end_us: float,
        input_shapes: list[list[int]] | None = None,
        stack: Sequence[str] = (),
        scope: int = 0,
        sequence_nr: int = -1,
        memory: int = 0,
        is_user_annotation: bool = False,
    ) -> None:
        self.id, self.thread = id, thread
        self.trace_name = name  # on the time line; in tables the steps of a loop are one thing, as in PyTorch
        self.name = self.key = "ProfilerStep*" if name.startswith("ProfilerStep#") else name
        self.time_range = Interval(start_us, end_us)
        self.input_shapes = input_shapes or []
        self.stack = list(stack)  # the learner's calls, the innermost first
        self.scope = scope  # PyTorch's numbers: 0 an op, 1 a node of backward, 7 a region
        self.sequence_nr = sequence_nr
        self.is_user_annotation = is_user_annotation
        self.self_cpu_memory_usage = memory
        self.cpu_parent: FunctionEvent | None = None
        self.cpu_children: list[FunctionEvent] = []

    @property
    def cpu_time_total(self) -> float:  # type: ignore[override]
        """Microseconds from its beginning to its end."""
        return self.time_range.elapsed_us()

    @property
    def self_cpu_time_total(self) -> float:  # type: ignore[override]
        """Microseconds without those of the events inside."""
        return self.cpu_time_total - sum(child.cpu_time_total for child in self.cpu_children)

    @property
    def cpu_memory_usage(self) -> int:
        """Bytes, those of the events inside included."""
        return self.self_cpu_memory_usage + sum(child.cpu_memory_usage for child in self.cpu_children)

    def __repr__(self) -> str:
        inside = [child.id for child in self.cpu_children]
        return (
            f"<FunctionEvent id={self.id} name={self.name} thread={self.thread} cpu_time={self.cpu_time_str} "
            f"start_us={self.time_range.start:.3f} end_us={self.time_range.end:.3f} cpu_children={inside} "
            f"input_shapes={self.input_shapes} cpu_memory_usage={self.cpu_memory_usage} seq_nr={self.sequence_nr}>"
        )


class FunctionEventAvg(Times):
    """Several calls of one name, added up."""

    def __init__(self, key: str = "Total") -> None:
        self.key = key
        self.count = 0
        self.cpu_time_total = self.self_cpu_time_total = 0.0
        self.cpu_memory_usage = self.self_cpu_memory_usage = 0
        self.input_shapes: list[list[int]] = []
        self.stack: list[str] = []
        self.scope, self.is_user_annotation = 0, False
        self.cpu_children: list[FunctionEvent] = []
        self.cpu_parent: FunctionEvent | None = None

    def add(self, other: Any) -> FunctionEventAvg:
        """Add an event, or other averages."""
        self.count += other.count
        self.cpu_time_total += other.cpu_time_total
        self.self_cpu_time_total += other.self_cpu_time_total
        self.cpu_memory_usage += other.cpu_memory_usage
        self.self_cpu_memory_usage += other.self_cpu_memory_usage
        self.scope, self.is_user_annotation = other.scope, other.is_user_annotation
        return self

    __iadd__ = add

    def __repr__(self) -> str:
        return (
            f"<FunctionEventAvg key={self.key} self_cpu_time={self.self_cpu_time_total_str} "
            f"cpu_time={self.cpu_time_str} input_shapes={self.input_shapes} cpu_memory_usage={self.cpu_memory_usage}>"
        )


class EventList(list[Any]):
    """Events, or averages, with the ways to add them up and to show them."""

    def __init__(self, events: Iterable[Any] = (), *, profile_memory: bool = False, with_stack: bool = False) -> None:
        super().__init__(events)
        self._profile_memory, self._with_stack = profile_memory, with_stack

    def __str__(self) -> str:
        return self.table()

    @property
    def self_cpu_time_total(self) -> float:
        """Microseconds of everything, nothing counted twice."""
        return sum(event.self_cpu_time_total for event in self)

    def key_averages(
        self, group_by_input_shape: bool = False, group_by_stack_n: int = 0, group_by_overload_name: bool = False
    ) -> EventList:
        """Events added up by name; also by shapes of the inputs, and by the innermost ``n`` calls of the stack.

        ``group_by_overload_name`` changes nothing: an op has one form here.
        """
        groups: dict[Any, FunctionEventAvg] = {}
        for event in self:
            shapes = str(event.input_shapes) if group_by_input_shape else ""
            group = (event.key, shapes, *event.stack[:group_by_stack_n])
            if group not in groups:
                groups[group] = FunctionEventAvg(event.key)
                groups[group].input_shapes = event.input_shapes if group_by_input_shape else []
                groups[group].stack = event.stack[:group_by_stack_n]
            groups[group].add(event)
        return EventList(groups.values(), profile_memory=self._profile_memory, with_stack=self._with_stack)

    def total_average(self) -> FunctionEventAvg:
        """All events added up."""
        total = FunctionEventAvg()
        for event in self:
            total.add(event)
        return total

    def table(
        self,
        sort_by: str | None = None,
        row_limit: int = 100,
        max_src_column_width: int = 75,
        max_name_column_width: int = 55,
        max_shapes_column_width: int = 80,
        header: str | None = None,
        top_level_events_only: bool = False,
    ) -> str:
        """A table of text, the largest ``sort_by`` first (``"cpu_time_total"``, ``"self_cpu_time_total"``, ``"count"``,
        ``"cpu_memory_usage"``, ...), at most ``row_limit`` rows; AttributeError for an unknown ``sort_by``."""
        rows = list(self)
        if sort_by is not None:
            for row in rows[:1]:
                if not hasattr(row, sort_by):
                    raise NameMissing("profiler.sort_by", name=sort_by)
            rows.sort(key=lambda row: getattr(row, sort_by), reverse=True)
        if top_level_events_only:
            rows = [row for row in rows if row.cpu_parent is None]
        columns = self._columns(max_src_column_width, max_name_column_width, max_shapes_column_width)
        body = [[cell(row) for _, cell in columns] for row in rows[:row_limit]]
        total = f"Self CPU time total: {format_time(self.self_cpu_time_total)}"
        return _drawn([title for title, _ in columns], body, total, header)

    def _columns(self, source: int, name: int, shapes: int) -> list[tuple[str, Any]]:
        whole = self.self_cpu_time_total
        columns: list[tuple[str, Any]] = [
            ("Name", lambda row: _cut(row.key, name)),
            ("Self CPU %", lambda row: format_share(row.self_cpu_time_total, whole)),
            ("Self CPU", lambda row: row.self_cpu_time_total_str),
            ("CPU total %", lambda row: format_share(row.cpu_time_total, whole)),
            ("CPU total", lambda row: row.cpu_time_total_str),
            ("CPU time avg", lambda row: row.cpu_time_str),
        ]
        if self._profile_memory:
            columns.append(("CPU Mem", lambda row: format_memory(row.cpu_memory_usage)))
            columns.append(("Self CPU Mem", lambda row: format_memory(row.self_cpu_memory_usage)))
        columns.append(("# of Calls", lambda row: str(row.count)))
        if any(row.input_shapes for row in self):
            columns.append(("Input Shapes", lambda row: _cut(str(row.input_shapes), shapes)))
        if self._with_stack and any(row.stack for row in self):
            columns.append(("Source Location", lambda row: _cut("; ".join(row.stack), source)))
        return columns

    def export_chrome_trace(self, path: str | os.PathLike[str]) -> None:
        """Write a file that chrome://tracing and Perfetto (ui.perfetto.dev) show as a time line."""
        Path(path).write_text(json.dumps(self.trace()), encoding="utf-8")

    def trace(self) -> dict[str, Any]:
        """The time line in Chrome's trace event format, with an arrow from each op to its backward.

        Source: "Trace Event Format", the document of the Catapult project.
        """
        pid = os.getpid()
        entries: list[dict[str, Any]] = [{"ph": "M", "name": "process_name", "pid": pid, "args": {"name": "python"}}]
        forward = {event.sequence_nr: event for event in self if event.scope == 0 and event.sequence_nr >= 0}
        for event in self:
            start = event.time_range.start
            about = {"External id": event.id, "Sequence number": event.sequence_nr, "Input Dims": event.input_shapes}
            where = {"pid": pid, "tid": event.thread}
            kind = "user_annotation" if event.is_user_annotation else "cpu_op"
            lasts = {"ts": start, "dur": event.cpu_time_total}
            entries.append({"ph": "X", "cat": kind, "name": event.trace_name, **where, **lasts, "args": about})
            origin = forward.get(event.sequence_nr) if event.scope == 1 else None
            if origin is not None:
                arrow = {"cat": "fwdbwd", "name": "fwdbwd", "id": event.sequence_nr, "pid": pid}
                entries.append({"ph": "s", "tid": origin.thread, "ts": origin.time_range.start, **arrow})
                entries.append({"ph": "f", "bp": "e", "tid": event.thread, "ts": start, **arrow})
        return {"schemaVersion": 1, "displayTimeUnit": "ms", "traceEvents": entries}

    def export_stacks(self, path: str | os.PathLike[str], metric: str = METRICS[0]) -> None:
        """Write lines ``outer;inner 123``, which flame graph programs read: microseconds of each stack of calls.

        ValueError for another ``metric``; AssertionError if the profile was made without ``with_stack=True``.
        """
        if metric not in METRICS:
            raise ArgumentError("profiler.metric", metric=metric, known=", ".join(METRICS))
        if not self._with_stack:
            raise DataError("profiler.no_stack")
        spent: dict[str, int] = {}
        for event in self:
            if event.stack:
                calls = ";".join([*reversed(event.stack), event.name]).replace(" ", "_")
                spent[calls] = spent.get(calls, 0) + int(getattr(event, metric))
        Path(path).write_text("".join(f"{calls} {time}\n" for calls, time in spent.items() if time), encoding="utf-8")


def nest(events: list[FunctionEvent]) -> None:
    """Find out which event ran inside which: of one thread, what lies in the time of another one ran inside it."""
    # Events are noted as they end. So of two with the same times the one that was noted later is the outer one.
    order = sorted(events, key=lambda event: (event.thread, event.time_range.start, -event.time_range.end, -event.id))
    around: list[FunctionEvent] = []
    for event in order:
        while around and (
            around[-1].thread != event.thread
            or around[-1].time_range.end < event.time_range.end
            or around[-1].time_range.end <= event.time_range.start < event.time_range.end
        ):
            around.pop()
        if around:
            event.cpu_parent = around[-1]
            around[-1].cpu_children.append(event)
        around.append(event)


def format_time(us: float) -> str:
    """Microseconds in the unit that suits them."""
    for unit, size in (("s", 1e6), ("ms", 1e3)):
        if us >= size:
            return f"{us / size:.3f}{unit}"
    return f"{us:.3f}us"


def format_share(part: float, whole: float) -> str:
    """A part in percent."""
    return f"{part * 100 / whole if whole else 0.0:.2f}%"


def format_memory(count: int) -> str:
    """Bytes in the unit that suits them."""
    for unit, size in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if abs(count) >= size:
            return f"{count / size:.2f} {unit}"
    return f"{count} B"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 3] + "..."


def _drawn(titles: list[str], body: list[list[str]], total: str, header: str | None) -> str:
    if not body:
        return ""
    widths = [max(len(row[k]) for row in [titles, *body]) for k in range(len(titles))]
    rule = "  ".join("-" * width for width in widths)
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in [titles, *body]]
    above = ["=" * len(rule), header] if header is not None else []
    return "\n".join([*above, rule, lines[0], rule, *lines[1:], rule, total]) + "\n"
