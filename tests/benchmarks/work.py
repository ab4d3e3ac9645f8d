"""What a workload is: arrays that every library starts from, and one program for all libraries with PyTorch's names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar

import numpy as np

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Problem:
    """What all libraries get: the data, and the weights to start from under PyTorch's names."""

    data: Arrays
    weights: Arrays = field(default_factory=dict)


@dataclass(frozen=True)
class Program:
    """``step`` is timed; ``value`` makes the number to be compared out of what it returned, and is not."""

    step: Callable[[], Any]
    value: Callable[[Any], float] = float


@dataclass(frozen=True)
class Workload:
    """Sizes are fields, so that one workload can be measured as it grows."""

    name: ClassVar[str]
    learns: ClassVar[bool] = False  # whether its value is a loss that has to fall
    inside: ClassVar[bool] = True  # whether the work is done in the process whose memory is measured
    warm: ClassVar[dict[str, int]] = {}  # the sizes of a small one, which loads all code before memory is measured

    def problem(self) -> Problem:
        return Problem({})

    def program(self, torch: Any, problem: Problem, device: str = "cpu") -> Program:
        """The program for this library or PyTorch, whichever ``torch`` is."""
        raise NotImplementedError

    def small(self) -> Workload:
        return replace(self, **self.warm)

    def sizes(self) -> dict[str, Any]:
        return {size.name: getattr(self, size.name) for size in fields(self)}


@dataclass(frozen=True)
class Training(Workload):
    """A training step: zero_grad, forward, loss, backward, step, and the loss as a float, as a learner prints it."""

    batch: int = 64

    learns = True
    warm: ClassVar[dict[str, int]] = {"batch": 2}
    optimizer: ClassVar[tuple[str, dict[str, Any]]] = ("Adam", {"lr": 1e-3})

    def model(self, torch: Any) -> Any:
        raise NotImplementedError

    def data(self, draw: np.random.Generator) -> Arrays:
        raise NotImplementedError

    def loss(self, torch: Any, model: Any, x: Any, y: Any) -> Any:
        return torch.nn.functional.cross_entropy(model(x), y)

    def problem(self) -> Problem:
        import autograd_lab as lab

        draw = np.random.default_rng(0)
        shapes = {name: tuple(p.shape) for name, p in self.model(lab).named_parameters()}
        return Problem(self.data(draw), {name: weight(draw, name, shape) for name, shape in shapes.items()})

    def train(
        self,
        torch: Any,
        problem: Problem,
        device: str = "cpu",
        compiled_loss: Callable[[Any], Any] = lambda loss: loss,
        compiled_step: Callable[[Any], Any] = lambda step: step,
    ) -> Callable[[], Any]:
        """What a learner writes in the loop, up to the loss, which stays a Tensor."""
        model = self.model(torch).to(device)
        copy_weights(torch, model, problem.weights)
        name, options = self.optimizer
        optimizer = getattr(torch.optim, name)(model.parameters(), **options)
        tensors = [torch.tensor(array).to(device) for array in problem.data.values()]
        loss_of = compiled_loss(lambda *tensors: self.loss(torch, model, *tensors))

        def step(*tensors: Any) -> Any:
            optimizer.zero_grad()
            loss = loss_of(*tensors)
            loss.backward()
            optimizer.step()
            return loss

        step = compiled_step(step)
        return lambda: step(*tensors)

    def program(self, torch: Any, problem: Problem, device: str = "cpu", **compilers: Callable[[Any], Any]) -> Program:
        step = self.train(torch, problem, device, **compilers)
        return Program(lambda: step().item())


def weight(draw: np.random.Generator, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Matrices and kernels scaled by what comes in (He et al. 2015), scales around one, biases around zero."""
    values = draw.standard_normal(shape, np.float32)
    if len(shape) > 1:
        return values * np.float32(np.prod(shape[1:]) ** -0.5)
    return values * np.float32(0.1) + np.float32("weight" in name)


def copy_weights(torch: Any, model: Any, weights: Arrays) -> None:
    own = dict(model.named_parameters())
    if own.keys() != weights.keys():
        raise ValueError(f"the model has other parameters than the weights: {sorted(own.keys() ^ weights.keys())}")
    with torch.no_grad():
        for name, parameter in own.items():
            parameter.copy_(torch.tensor(weights[name]))


def floats(draw: np.random.Generator, *shape: int) -> np.ndarray:
    return draw.standard_normal(shape, np.float32)


def labels(draw: np.random.Generator, classes: int, *shape: int) -> np.ndarray:
    return draw.integers(0, classes, shape)
