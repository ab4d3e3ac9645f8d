"""A race of optimizers down a surface: real optimizers of ``optim``, step by step."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_lab import optim
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.record.names import shorten
from autograd_lab.record.play.surfaces import SURFACES, Surface, height
from autograd_lab.record.snapshot import Real, Text, real
from autograd_lab.tensor.tensor import make

STEPS = 200
MOST_STEPS, MOST_RACERS = 2000, 8
FAR = 1e4  # extents away from the picture, where a racer is given up

Make = Callable[[list[Any]], Any]

# name -> how it is written, all but the learning rate
KNOWN: dict[str, tuple[type, dict[str, Any]]] = {
    "SGD": (optim.SGD, {}),
    "momentum": (optim.SGD, {"momentum": 0.9}),
    "Nesterov": (optim.SGD, {"momentum": 0.9, "nesterov": True}),
    "RMSprop": (optim.RMSprop, {}),
    "Adagrad": (optim.Adagrad, {}),
    "Adam": (optim.Adam, {}),
    "AdamW": (optim.AdamW, {}),
    "NAdam": (optim.NAdam, {}),
    "RAdam": (optim.RAdam, {}),
    "Adadelta": (optim.Adadelta, {}),
    "Adamax": (optim.Adamax, {}),
    "ASGD": (optim.ASGD, {}),
    "Rprop": (optim.Rprop, {}),
}
TAKEN = {"lab", "optim", "racers", "name", "make", "optimizer", "step", "loss", "f"}  # by the program of a race
USUAL = ("SGD", "momentum", "RMSprop", "Adam")


@dataclass(frozen=True)
class SurfaceInfo:
    """A surface to choose: ``extent`` is left, right, bottom, top, ``axes`` are the names of the axes across and up;
    ``words`` say what to look for."""

    key: str
    name: Text
    words: Text
    extent: list[float]
    start: list[float]
    minima: list[list[float]]
    rates: dict[str, float]
    axes: list[str]


@dataclass(frozen=True)
class Racer:
    """An optimizer in the race, or waiting beside it."""

    name: str
    lr: float
    on: bool = True


@dataclass(frozen=True)
class Trail:
    """Where a racer went: ``points`` places, the first of them the start; ``lost``: it went beyond all bounds."""

    name: str
    points: int
    lost: bool
    loss: Real


@dataclass(frozen=True)
class RaceRun:
    """One race. Its numbers: the heights, row by row from the top; for each trail x, y and loss of each point."""

    surface: str
    start: list[float]
    steps: int
    racers: list[Racer]
    trails: list[Trail]
    grid: list[int]
    code: str


class Race:
    """Surfaces and racers; ``run`` answers every question with a race from the beginning."""

    def __init__(self, function: Any = None, optimizers: Any = None, start: Any = None, extent: Any = None) -> None:
        self.surfaces = dict(SURFACES)
        self.first = self._choose(function, extent)
        if start is not None:
            surface = self.surfaces[self.first]
            self.surfaces[self.first] = replace(surface, start=_point(start))
        self._makers: dict[str, Make] = {}
        self.racers = self._line_up(optimizers)
        self._heights: dict[str, np.ndarray] = {}
        height(self.surfaces[self.first].function, *self.surfaces[self.first].start)  # an error is said at once

    def _choose(self, function: Any, extent: Any) -> str:
        if function is None:
            function = "ravine"
        if isinstance(function, str):
            if function not in SURFACES:
                raise ArgumentError("race.surface", name=shorten(function), known=", ".join(SURFACES))
            if extent is not None:
                sides = _extent(extent)
                start = _within(SURFACES[function].start, sides)
                self.surfaces[function] = replace(SURFACES[function], extent=sides, start=start)
            return function
        if not callable(function):
            raise ArgTypeError("race.function", got=type(function).__name__)
        key = shorten(getattr(function, "__name__", "function"))
        key = "f" if key == "<lambda>" else key
        if key in SURFACES:
            key += "_"
        sides = _extent(extent)
        self.surfaces = {key: Surface(key, function, sides, _corner(sides)), **self.surfaces}
        return key

    def _line_up(self, optimizers: Any) -> list[Racer]:
        rates = self.surfaces[self.first].rates
        if isinstance(optimizers, Mapping):
            racers = []
            for name, maker in list(optimizers.items())[:MOST_RACERS]:
                probe = _optimizer(name, maker, [make(np.zeros((), np.float32)).requires_grad_()])
                self._makers[shorten(name)] = maker
                racers.append(Racer(shorten(name), float(probe.param_groups[0].get("lr", 0.0))))
            return racers
        chosen: Sequence[str] = USUAL if optimizers is None else list(optimizers)
        for name in chosen:
            if name not in KNOWN:
                raise ArgumentError("race.optimizer", name=shorten(name), known=", ".join(KNOWN))
        waiting = [name for name in ("Nesterov", "Adagrad") if optimizers is None]
        names = [*chosen, *waiting][:MOST_RACERS]
        return [Racer(name, rates.get(name, self._usual(name)), name in chosen) for name in names]

    @staticmethod
    def _usual(name: str) -> float:
        return {"Adadelta": 1.0, "Rprop": 0.05}.get(name, 0.05 if name.startswith(("Ad", "NA", "RA")) else 0.01)

    def infos(self) -> list[SurfaceInfo]:
        return [
            SurfaceInfo(
                s.key,
                s.name,
                s.words,
                list(s.extent),
                list(s.start),
                [list(m) for m in s.minima],
                dict(s.rates),
                list(s.axes),
            )
            for s in self.surfaces.values()
        ]

    def run(
        self, surface: str, start: Sequence[float], racers: Sequence[Racer], steps: int
    ) -> tuple[RaceRun, np.ndarray, np.ndarray]:
        """The race, the heights of the surface and the numbers of the trails."""
        if surface not in self.surfaces:
            raise ArgumentError("race.surface", name=shorten(surface), known=", ".join(self.surfaces))
        where = self.surfaces[surface]
        steps = max(1, min(int(steps), MOST_STEPS))
        at = _point(start)
        racers = list(racers)[:MOST_RACERS]
        trails, numbers = [], [np.empty(0, np.float32)]
        for racer in racers:
            if racer.on:
                points, lost = self._trail(where, at, racer, steps)
                trails.append(Trail(racer.name, points.shape[1], lost, real(points[2, -1])))
                numbers.append(points.reshape(-1))
        if surface not in self._heights:
            self._heights[surface] = where.heights()
        grid = self._heights[surface]
        code = race_code(where, at, [r for r in racers if r.on], steps, self._makers)
        result = RaceRun(surface, list(at), steps, racers, trails, list(grid.shape), code)
        return result, grid, np.concatenate(numbers)

    def _trail(self, surface: Surface, start: tuple[float, float], racer: Racer, steps: int) -> tuple[np.ndarray, bool]:
        x, y = (make(np.array(value, np.float32)).requires_grad_() for value in start)
        if racer.name in self._makers:
            optimizer = _optimizer(racer.name, self._makers[racer.name], [x, y])
            for group in optimizer.param_groups:
                group["lr"] = racer.lr
        elif racer.name in KNOWN:
            cls, options = KNOWN[racer.name]
            optimizer = cls([x, y], lr=racer.lr, **options)
        else:
            raise ArgumentError("race.optimizer", name=shorten(racer.name), known=", ".join(KNOWN))
        left, right, bottom, top = surface.extent
        far = FAR * max(right - left, top - bottom)
        points = []
        for step in range(steps + 1):
            optimizer.zero_grad()
            loss = surface.function(x, y)
            points.append((x.item(), y.item(), loss.item()))
            if not all(map(math.isfinite, points[-1])) or max(abs(v) for v in points[-1][:2]) > far:
                return np.array(points, np.float32).T, True
            if step < steps:
                loss.backward()
                optimizer.step()
        return np.array(points, np.float32).T, False


def race_code(
    surface: Surface, start: tuple[float, float], racers: Sequence[Racer], steps: int, own: Mapping[str, Any]
) -> str:
    """The race as a program of one's own."""
    lines = []
    for racer in racers:
        if racer.name in own:
            lines.append(f"    # {racer.name!r}: your own, with lr={racer.lr:g}")
        else:
            cls, options = KNOWN[racer.name]
            words = ", ".join([f"lr={racer.lr:g}", *(f"{name}={value}" for name, value in options.items())])
            lines.append(f'    "{racer.name}": lambda p: optim.{cls.__name__}(p, {words}),')
    function = getattr(surface.function, "__name__", surface.key)
    call = function if function.isidentifier() else "f"
    x, y = surface.axes
    if not {x, y}.isdisjoint(TAKEN):
        x, y = "x", "y"
    return f"""import autograd_lab as lab
from autograd_lab import optim

{surface.source}

racers = {{
{chr(10).join(lines)}
}}
for name, make in racers.items():
    {x} = lab.tensor({start[0]!r}, requires_grad=True)
    {y} = lab.tensor({start[1]!r}, requires_grad=True)
    optimizer = make([{x}, {y}])
    for step in range({steps}):
        optimizer.zero_grad()
        loss = {call}({x}, {y})
        loss.backward()
        optimizer.step()
    print(f"{{name:10}} {x} = {{{x}.item():.4g}}  {y} = {{{y}.item():.4g}}  loss = {{loss.item():.4g}}")
"""


def _optimizer(name: str, maker: Any, parameters: list[Any]) -> Any:
    optimizer = maker(parameters) if callable(maker) else None
    if not hasattr(optimizer, "param_groups"):
        raise ArgTypeError("race.maker", name=shorten(name), got=type(optimizer).__name__)
    return optimizer


def _point(point: Any) -> tuple[float, float]:
    try:
        x, y = (float(value) for value in point)
    except (TypeError, ValueError):
        raise ArgumentError("race.start", got=shorten(repr(point))) from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ArgumentError("race.start", got=shorten(repr(point)))
    return x, y


def _extent(extent: Any) -> tuple[float, float, float, float]:
    if extent is None:
        return -4.0, 4.0, -3.0, 3.0
    try:
        left, right, bottom, top = (float(value) for value in extent)
    except (TypeError, ValueError):
        raise ArgumentError("race.extent", got=shorten(repr(extent))) from None
    if not (-math.inf < left < right < math.inf and -math.inf < bottom < top < math.inf):
        raise ArgumentError("race.extent", got=shorten(repr(extent)))
    return left, right, bottom, top


def _corner(sides: tuple[float, float, float, float]) -> tuple[float, float]:
    left, right, bottom, top = sides
    return left + 0.15 * (right - left), top - 0.2 * (top - bottom)


def _within(start: tuple[float, float], sides: tuple[float, float, float, float]) -> tuple[float, float]:
    """Where a race starts if only a part of the plane is seen."""
    left, right, bottom, top = sides
    return start if left <= start[0] <= right and bottom <= start[1] <= top else _corner(sides)
