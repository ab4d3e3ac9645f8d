"""Diagonals, read and written."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.explain import Number
from autograd_lab.functional.registry import both, method
from autograd_lab.ops import diagonal as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import check_writable
from autograd_lab.tensor.tensor import Tensor


@both
def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The elements at which the indices of two dims agree, up to ``offset``, as the last dim. A view."""
    return apply(ops.Diagonal, input, **plane(input, offset, dim1, dim2))


def plane(x: Tensor, offset: int, dim1: int, dim2: int) -> dict[str, Any]:
    """Which diagonal is meant, as the op wants it; RuntimeError if both dims are the same."""
    a, b = wrap_dim(dim1, x.ndim), wrap_dim(dim2, x.ndim)
    if a == b:
        raise ShapeError("diagonal.same", dim1=dim1, dim2=dim2)
    return {"offset": offset.__index__(), "axis1": a, "axis2": b}


@both
def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The last dim laid on the diagonal of new matrices in two dims; zeros elsewhere."""
    ndim = input.ndim + 1
    a, b = wrap_dim(dim1, ndim), wrap_dim(dim2, ndim)
    if a == b:
        raise ShapeError("diagonal.same", dim1=dim1, dim2=dim2)
    wrap_dim(-1, input.ndim)
    side = input.array.shape[-1] + abs(offset)
    others = iter(input.array.shape[:-1])
    shape = tuple(side if axis in (a, b) else next(others) for axis in range(ndim))
    return apply(ops.DiagEmbed, input, shape=shape, offset=offset, axis1=a, axis2=b)


@both
def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """A vector as the diagonal of a matrix; of a matrix its diagonal, copied."""
    if input.ndim == 1:
        return diag_embed(input, diagonal)
    if input.ndim != 2:
        raise ShapeError("diag.ndim", shape=tuple(input.shape))
    return apply(ops.Diagonal, input, offset=diagonal, axis1=0, axis2=1).clone()


@both
def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """All elements on the diagonal of a matrix."""
    return diag_embed(input.reshape(-1), offset)


@method
def fill_diagonal_(self: Tensor, fill_value: Number, wrap: bool = False) -> Tensor:
    """``fill_value`` on the diagonal, in place; with ``wrap`` the diagonal of a tall matrix begins again below.

    RuntimeError for less than two dims, and for more unless they have one length.
    """
    shape = self.array.shape
    if len(shape) < 2:
        raise ShapeError("fill_diagonal.ndim", ndim=len(shape))
    if len(shape) > 2 and len(set(shape)) > 1:
        raise ShapeError("fill_diagonal.lengths", shape=shape)
    check_writable(self)
    self.as_strided((min(shape),), (sum(self.stride()),), self.storage_offset()).fill_(fill_value)
    if wrap and len(shape) == 2 and shape[0] > shape[1] + 1:
        fill_diagonal_(self[shape[1] + 1 :], fill_value, wrap)
    return self
