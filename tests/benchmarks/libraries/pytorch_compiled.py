"""``torch.compile`` around the forward pass and the loss, as its tutorial has it; it needs a C++ compiler."""

from __future__ import annotations

from tests.benchmarks.libraries.pytorch import PACKAGE, set_threads
from tests.benchmarks.work import Problem, Program, Training, Workload

__all__ = ["PACKAGE", "program", "set_threads"]


def program(workload: Workload, problem: Problem) -> Program | None:
    import torch

    if not isinstance(workload, Training):
        return None
    return workload.program(torch, problem, compiled_loss=torch.compile)
