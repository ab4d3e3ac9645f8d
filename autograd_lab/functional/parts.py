"""A copy in which one part is replaced: for every view that reads a part, the function that writes it."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.cutting import select
from autograd_lab.functional.diagonal import plane
from autograd_lab.functional.registry import both
from autograd_lab.functional.strided import patterns
from autograd_lab.ops import cutting, diagonal, parts, strided
from autograd_lab.ops.base import Op
from autograd_lab.ops.indexing import WriteView
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor


@both
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy of ``input`` with ``src`` in the place of the slice at ``index``."""
    select(input, dim, index)  # it knows what is wrong with them
    axis = wrap_dim(dim, input.ndim)
    params = {"axis": axis, "index": index % input.array.shape[axis]}
    return _replaced(parts.SelectScatter, input, src, cutting.Select, params)


@both
def slice_scatter(input: Tensor, src: Tensor, dim: int = 0, start: int | None = None, end: int | None = None,
                  step: int = 1) -> Tensor:  # fmt: skip
    """A copy of ``input`` with ``src`` in the place of the slices ``start:end:step``."""
    if step <= 0:
        raise ShapeError("slice.step", step=step)
    params = {"axis": wrap_dim(dim, input.ndim), "start": start, "stop": end, "step": step}
    return _replaced(parts.SliceScatter, input, src, cutting.Slice, params)


@both
def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy of ``input`` with ``src`` on its diagonal."""
    return _replaced(parts.DiagonalScatter, input, src, diagonal.Diagonal, plane(input, offset, dim1, dim2))


@both
def as_strided_scatter(input: Tensor, src: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Tensor:
    """A copy of ``input`` with ``src`` in the elements that ``as_strided`` reads."""
    params = patterns(input, size, stride, storage_offset)
    return _replaced(parts.AsStridedScatter, input, src, strided.AsStrided, params)


def _replaced(op: type[WriteView], x: Tensor, src: Tensor, view: type[Op], params: dict[str, Any]) -> Tensor:
    """x with ``src`` seen through the view; RuntimeError unless it has exactly that shape."""
    part = apply(view, x.detach(), **params)
    if part.array.shape != src.array.shape:
        raise ShapeError("scatter.shape", got=tuple(src.shape), part=part.array.shape)
    stride = None if x.is_contiguous() else strided.stride_of(x.array)
    return apply(op, x, cast(src, x.dtype), views=((view, params, None),), stride=stride)
