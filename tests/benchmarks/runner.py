"""One library on one workload, in a process of its own: so threads, memory and a crash are its own too.

It answers each line on its input, a number of steps, with a line of JSON: seconds and value of each of these steps,
the processor time of all together, and the peak of memory since the model was made.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from tests.benchmarks.libraries import library
from tests.benchmarks.work import Arrays, Problem, Program, Workload
from tests.benchmarks.workloads import WORKLOADS


def save(problem: Problem, path: Path) -> None:
    tagged = {f"data/{k}": v for k, v in problem.data.items()} | {f"weights/{k}": v for k, v in problem.weights.items()}
    np.savez(path, **tagged)


def load(path: Path) -> Problem:
    parts: dict[str, Arrays] = {"data": {}, "weights": {}}
    with np.load(path) as file:
        for key in file:
            part, _, name = key.partition("/")
            parts[part][name] = file[key]
    return Problem(**parts)


class Memory:
    """The bytes this process came to hold at most, beyond those it held before. Zero where that cannot be known."""

    def __init__(self) -> None:
        gc.collect()
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)  # what was freed goes back, or a new array would hide in it
            Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        self.before = self._status("VmRSS")

    def peak(self) -> int:
        return self._status("VmHWM") - self.before

    @staticmethod
    def _status(key: str) -> int:
        if sys.platform == "linux":
            lines = Path("/proc/self/status").read_text().splitlines()
            return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


def processor() -> float:
    """Seconds of processor time of all threads of this process, and of processes that it started and that ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + ended.ru_utime + ended.ru_stime


def run(program: Program, steps: int) -> dict[str, Any]:
    seconds, values, busy = [], [], 0.0
    for _ in range(steps):
        before, start = processor(), perf_counter()
        result = program.step()
        seconds.append(perf_counter() - start)
        busy += processor() - before
        values.append(program.value(result))
    return {"seconds": seconds, "values": values, "busy": busy / steps}


def main(name: str, workload: Workload, folder: Path, threads: int) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints must not look like an answer

    def answer(**fields: Any) -> None:
        print(json.dumps(fields), file=answers, flush=True)

    chosen = library(name)
    getattr(chosen, "set_threads", lambda _: None)(threads)
    program = chosen.program(workload.small(), load(folder / "small.npz"))
    if program is None:
        return answer(ready=False)
    run(program, 1)
    del program
    memory = Memory()
    program = chosen.program(workload, load(folder / "full.npz"))
    assert program is not None
    answer(ready=True)
    for line in sys.stdin:
        answer(**run(program, int(line)), peak=memory.peak() if workload.inside else 0)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    workload = type(WORKLOADS[given["workload"]])(**given["sizes"])
    main(given["library"], workload, Path(given["folder"]), given["threads"])
