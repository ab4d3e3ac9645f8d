"""What is kept over time and has more than one number per step: a column for every sampled step.

A grid that is full drops every second column, so its memory is bounded and it still reaches from the first step
to the last. Columns are numbered like the points of a curve; ``generation`` changes when the numbering starts again.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

COLUMNS = 256  # of a grid in the kernel
NUMBERS = 4_500_000  # in all histograms of a run together
SHORTER = ((COLUMNS, 0.2), (COLUMNS // 2, 0.5), (COLUMNS // 4, 0.8), (COLUMNS // 8, 1.0))  # until so much is taken
BUDGET = 160_000  # bytes of all grids in a saved page
ROWS = 400  # with names, in one grid
FEWEST = 16  # columns; fewer are no history

NOTHING = -1.0  # of a size: none was there, which is neither 0 nor NaN


@dataclass(frozen=True)
class GridData:
    """A whole grid for a view without a kernel.

    ``values`` are the upper halves of float32 numbers (bfloat16), column after column, as base64: three digits are
    more than a colour shows, and the range is that of the run.
    """

    name: str
    labels: list[str]
    rows: int
    steps: list[float]
    values: str


class Grid:
    """Columns of ``rows`` numbers. ``labels`` names the rows, where they have names."""

    def __init__(self, rows: int, labels: Sequence[str] = (), *, limit: int = COLUMNS) -> None:
        self.rows = rows
        self.labels = list(labels)
        self.places = {label: place for place, label in enumerate(self.labels)}
        self.limit = limit
        self.generation = 0
        self._steps = np.empty(16, np.float32)
        self._values = np.empty((16, rows), np.float32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def steps(self) -> np.ndarray:
        return self._steps[: self._count]

    @property
    def values(self) -> np.ndarray:
        """Of shape (columns, rows)."""
        return self._values[: self._count]

    def append(self, step: float, column: Any) -> None:
        if self._count == len(self._steps):
            self._make_room()
        with np.errstate(over="ignore"):  # beyond float32 is infinity, and shown as such
            self._steps[self._count], self._values[self._count] = step, column
        self._count += 1

    def _make_room(self) -> None:
        if self._count < self.limit:
            self._steps = np.concatenate((self._steps, np.empty_like(self._steps)))
            self._values = np.concatenate((self._values, np.empty_like(self._values)))
            return
        half = self._count // 2
        self._steps[:half], self._values[:half] = self._steps[0 : 2 * half : 2], self._values[0 : 2 * half : 2]
        self._count = half
        self.generation += 1

    def cut(self, step: float) -> None:
        """Forget all columns after ``step``."""
        count = int(np.searchsorted(self.steps, step, side="right"))
        if count < self._count:
            self._count = count
            self.generation += 1

    def slice_bytes(self, start: int) -> bytes:
        """The columns from ``start`` on: first their steps, then their values, as float32."""
        return np.concatenate((self.steps[start:], self.values[start:].ravel())).astype("<f4").tobytes()


class Grids(dict[str, Grid]):
    """All grids of a run by name: ``flow/…`` have a row per layer, ``hist/…`` are histograms."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = 0

    def add(self, name: str, step: float, column: Any) -> None:
        """Append a column to a grid whose rows have no names."""
        grid = self.get(name) or self._make(name, len(column), ())
        if grid is not None:
            grid.append(step, column)

    def add_named(self, name: str, step: float, values: Mapping[str, float]) -> None:
        """Append a column of named rows. Rows that are new are added below; a row that is missing has nothing there:
        a model may take another branch in every step."""
        grid = self.get(name)
        if grid is None or any(label not in grid.places for label in values):
            grid = self._widen(name, grid, values)
        if grid is not None:
            column = np.full(grid.rows, NOTHING, np.float32)
            for label, value in values.items():
                with np.errstate(over="ignore"):
                    column[grid.places[label]] = value
            grid.append(step, column)

    def _widen(self, name: str, old: Grid | None, values: Mapping[str, float]) -> Grid | None:
        labels = [] if old is None else [*old.labels]
        labels += [label for label in values if old is None or label not in old.places]
        if len(labels) > ROWS:
            labels, old = list(values)[:ROWS], None
        made = self._make(name, len(labels), labels)
        if made is not None and old is not None:
            made.generation = old.generation + 1
            for step, column in zip(old.steps, old.values, strict=True):
                made.append(float(step), np.append(column, np.full(made.rows - old.rows, NOTHING, np.float32)))
        return made

    def _make(self, name: str, rows: int, labels: Sequence[str]) -> Grid | None:
        """Histograms that come when many are there are kept shorter, so that all together stay bounded."""
        if labels:
            self[name] = Grid(rows, labels)
            return self[name]
        for limit, part in SHORTER:
            if self._numbers + rows * limit <= NUMBERS * part:
                self._numbers += rows * limit
                self[name] = Grid(rows, limit=limit)
                return self[name]
        return None

    def cut(self, step: float) -> None:
        """Forget what came after ``step``."""
        for grid in self.values():
            grid.cut(step)

    def snapshot(self, budget: int = BUDGET) -> list[GridData]:
        """Every grid in fewer columns, in about ``budget`` bytes together; the flow of the layers comes first.

        Where there are so many histograms that little would be left of each, the last of them are left out.
        """
        names = sorted(
            (name for name, grid in self.items() if len(grid)), key=lambda name: not name.startswith("flow/")
        )
        saved, left = [], float(budget)
        for i, name in enumerate(names):
            grid = self[name]
            per_column = 2.7 * grid.rows + 8
            share = left / 2 if name.startswith("flow/") else max(left / (len(names) - i), FEWEST * per_column)
            columns = int(min(share, left) / per_column)
            if columns >= min(FEWEST, len(grid)):
                saved.append(pack(name, grid, columns))
                left -= per_column * len(saved[-1].steps)
        return saved


def pack(name: str, grid: Grid, columns: int) -> GridData:
    """At most ``columns`` of the grid, evenly spread; the last one is always there."""
    count = len(grid)
    keep = np.unique(np.linspace(count - 1, 0, min(columns, count)).round().astype(int))
    values = np.ascontiguousarray(grid.values[keep], "<f4")
    upper = (values.view("<u4") >> 16).astype("<u2")
    return GridData(
        name=name,
        labels=grid.labels,
        rows=grid.rows,
        steps=[float(step) for step in grid.steps[keep]],
        values=base64.b64encode(upper.tobytes()).decode("ascii"),
    )
