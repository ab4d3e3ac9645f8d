"""Parts of a training step alone: small operations, the optimizer, the DataLoader, and the import."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from tests.benchmarks.work import Problem, Program, Workload, floats, labels

Operation = Callable[[Any, Any, Any], Any]  # of x, a tensor c near zero and a tensor s near one


def mixed(relu: Callable[[Any], Any]) -> list[Operation]:
    """The operations of the headline; ``relu`` as the library writes it."""
    return [
        lambda x, c, s: x + c,
        lambda x, c, s: x * s,
        lambda x, c, s: relu(x),
        lambda x, c, s: x - c,
        lambda x, c, s: x / s,
    ]


MIXED = mixed(lambda x: x.relu())
OPERATIONS: dict[str, list[Operation]] = {
    "mixed": MIXED,
    "x + 1": [lambda x, c, s: x + 1.0, lambda x, c, s: x + -1.0],
    "x * 1": [lambda x, c, s: x * 1.0],
    "x + c": [MIXED[0]],
    "x * s": [MIXED[1]],
    "x - c": [MIXED[3]],
    "x / s": [MIXED[4]],
    "-x": [lambda x, c, s: -x],
    "x ** 2": [lambda x, c, s: x**2, lambda x, c, s: x**0.5],
    "exp": [lambda x, c, s: x.exp(), lambda x, c, s: x.log()],
    "tanh": [lambda x, c, s: x.tanh()],
    "relu": [MIXED[2]],
    "sigmoid": [lambda x, c, s: x.sigmoid(), lambda x, c, s: x * 4.0],
    "abs": [lambda x, c, s: x.abs()],
}


@dataclass(frozen=True)
class Chain(Workload):
    """A chain of 500 small operations on 8 floats, forward and backward."""

    operation: str = "mixed"
    length: int = 500

    name = "chain"
    warm: ClassVar[dict[str, int]] = {"length": 5}

    def problem(self) -> Problem:
        x, c, s = np.linspace(0.5, 1.5, 8), np.linspace(0.01, 0.02, 8), np.linspace(1.01, 1.02, 8)
        return Problem({"x": x.astype(np.float32), "c": c.astype(np.float32), "s": s.astype(np.float32)})

    def program(self, torch: Any, problem: Problem, device: str = "cpu") -> Program:
        x, c, s = (torch.tensor(array).to(device) for array in problem.data.values())
        x.requires_grad_()

        def step() -> Any:
            x.grad = None
            total = walked(OPERATIONS[self.operation], self.length, x, c, s).sum()
            total.backward()
            return total.detach()

        return Program(step, lambda total: chain_value(total, x.grad.cpu()))


def chain_value(total: Any, gradient: Any) -> float:
    """Sum and gradient together: an operation that is left out changes it."""
    return float(total) + float(gradient.sum())


def walked(operations: list[Operation], length: int, x: Any, c: Any, s: Any) -> Any:
    """``length`` operations, one after the other and from the start again."""
    whole, rest = divmod(length, len(operations))
    for _ in range(whole):
        for operation in operations:
            x = operation(x, c, s)
    for operation in operations[:rest]:
        x = operation(x, c, s)
    return x


SHAPES = {
    "MLP": [(512, 784), (512,), (10, 512), (10,)],
    "small MLP": [(128, 64), (128,), (128, 128), (128,), (10, 128), (10,)],
    "100 of 16 x 16": [(16, 16)] * 100,
}
RULES: dict[str, tuple[str, dict[str, Any]]] = {
    "SGD": ("SGD", {"lr": 1e-3}),
    "SGD momentum": ("SGD", {"lr": 1e-3, "momentum": 0.9}),
    "Adam": ("Adam", {}),
    "AdamW": ("AdamW", {}),
    "RMSprop": ("RMSprop", {}),
}


@dataclass(frozen=True)
class OptimizerStep(Workload):
    """A step of Adam alone, over the parameters of an MLP 784-512-10."""

    rule: str = "Adam"
    parameters: str = "MLP"

    name = "optimizer"

    @property
    def chosen(self) -> tuple[str, dict[str, Any]]:
        """The name of the class and its arguments."""
        return RULES[self.rule]

    def problem(self) -> Problem:
        draw, shapes = np.random.default_rng(0), SHAPES[self.parameters]
        gradients = {f"gradient {k}": floats(draw, *shape) for k, shape in enumerate(shapes)}
        return Problem(gradients, {f"{k}": floats(draw, *shape) for k, shape in enumerate(shapes)})

    def program(self, torch: Any, problem: Problem, device: str = "cpu") -> Program:
        params = [torch.tensor(array).to(device).requires_grad_() for array in problem.weights.values()]
        for p, gradient in zip(params, problem.data.values(), strict=True):
            p.grad = torch.tensor(gradient).to(device)
        name, options = self.chosen
        step = getattr(torch.optim, name)(params, **options).step
        return Program(step, lambda _: sum(float(p.detach().abs().sum()) for p in params))


@dataclass(frozen=True)
class Loading(Workload):
    """An epoch of the DataLoader: 2,048 images and labels in shuffled batches of 64, in the loop's own process."""

    batch: int = 64
    samples: int = 2048

    name = "DataLoader"

    def problem(self) -> Problem:
        draw = np.random.default_rng(0)
        return Problem({"x": floats(draw, self.samples, 1, 28, 28), "y": labels(draw, 10, self.samples)})

    def program(self, torch: Any, problem: Problem, device: str = "cpu") -> Program:
        data = torch.utils.data.TensorDataset(*(torch.tensor(array) for array in problem.data.values()))
        return loaded(torch.utils.data.DataLoader(data, batch_size=self.batch, shuffle=True))


def loaded(loader: Any) -> Program:
    """Compared is a number of images and labels together, whatever their order."""

    def step() -> list[Any]:
        return list(loader)

    def value(batches: list[Any]) -> float:
        return sum(float((np.asarray(x)[:, 0, 0, 0] * np.asarray(y)).sum()) for x, y in batches)

    return Program(step, value)


@dataclass(frozen=True)
class Import(Workload):
    """``import`` of the package in a new process; the start of Python itself is part of it."""

    name = "import"
    inside = False

    def program(self, torch: Any, problem: Problem, device: str = "cpu") -> Program:
        return imported(f"import {torch.__name__}")


def imported(statement: str) -> Program:
    command = [sys.executable, "-c", statement]
    return Program(lambda: subprocess.run(command, check=True), lambda done: done.returncode)
