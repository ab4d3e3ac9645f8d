"""Exercises whose answer is a gradient: judged element by element against differentiation by trying.

The learner writes `backward(gy, x, ...)`, which gives one gradient per input, or a whole `autograd.Function`. The first
element that is wrong is named with three numbers: the learner's, what trying gives (move this one number a little and
see how the result moves; no rule of differentiation is used), and what our engine computes.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_lab.app.exercise import Finding, FunctionExercise
from autograd_lab.app.outcome import Outcome, alike, observe, plain
from autograd_lab.app.texts import tr
from autograd_lab.autograd import Function
from autograd_lab.autograd.checking.numerical import numerical_jacobian
from autograd_lab.functional.creation import tensor
from autograd_lab.record.graphs.graph import snapshot_graph
from autograd_lab.record.graphs.svg import graph_svg
from autograd_lab.record.names import Names
from autograd_lab.record.snapshot import GraphSnapshot
from autograd_lab.tensor import Tensor

EPS = 1e-6  # in float64; see autograd/checking/numerical.py


@dataclass(frozen=True)
class Values:
    """One element of one input's gradient, three times."""

    name: str
    yours: float
    numerical: float
    reference: float


def differentiate(answer: Any, gy: Tensor | None, *inputs: Any) -> Any:
    """The gradients that an answer gives, a function of (gy, *inputs) or a Function.

    Without ``gy`` the value of the Function's forward, None where the answer has no forward. A grader calls this in
    the process where the answer is.
    """
    if not (isinstance(answer, type) and issubclass(answer, Function)):
        return None if gy is None else answer(gy, *inputs)
    if gy is None:
        return answer.apply(*inputs)
    _watched(inputs)
    answer.apply(*inputs).backward(gy)
    gradients = [x.grad for x in inputs if _has_slope(x)]
    return tuple(gradients) if len(gradients) > 1 else gradients[0]


@dataclass(frozen=True, kw_only=True)
class GradientExercise(FunctionExercise):
    """Write the gradients of `forward`. Each case is `(gy, *inputs)`. An answer, and so `reference`, is such
    a function or a subclass of `autograd.Function` with the same forward.

    Cases of NumPy arrays are for an answer that is to use NumPy alone; `forward` gets Tensors all the same."""

    forward: Callable[..., Tensor]
    probe: Callable[..., Any] = differentiate

    def judge(self, answer: Any) -> Finding | None:
        if wrong := self._wrong_forward(answer):
            return wrong
        finding = super().judge(answer)
        if finding is None:
            return None
        for case in self.cases():
            if found := self.first_wrong(answer, case):
                said = tr("gradient.values", **vars(found))
                return replace(finding, element=said, picture=self.picture(case, found.name.split("[")[0], said))
        return finding

    def first_wrong(self, answer: Callable[..., Any], case: tuple[Any, ...]) -> Values | None:
        """The first element that differs from the slope found by trying, if there is one to be compared."""
        try:
            mine = _listed(plain(self.probe(answer, *_again(case))))
        except Exception:
            return None
        names, numerical, reference = self._inputs(), self.numerical(case), self.engine(case)
        for name, yours, slopes, right in zip(names, mine, numerical, reference, strict=False):
            if not isinstance(yours, np.ndarray) or slopes is None or right is None or yours.shape != slopes.shape:
                continue
            # Trying in float64 is good to 1e-9 or so; `alike` allows for the rounding of a float32 answer.
            for place in np.ndindex(slopes.shape):
                if not alike(np.asarray(yours[place]), np.asarray(slopes[place])):
                    at = f"[{', '.join(map(str, place))}]" if place else ""
                    return Values(f"{name}{at}", float(yours[place]), float(slopes[place]), float(right[place]))
        return None

    def numerical(self, case: tuple[Any, ...]) -> list[np.ndarray | None]:
        """For each input, the slope of `(gy * forward(...)).sum()` in each of its elements; None for whole numbers."""
        gy, *inputs = _tensors(case, double=True)
        found: list[np.ndarray | None] = []
        for x in inputs:
            if not _has_slope(x):
                found.append(None)
                continue
            (jacobian,) = numerical_jacobian(self.forward, inputs, x, EPS)
            found.append(np.asarray(jacobian @ gy.reshape(-1).numpy()).reshape(x.shape))
        return found

    def engine(self, case: tuple[Any, ...]) -> list[np.ndarray | None]:
        """What backward through `forward` gives, in float64."""
        gy, *inputs = _tensors(case, double=True)
        _watched(inputs)
        self.forward(*inputs).backward(gy)
        return [plain(x.grad) if _has_slope(x) else None for x in inputs]

    def picture(self, case: tuple[Any, ...], name: str, said: str) -> str:
        """The graph of `forward` as SVG, the input marked whose gradient is wrong, and the three numbers below."""
        _, *inputs = _tensors(case)
        _watched(inputs)
        graph = snapshot_graph(self.forward(*inputs), names=Names(None, dict(zip(self._inputs(), inputs, strict=True))))
        nodes = [replace(node, change="changed") if node.name == name else node for node in graph.nodes]
        return graph_svg(GraphSnapshot(nodes, graph.edges, graph.modules, changes=said))

    def _inputs(self) -> list[str]:
        return list(inspect.signature(self.forward).parameters)

    def _outcomes(self, function: Callable[..., Any]) -> list[Outcome]:
        return [observe(self.probe, (function, *arguments), blame=function) for arguments in self.cases()]

    def _names(self) -> list[str]:
        return ["gy", *self._inputs()]

    def _wrong_forward(self, answer: Any) -> Finding | None:
        """What is wrong with the forward of a Function."""
        for _, *inputs in self.cases():
            try:
                came = plain(self.probe(answer, None, *inputs))
            except Exception:
                return None  # judging the backward tells how it failed
            if came is not None and not alike(came, plain(self.forward(*inputs))):
                return Finding(hint=tr("gradient.forward_differs"))
        return None


def _again(case: tuple[Any, ...]) -> tuple[Any, ...]:
    """Copies of a case's arguments."""
    return tuple(value.detach().clone() if isinstance(value, Tensor) else copy.copy(value) for value in case)


def _tensors(case: tuple[Any, ...], double: bool = False) -> tuple[Any, ...]:
    """Copies of a case's arguments, arrays as Tensors; floats as float64 if `double`."""
    copies = [tensor(value) if isinstance(value, np.ndarray) else value for value in _again(case)]
    return tuple(value.double() if double and _has_slope(value) else value for value in copies)


def _watched(inputs: Any) -> None:
    for x in inputs:
        if _has_slope(x):
            x.requires_grad_()


def _has_slope(x: Any) -> bool:
    return isinstance(x, Tensor) and x.is_floating_point()


def _listed(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
