"""PyTorch's eager mode: what everything is measured against."""

from __future__ import annotations

from tests.benchmarks.work import Problem, Program, Workload

PACKAGE = "torch"


def set_threads(count: int) -> None:
    import torch

    torch.set_num_threads(count)


def program(workload: Workload, problem: Problem) -> Program | None:
    import torch

    return workload.program(torch, problem)
