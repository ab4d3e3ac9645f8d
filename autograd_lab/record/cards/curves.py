"""Curves: a loss over epochs, an error over learning rates, a function and its derivative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.record.cards import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.cards.card import Card, Curves, numbers
from autograd_lab.record.cards.maps import listed
from autograd_lab.record.names import shorten
from autograd_lab.record.runs.curve import thin_out
from autograd_lab.record.snapshot import Bilingual, Text

MOST = 24  # curves: more cannot be told apart
POINTS = 4000  # of one curve: more than a screen has columns


def curve(y: Any, x: Any = None, names: Any = None, *, log: bool = False, x_axis: Any = "", y_axis: Any = "") -> Card:
    """One curve (N,), several (curves, N), or a dict that names them, over ``x`` or over 0, 1, 2, ..."""
    labelled = isinstance(y, Mapping)
    rows, called = _rows(y)
    if names is not None:
        called = listed(names, "names")
        if labelled or len(called) != len(rows):
            raise ArgumentError("card.curve.names", curves=len(rows), names=len(called))
    places = None if x is None else numbers(x)
    for row in rows:
        if row.ndim != 1 or row.size == 0:
            raise ShapeError("card.curve.shape", shape=tuple(row.shape))
        if places is not None and places.shape != row.shape:
            raise ShapeError("card.curve.x", x=tuple(places.shape), y=tuple(row.shape))
    drawn = [_line(row, places) for row in rows[:MOST]]
    words: list[Text] = [_word(name) for name in called[:MOST]] or [_word(y_axis) or "y"]
    data = Curves(
        shape=[2, sum(len(line[0]) for line in drawn)],
        lengths=[len(line[0]) for line in drawn],
        names=words if len(words) == len(drawn) else [str(i) for i in range(len(drawn))],
        total=len(rows),
        log=bool(log),
        x_axis=_word(x_axis),
        y_axis=_word(y_axis),
    )
    values = np.concatenate([line[axis] for axis in (0, 1) for line in drawn]).astype(np.float32)
    longest = max(row.size for row in rows)
    return Card(data, values, f"Curves({len(rows)} of {longest})")


def _rows(y: Any) -> tuple[list[np.ndarray], list[Any]]:
    """The curves, and their names where they have some."""
    if isinstance(y, Mapping):
        if not y:
            raise ShapeError("card.curve.shape", shape=(0,))
        return [numbers(row) for row in y.values()], list(y)
    array = numbers(y)
    if array.ndim not in (1, 2) or array.size == 0:
        raise ShapeError("card.curve.shape", shape=tuple(array.shape))
    return list(np.atleast_2d(array)), []


def _line(y: np.ndarray, x: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """From left to right, in no more points than can be seen. A point whose x is no number has no place."""
    if x is None:
        return thin_out(np.arange(len(y), dtype=np.float32), y, POINTS)
    placed = np.flatnonzero(np.isfinite(x))
    order = placed[np.argsort(x[placed], kind="stable")]
    return thin_out(x[order], y[order], POINTS)


def _word(name: Any) -> Text:
    return name if isinstance(name, Bilingual) else shorten(name)
