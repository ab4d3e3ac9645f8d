"""Long formulas over large arrays, a block at a time: what is computed on the way stays in the processor's cache, in
memory that is used again and again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

BLOCK = 2**15  # numbers: a few blocks of float32 fit into the second cache; smaller ones cost more calls


def lines(count: int, *arrays: Any) -> Iterator[list[Any]]:
    """Blocks of each array, all arrays being of one size and contiguous; and ``count`` more to compute in."""
    flat = [array.reshape(-1) for array in arrays]
    size, dtype = flat[0].size, flat[0].dtype
    spare = np.empty((count, min(size, BLOCK)), dtype)
    for start in range(0, size, BLOCK):
        stop = min(start + BLOCK, size)
        yield [array[start:stop] for array in flat] + list(spare[:, : stop - start])
