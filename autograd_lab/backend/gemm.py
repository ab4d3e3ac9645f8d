"""``matmul`` on a GPU: NumPy's rules for shapes in the words of cuBLAS, and operands as they lie, sliced or transposed.

cuBLAS stores matrices column by column, we row by row. What it calls the matrix is our matrix transposed, so it is
asked for y^T = b^T a^T: the operands change places and no number moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.cublas import KINDS, NUMBERS, Cublas, Kind, Matrices

OP_N, OP_T = NUMBERS["CUBLAS_OP_N"], NUMBERS["CUBLAS_OP_T"]
LARGEST = 2**31 - 1  # sizes and leading dimensions are 32-bit integers
MOST_CALLS = 3  # where two copies and one call start as many kernels,
COPIED = 2**22  # and such a copy of fewer bytes takes no longer than starting a kernel


class Products:
    """``matmul(a, b)`` on the arrays of ``cupy``."""

    def __init__(self, cupy: Any) -> None:
        self._cupy = cupy

    @cached_property
    def _cublas(self) -> Cublas:
        return Cublas(self._cupy)

    def matmul(self, a: Any, b: Any) -> Any:
        """As NumPy's: stacks of matrices (.., n, k) and (.., k, m), or vectors. Sums of halves are made in float32.

        Integers, and sizes beyond 32 bits, are left to CuPy. ValueError if the shapes do not fit.
        """
        if a.dtype != b.dtype:
            common = self._cupy.result_type(a, b)
            a, b = a.astype(common, copy=False), b.astype(common, copy=False)
        kind = KINDS.get(a.dtype.char)
        if kind is None or not a.ndim or not b.ndim or max(*a.shape, *b.shape) > LARGEST:
            return self._cupy.matmul(a, b)
        y = self._stacked(kind, a[None] if a.ndim == 1 else a, b[:, None] if b.ndim == 1 else b)
        if a.ndim == 1:
            y = y[..., 0, :]
        return y[..., 0] if b.ndim == 1 else y

    def _stacked(self, kind: Kind, a: Any, b: Any) -> Any:
        """The products of two stacks of matrices."""
        (*lead, n, k), (*other, rows, m) = a.shape, b.shape
        if rows != k:
            raise ValueError(f"matmul: {a.shape} and {b.shape}: {k} columns meet {rows} rows")
        shape = (*(lead if lead == other else np.broadcast_shapes(tuple(lead), tuple(other))), n, m)
        if not k or 0 in shape:
            return self._cupy.zeros(shape, a.dtype)
        y = self._cupy.empty(shape, a.dtype)
        (a, *of_a), (b, *of_b) = self._readable(a), self._readable(b)
        axes = _merged(shape[:-2], a, b, y)
        calls = prod([size for size, *_ in axes[1:]])
        if calls > MOST_CALLS and a.nbytes + b.nbytes < calls * COPIED:
            (a, *of_a), (b, *of_b) = self._copied(a), self._copied(b)
            axes = _merged(shape[:-2], a, b, y)
        count, *steps = axes[0] if axes else (1, 0, 0, 0)
        for starts in _starts(axes[1:], a, b, y):
            left, right, into = map(Matrices, starts, *zip(of_a, of_b, (OP_N, m), strict=True), steps)
            self._cublas.gemm(kind, (m, n, k), right, left, into, count)
        return y

    def _readable(self, x: Any) -> tuple[Any, int, int]:
        """Matrices (.., n, m), whether cuBLAS has to transpose them, and how far their rows (else columns) are apart.

        A copy, where neither neighbours in a row nor in a column lie together.
        """
        n, m = x.shape[-2:]
        down, across = (step // x.itemsize for step in x.strides[-2:])
        if (across == 1 or m == 1) and (n == 1 or m <= down <= LARGEST):
            return x, OP_N, down if n > 1 else m
        if (down == 1 or n == 1) and (m == 1 or n <= across <= LARGEST):
            return x, OP_T, across if m > 1 else n
        return self._copied(x)

    def _copied(self, x: Any) -> tuple[Any, int, int]:
        return self._cupy.ascontiguousarray(x), OP_N, x.shape[-1]


def _merged(lead: tuple[int, ...], *stacks: Any) -> list[tuple[int, ...]]:
    """The axes before the matrices as (size, *step of each stack), the longest first; what can be walked as one axis is
    one. Usually one or none is left."""
    axes: list[tuple[int, ...]] = []
    for size, *steps in zip(lead, *[_steps(x, lead) for x in stacks], strict=True):
        if axes and axes[-1][1:] == tuple([size * step for step in steps]):
            axes[-1] = (axes[-1][0] * size, *steps)
        elif size > 1:
            axes.append((size, *steps))
    return sorted(axes, reverse=True)


def _starts(axes: list[tuple[int, ...]], *stacks: Any) -> Iterator[list[int]]:
    """Where the first matrices of each call lie: one call for each place along ``axes``."""
    starts, unit = [x.data.ptr for x in stacks], stacks[0].itemsize
    for place in product(*[range(size) for size, *_ in axes]):
        moved = starts
        for i, (_, *steps) in zip(place, axes, strict=True):
            moved = [start + i * step * unit for start, step in zip(moved, steps, strict=True)]
        yield moved


def _steps(x: Any, lead: tuple[int, ...]) -> list[int]:
    """From one matrix to the next along each axis of ``lead``, in elements; 0 where x is broadcast."""
    steps = [0 if n == 1 else step // x.itemsize for n, step in zip(x.shape[:-2], x.strides[:-2], strict=True)]
    return [0] * (len(lead) - len(steps)) + steps
