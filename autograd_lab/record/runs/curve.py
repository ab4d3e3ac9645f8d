"""One curve that grows for hours and stays small.

It is kept as float32 and is thinned out to half of its points whenever it reaches its limit, the peaks and dips
kept. So memory is bounded, and the picture, which is narrower than that many pixels, stays the same.
"""

from __future__ import annotations

from typing import Any

import numpy as np

POINTS = 32_768  # of a curve in the kernel


class Curve:
    """Points (x, y) in growing arrays. ``thinned`` counts how often they were thinned out, ``generation`` how often
    points that somebody may have seen have gone."""

    def __init__(self, limit: int = POINTS) -> None:
        self.limit = limit
        self.generation = self.thinned = 0
        self._count = 0
        self._keep_in(np.empty((2, 256), np.float32))

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
        self._xs[n], self._ys[n] = x, y
        self._count = n + 1

    def until(self, x: float) -> int:
        """How many points are not beyond ``x``."""
        return int(np.searchsorted(self.x, x, side="right"))

    def cut(self, count: int) -> None:
        """Forget all but the first ``count`` points."""
        if count < self._count:
            self._count = count
            self.generation += 1

    def _keep_in(self, points: np.ndarray) -> None:
        self._points = points
        # Written to in every step; these take a number faster than NumPy, and what is beyond float32 as infinity.
        self._xs: Any = memoryview(points[0])
        self._ys: Any = memoryview(points[1])

    def _make_room(self) -> None:
        if self._count < self.limit:
            self._keep_in(np.concatenate((self._points, np.empty_like(self._points)), axis=1))
            return
        x, y = thin_out(self.x, self.y, self.limit // 2)
        self._points[0, : len(x)], self._points[1, : len(y)] = x, y
        self._count = len(x)
        self.generation += 1
        self.thinned += 1


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
