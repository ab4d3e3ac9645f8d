"""Sizes that follow the input: what is a number in one trace, and another in a trace of another batch.

A traced op knows only numbers. So the model is traced several times, with other sizes along the axes that shall be
dynamic; a number that changed is a ``Size``, and how it changed tells the formula, which is then checked on a
further trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Axis:
    """A dynamic axis of an input."""

    input: str
    dim: int
    name: str


@dataclass(frozen=True)
class Size:
    """The sum of ``factor * product of axes`` over ``terms``, and ``rest``; without a formula if there are no terms."""

    seen: tuple[int, ...]  # in each trace
    terms: tuple[tuple[int, tuple[Axis, ...]], ...] = ()
    rest: int = 0


def size_of(seen: Sequence[int], settings: Sequence[dict[Axis, int]]) -> int | Size:
    """One number as it was in each trace, and the sizes of the axes there: a number, or how it follows from them."""
    if all(n == seen[0] for n in seen):
        return seen[0]
    every = list(settings[0])
    axes = [axis for k, axis in enumerate(every) if axis.name not in {a.name for a in every[:k]}]  # one name, one size
    products = [chosen for count in range(1, len(axes) + 1) for chosen in combinations(axes, count)]
    for count in (1, 2):
        for chosen in combinations(products, count):
            columns = [[prod(setting[axis] for axis in group) for setting in settings] for group in chosen]
            found = _fit(seen, columns)
            if found is not None:
                factors, rest = found
                return Size(tuple(seen), tuple(zip(factors, chosen, strict=True)), rest)
    return Size(tuple(seen))


def _fit(seen: Sequence[int], columns: Sequence[Sequence[int]]) -> tuple[list[int], int] | None:
    """Whole factors of the columns, and a rest, that give exactly what was seen; at least one trace has to be more
    than it takes to find them."""
    if len(seen) <= len(columns) + 1:
        return None
    table = np.array([*columns, [1] * len(seen)]).T
    factors = np.rint(np.linalg.lstsq(table, np.array(seen), rcond=None)[0]).astype(int)
    return ([int(n) for n in factors[:-1]], int(factors[-1])) if (table @ factors == seen).all() else None


def settings_of(axes: Sequence[Axis], example: dict[Axis, int]) -> list[dict[Axis, int]]:
    """The sizes to trace with: as given, each axis alone changed, and all changed. Smaller where there is room, for
    a model may know a longest sequence. Axes of one name are one size."""
    if not axes:
        return [example]
    names = list(dict.fromkeys(axis.name for axis in axes))
    start = {axis.name: example[axis] for axis in axes}
    step = {name: -1 if n >= 5 else 1 for name, n in start.items()}
    changed = [{name: step[name]} for name in names]
    changed.append({name: (2 + k % 2) * step[name] for k, name in enumerate(names)})
    if len(names) > 1:  # T B - B takes one more to be told from others
        changed.append({name: (3 - k % 2) * step[name] for k, name in enumerate(names)})
    return [{axis: start[axis.name] + change.get(axis.name, 0) for axis in axes} for change in ({}, *changed)]


def merged(values: Sequence[Any], settings: Sequence[dict[Axis, int]]) -> Any:
    """One value as it was in each trace, with a ``Size`` in place of each integer that changed. ValueError if anything
    else did."""
    first = values[0]
    if any(type(value) is not type(first) for value in values):
        raise ValueError
    if isinstance(first, dict):
        return {key: merged([value[key] for value in values], settings) for key in first}
    if isinstance(first, slice):
        parts = [(value.start, value.stop, value.step) for value in values]
        return slice(*merged(parts, settings))
    if isinstance(first, (list, tuple)):
        if any(len(value) != len(first) for value in values):
            raise ValueError
        parts = [merged(parts, settings) for parts in zip(*values, strict=True)]
        return type(first)(*parts) if hasattr(first, "_fields") else type(first)(parts)
    if isinstance(first, int) and not isinstance(first, bool):
        return size_of([int(value) for value in values], settings)
    if not all(value == first or (value != value and first != first) for value in values):
        raise ValueError
    return first
