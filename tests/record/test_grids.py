"""Columns over time: bounded, numbered, and small in a saved page."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from autograd_lab.record.snapshot import to_json
from autograd_lab.record.training.grids import BUDGET, COLUMNS, NOTHING, NUMBERS, Grid, Grids


def test_a_long_run_keeps_its_beginning_and_its_end_in_bounded_memory() -> None:
    grid = Grid(2)
    for step in range(10_000):
        grid.append(step, [step, -step])
    assert len(grid) <= COLUMNS and grid.generation > 3
    assert grid.steps[0] == 0 and grid.steps[-1] == 9999
    assert (grid.values[:, 0] == grid.steps).all() and (grid.values[:, 1] == -grid.steps).all()
    gaps = np.diff(grid.steps)
    assert gaps.max() <= 2 * gaps[0], "what is old is not much coarser than what is new"


def test_nan_and_infinity_are_kept_and_too_large_is_infinity() -> None:
    grid = Grid(3)
    grid.append(0, [float("nan"), float("-inf"), 1e300])
    assert np.isnan(grid.values[0, 0]) and grid.values[0].tolist()[1:] == [-np.inf, np.inf]


def test_a_slice_is_steps_then_columns() -> None:
    grid = Grid(2)
    for step in (3, 5, 9):
        grid.append(step, [step + 0.5, -1])
    assert np.frombuffer(grid.slice_bytes(1), "<f4").tolist() == [5, 9, 5.5, -1, 9.5, -1]


def test_rows_that_come_later_are_added_and_missing_ones_have_nothing() -> None:
    """A dynamic graph takes another branch now and then; its history must not be lost."""
    grids = Grids()
    grids.add_named("flow/gradient", 1, {"a": 1.0, "b": 2.0})
    grids.add_named("flow/gradient", 2, {"b": 3.0, "c": 4.0})
    grids.add_named("flow/gradient", 3, {"a": 5.0})
    grid = grids["flow/gradient"]
    assert grid.labels == ["a", "b", "c"] and grid.generation == 1
    assert grid.values.tolist() == [[1, 2, NOTHING], [NOTHING, 3, 4], [5, NOTHING, NOTHING]]


def test_a_rewind_forgets_what_came_later() -> None:
    grids = Grids()
    for step in (1, 5, 9):
        grids.add("hist/weight/w", step, np.full(3, step))
        grids.add_named("flow/ratio", step, {"w": step})
    grids.cut(5)
    assert [grid.steps.tolist() for grid in grids.values()] == [[1, 5], [1, 5]]
    assert [grid.generation for grid in grids.values()] == [1, 1]
    grids.cut(7)
    assert [grid.generation for grid in grids.values()] == [1, 1], "nothing was lost"
    grids.cut(0)
    grids.add("hist/weight/w", 2, np.zeros(3))
    assert grids["hist/weight/w"].steps.tolist() == [2] and len(grids["flow/ratio"]) == 0


def test_names_that_always_change_do_not_fill_the_memory() -> None:
    grids = Grids()
    for step in range(3000):
        grids.add_named("flow/inactive", step, {f"layer{step}": 0.0})
    assert grids["flow/inactive"].rows <= 400


def test_many_histograms_are_kept_shorter_and_bounded_together() -> None:
    grids = Grids()
    for step in range(300):
        for i in range(800):
            grids.add(f"hist/weight/{i}", step, np.full(72, step, np.float32))
        grids.add_named("flow/gradient", step, {f"{i}": 1.0 for i in range(200)})
    assert sum(grid.rows * grid.limit for name, grid in grids.items() if name.startswith("hist/")) <= NUMBERS
    assert len(grids) == 801, "none is left out"
    assert len(grids["flow/gradient"]) > len(grids["hist/weight/0"]) // 2 > 30


@pytest.mark.parametrize("histograms", [3, 40, 600])
def test_a_saved_page_has_a_budget(histograms: int) -> None:
    grids = Grids()
    for step in range(200):
        for i in range(histograms):
            grids.add(f"hist/weight/{i}", step, np.random.default_rng(i).random(72))
        for measure in ("gradient", "ratio", "inactive"):
            grids.add_named(f"flow/{measure}", step, {f"layer{i}": 0.5 for i in range(200)})
    saved = grids.snapshot()
    assert [grid.name for grid in saved[:3]] == ["flow/gradient", "flow/ratio", "flow/inactive"]
    assert len(saved) > 3
    text = json.dumps(to_json(saved), allow_nan=False)
    assert len(text) < 1.15 * BUDGET
    assert all(grid.steps[-1] == 199 for grid in saved), "the newest column is always there"


def test_a_saved_value_has_three_digits() -> None:
    grids = Grids()
    values = [1.2345e-9, 6.78e20, float("nan"), NOTHING, 0.0]
    grids.add_named("flow/gradient", 1, {str(i): v for i, v in enumerate(values)})
    (saved,) = grids.snapshot()
    upper = np.frombuffer(base64.b64decode(saved.values), "<u2").astype("<u4") << 16
    np.testing.assert_allclose(upper.view("<f4"), values, rtol=0.008)
