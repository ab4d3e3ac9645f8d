"""A table in a CSV file: numbers stay numbers, few words become columns of their own, all else is left out and told."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import autograd_lab as torch
from autograd_lab.app.own.data import OwnData, numbered, place_of, shown, text_of
from autograd_lab.app.texts import tr
from autograd_lab.errors import ArgumentError, FileError

_MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-"))
_MOST_WORDS = 20
_LARGEST = 1e30  # beyond it squares overflow in float32; taken for a slip of the keyboard
_ROWS = 200_000


def read_table(path: Path, label: str | None) -> OwnData:
    header, rows = _rows(path)
    answer = header[-1] if label is None else label
    if answer not in header:
        raise ArgumentError("own.no_label", label=shown(answer), columns=", ".join(map(shown, header)))
    at = header.index(answer)
    known = [row for row in rows if not _is_missing(row[at])]
    notes = [tr("own.no_answer", number=len(rows) - len(known))] if len(known) < len(rows) else []
    y, classes = numbered([row[at].strip() for row in known], path, answer)

    columns: list[np.ndarray] = []
    features: list[str] = []
    for place, name in enumerate(header):
        if place == at:
            continue
        found = _column(shown(name), [row[place].strip() for row in known])
        if not found:
            notes.append(tr("own.left_out", column=shown(name), most=_MOST_WORDS))
        for feature, values in found:
            features.append(feature)
            columns.append(values)
    if not columns:
        raise FileError("own.no_features", path=place_of(path))
    x = torch.tensor(np.stack(columns, axis=1).astype(np.float32))
    items = tuple(
        ", ".join(f"{shown(name)}={shown(value)}" for name, value in zip(header, row, strict=True)) for row in known
    )
    return OwnData("table", x, y, classes, items, tuple(features), tuple(notes))


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    lines = text_of(path).splitlines()
    first = lines[0] if lines else ""
    separator = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(lines, delimiter=separator) if any(value.strip() for value in row)]
    except csv.Error as error:
        raise FileError("own.not_table", path=place_of(path), why=error) from None
    if len(rows) < 2:
        raise FileError("own.empty", path=place_of(path))
    if len(rows) > _ROWS:
        raise FileError("own.too_many", path=place_of(path), number=len(rows), most=_ROWS)
    header = [name.strip() for name in rows[0]]
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise FileError("own.twice", column=shown(twice), path=place_of(path))
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise FileError("own.ragged", row=number, got=len(row), expected=len(header), path=place_of(path))
    return header, rows[1:]


def _column(name: str, values: Sequence[str]) -> list[tuple[str, np.ndarray]]:
    """The columns that one column of the file becomes: none where nothing can be made of it."""
    known = [value for value in values if not _is_missing(value)]
    if not known:
        return []
    numbers = [_number(value) for value in values]
    if all(numbers[i] is not None for i, value in enumerate(values) if not _is_missing(value)):
        found = np.array([math.nan if number is None else number for number in numbers])
        return [] if np.isnan(found).all() else [(name, found)]
    words = sorted(set(known))
    if len(words) > _MOST_WORDS:
        return []
    return [(f"{name}={shown(word)}", np.array([float(value == word) for value in values])) for word in words]


def _is_missing(value: str) -> bool:
    return value.strip().lower() in _MISSING


def _number(value: str) -> float | None:
    """A number, nan where it is no ordinary one, None for a word."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < _LARGEST else math.nan
