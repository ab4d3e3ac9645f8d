"""This library with ``lab.compile`` around the training step."""

from __future__ import annotations

from tests.benchmarks.libraries.ours import PACKAGE, set_threads
from tests.benchmarks.work import Problem, Program, Training, Workload

__all__ = ["PACKAGE", "program", "set_threads"]


def program(workload: Workload, problem: Problem) -> Program | None:
    import autograd_lab as lab

    compile_step = getattr(lab, "compile", None)
    if compile_step is None or not isinstance(workload, Training):
        return None
    return workload.program(lab, problem, compiled_step=compile_step)
