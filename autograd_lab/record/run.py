"""The history of a run: curves that grow for hours and stay small.

A curve is kept as float32 and is thinned out to half of its points whenever it reaches its limit, the peaks
and dips kept. So memory is bounded, and the picture, which is narrower than that many pixels, stays the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ArgumentError
from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.names import shorten
from autograd_lab.record.snapshot import SeriesData, SeriesGroup, real

POINTS = 32_768  # of a curve in the kernel
SNAPSHOT_POINTS = 2_000  # of a curve in a saved page
CURVES = 100


class Curve:
    """Points (x, y) in growing arrays. ``thinned`` counts how often they were thinned out, ``generation`` how often
    points that somebody may have seen have gone."""

    def __init__(self, limit: int = POINTS) -> None:
        self.limit = limit
        self.generation = self.thinned = 0
        self._points = np.empty((2, 256), np.float32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def x(self) -> np.ndarray:
        return self._points[0, : self._count]

    @property
    def y(self) -> np.ndarray:
        return self._points[1, : self._count]

    def append(self, x: float, y: float) -> None:
        n = self._count
        if n == self._points.shape[1]:
            self._make_room()
            n = self._count
        self._points[0, n] = x
        self._points[1, n] = y
        self._count = n + 1

    def cut(self, count: int) -> None:
        """Forget all but the first ``count`` points."""
        if count < self._count:
            self._count = count
            self.generation += 1

    def _make_room(self) -> None:
        if self._count < self.limit:
            self._points = np.concatenate((self._points, np.empty_like(self._points)), axis=1)
            return
        x, y = thin_out(self.x, self.y, self.limit // 2)
        self._points[0, : len(x)], self._points[1, : len(y)] = x, y
        self._count = len(x)
        self.generation += 1
        self.thinned += 1


class History:
    """All curves of a run by name."""

    def __init__(self) -> None:
        self.curves: dict[str, Curve] = {}

    def log(self, name: str, step: float, value: float) -> None:
        """Add a point. ValueError when there are already as many curves as anybody can tell apart."""
        curve = self.curves.get(name)
        if curve is None:
            if len(self.curves) >= CURVES:
                raise ArgumentError("history.too_many", name=shorten(name), limit=CURVES)
            curve = self.curves[name] = Curve()
        with np.errstate(over="ignore"):  # beyond float32 is infinity, and shown as such
            curve.append(step, value)

    def curve(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Steps and values of one curve, as copies; KeyError if nothing was logged under that name."""
        curve = self.curves[name]
        return curve.x.copy(), curve.y.copy()

    def marks(self) -> dict[str, tuple[int, int]]:
        """How long every curve is now, and of which thinning, to ``cut`` them there again."""
        return {name: (curve.thinned, len(curve)) for name, curve in self.curves.items()}

    def cut(self, step: float, marks: dict[str, tuple[int, int]]) -> None:
        """Forget what came after ``step``, when the curves had these ``marks``. Those that began later stay, empty."""
        for name, curve in self.curves.items():
            thinned, count = marks.get(name, (curve.thinned, 0))
            curve.cut(count if thinned == curve.thinned else _until(curve, step))

    def snapshot(self, limit: int = SNAPSHOT_POINTS) -> list[SeriesData]:
        """Every curve in at most ``limit`` points."""
        return [_series(name, curve, limit) for name, curve in self.curves.items()]


def group_of(name: str) -> SeriesGroup:
    """Losses share one chart; accuracies and other metrics another."""
    return "loss" if "loss" in name.lower() or "损失" in name else "metric"


def thin_out(x: np.ndarray, y: np.ndarray, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """At most ``limit`` of the points: the lowest and the highest of each stretch, and the last of all.

    A NaN counts as lowest and highest, so that it is not lost.
    """
    n = len(x)
    if n <= limit:
        return x.copy(), y.copy()
    stretches = max(1, (limit - 1) // 2)
    size = -(-n // stretches)
    padded = np.concatenate((y, np.full(stretches * size - n, y[-1], y.dtype))).reshape(stretches, size)
    starts = np.arange(stretches) * size
    keep = np.concatenate((starts + padded.argmin(axis=1), starts + padded.argmax(axis=1), [n - 1]))
    keep = np.unique(np.minimum(keep, n - 1))
    return x[keep], y[keep]


def _until(curve: Curve, step: float) -> int:
    return int(np.searchsorted(curve.x, step, side="right"))


def _series(name: str, curve: Curve, limit: int) -> SeriesData:
    x, y = thin_out(curve.x, curve.y, limit)
    values: list[Any] = [real(v) for v in y]
    return SeriesData(name, group_of(name), [float(v) for v in x], values)
