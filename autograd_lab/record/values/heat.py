"""A tensor as a picture: its numbers, or averages of neighbours where there are too many to be told apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import is_array
from autograd_lab.record.snapshot import Real, real
from autograd_lab.record.values.statistics import Statistics, as_floats, statistics

SIDE = 64  # cells along one side of the picture


@dataclass(frozen=True)
class Heat:
    """Cells of a picture, whose numbers travel as float32 in a buffer of their own, row by row.

    The last two dims of a tensor are rows and columns, each place of the dims before has a tile of its own. A cell is
    the average of ``block`` elements (rows, columns); the last one of a line may have fewer. ``tiles`` of ``all_tiles``
    are there. ``largest`` is the size of the largest number in the tensor that is finite.
    """

    shape: list[int]
    tiles: int
    all_tiles: int
    rows: int
    columns: int
    block: list[int]
    largest: Real


@dataclass(frozen=True)
class Picture:
    """One tensor of a card. ``heat`` is None where only statistics were kept; its cells are buffer ``buffer``."""

    shape: list[int]
    dtype: str
    statistics: Statistics | None
    heat: Heat | None
    buffer: int


def picture(value: Any, buffers: list[bytes], side: int = SIDE) -> Picture:
    """``value``, an array or a Python number, in at most ``side`` x ``side`` cells, which are added to ``buffers``."""
    dtype = str(value.dtype) if is_array(value) else type(value).__name__
    floats = as_floats(value if is_array(value) else np.asarray(value))
    heat, cells = _cells(floats, side)
    buffers.append(cells)
    return Picture(list(floats.shape), dtype, statistics(floats), heat, len(buffers) - 1)


def unseen(shape: Any, dtype: Any, known: Statistics | None) -> Picture:
    """A tensor of which no numbers were kept."""
    return Picture(list(shape), str(dtype), known, None, -1)


def _cells(array: np.ndarray, side: int) -> tuple[Heat, bytes]:
    height, width = (1, *array.shape)[-2:] if array.ndim else (1, 1)
    tiles = prod(array.shape[:-2])
    planes = array.reshape(tiles, height, width)
    tall, wide = -(-height // side), -(-width // side)
    rows, columns = -(-height // max(tall, 1)), -(-width // max(wide, 1))
    shown = min(tiles, max(1, side * side // max(rows * columns, 1)))
    finite = array[np.isfinite(array)]
    heat = Heat(list(array.shape), shown, tiles, rows, columns, [tall, wide], real(np.abs(finite).max(initial=0.0)))
    with np.errstate(all="ignore"):
        cells = _averages(planes[:shown], tall, wide) if array.size else planes[:shown]
        return heat, np.ascontiguousarray(cells, "<f4").tobytes()


def _averages(planes: np.ndarray, tall: int, wide: int) -> np.ndarray:
    for axis, size in ((1, tall), (2, wide)):
        if size > 1:
            starts = np.arange(0, planes.shape[axis], size)
            counts = np.minimum(planes.shape[axis] - starts, size)
            shape = [1, 1, 1]
            shape[axis] = -1
            planes = np.add.reduceat(planes, starts, axis=axis) / counts.reshape(shape)
    return planes
