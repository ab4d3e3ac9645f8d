"""Surfaces for optimizers to race on: each shows one difficulty. They are ordinary code on tensors."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError
from autograd_lab.graph.modes import no_grad
from autograd_lab.record.names import shorten
from autograd_lab.record.play import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.snapshot import Text, both
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.tensor import make

GRID = (96, 128)  # heights down and across
COARSE = (36, 48)  # where a function takes one point at a time


def bowl(x, y):
    return (x**2 + y**2) / 2


def ravine(x, y):
    return 0.05 * x**2 + y**2


def saddle(x, y):
    return x**2 - y**2 + y**4 / 8


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def beale(x, y):
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def himmelblau(x, y):
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


@dataclass(frozen=True)
class Surface:
    """``rates`` are learning rates that make a good race; ``words`` say what to look for."""

    key: str
    function: Callable[[Any, Any], Any]
    extent: tuple[float, float, float, float]  # left, right, bottom, top
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...] = ()
    rates: dict[str, float] = field(default_factory=dict)

    @property
    def axes(self) -> tuple[str, str]:
        """What the function calls its two numbers."""
        try:
            parameters = inspect.signature(self.function).parameters.values()
        except (TypeError, ValueError):  # built-in, or no function at all
            return "x", "y"
        names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        return (shorten(names[0]), shorten(names[1])) if len(names) >= 2 else ("x", "y")

    @property
    def name(self) -> Text:
        return both(f"race.{self.key}") if self.key in SURFACES else self.key

    @property
    def words(self) -> Text:
        return both(f"race.{self.key}.words") if self.key in SURFACES else ""

    @property
    def source(self) -> str:
        """The function as code; of one whose text is not to be had, its name."""
        try:
            return textwrap.dedent(inspect.getsource(self.function)).rstrip()
        except (OSError, TypeError):
            return f"# {self.key}"

    def heights(self) -> np.ndarray:
        """The function on a grid, from the top left."""
        try:
            return self._grid(*GRID)
        except Exception:  # it decides by the value of x, so it takes one point at a time
            rows, columns = COARSE
            xs, ys = self._places(rows, columns)
            with no_grad():
                numbers = [[height(self.function, float(x), float(y)) for x in xs] for y in ys]
            return np.array(numbers, np.float32)

    def _grid(self, rows: int, columns: int) -> np.ndarray:
        xs, ys = (places.astype(np.float32) for places in self._places(rows, columns))
        across, down = np.meshgrid(xs, ys)
        with no_grad():
            out = self.function(make(across), make(down))
        if not isinstance(out, Tensor) or tuple(out.shape) != (rows, columns):
            raise ArgTypeError("race.result", name=self.key, got=type(out).__name__)
        return out.detach().cpu().numpy().astype(np.float32)

    def _places(self, rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
        left, right, bottom, top = self.extent
        return np.linspace(left, right, columns), np.linspace(top, bottom, rows)


def height(function: Any, x: float, y: float) -> float:
    """The function at one point; ArgTypeError where it does not give one number as a Tensor."""
    out = function(make(np.array(x, np.float32)), make(np.array(y, np.float32)))
    if not isinstance(out, Tensor) or out.numel() != 1:
        got = f"{type(out).__name__} of shape {tuple(out.shape)}" if isinstance(out, Tensor) else type(out).__name__
        raise ArgTypeError("race.result", name=getattr(function, "__name__", "function"), got=got)
    return float(out.item())


_NAMES = ("SGD", "momentum", "Nesterov", "RMSprop", "Adagrad", "Adam")


def _rates(*rates: float) -> dict[str, float]:
    return dict(zip(_NAMES, rates, strict=True))


SURFACES: dict[str, Surface] = {
    "bowl": Surface("bowl", bowl, (-4, 4, -3, 3), (-3.4, 2.2), ((0, 0),), _rates(0.1, 0.03, 0.03, 0.1, 0.5, 0.2)),
    "ravine": Surface("ravine", ravine, (-6, 6, -3, 3), (-5.4, 2.3), ((0, 0),), _rates(0.9, 0.1, 0.1, 0.1, 0.5, 0.2)),
    "saddle": Surface(
        "saddle", saddle, (-3, 3, -3, 3), (-2.6, 0.002), ((0, 2), (0, -2)), _rates(0.05, 0.02, 0.02, 0.02, 0.2, 0.05)
    ),
    "rosenbrock": Surface(
        "rosenbrock", rosenbrock, (-2, 2, -1, 3), (-1.4, 2.4), ((1, 1),), _rates(0.001, 0.0005, 0.0005, 0.02, 0.3, 0.1)
    ),
    "beale": Surface(
        "beale", beale, (-4.5, 4.5, -4.5, 4.5), (1.0, 1.6), ((3, 0.5),), _rates(0.01, 0.004, 0.004, 0.02, 0.4, 0.1)
    ),
    "himmelblau": Surface(
        "himmelblau",
        himmelblau,
        (-5, 5, -5, 5),
        (-0.3, -0.9),
        ((3, 2), (-2.805118, 3.131312), (-3.77931, -3.283186), (3.584428, -1.848126)),
        _rates(0.01, 0.004, 0.004, 0.05, 0.6, 0.2),
    ),
}
