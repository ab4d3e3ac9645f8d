"""Points of a plane, with a word or a colour for each: word vectors, the latent plane of an autoencoder."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.record.cards import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.cards.card import Card, Points, numbers
from autograd_lab.record.cards.maps import listed
from autograd_lab.record.names import shorten
from autograd_lab.record.snapshot import Text

MOST = 2000  # drawn
CLASSES = 10  # colours that can be told apart
MARGIN = 0.08  # around the points, of their extent


def points(xy: Any, names: Any = None, classes: Any = None) -> Card:
    """Points (N, 2), N names beside them, and N whole numbers from 0 to 9 that give each its colour."""
    places = numbers(xy)
    if places.ndim != 2 or places.shape[1] != 2 or len(places) == 0:
        raise ShapeError("card.points.shape", shape=tuple(places.shape))
    words: list[Text] = [] if names is None else [shorten(name) for name in listed(names, "names")]
    if words and len(words) != len(places):
        raise ArgumentError("card.points.names", points=len(places), names=len(words))
    kinds = np.zeros(len(places)) if classes is None else numbers(classes).reshape(-1)
    if len(kinds) != len(places) or not np.isin(kinds, np.arange(CLASSES)).all():
        raise ArgumentError("card.points.classes", points=len(places), last=CLASSES - 1)
    seen = slice(0, MOST)
    data = Points(
        shape=[3, len(places[seen])],
        extent=_extent(places[np.isfinite(places).all(axis=1)]),
        names=words[seen],
        classes=0 if classes is None else int(kinds.max()) + 1,
        total=len(places),
    )
    return Card(data, np.concatenate((*places[seen].T, kinds[seen])).astype(np.float32), f"Points({len(places)})")


def _extent(places: np.ndarray) -> list[float]:
    """Left, right, bottom, top, with some room; also where all points lie in one place, or none is finite."""
    if len(places) == 0:
        return [-1.0, 1.0, -1.0, 1.0]
    low, high = places.min(axis=0).astype(float), places.max(axis=0).astype(float)
    room = np.where(high > low, (high - low) * MARGIN, 1.0)
    (left, bottom), (right, top) = low - room, high + room
    return [float(value) for value in (left, right, bottom, top)]
