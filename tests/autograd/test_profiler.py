"""The profiler: the same calls in both libraries; names, nesting, times, tables and files of ours."""

from __future__ import annotations

import gzip
import json
import threading
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.autograd.profiler_util import FunctionEvent, format_memory, format_time, nest

pytestmark = pytest.mark.filterwarnings("ignore")  # PyTorch's own profiler warns


def names(prof: Any) -> list[str]:
    return [event.name for event in prof.function_events]


def step(torch: Any) -> None:
    x = torch.ones(3, 4, requires_grad=True)
    w = torch.ones(4, 2, requires_grad=True)
    (x @ w).relu().sum().backward()


# -- as in PyTorch ----------------------------------------------------------------------------------------------------


def test_ops_forward_and_nodes_backward_have_pytorchs_names(torch: Any) -> None:
    with torch.autograd.profiler.profile() as prof:
        step(torch)
    counts = {event.key: event.count for event in prof.key_averages()}
    for name in ("aten::relu", "aten::sum", "MmBackward0", "ReluBackward0", "SumBackward0"):
        assert counts[name] == 1
    assert counts["torch::autograd::AccumulateGrad"] >= 1 and "aten::mm" in counts


OPS = {
    "aten::add": lambda torch, x: x + 1,
    "aten::mul": lambda torch, x: x * x,
    "aten::div": lambda torch, x: x / 2,
    "aten::exp": lambda torch, x: x.exp(),
    "aten::eq": lambda torch, x: x == 1,
    "aten::argmax": lambda torch, x: x.argmax(),
    "aten::bitwise_and": lambda torch, x: (x > 0) & (x > 1),
    "aten::isnan": lambda torch, x: torch.isnan(x).any(),
    "aten::where": lambda torch, x: torch.where(x > 0, x, x + 1),
    "aten::_softmax": lambda torch, x: torch.softmax(x, 1),
    "aten::_log_softmax": lambda torch, x: torch.log_softmax(x, 1),
    "aten::mm": lambda torch, x: x @ x.t(),
    "aten::bmm": lambda torch, x: torch.bmm(x[None], x.t()[None]),
    "aten::transpose": lambda torch, x: x.transpose(0, 1),
    "aten::cat": lambda torch, x: torch.cat([x, x]),
    "aten::log1p": lambda torch, x: x.log1p(),
    "aten::mean": lambda torch, x: x.mean(),
    "aten::cumsum": lambda torch, x: x.cumsum(0),
}


@pytest.mark.parametrize("name", OPS)
@pytest.mark.parametrize("recording", [True, False])
def test_an_op_is_seen_whether_it_is_recorded_or_not(torch: Any, name: str, recording: bool) -> None:
    x = torch.ones(2, 3, requires_grad=True)
    with torch.autograd.profiler.profile() as prof, torch.set_grad_enabled(recording):
        OPS[name](torch, x)
    assert name in names(prof)


def test_what_runs_inside_a_region(torch: Any) -> None:
    record = torch.autograd.profiler.record_function
    with torch.autograd.profiler.profile(record_shapes=True) as prof:
        with record("outer"):
            torch.ones(2) + 1
            with record("inner"):
                torch.ones(3) * torch.ones(3)
        torch.ones(2) - 1
    event = {event.name: event for event in prof.function_events}
    assert event["inner"].cpu_parent is event["outer"] and event["outer"].cpu_parent is None
    assert event["aten::mul"].cpu_parent is event["inner"] and event["aten::add"].cpu_parent is event["outer"]
    assert event["aten::sub"].cpu_parent is None
    assert event["aten::mul"].input_shapes == [[3], [3]] and event["aten::add"].input_shapes[0] == [2]
    inner, outer = event["inner"], event["outer"]
    assert outer.time_range.start <= inner.time_range.start <= inner.time_range.end <= outer.time_range.end
    assert 0 <= outer.self_cpu_time_total <= outer.cpu_time_total - inner.cpu_time_total
    inside = sum(child.cpu_time_total for child in outer.cpu_children)
    assert outer.self_cpu_time_total == pytest.approx(outer.cpu_time_total - inside)


def test_a_function_may_be_a_region(torch: Any) -> None:
    @torch.autograd.profiler.record_function("decorated")
    def function(n: int) -> Any:
        return function(n - 1) if n else torch.ones(2) + 1

    function(1)  # without a profile nothing happens
    with torch.autograd.profiler.profile() as prof:
        function(2)
    assert names(prof).count("decorated") == 3


def test_a_region_ends_with_an_error(torch: Any) -> None:
    with torch.autograd.profiler.profile() as prof:
        with pytest.raises(ZeroDivisionError), torch.autograd.profiler.record_function("broken"):
            1 / 0  # noqa: B018
        torch.ones(2) + 1
    event = {event.name: event for event in prof.function_events}
    assert "broken" in event and event["aten::add"].cpu_parent is None


def test_optimizers_are_regions(torch: Any) -> None:
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with torch.autograd.profiler.profile() as prof:
        optimizer.zero_grad()
        model(torch.ones(3, 2)).sum().backward()
        optimizer.step()
    assert {"Optimizer.step#SGD.step", "Optimizer.zero_grad#SGD.zero_grad", "aten::addmm"} <= set(names(prof))


def test_another_thread_is_not_seen(torch: Any) -> None:
    def work() -> None:
        with torch.autograd.profiler.record_function("elsewhere"):
            torch.ones(2).exp()

    with torch.autograd.profiler.profile() as prof:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        torch.ones(2) + 1
    assert "aten::add" in names(prof) and not {"elsewhere", "aten::exp"} & set(names(prof))


def test_grouping_by_shape(torch: Any) -> None:
    with torch.autograd.profiler.profile(record_shapes=True) as prof:
        for n in (2, 3, 3):
            torch.ones(n).exp()
    by_name = {event.key: event.count for event in prof.key_averages()}
    assert by_name["aten::exp"] == 3
    by_shape = [event for event in prof.key_averages(group_by_input_shape=True) if event.key == "aten::exp"]
    assert sorted((event.count, event.input_shapes) for event in by_shape) == [(1, [[2]]), (2, [[3]])]


def test_averages_add_up(torch: Any) -> None:
    with torch.autograd.profiler.profile() as prof:
        for _ in range(3):
            step(torch)
    rows = prof.key_averages()
    row = next(row for row in rows if row.key == "ReluBackward0")
    assert row.count == 3 and row.cpu_time == pytest.approx(row.cpu_time_total / 3)
    assert sum(row.self_cpu_time_total for row in rows) == pytest.approx(prof.self_cpu_time_total)
    assert prof.total_average().count == len(prof.function_events) and prof.total_average().key == "Total"


def test_the_table(torch: Any) -> None:
    with torch.autograd.profiler.profile(record_shapes=True, profile_memory=True) as prof:
        step(torch)
    text = prof.key_averages(group_by_input_shape=True).table(sort_by="cpu_time_total", row_limit=4, header="mine")
    for column in (
        "Name",
        "Self CPU %",
        "Self CPU",
        "CPU total %",
        "CPU total",
        "CPU time avg",
        "CPU Mem",
        "Self CPU Mem",
        "# of Calls",
        "Input Shapes",
    ):
        assert column in text
    lines = text.strip().splitlines()
    assert "mine" in lines[1] and lines[-1].startswith("Self CPU time total: ")
    assert len(lines) == 2 + 3 + 4 + 2
    assert "aten::" in prof.table() and "aten::" in str(prof)


def test_a_profile_that_is_not_enabled(torch: Any) -> None:
    with torch.autograd.profiler.profile(enabled=False) as prof:
        torch.ones(2) + 1
    assert prof is None


@pytest.mark.parametrize("again", ["inside", "later"])
def test_a_profile_runs_once(torch: Any, again: str) -> None:
    prof = torch.autograd.profiler.profile()
    with pytest.raises(RuntimeError, match="not reentrant"), prof:
        if again == "inside":
            prof.__enter__()
        else:
            prof.__exit__(None, None, None)
            prof.__enter__()


def test_the_time_line_is_a_file_that_viewers_read(torch: Any, tmp_path: Path) -> None:
    with torch.autograd.profiler.profile(record_shapes=True) as prof:
        step(torch)
        torch.ones(1).exp()
    path = tmp_path / "trace.json"
    prof.export_chrome_trace(str(path))
    entries = json.loads(path.read_text())["traceEvents"]
    spans = {entry["name"]: entry for entry in entries if entry["ph"] == "X"}
    assert {"aten::relu", "ReluBackward0", "aten::exp"} <= spans.keys()
    for entry in spans.values():
        assert entry["dur"] >= 0 and {"ts", "pid", "tid"} <= entry.keys()
    starts = {entry["id"]: entry["ts"] for entry in entries if entry["ph"] == "s"}
    ends = {entry["id"]: entry["ts"] for entry in entries if entry["ph"] == "f"}
    assert starts.keys() == ends.keys() and len(starts) == 3
    assert all(starts[flow] < ends[flow] for flow in starts)


# -- torch.profiler ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "plan",
    [
        {"wait": 1, "warmup": 1, "active": 2, "repeat": 2, "skip_first": 1},
        {"wait": 0, "warmup": 1, "active": 1},
        {"wait": 2, "warmup": 1, "active": 3, "skip_first": 2, "skip_first_wait": 1},
        {"wait": 1, "warmup": 0, "active": 1, "repeat": 1},
    ],
)
def test_schedules(torch: Any, plan: dict[str, int]) -> None:
    oracle = pytest.importorskip("torch").profiler.schedule(**plan)
    mine = torch.profiler.schedule(**plan)
    assert [mine(i).name for i in range(20)] == [oracle(i).name for i in range(20)]


@pytest.mark.parametrize("wrong", [{"active": 0}, {"wait": -1}, {"repeat": -1}, {"skip_first": -1}])
def test_schedules_that_are_none(torch: Any, wrong: dict[str, int]) -> None:
    with pytest.raises(AssertionError):
        torch.profiler.schedule(**({"wait": 0, "warmup": 1, "active": 1} | wrong))


def test_a_loop_with_a_schedule(torch: Any, tmp_path: Path) -> None:
    rounds: list[tuple[int, int]] = []

    def ready(prof: Any) -> None:
        rounds.append((prof.step_num, [event.name for event in prof.events()].count("ProfilerStep*")))

    plan = torch.profiler.schedule(wait=1, warmup=1, active=2, repeat=2)
    with torch.profiler.profile(schedule=plan, on_trace_ready=ready) as prof:
        for _ in range(9):
            torch.ones(2) + 1
            prof.step()
    assert rounds == [(4, 2), (8, 2)]
    prof.export_chrome_trace(str(tmp_path / "trace.json"))
    assert '"ProfilerStep#7"' in (tmp_path / "trace.json").read_text()


def test_a_loop_without_a_schedule(torch: Any) -> None:
    seen: list[Any] = []
    activities = [torch.profiler.ProfilerActivity.CPU]
    with torch.profiler.profile(activities=activities, on_trace_ready=seen.append) as prof:
        with torch.profiler.record_function("mine"):
            torch.ones(2) + 1
        prof.step()
    assert seen == [prof] and {"mine", "aten::add"} <= {row.key for row in prof.key_averages()}
    assert "aten::add" in prof.key_averages().table(sort_by="self_cpu_time_total", row_limit=10)


def test_a_profile_that_did_not_start(torch: Any) -> None:
    with pytest.raises(AssertionError):
        torch.profiler.profile().key_averages()


@pytest.mark.parametrize("compressed", [False, True])
def test_traces_for_tensorboard(torch: Any, tmp_path: Path, compressed: bool) -> None:
    handler = torch.profiler.tensorboard_trace_handler(str(tmp_path / "logs"), worker_name="me", use_gzip=compressed)
    with torch.profiler.profile(on_trace_ready=handler) as prof:
        prof.add_metadata_json("lesson", "3")
        torch.ones(2) + 1
    (path,) = (tmp_path / "logs").iterdir()
    assert path.name.startswith("me.") and path.name.endswith(".pt.trace.json" + (".gz" if compressed else ""))
    trace = json.loads(gzip.decompress(path.read_bytes()) if compressed else path.read_bytes())
    assert trace["lesson"] == 3 and any(entry["name"] == "aten::add" for entry in trace["traceEvents"])


# -- of this library --------------------------------------------------------------------------------------------------


def test_memory_counts_new_arrays_once() -> None:
    x = lab.ones(10, 10, requires_grad=True)
    with lab.autograd.profiler.profile(profile_memory=True) as prof, lab.autograd.profiler.record_function("all"):
        y = x.exp()
        y.t().sum().backward()
    event = {event.name: event for event in prof.function_events}
    assert event["aten::exp"].self_cpu_memory_usage == 400  # saved and returned, one array
    assert event["aten::t"].self_cpu_memory_usage == 0  # a view
    assert event["aten::sum"].self_cpu_memory_usage == 4
    assert event["ExpBackward0"].self_cpu_memory_usage == 400
    assert event["all"].self_cpu_memory_usage == 0
    assert event["all"].cpu_memory_usage == sum(child.cpu_memory_usage for child in event["all"].cpu_children)


def test_modules_on_request() -> None:
    model = lab.nn.Sequential(lab.nn.Linear(2, 3), lab.nn.ReLU())
    with lab.autograd.profiler.profile() as prof:
        model(lab.ones(1, 2))
    assert not any("nn.Module" in name for name in names(prof))
    with lab.autograd.profiler.profile(with_modules=True) as prof:
        model(lab.ones(1, 2))
    event = {event.name: event for event in prof.function_events}
    assert event["aten::addmm"].cpu_parent is event["nn.Module: Linear"]
    assert event["nn.Module: Linear"].cpu_parent is event["nn.Module: Sequential"]


def test_stacks(tmp_path: Path) -> None:
    x = lab.ones(2, requires_grad=True)
    with lab.autograd.profiler.profile(with_stack=True) as prof:
        for _ in range(50):
            y = x.exp()
        y.sum().backward()
    event = {event.name: event for event in prof.function_events}
    assert "test_profiler.py(" in event["aten::exp"].stack[0] and event["aten::exp"].stack[0].endswith("test_stacks")
    assert event["ExpBackward0"].stack == event["aten::exp"].stack
    rows = prof.key_averages(group_by_stack_n=1)
    assert "test_profiler.py" in rows.table()
    prof.export_stacks(tmp_path / "stacks")
    for line in (tmp_path / "stacks").read_text().splitlines():
        calls, time = line.rsplit(" ", 1)
        assert int(time) > 0 and " " not in calls and ";" in calls


def test_the_number_of_a_node_joins_forward_and_backward() -> None:
    x = lab.ones(2, requires_grad=True)
    with lab.autograd.profiler.profile() as prof:
        y = x.exp()
        with lab.no_grad():
            x.tanh()
        y.backward(lab.ones(2))
    event = {event.name: event for event in prof.function_events}
    assert event["aten::exp"].sequence_nr == event["ExpBackward0"].sequence_nr > 0
    assert event["aten::tanh"].sequence_nr == -1


def test_a_walk_that_is_recorded_contains_its_ops() -> None:
    x = lab.ones(2, requires_grad=True)
    with lab.autograd.profiler.profile() as prof:
        lab.autograd.grad(x.exp().sum(), x, create_graph=True)
    inside = next(event for event in prof.function_events if event.name == "ExpBackward0")
    assert [child.name for child in inside.cpu_children] == ["aten::mul"]


def test_an_error_in_backward_leaves_the_profile_whole() -> None:
    x = lab.ones(2, requires_grad=True)
    with lab.autograd.profiler.profile() as prof:
        y = x.exp()
        y.register_hook(lambda grad: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            y.sum().backward()
        (x * 2).sum().backward()
    assert "ExpBackward0" not in names(prof) and "MulBackward0" in names(prof)


def test_two_profiles_at_once() -> None:
    with lab.autograd.profiler.profile() as outer:
        lab.ones(2) + 1
        with lab.autograd.profiler.profile() as inner:
            lab.ones(2) * 2
    assert names(inner) == ["aten::mul"] and names(outer) == ["aten::add", "aten::mul"]


def test_events_of_equal_times_are_nested_by_who_ended_last() -> None:
    child, parent = FunctionEvent(1, "child", 1, 5.0, 5.0), FunctionEvent(2, "parent", 1, 5.0, 5.0)
    before, elsewhere = FunctionEvent(3, "before", 1, 0.0, 5.0), FunctionEvent(4, "elsewhere", 2, 5.0, 5.0)
    nest([child, parent, elsewhere])
    assert child.cpu_parent is parent and parent.cpu_parent is None and elsewhere.cpu_parent is None
    after = FunctionEvent(5, "after", 1, 5.0, 6.0)
    nest([before, after])
    assert after.cpu_parent is None


def test_units() -> None:
    assert [format_time(us) for us in (0.5, 1500.0, 2.5e6)] == ["0.500us", "1.500ms", "2.500s"]
    assert [format_memory(n) for n in (-24, 2048, 3 << 20, 5 << 30)] == ["-24 B", "2.00 KB", "3.00 MB", "5.00 GB"]


def test_nobody_watches_afterwards() -> None:
    from autograd_lab import watch

    with pytest.raises(ZeroDivisionError), lab.autograd.profiler.profile():
        1 / 0  # noqa: B018
    assert watch.watchers == [] and watch.backward_watchers == []
