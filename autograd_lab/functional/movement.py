"""The same elements in another arrangement."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError, ArgumentError, DimError, ShapeError
from autograd_lab.functional.arguments import infer_shape, need_tensor, sizes, wrap_dim
from autograd_lab.functional.registry import both, function, method
from autograd_lab.ops import movement, reduction
from autograd_lab.ops.elementary import Clone
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, result_type
from autograd_lab.tensor.tensor import Tensor


@both
def reshape(input: Tensor, *shape: Any) -> Tensor:
    """The same elements in the same order under another shape; one entry may be -1. A view where possible."""
    need_tensor(input, "input", "reshape")
    wanted = sizes(shape, "reshape")
    return apply(movement.Reshape, input, shape=infer_shape(wanted, input.array.size))


@method
def view(self: Tensor, *shape: Any) -> Tensor:
    """``reshape`` that promises to share memory; RuntimeError where it cannot."""
    out = reshape(self, *shape)
    if out.array.size and out._writes is not self._writes:
        raise ShapeError("view.not_contiguous", shape=tuple(self.shape), wanted=tuple(out.shape))
    return out


@method
def view_as(self: Tensor, other: Tensor) -> Tensor:
    """View with the shape of ``other``."""
    return view(self, other.shape)


@method
def reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """Reshape to the shape of ``other``."""
    return reshape(self, other.shape)


@both
def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Dims ``start_dim`` to ``end_dim`` joined into one."""
    first, last = wrap_dim(start_dim, input.ndim), wrap_dim(end_dim, input.ndim)
    if first > last:
        raise ShapeError("flatten.order", start=start_dim, end=end_dim)
    if input.ndim == 0:
        return reshape(input, 1)
    shape = input.array.shape
    joined = int(np.prod(shape[first : last + 1], dtype=np.int64))
    return reshape(input, (*shape[:first], joined, *shape[last + 1 :]))


@both
def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Without its dims of length 1, or without ``dim`` if it has length 1."""
    shape = input.array.shape
    if dim is None:
        kept = tuple(n for n in shape if n != 1)
    else:
        dims = {wrap_dim(d, input.ndim) for d in ((dim,) if isinstance(dim, int) else dim)}
        kept = tuple(n for i, n in enumerate(shape) if i not in dims or n != 1)
    return apply(movement.Squeeze, input, shape=kept)


@both
def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a new dim of length 1 at ``dim``."""
    at = wrap_dim(dim, input.ndim + 1)
    shape = input.array.shape
    return apply(movement.Unsqueeze, input, shape=(*shape[:at], 1, *shape[at:]))


@both
def permute(input: Tensor, *dims: Any) -> Tensor:
    """The dims reordered: ``x.permute(2, 0, 1)``. A view."""
    order = sizes(dims, "permute")
    if len(order) != input.ndim:
        raise ShapeError("permute.count", dims=order, ndim=input.ndim)
    axes = tuple(wrap_dim(d, input.ndim) for d in order)
    if len(set(axes)) != len(axes):
        raise ShapeError("arg.dim_twice", dims=order)
    return apply(movement.Permute, input, axes=axes)


@both
def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dims swapped. A view."""
    a, b = wrap_dim(dim0, input.ndim), wrap_dim(dim1, input.ndim)
    axes = list(range(input.ndim))
    if axes:
        axes[a], axes[b] = axes[b], axes[a]
    return apply(movement.Transpose, input, axes=tuple(axes))


@both
def t(input: Tensor) -> Tensor:
    """The transpose of a matrix; vectors and numbers stay as they are."""
    if input.ndim > 2:
        raise ShapeError("t.ndim", ndim=input.ndim)
    return apply(movement.T, input, axes=tuple(range(input.ndim))[::-1])


def _reversed(self: Tensor) -> Tensor:
    """``x.T``: all dims in reverse order."""
    return apply(movement.Permute, self, axes=tuple(range(self.ndim))[::-1])


def _matrix_transposed(self: Tensor) -> Tensor:
    """``x.mT``: the last two dims swapped."""
    return transpose(self, -2, -1)


Tensor.T = property(_reversed)
Tensor.mT = property(_matrix_transposed)


@method
def expand(self: Tensor, *shape: Any) -> Tensor:
    """Dims of length 1 repeated without copying; -1 keeps a dim."""
    wanted = sizes(shape, "expand")
    lead = len(wanted) - self.ndim
    if lead < 0:
        raise ShapeError("expand.ndim", shape=tuple(self.shape), wanted=wanted)
    full = []
    for i, n in enumerate(wanted):
        have = self.array.shape[i - lead] if i >= lead else 1
        if n == -1 and i >= lead:
            n = have
        if n < 0 or (have != n and have != 1):
            raise ShapeError("expand.size", shape=tuple(self.shape), wanted=wanted, dim=i)
        full.append(n)
    return apply(reduction.Expand, self, shape=tuple(full))


@method
def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """Expanded to the shape of ``other``."""
    return expand(self, other.shape)


@both
def broadcast_to(input: Tensor, size: Any) -> Tensor:
    """``input.expand(size)``."""
    return expand(input, size)


@function
def cat(tensors: Any, dim: int = 0, *, axis: int | None = None) -> Tensor:
    """Tensors joined along an existing dim; the others must agree. Promotes to a common dtype."""
    parts = _list_of_tensors(tensors, "cat")
    legacy = [p for p in parts if p.array.shape != (0,)] or parts[:1]  # PyTorch skips empty 1-D tensors
    at = wrap_dim(dim if axis is None else axis, legacy[0].ndim)
    if legacy[0].ndim == 0:
        raise ShapeError("cat.zero_dim")
    for part in legacy:
        a, b = legacy[0].array.shape, part.array.shape
        if len(a) != len(b) or any(m != n for i, (m, n) in enumerate(zip(a, b, strict=True)) if i != at):
            raise ShapeError("cat.shapes", a=a, b=b, dim=at)
    joint = result_type(*parts)
    return apply(movement.Cat, *[cast(p, joint) for p in legacy], axis=at)


@function
def stack(tensors: Any, dim: int = 0) -> Tensor:
    """Tensors of equal shape joined along a new dim."""
    parts = _list_of_tensors(tensors, "stack")
    shape = parts[0].array.shape
    for part in parts:
        if part.array.shape != shape:
            raise ShapeError("stack.shapes", a=shape, b=part.array.shape)
    joint = result_type(*parts)
    return apply(movement.Stack, *[cast(p, joint) for p in parts], axis=wrap_dim(dim, len(shape) + 1))


def _list_of_tensors(tensors: Any, name: str) -> list[Tensor]:
    if not isinstance(tensors, (list, tuple)):
        raise ArgTypeError("cat.need_sequence", function=name, got=type(tensors).__name__)
    if not tensors:
        kind = ArgumentError if name == "cat" else ShapeError  # as PyTorch has them
        raise kind("cat.empty", function=name)
    for part in tensors:
        need_tensor(part, "tensors", name)
    return list(tensors)


@both
def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut along ``dim`` into parts of one size (the last may be smaller) or of the listed sizes. Views."""
    axis = wrap_dim(dim, tensor.ndim)
    n = tensor.array.shape[axis]
    if isinstance(split_size_or_sections, int):
        size = split_size_or_sections
        if size < 0 or (size == 0 and n):
            raise ShapeError("split.size", size=size)
        parts = [size] * (n // size) + ([n % size] if n % size else []) if n else [0]
    else:
        parts = list(split_size_or_sections)
        if sum(parts) != n or any(p < 0 for p in parts):
            raise ShapeError("split.sections", sections=parts, size=n, dim=axis)
    return apply(movement.Split, tensor, sizes=tuple(parts), axis=axis)


@both
def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut along ``dim`` into at most ``chunks`` parts of equal size, the last smaller."""
    if chunks <= 0:
        raise ShapeError("chunk.count", chunks=chunks)
    n = input.array.shape[wrap_dim(dim, input.ndim)]
    return split(input, max(1, -(-n // chunks)), dim)


@both
def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """A tuple of the slices along ``dim``."""
    if input.ndim == 0:
        raise DimError("unbind.zero_dim")
    axis = wrap_dim(dim, input.ndim)
    return tuple(squeeze(part, axis) for part in split(input, 1, axis)) if input.array.shape[axis] else ()


@both
def clone(input: Tensor) -> Tensor:
    """A copy with its own memory that stays in the graph."""
    return apply(Clone, input)


@method
def contiguous(self: Tensor) -> Tensor:
    """This tensor if its elements lie in order, else a copy in which they do."""
    return self if self.is_contiguous() else clone(self)


@method
def is_contiguous(self: Tensor) -> bool:
    """Whether the elements lie in memory in the order in which they are read."""
    return bool(self.array.flags.c_contiguous)


@method
def size(self: Tensor, dim: int | None = None) -> Any:
    """The shape, or the length of one dim."""
    return self.shape if dim is None else self.array.shape[wrap_dim(dim, self.ndim)]


@both
def numel(input: Tensor) -> int:
    """The number of elements."""
    return int(input.array.size)


@method
def dim(self: Tensor) -> int:
    """The number of dims."""
    return self.array.ndim


@method
def stride(self: Tensor, dim: int | None = None) -> Any:
    """How many elements apart neighbours along each dim lie in memory."""
    strides = tuple(s // self.array.itemsize for s in self.array.strides)
    return strides if dim is None else strides[wrap_dim(dim, self.ndim)]
