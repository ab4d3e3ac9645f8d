"""The decision boundary of a classifier of two features: what it says all over the plane."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.device import CPU
from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn import Module, Sigmoid, Softmax, Tanh
from autograd_lab.record.cards import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.cards.card import Card, Field, numbers
from autograd_lab.record.cards.quiet import quietly
from autograd_lab.record.snapshot import real
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.tensor import make

RESOLUTION = 64  # cells along each side
POINTS = 2000  # drawn
MARGIN = 0.12  # around the points, of their extent
CLASSES = 10  # colours that can be told apart


class Boundary:
    """Asks ``model`` anew each time ``card()`` is called; the points stay as they were."""

    def __init__(self, model: Any, x: Any, y: Any, *, resolution: int = RESOLUTION) -> None:
        if not callable(model):
            raise ArgTypeError("card.boundary.model", got=type(model).__name__)
        if not isinstance(resolution, int) or not 2 <= resolution <= 256:
            raise ArgumentError("card.boundary.resolution", got=resolution)
        points, truth = numbers(x), numbers(y).reshape(-1)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ShapeError("card.boundary.features", shape=tuple(points.shape))
        if len(truth) != len(points) or len(points) == 0:
            raise ShapeError("card.boundary.targets", points=len(points), targets=len(truth))
        truth = np.where(truth < 0, 0, truth)  # targets of -1 and 1 are classes, too
        if (truth != np.rint(truth)).any() or truth.max() >= CLASSES:
            raise ArgumentError("card.boundary.classes", limit=CLASSES)
        self.model = model
        self.resolution = resolution
        self._points, self._truth = points, truth
        self._dtype = x.dtype if isinstance(x, Tensor) else None
        low, high = points.min(axis=0), points.max(axis=0)
        room = np.where(high > low, high - low, 1.0) * MARGIN
        self._low, self._high = low - room, high + room

    def __repr__(self) -> str:
        return f"Boundary({int(self._truth.max()) + 1} classes, {len(self._truth)} points)"

    def card(self) -> Card:
        """The boundary as it is now. The model's mode, its gradients and all random numbers are left as they are."""
        n = self.resolution
        (left, bottom), (right, top) = self._low, self._high
        across = left + (np.arange(n) + 0.5) / n * (right - left)
        down = top - (np.arange(n) + 0.5) / n * (top - bottom)
        plane = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
        winner, sure = self._ask(np.concatenate((plane, self._points)))
        seen, cells = slice(0, POINTS), n * n
        accuracy = float((winner[cells:] == self._truth).mean())
        count = int(max(winner.max(), self._truth.max())) + 1
        data = Field(
            shape=[n, n],
            extent=[float(v) for v in (left, right, bottom, top)],
            classes=[f"{i}" for i in range(max(count, 2))],
            points=len(self._points[seen]),
            total=len(self._points),
            accuracy=real(accuracy),
        )
        parts = (winner[:cells], sure[:cells], *self._points[seen].T, self._truth[seen])
        return Card(data, np.concatenate(parts).astype(np.float32), repr(self))

    def _ask(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The class of each point, and how sure the model is of it."""
        with quietly(self.model, evaluate=True), no_grad():
            given = make(points.astype(np.float32))
            parameter = next(iter(self.model.parameters()), None) if isinstance(self.model, Module) else None
            if parameter is not None:
                given = given.to(parameter.device, parameter.dtype)
            elif self._dtype is not None:
                given = given.to(dtype=self._dtype)
            out = self.model(given)
        if not isinstance(out, Tensor) or out.ndim == 0 or len(out) != len(points):
            shape = tuple(out.shape) if isinstance(out, Tensor) else type(out).__name__
            raise ShapeError("card.boundary.output", got=shape, count=len(points))
        scores = out.detach().to(CPU).numpy().astype(np.float64).reshape(len(points), -1)
        return _verdict(scores, _last(self.model))


def _verdict(scores: np.ndarray, last: Any) -> tuple[np.ndarray, np.ndarray]:
    """Scores are logits, unless the model ends with what makes probabilities."""
    with np.errstate(all="ignore"):
        if scores.shape[1] > 1:
            if isinstance(last, Softmax):
                shares = scores
            else:  # of log-probabilities the exponentials already add up to 1
                powers = np.exp(scores - scores.max(axis=1, keepdims=True))
                shares = powers / powers.sum(axis=1, keepdims=True)
            return scores.argmax(axis=1).astype(float), shares.max(axis=1)
        score = scores[:, 0]
        if isinstance(last, Sigmoid):
            second = score
        elif isinstance(last, Tanh):
            second = (score + 1) / 2
        else:
            second = 1 / (1 + np.exp(-score))
        return (second > 0.5).astype(float), np.maximum(second, 1 - second)


def _last(model: Any) -> Any:
    """The innermost module that was registered last, which is what an ordinary model ends with."""
    return list(model.modules())[-1] if isinstance(model, Module) else None
