"""This library, as a learner uses it."""

from __future__ import annotations

from tests.benchmarks.work import Problem, Program, Workload

PACKAGE = "autograd_lab"


def set_threads(count: int) -> None:
    import autograd_lab as lab

    lab.set_num_threads(count)


def program(workload: Workload, problem: Problem) -> Program | None:
    import autograd_lab as lab

    return workload.program(lab, problem)
