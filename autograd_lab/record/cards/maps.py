"""Cards that are maps of cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.record.cards import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.cards.card import SIDE, Card, Maps, Style, largest, numbers
from autograd_lab.record.names import shorten
from autograd_lab.record.snapshot import Bilingual, Text, both, real
from autograd_lab.tensor import Tensor

MOST = 100  # maps shown
CLASSES = 100  # of a confusion matrix
NAMED = 100  # rows or columns that have names


def images(batch: Any, titles: Any = None, *, columns: int = 10) -> Card:
    """Images (H, W), (N, H, W), (N, 1, H, W), or in colour (N, 3, H, W)."""
    if not isinstance(columns, int) or columns < 1:
        raise ArgumentError("card.images.columns", got=shorten(repr(columns)))
    array = numbers(batch)
    if array.ndim == 4 and array.shape[1] not in (1, 3):
        raise ShapeError("card.images.channels", shape=tuple(array.shape), channels=array.shape[1])
    if array.ndim == 2:
        array = array[None]
    if array.ndim == 3:
        array = array[:, None]
    if array.ndim != 4:
        raise ShapeError("card.images.shape", shape=tuple(array.shape))
    count, _, height, width = array.shape
    words: list[Text] = [] if titles is None else [shorten(title) for title in listed(titles, "titles")]
    summary = f"Pictures({count} of {height} x {width})"
    return _card("images", array, summary, titles=words, per_line=max(1, min(columns, count)))


def heat(tensor: Any, *, rows: Any = None, columns: Any = None) -> Card:
    """The numbers of a tensor as colours; one dimension is a row, more than two are maps side by side."""
    array = numbers(tensor)
    shape = " x ".join(map(str, array.shape)) or "one number"
    array = array.reshape(1, 1) if array.ndim == 0 else np.atleast_2d(array)
    array = array.reshape(math.prod(array.shape[:-2]), 1, *array.shape[-2:])
    return _card(
        "heat",
        array,
        f"Heat({shape})",
        rows=_names(rows, array.shape[2], "rows"),
        columns=_names(columns, array.shape[3], "columns"),
        row_axis=both("card.row"),
        column_axis=both("card.column"),
        per_line=_per_line(len(array)),
    )


def confusion(predicted: Any, target: Any, labels: Any = None) -> Card:
    """How often each class was taken for each other: rows are the true classes, columns the predicted ones."""
    guesses, truth = numbers(predicted), numbers(target)
    if guesses.ndim == truth.ndim + 1:  # scores of each class
        guesses = guesses.argmax(axis=1)
    if guesses.shape != truth.shape or truth.size == 0:
        raise ShapeError("card.confusion.shape", predicted=tuple(guesses.shape), target=tuple(truth.shape))
    both_sides = np.stack((truth.reshape(-1), guesses.reshape(-1)))
    if not np.isfinite(both_sides).all() or (both_sides != np.rint(both_sides)).any() or both_sides.min() < 0:
        raise ArgumentError("card.confusion.classes")
    count = max(int(both_sides.max()) + 1, len(listed(labels, "labels")) if labels is not None else 0)
    if count > CLASSES:
        raise ArgumentError("card.confusion.many", count=count, limit=CLASSES)
    flat = both_sides[0].astype(int) * count + both_sides[1].astype(int)
    table = np.bincount(flat, minlength=count * count).reshape(1, 1, count, count)
    names = _names(labels if labels is not None else range(count), count, "labels")
    return _card(
        "confusion",
        table.astype(np.float32),
        f"Confusion({count} classes, {truth.size} samples)",
        rows=names,
        columns=names,
        row_axis=both("card.true"),
        column_axis=both("card.predicted"),
        per_line=1,
    )


def attention(weights: Any, rows: Any = None, columns: Any = None) -> Card:
    """Attention weights (queries, keys), (heads, queries, keys), or (1, heads, queries, keys)."""
    array = numbers(weights)
    if array.ndim == 4 and len(array) == 1:
        array = array[0]
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3:
        raise ShapeError("card.attention.shape", shape=tuple(array.shape))
    heads, queries, keys = array.shape
    titles: list[Text] = [both("card.head", number=i + 1) for i in range(min(heads, MOST))] if heads > 1 else []
    return _card(
        "attention",
        array[:, None],
        f"Attention({heads} heads of {queries} x {keys})",
        titles=titles,
        rows=_names(rows, queries, "rows"),
        columns=_names(columns if columns is not None or queries != keys else rows, keys, "columns"),
        row_axis=both("card.query"),
        column_axis=both("card.key"),
        per_line=_per_line(heads),
    )


def feature_maps(activations: Any) -> Card:
    """The channels of one image after a layer: (channels, H, W), or (N, channels, H, W), of which the first."""
    array = numbers(activations)
    if array.ndim == 4 and len(array) > 0:
        array = array[0]
    if array.ndim != 3:
        raise ShapeError("card.features.shape", shape=tuple(array.shape))
    channels, height, width = array.shape
    return _card(
        "features",
        array[:, None],
        f"FeatureMaps({channels} of {height} x {width})",
        titles=[both("card.channel", number=i) for i in range(min(channels, MOST))],
        per_line=max(1, min(8, channels)),
    )


def _card(style: Style, array: np.ndarray, summary: str, **words: Any) -> Card:
    total = len(array)
    array, pooled = _pool(array[:MOST])
    words["titles"] = words.get("titles", [])[:MOST]
    data = Maps(style, list(array.shape), real(largest(array)), pooled=pooled, total=total, **words)
    return Card(data, array, summary)


def _pool(array: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Averages of neighbouring cells, until no side is longer than can be seen."""
    count, channels, height, width = array.shape
    down, across = -(-height // SIDE) or 1, -(-width // SIDE) or 1
    if (down, across) == (1, 1):
        return array, [1, 1]
    padded = np.full((count, channels, -(-height // down) * down, -(-width // across) * across), np.nan, np.float32)
    padded[..., :height, :width] = array
    blocks = padded.reshape(count, channels, padded.shape[2] // down, down, padded.shape[3] // across, across)
    edge = np.zeros(padded.shape[2:], bool)
    edge[:height, :width] = True
    cells = edge.reshape(blocks.shape[2:]).sum(axis=(1, 3))
    with np.errstate(all="ignore"):
        sums = np.where(edge.reshape(blocks.shape[2:]), blocks, 0).sum(axis=(3, 5), dtype=np.float64)
    return (sums / cells).astype(np.float32), [down, across]


def _per_line(count: int) -> int:
    """Maps in a line, so that the whole is about as wide as a page."""
    return max(1, min(4, count))


def listed(names: Any, argument: str) -> Sequence[Any]:
    """The names in a Tensor or in anything else that can be gone through."""
    try:
        return names.tolist() if isinstance(names, Tensor) else list(names)
    except TypeError:
        raise ArgTypeError("card.list", argument=argument, got=type(names).__name__) from None


def _names(names: Any, count: int, argument: str) -> list[Text]:
    """One name for each of ``count`` cells; none, where there are too many to be read."""
    if names is None:
        return []
    words = listed(names, argument)
    if len(words) != count:
        raise ArgumentError("card.names", argument=argument, count=count, got=len(words))
    return [w if isinstance(w, Bilingual) else shorten(w) for w in words] if count <= NAMED else []
