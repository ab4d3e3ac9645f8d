"""This library, as a learner uses it."""

from __future__ import annotations

from tests.benchmarks.work import Problem, Program, Workload

PACKAGE = "autograd_lab"


def set_threads(count: int) -> None:
    import autograd_lab as lab
    from autograd_lab.app import warm_up

    lab.set_num_threads(count)
    for step in warm_up.steps():  # loads the compiled loops: code, as that of a library in C++ comes with its import
        step()


def program(workload: Workload, problem: Problem) -> Program | None:
    import autograd_lab as lab

    return workload.program(lab, problem)
