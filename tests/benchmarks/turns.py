"""Libraries taking turns at one workload: each in its own process, one running while the others sleep."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any

from tests.benchmarks.agreement import FIRST, DifferentWork, check
from tests.benchmarks.libraries import installed
from tests.benchmarks.runner import save
from tests.benchmarks.work import Workload

TURN = 0.05  # seconds; long enough for warm caches, short enough that a busy machine disturbs all alike
REST = 0.03  # seconds after each turn with several threads: idle threads of a BLAS spin before they sleep
PATIENCE = 300  # seconds for an answer: compilers need some
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "NUM_CPU_THREADS")


@dataclass
class Measured:
    """What one library needed. ``status`` is empty if all went well; else it says why there is nothing."""

    status: str = ""
    turns: list[float] = field(default_factory=list)  # median seconds of a step in each turn
    busy: list[float] = field(default_factory=list)  # processor seconds of a step in each turn, all threads together
    values: list[float] = field(default_factory=list)
    peak: int = 0

    def seconds(self, clock: str = "wall") -> float:
        return median(self.turns if clock == "wall" else self.busy)

    def as_json(self) -> dict[str, Any]:
        if self.status:
            return {"status": self.status}
        return {
            "seconds": self.seconds(),
            "processor_seconds": self.seconds("processor"),
            "turns": len(self.turns),
            "steps": len(self.values),
            "last_value": self.values[-1],
            "peak_bytes": self.peak,
        }


class Unanswered(Exception):
    """A process that gave no answer, with its last words."""


class Process:
    """One library on one workload; see ``runner.py`` for what is said."""

    def __init__(self, library: str, name: str, workload: Workload, folder: Path, threads: int) -> None:
        given = {"library": library, "workload": name, "sizes": workload.sizes(), "folder": str(folder)}
        self.measured = Measured()
        self.steps = 1
        self._errors = (folder / f"{library}.txt").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.runner", json.dumps({**given, "threads": threads})],
            env=os.environ | dict.fromkeys(THREADS, str(threads)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )

    def ready(self) -> bool:
        """Wait until the model is made; whether the library has a program for the workload."""
        return self._answer()["ready"]

    def run(self, steps: int) -> dict[str, Any]:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # then there is no answer either, but last words
            self._process.stdin.write(b"%d\n" % steps)
            self._process.stdin.flush()
        answer = self._answer()
        self.measured.values += answer["values"]
        self.measured.peak = answer["peak"]
        return answer

    def turn(self) -> None:
        answer = self.run(self.steps)
        self.measured.turns.append(median(answer["seconds"]))
        self.measured.busy.append(answer["busy"])

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            raise Unanswered(f"no answer within {PATIENCE} seconds")
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait()
            self._errors.seek(0)
            raise Unanswered((self._errors.read().strip().splitlines() or [f"exit code {code}"])[-1][:200])
        return json.loads(line)


def measure(
    name: str, workload: Workload, libraries: Iterable[str], threads: int, seconds: float = 3.0
) -> dict[str, Measured]:
    """What each library needs for ``workload``, with about ``seconds`` of turns for each; at least five turns."""
    found: dict[str, Measured] = {}
    processes: list[Process] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        save(workload.problem(), folder / "full.npz")
        save(workload.small().problem(), folder / "small.npz")
        try:
            for library in libraries:
                if installed(library):
                    processes.append(Process(library, name, workload, folder, threads))
                    _start(processes[-1])
                    found[library] = processes[-1].measured
                else:
                    found[library] = Measured("missing")
            _take_turns(processes, seconds, REST if threads > 1 else 0.0)
        finally:
            for process in processes:
                process.close()
    _compare(found, workload.learns)
    return found


def _start(process: Process) -> None:
    """The first steps, which show how many fill a turn."""
    try:
        if process.ready():
            process.run(FIRST)
            process.steps = max(1, min(1000, round(TURN / min(process.run(2)["seconds"]))))
        else:
            process.measured.status = "-"
    except Unanswered as error:
        process.measured.status = f"failed: {error}"


def _take_turns(processes: list[Process], seconds: float, rest: float) -> None:
    spent, rounds = 0.0, 0
    while order := [process for process in processes if not process.measured.status]:
        if rounds == 60 or (rounds >= 5 and spent > seconds * len(order)):
            break
        for process in order[:: 1 if rounds % 2 else -1]:
            try:
                process.turn()
                spent += process.measured.turns[-1] * process.steps
            except Unanswered as error:
                process.measured.status = f"failed: {error}"
            sleep(rest)
        rounds += 1


def _compare(found: dict[str, Measured], learns: bool) -> None:
    """Refuse what differs from PyTorch, or from the first library where PyTorch is not there."""
    good = {name: measured for name, measured in found.items() if not measured.status}
    if not good:
        return
    reference = good.get("PyTorch", next(iter(good.values())))
    for measured in good.values():
        try:
            check(measured.values, reference.values, learns=learns)
        except DifferentWork as error:
            measured.status = f"differs: {error}"
