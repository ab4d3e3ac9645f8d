"""What a card says: a few words as JSON, and its numbers as one float32 array."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from autograd_lab.backend.dtypes import bfloat16
from autograd_lab.errors import ArgTypeError
from autograd_lab.record.cards import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.snapshot import Real, Text
from autograd_lab.tensor import Tensor

Style = Literal["images", "heat", "confusion", "attention", "features"]
SIDE = 256  # cells: larger maps are averaged down to it, for a screen has no more to show


@dataclass(frozen=True)
class Maps:
    """Some maps of cells side by side: images, heat maps, a confusion matrix, attention weights, feature maps.

    Its numbers have the ``shape`` (maps, channels, height, width); channels are 1, or 3 for colours from 0 to 1.
    ``limit`` is where the colours end: the largest absolute value. ``rows`` and ``columns`` name the cells, or are
    empty; ``row_axis`` and ``column_axis`` say what is named. ``per_line`` maps stand in one line. Each cell is the
    mean of ``pooled`` (down, across) numbers. ``total`` counts the maps there were, of which the first are shown.
    """

    style: Style
    shape: list[int]
    limit: Real
    titles: list[Text] = field(default_factory=list)
    rows: list[Text] = field(default_factory=list)
    columns: list[Text] = field(default_factory=list)
    row_axis: Text = ""
    column_axis: Text = ""
    per_line: int = 10
    pooled: list[int] = field(default_factory=lambda: [1, 1])
    total: int = 1
    kind: Literal["maps"] = "maps"


@dataclass(frozen=True)
class Field:
    """What a classifier says all over a plane, and the points it learned from.

    Its numbers are, one after the other: the winning class of each cell, row by row from the top; how sure the
    model is of it, 0 to 1; then x, y and class of each of ``points`` points. ``extent`` is left, right, bottom, top.
    """

    shape: list[int]
    extent: list[float]
    classes: list[Text]
    points: int
    total: int
    accuracy: Real
    x_axis: Text = "x₁"
    y_axis: Text = "x₂"
    kind: Literal["field"] = "field"


@dataclass(frozen=True)
class Points:
    """Points of a plane, and a word beside each.

    Its numbers have the ``shape`` (3, points) read row by row: all x, all y, all classes. ``names`` is empty or has
    one for each; ``classes`` counts the colours, and is 0 where they mean nothing. ``extent`` is as in ``Field``.
    """

    shape: list[int]
    extent: list[float]
    names: list[Text]
    classes: int
    total: int
    kind: Literal["points"] = "points"


@dataclass(frozen=True)
class Curves:
    """Curves over one axis, each from left to right.

    Its numbers have the ``shape`` (2, points of all curves together): all x, then all y, curve after curve, each of
    which has as many points as ``lengths`` says. ``log``: the y axis is logarithmic at first. ``total`` counts the
    curves there were, of which the first are shown.
    """

    shape: list[int]
    lengths: list[int]
    names: list[Text]
    total: int
    log: bool = False
    x_axis: Text = ""
    y_axis: Text = ""
    kind: Literal["curves"] = "curves"


CardData = Maps | Field | Points | Curves


@dataclass(frozen=True)
class Card:
    """``summary`` is its stable ``repr``."""

    data: CardData
    values: np.ndarray
    summary: str

    def buffer(self) -> bytes:
        return np.ascontiguousarray(self.values, "<f4").tobytes()

    def text(self) -> str:
        """The numbers for a page without a kernel, which has no binary messages."""
        return base64.b64encode(self.buffer()).decode("ascii")


def numbers(thing: Any) -> np.ndarray:
    """A Tensor on any device, an array or nested lists, as a NumPy array of floats that nobody else writes to.
    Complex numbers are shown by their size. TypeError for what has no numbers."""
    if isinstance(thing, Tensor):
        thing = thing.detach().cpu()
        thing = (thing.float() if thing.dtype is bfloat16 else thing).numpy()
    try:
        array = np.asarray(thing)
        return np.array(np.abs(array) if array.dtype.kind == "c" else array, dtype=np.float32)
    except (TypeError, ValueError):
        raise ArgTypeError("card.numbers", got=type(thing).__name__) from None


def largest(values: np.ndarray) -> float:
    """The largest absolute value that is a number; 1 where all are 0."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0.0)) or 1.0
