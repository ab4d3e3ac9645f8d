"""The history of a run: its curves by name, and when each step was done."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_lab.errors import ArgumentError
from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.names import shorten
from autograd_lab.record.runs.clock import EPOCHS, SECONDS, Clock
from autograd_lab.record.runs.curve import Curve, thin_out
from autograd_lab.record.snapshot import SeriesData, SeriesGroup, real

SNAPSHOT_POINTS = 2_000  # of a curve in a saved page
CURVES = 100


class History:
    """All curves of a run by name."""

    def __init__(self) -> None:
        self.curves: dict[str, Curve] = {}
        self.clock = Clock()

    def log(self, name: str, step: float, value: float) -> None:
        """Add a point. ValueError when there are already as many curves as anybody can tell apart."""
        curve = self.curves.get(name)
        if curve is None:
            if len(self.curves) >= CURVES:
                raise ArgumentError("history.too_many", name=shorten(name), limit=CURVES)
            curve = self.curves[name] = Curve()
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
            curve.cut(count if thinned == curve.thinned else curve.until(step))
        self.clock.cut(step)

    def series(self) -> Iterator[tuple[str, SeriesGroup, Curve]]:
        """Every curve that a view draws or needs for its axis."""
        for name, curve in tuple(self.curves.items()):
            yield name, group_of(name), curve
        yield SECONDS, "clock", self.clock.seconds
        yield EPOCHS, "clock", self.clock.epochs

    def snapshot(self, limit: int = SNAPSHOT_POINTS) -> list[SeriesData]:
        """Every curve in at most ``limit`` points."""
        return [series_data(name, group, c.x, c.y, limit) for name, group, c in self.series() if len(c)]

    def to_csv(self) -> str:
        """A table with one row for each step and one column for each curve; no value is an empty cell."""
        names = list(self.curves)
        columns = [dict(zip(c.x.tolist(), c.y.tolist(), strict=True)) for c in self.curves.values()]
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(["step", *map(_harmless, names)])
        for step in sorted({step for column in columns for step in column}):
            table.writerow([f"{step:.9g}", *(f"{column[step]:.9g}" if step in column else "" for column in columns)])
        return text.getvalue()


def group_of(name: str) -> SeriesGroup:
    """Losses share one chart; accuracies and other metrics another."""
    return "loss" if "loss" in name.lower() or "损失" in name else "metric"


def series_data(name: str, group: SeriesGroup, x: np.ndarray, y: np.ndarray, limit: int) -> SeriesData:
    """A curve in at most ``limit`` points, as JSON carries it."""
    x, y = thin_out(x, y, limit)
    values: list[Any] = [real(v) for v in y]
    return SeriesData(name, group, [float(v) for v in x], values)


def _harmless(name: str) -> str:
    """A spreadsheet takes a cell that starts like this for a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@") else name
