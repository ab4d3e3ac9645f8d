"""Triangles of matrices, and where their elements stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.dtypes import as_dtype, int64
from autograd_lab.errors import NotWritten, ShapeError
from autograd_lab.functional.arguments import integer
from autograd_lab.functional.creation import creates
from autograd_lab.functional.families import inplace
from autograd_lab.functional.registry import both
from autograd_lab.ops import triangle
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor


@both
def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """The lower triangle of a matrix, or of each in a stack: zero above ``diagonal``."""
    _need_matrix(input, "tril")
    return apply(triangle.Tril, input, diagonal=diagonal.__index__())


@both
def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """The upper triangle of a matrix, or of each in a stack: zero below ``diagonal``."""
    _need_matrix(input, "triu")
    return apply(triangle.Triu, input, diagonal=diagonal.__index__())


inplace(tril)
inplace(triu)


def _need_matrix(input: Tensor, name: str) -> None:
    if input.ndim < 2:
        raise ShapeError("triangle.ndim", function=name, ndim=input.ndim)


@creates
def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None) -> Any:
    """The rows and the columns of the elements that ``tril`` keeps of a row x col matrix, as the two rows of one."""
    return _indices("tril_indices", np.tril_indices, row, col, offset, dtype)


@creates
def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None) -> Any:
    """The rows and the columns of the elements that ``triu`` keeps of a row x col matrix, as the two rows of one."""
    return _indices("triu_indices", np.triu_indices, row, col, offset, dtype)


def _indices(name: str, find: Any, row: int, col: int, offset: int, dtype: Any) -> Any:
    kind = int64 if dtype is None else as_dtype(dtype)
    if kind.category != 1:
        raise NotWritten("triangle.dtype", function=name, dtype=kind)
    row, col, offset = (integer(n, name) for n in (row, col, offset))
    if row < 0 or col < 0:
        raise ShapeError("triangle.size", function=name, row=row, col=col)
    return np.stack(find(row, offset, col)).astype(kind.numpy)
