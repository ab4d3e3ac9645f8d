"""A small network that learns to tell two classes of points apart, built and trained by the real engine."""

from __future__ import annotations

import inspect
import math
import threading
from dataclasses import dataclass, replace
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np

from autograd_lab import nn, optim
from autograd_lab.backend.random import Generator
from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.functional import PUBLIC
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn import init
from autograd_lab.record.cards.card import numbers
from autograd_lab.record.names import shorten
from autograd_lab.record.play import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.play.points import EXTENT, PRESETS
from autograd_lab.record.runs.curve import Curve
from autograd_lab.record.snapshot import Real, real
from autograd_lab.tensor.tensor import make

FIELD, UNIT = 48, 16  # cells along a side: of the plane, of a unit's map
COUNT, DRAWN = 240, 600  # points: of a preset, at most
DEEP, WIDE = 4, 8  # hidden layers, units in one
CURVE = 400  # points of the loss curve that are sent
MOST_STEPS = 1000  # of one question
SECONDS = 0.06  # of training in one question: then it is time to look

ACTIVATIONS = {"Tanh": nn.Tanh, "ReLU": nn.ReLU, "Sigmoid": nn.Sigmoid, "Identity": nn.Identity}
OPTIMIZERS: dict[str, tuple[type, dict[str, Any]]] = {
    "SGD": (optim.SGD, {}),
    "momentum": (optim.SGD, {"momentum": 0.9}),
    "RMSprop": (optim.RMSprop, {}),
    "Adam": (optim.Adam, {}),
}


@dataclass(frozen=True)
class ClassifySettings:
    """``data`` is a preset, or "own" for points that were drawn or given; ``batch`` 0 means all of them."""

    data: str
    noise: float
    hidden: list[int]
    activation: str
    optimizer: str
    lr: float
    batch: int
    seed: int


@dataclass(frozen=True)
class ClassifyRun:
    """Where the network stands. Its numbers, one after the other:

    the probability of the second class for each cell of the plane, ``field`` cells a side, from the top left;
    for each hidden unit a map of its output, ``unit`` cells a side; for each layer its weights (to, from) and its
    biases; x, y, class and whether it is for testing, of each of ``points``; step, training and test loss, of each of
    ``history`` looks. ``extent`` is left, right, bottom, top; ``accuracy`` that of all test points (or all points).
    """

    settings: ClassifySettings
    step: int
    train: Real
    test: Real | None
    accuracy: Real
    extent: list[float]
    field: int
    unit: int
    points: int
    history: int
    code: str


class _Linear(nn.Linear):
    """Its numbers are drawn from a generator of ours: the learner's random numbers belong to his own program."""

    def reset_parameters(self) -> None:
        pass

    def draw(self, generator: Generator) -> None:
        """In the order of ``nn.Linear``, so that the same seed gives the same network there."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5), generator=generator)
        bound = 1 / math.sqrt(self.in_features)
        assert self.bias is not None
        init.uniform_(self.bias, -bound, bound, generator=generator)


class Classifier:
    """One playground. Any thread may ask; one question is answered at a time."""

    def __init__(self, settings: ClassifySettings, own: Any = None) -> None:
        self._lock = threading.Lock()
        self.extent = list(EXTENT)
        self._own: tuple[np.ndarray, np.ndarray] | None = None
        if own is not None:
            self._own = _own_points(own)
            low, high = self._own[0].min(axis=0), self._own[0].max(axis=0)
            room = np.maximum(0.15 * (high - low), 1e-3)
            left, bottom, right, top = map(float, (*(low - room), *(high + room)))
            self.extent = [left, right, bottom, top]
        self.settings = _checked(settings)
        self._place_points()
        self._build()

    def change(self, settings: ClassifySettings, drawn: Any = None) -> None:
        """New settings, or new points: the network starts again only where it has to."""
        settings = _checked(settings)
        points = _drawn_points(drawn) if drawn is not None else None
        with self._lock:
            before, self.settings = self.settings, settings
            if points is not None:
                self._own = points
            if points is not None or (settings.data, settings.noise) != (before.data, before.noise):
                self._place_points()
            if replace(settings, data="", noise=0, lr=0, batch=0) != replace(before, data="", noise=0, lr=0, batch=0):
                self._build()
            for group in self.optimizer.param_groups:
                group["lr"] = settings.lr

    def train(self, steps: int) -> None:
        """Some steps, but no longer than a moment: somebody waits for the picture."""
        end = perf_counter() + SECONDS
        with self._lock:
            for _ in range(max(0, min(int(steps), MOST_STEPS))):
                self._one_step()
                if perf_counter() > end:
                    break

    def look(self) -> tuple[ClassifyRun, np.ndarray]:
        """The state and its numbers."""
        with self._lock:
            return self._look()

    def _place_points(self) -> None:
        settings = self.settings
        if settings.data == "own" and self._own is not None:
            x, y = self._own
        else:
            made, kinds = PRESETS[settings.data](COUNT, settings.noise, np.random.default_rng(settings.seed))
            x, y = made.astype(np.float32), kinds.astype(np.float32)
        self._test = np.arange(len(x)) // 2 % 3 == 2 if len(x) >= 12 else np.zeros(len(x), bool)
        self._x, self._y = x, y
        self._batch = make(x[~self._test]), make(y[~self._test])

    def _build(self) -> None:
        settings = self.settings
        self._generator = Generator().manual_seed(settings.seed)
        sizes = [2, *settings.hidden, 1]
        layers: list[nn.Module] = []
        for i, (given, made) in enumerate(pairwise(sizes)):
            layer = _Linear(given, made)
            layer.draw(self._generator)
            layers.append(layer)
            if i < len(settings.hidden):
                layers.append(ACTIVATIONS[settings.activation]())
        self.net = nn.Sequential(*layers)
        cls, options = OPTIMIZERS[settings.optimizer]
        self.optimizer = cls(self.net.parameters(), lr=settings.lr, **options)
        self.step = 0
        self._curves = Curve(2 * CURVE), Curve(2 * CURVE)

    def _one_step(self) -> None:
        x, y = self._batch
        size = self.settings.batch
        if len(x) == 0:
            return
        if 0 < size < len(x):
            chosen = PUBLIC["randint"](len(x), (size,), generator=self._generator)
            x, y = x[chosen], y[chosen]
        self.optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(self.net(x).squeeze(1), y)
        loss.backward()
        self.optimizer.step()
        self.step += 1

    def _look(self) -> tuple[ClassifyRun, np.ndarray]:
        settings = self.settings
        with no_grad():
            scores = self.net(make(self._x)).squeeze(1) if len(self._x) else make(np.empty(0, np.float32))
            field = PUBLIC["sigmoid"](self.net(make(_plane(self.extent, FIELD)))).numpy().reshape(-1)
            units = self._units(make(_plane(self.extent, UNIT)))
        losses = _losses(scores.numpy().astype(np.float64), self._y)
        train = float(losses[~self._test].mean()) if (~self._test).any() else math.nan
        test = float(losses[self._test].mean()) if self._test.any() else None
        if len(self._curves[0]) == 0 or self.step > self._curves[0].x[-1]:
            self._curves[0].append(self.step, train)
            self._curves[1].append(self.step, math.nan if test is None else test)
        judged = self._test if self._test.any() else ~self._test
        right = (scores.numpy() > 0) == (self._y > 0.5)
        weights = [p.detach().numpy().reshape(-1) for p in self.net.parameters()]
        history = [self._curves[0].x, self._curves[0].y, self._curves[1].y]
        run = ClassifyRun(
            settings=settings,
            step=self.step,
            train=real(train),
            test=None if test is None else real(test),
            accuracy=real(float(right[judged].mean()) if judged.any() else math.nan),
            extent=self.extent,
            field=FIELD,
            unit=UNIT,
            points=len(self._x),
            history=len(history[0]),
            code=self._code(),
        )
        parts = [field, *units, *weights, *self._x.T, self._y, self._test, *history]
        return run, np.concatenate([np.asarray(part, np.float32).reshape(-1) for part in parts])

    def _units(self, plane: Any) -> list[np.ndarray]:
        """What each hidden unit says all over the plane."""
        maps, out = [], plane
        for layer in self.net:
            out = layer(out)
            if not isinstance(layer, nn.Linear):
                maps.append(out.numpy().T)
        return maps

    def _code(self) -> str:
        settings, sizes = self.settings, [2, *self.settings.hidden, 1]
        layers = []
        for i, (given, made) in enumerate(pairwise(sizes)):
            act = f" nn.{settings.activation}()," if i < len(settings.hidden) else ""
            layers.append(f"    nn.Linear({given}, {made}),{act}")
        cls, options = OPTIMIZERS[settings.optimizer]
        words = ", ".join([f"lr={settings.lr:g}", *(f"{name}={value}" for name, value in options.items())])
        body = "\n".join(layers)
        batch = settings.batch if 0 < settings.batch < len(self._batch[0]) else 0
        choose = f"    chosen = lab.randint(len(x), ({batch},))\n" if batch else ""
        some = "[chosen]" if batch else ""
        return f"""import numpy as np
import autograd_lab as lab
from autograd_lab import nn, optim

{self._data_code()}
lab.manual_seed({settings.seed})
net = nn.Sequential(
{body}
)
optimizer = optim.{cls.__name__}(net.parameters(), {words})

for step in range({max(self.step, 1)}):
{choose}    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(net(x{some}).squeeze(1), y{some})
    loss.backward()
    optimizer.step()

lab.viz.boundary(net, x, y)
"""

    def _data_code(self) -> str:
        settings = self.settings
        if settings.data == "own":
            rows = ", ".join(f"({x:.3g}, {y:.3g}, {c:g})" for (x, y), c in zip(self._x, self._y, strict=True))
            made = f"points = np.array([{rows}])\nx, y = points[:, :2], points[:, 2]\n" if rows else ""
        else:
            source = inspect.getsource(PRESETS[settings.data]).rstrip()
            call = f"{settings.data}({COUNT}, {settings.noise:g}, np.random.default_rng({settings.seed}))"
            made = f"{source}\n\nx, y = {call}\n"
        keep = "train = np.arange(len(x)) // 2 % 3 != 2  # the others are for testing\n"
        if len(self._x) < 12:
            keep = "train = np.arange(len(x)) >= 0\n"
        return f'{made}{keep}x = lab.tensor(x[train].astype("float32"))\ny = lab.tensor(y[train].astype("float32"))\n'


def _plane(extent: list[float], n: int) -> np.ndarray:
    """The middles of n by n cells, row by row from the top."""
    left, right, bottom, top = extent
    across = left + (np.arange(n) + 0.5) / n * (right - left)
    down = top - (np.arange(n) + 0.5) / n * (top - bottom)
    return np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2).astype(np.float32)


def _losses(scores: np.ndarray, y: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.maximum(scores, 0) - scores * y + np.log1p(np.exp(-np.abs(scores)))


def _checked(settings: ClassifySettings) -> ClassifySettings:
    """ArgumentError, with nothing changed, for what cannot be built."""
    for name, known in (("data", [*PRESETS, "own"]), ("activation", ACTIVATIONS), ("optimizer", OPTIMIZERS)):
        if getattr(settings, name) not in known:
            value = shorten(getattr(settings, name))
            raise ArgumentError("classify.unknown", what=name, value=value, known=", ".join(known))
    sizes = settings.hidden
    if (
        not isinstance(sizes, (list, tuple))
        or len(sizes) > DEEP
        or any(not isinstance(n, int) or not 1 <= n <= WIDE for n in sizes)
    ):
        raise ArgumentError("classify.hidden", value=shorten(repr(sizes)), deep=DEEP, wide=WIDE)
    for name in ("lr", "noise"):
        value = getattr(settings, name)
        if not (isinstance(value, (int, float)) and math.isfinite(value) and value >= 0):
            raise ArgumentError("classify.number", what=name, value=shorten(repr(value)))
    for name in ("batch", "seed"):
        value = getattr(settings, name)
        if not isinstance(value, int) or value < 0:
            raise ArgumentError("classify.whole", what=name, value=shorten(repr(value)))
    return settings


def _own_points(own: Any) -> tuple[np.ndarray, np.ndarray]:
    if not isinstance(own, (tuple, list)) or len(own) != 2:
        raise ArgTypeError("classify.data", got=type(own).__name__, known=", ".join(PRESETS))
    x, y = own
    points, kinds = numbers(x), numbers(y).reshape(-1)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) != len(kinds) or not 1 <= len(points) <= DRAWN:
        raise ShapeError("classify.points", x=tuple(points.shape), y=len(kinds), limit=DRAWN)
    kinds = np.where(kinds < 0, 0, kinds)
    if not np.isfinite(points).all() or not np.isin(kinds, (0, 1)).all():
        raise ArgumentError("classify.classes")
    return points, kinds.astype(np.float32)


def _drawn_points(drawn: Any) -> tuple[np.ndarray, np.ndarray]:
    """Points as a browser sends them: [[x, y, class], ...]."""
    array = np.array([point[:3] for point in drawn][:DRAWN], np.float32).reshape(-1, 3)
    array = array[np.isfinite(array).all(axis=1)]
    return array[:, :2], (array[:, 2] > 0.5).astype(np.float32)
