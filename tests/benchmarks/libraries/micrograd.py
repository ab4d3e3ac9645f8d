"""micrograd: one number a node, in Python's floats (float64); so only for what is tiny."""

from __future__ import annotations

from typing import Any

from tests.benchmarks.work import Problem, Program, Workload
from tests.benchmarks.workloads.dense import TinyMLP
from tests.benchmarks.workloads.pieces import Import, imported

PACKAGE = "micrograd"


def program(workload: Workload, problem: Problem) -> Program | None:
    if isinstance(workload, Import):
        return imported("import micrograd.engine")
    if isinstance(workload, TinyMLP):
        return tiny(problem, workload.optimizer[1]["lr"])
    return None


def tiny(problem: Problem, lr: float) -> Program:
    from micrograd.nn import MLP

    model = MLP(2, [16, 16, 1])
    for k, layer in enumerate(model.layers):
        weight, bias = problem.weights[f"{2 * k}.weight"], problem.weights[f"{2 * k}.bias"]
        for neuron, row, b in zip(layer.neurons, weight, bias, strict=True):
            neuron.b.data = float(b)
            for w, number in zip(neuron.w, row, strict=True):
                w.data = float(number)
    points, sides = problem.data["x"].tolist(), problem.data["y"][:, 0].tolist()

    def step() -> Any:
        model.zero_grad()
        loss = sum((model(point) - side) ** 2 for point, side in zip(points, sides, strict=True)) * (1 / len(points))
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
        return loss.data

    return Program(step)
