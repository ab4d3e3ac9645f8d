"""Several tensors made into one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.functional.arguments import need_tensor, wrap_dim
from autograd_lab.functional.creation import finish
from autograd_lab.functional.registry import PUBLIC, function
from autograd_lab.functional.shapes import atleast_1d, atleast_2d, atleast_3d
from autograd_lab.ops import joining
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, result_type
from autograd_lab.tensor.tensor import Tensor


@function
def cat(tensors: Any, dim: int = 0, *, axis: int | None = None) -> Tensor:
    """Tensors joined along an existing dim; their other dims must agree. Promotes to a common dtype."""
    parts = list_of_tensors(tensors, "cat")
    for part in parts:
        if part.ndim == 0:
            raise ShapeError("cat.zero_dim")
    dim = dim if axis is None else axis
    parts = _of_one_dtype(parts)
    kept = [p for p in parts if p.array.shape != (0,)]  # PyTorch skips empty 1-D tensors
    if not kept:
        kept, dim = parts, 0
    at = wrap_dim(dim, kept[0].ndim)
    for part in kept:
        a, b = kept[0].array.shape, part.array.shape
        if len(a) != len(b) or any(m != n for i, (m, n) in enumerate(zip(a, b, strict=True)) if i != at):
            raise ShapeError("cat.shapes", a=a, b=b, dim=at)
    return apply(joining.Cat, *kept, axis=at)


PUBLIC["concat"] = PUBLIC["concatenate"] = cat


@function
def stack(tensors: Any, dim: int = 0) -> Tensor:
    """Tensors of equal shape joined along a new dim. Promotes to a common dtype."""
    parts = list_of_tensors(tensors, "stack")
    shape = parts[0].array.shape
    at = wrap_dim(dim, len(shape) + 1)
    for part in parts:
        if part.array.shape != shape:
            raise ShapeError("stack.shapes", a=shape, b=part.array.shape)
    return apply(joining.Stack, *_of_one_dtype(parts), axis=at)


def list_of_tensors(tensors: Any, name: str) -> Sequence[Tensor]:
    """TypeError for what is no list or tuple of Tensors, RuntimeError for an empty one (of cat: ValueError)."""
    if not isinstance(tensors, (list, tuple)):
        raise ArgTypeError("cat.need_sequence", function=name, got=type(tensors).__name__)
    if not tensors:
        kind = ArgumentError if name == "cat" else ShapeError  # as PyTorch has them
        raise kind("cat.empty", function=name)
    for part in tensors:
        need_tensor(part, "tensors", name)
    return tensors


def _of_one_dtype(parts: Sequence[Tensor]) -> Sequence[Tensor]:
    """All in the dtype that they have together."""
    if len({p.array.dtype for p in parts}) == 1:
        return parts
    joint = result_type(*parts)
    return [cast(p, joint) for p in parts]


@function
def hstack(tensors: Any) -> Tensor:
    """Tensors joined from left to right: along dim 1, vectors along their only dim."""
    parts = atleast_1d(list_of_tensors(tensors, "hstack"))
    return cat(parts, dim=0 if parts[0].ndim == 1 else 1)


@function
def vstack(tensors: Any) -> Tensor:
    """Tensors joined from top to bottom, vectors as rows."""
    return cat(atleast_2d(list_of_tensors(tensors, "vstack")), dim=0)


PUBLIC["row_stack"] = vstack


@function
def dstack(tensors: Any) -> Tensor:
    """Tensors joined in depth: along dim 2, matrices as layers of depth 1."""
    return cat(atleast_3d(list_of_tensors(tensors, "dstack")), dim=2)


@function
def column_stack(tensors: Any) -> Tensor:
    """Tensors joined from left to right, vectors as columns."""
    parts = list_of_tensors(tensors, "column_stack")
    return cat([p.reshape(p.numel(), 1) if p.ndim <= 1 else p for p in parts], dim=1)


@function
def block_diag(*tensors: Any) -> Tensor:
    """Matrices along the diagonal of a large one, zeros elsewhere; vectors count as matrices of one row."""
    if not tensors:
        return finish(np.zeros((1, 0), np.float32), None, False)
    for part in tensors:
        need_tensor(part, "tensors", "block_diag")
        if part.ndim > 2:
            raise ShapeError("block_diag.ndim", shape=tuple(part.shape))
    return apply(joining.BlockDiag, *atleast_2d(_of_one_dtype(tensors)))
