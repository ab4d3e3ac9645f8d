"""Bad input to the modes that watch the engine, and what they find."""

import warnings
from typing import Any

from tests.errors.case import Bad, World


def nan(t: Any, w: World) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with t.autograd.detect_anomaly():
            (w.leaf.detach().requires_grad_() * 0).sqrt().sum().mul(0).backward()


def raw_write(t: Any, w: World) -> None:
    with t.autograd.raw_writes.detect_raw_writes():
        x = w.leaf.detach().clone().requires_grad_()
        y = (x * x).sum()
        x.data[0] = 5
        y.backward()


def entered_twice(t: Any, w: World) -> None:
    prof = t.autograd.profiler.profile()
    with prof, prof:
        pass


def profiled(t: Any, w: World) -> Any:
    with t.autograd.profiler.profile() as prof:
        w.x + 1
    return prof.function_events


def schedule(t: Any, w: World) -> Any:
    return t.profiler.schedule(wait=0, warmup=1, active=0)


BAD = [
    Bad("anomaly.nan", RuntimeError, nan, ("SqrtBackward0", "0th output", "mul -> sqrt", "rows/watching.py".split("/")[1], "2 x 0", "1e-12"), ("SqrtBackward0", "第 0 个", "2 x 0", "1e-12")),
    Bad("raw_write.found", RuntimeError, raw_write, ("`x`", "(2,)", "MulBackward0", "watching.py", "copy()"), ("`x`", "(2,)", "MulBackward0", "copy()"), torch=False),
    Bad("profiler.reentrant", RuntimeError, entered_twice, ("not reentrant",), ("只能使用一次",)),
    Bad("profiler.sort_by", AttributeError, lambda t, w: profiled(t, w).table(sort_by="weight"), ("'weight'", "self_cpu_time_total"), ("'weight'", "self_cpu_time_total")),
    Bad("profiler.metric", ValueError, lambda t, w: profiled(t, w).export_stacks("x", "weight"), ("'weight'",), ("'weight'",)),
    Bad("profiler.no_stack", AssertionError, lambda t, w: profiled(t, w).export_stacks("x"), ("with_stack=True",), ("with_stack=True",), torch=False),
    Bad("profiler.schedule", AssertionError, schedule, ("active", "'active': 0"), ("active", "'active': 0")),
    Bad("profiler.not_started", AssertionError, lambda t, w: t.profiler.profile().key_averages(), ("nothing yet",), ("还没有",)),
]  # fmt: skip
