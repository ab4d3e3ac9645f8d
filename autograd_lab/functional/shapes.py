"""The same elements under another shape; views wherever PyTorch's are."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from autograd_lab.backend.dtypes import as_dtype, dtype as dtype_type
from autograd_lab.errors import ShapeError
from autograd_lab.functional.arguments import infer_shape, listed, need_tensor, sizes, wrap_dim
from autograd_lab.functional.registry import both, both_listed, both_sized, function, method
from autograd_lab.ops import movement, reduction
from autograd_lab.ops.elementary import Clone
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor, make


@both_sized
def reshape(input: Tensor, shape: Any) -> Tensor:
    """The same elements in the same order under another shape; one entry may be -1. A view where possible."""
    array = input.array
    wanted = infer_shape(sizes(shape, "reshape"), array.size)
    if array.flags.c_contiguous:
        return apply(movement.Reshape, input, shape=wanted)
    if can_view(array, wanted):
        return apply(movement.ReshapeAlias, input, shape=wanted)
    return apply(movement.UnsafeView, apply(Clone, input, order="C"), shape=wanted)


@method
def view(self: Tensor, *args: Any, size: Any = None, dtype: Any = None) -> Tensor:
    """``reshape`` that promises to share memory; RuntimeError where it cannot. ``x.view(dtype)`` reads the same bits
    as another dtype."""
    if dtype is not None or (len(args) == 1 and isinstance(args[0], (dtype_type, type))):
        return _bits_as(self, args[0] if dtype is None else dtype)
    wanted = infer_shape(sizes(args or (size,), "view"), self.array.size)
    if not self.array.flags.c_contiguous and not can_view(self.array, wanted):
        raise ShapeError("view.not_contiguous", shape=tuple(self.shape), wanted=wanted)
    return apply(movement.Reshape, self, shape=wanted)


def can_view(array: Any, shape: Sequence[int]) -> bool:
    """Whether ``shape`` only cuts dims up, or joins such as lie in memory as one: then no element has to move."""
    if not array.size:
        return True
    olds = [(n, step) for n, step in zip(array.shape, array.strides, strict=True) if n != 1]
    news = [n for n in shape if n != 1]
    while olds:
        run, step = olds.pop()  # a run of elements that are ``step`` apart
        while olds and olds[-1][1] == run * step:
            run *= olds.pop()[0]
        while run > 1:
            if not news or run % news[-1]:
                return False
            run //= news.pop()
    return True


def _bits_as(x: Tensor, kind: Any) -> Tensor:
    """The bits of x read as another dtype; the last dim grows or shrinks with the size of an element."""
    kind = as_dtype(kind)
    array, old, new = x.array, x.array.itemsize, kind.numpy.itemsize
    if old != new:
        if not array.ndim:
            raise ShapeError("view.bits_0d", dtype=x.dtype, wanted=kind)
        if array.strides[-1] != old:
            raise ShapeError("view.bits_stride", dtype=x.dtype, wanted=kind)
        uneven = (
            array.shape[-1] * old % new or x.storage_offset() * old % new or any(s % new for s in array.strides[:-1])
        )
        if new > old and uneven:
            raise ShapeError("view.bits_size", size=array.shape[-1], factor=new // old, dtype=x.dtype, wanted=kind)
    out = make(array.view(kind.numpy))
    out._writes, out._base = x._writes, x if x._base is None else x._base
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
    if first == last:
        return input
    shape = input.array.shape
    return reshape(input, (*shape[:first], prod(shape[first : last + 1]), *shape[last + 1 :]))


@both
def unflatten(input: Tensor, dim: int, sizes: Any) -> Tensor:
    """Dim ``dim`` taken apart into several; one of them may be -1. RuntimeError unless they multiply to its length."""
    parts = listed(sizes, "unflatten")
    if not parts or input.ndim == 0:
        raise ShapeError("unflatten.empty", ndim=input.ndim)
    axis, shape = wrap_dim(dim, input.ndim), input.array.shape
    return view(input, (*shape[:axis], *infer_shape(parts, shape[axis]), *shape[axis + 1 :]))


@both
def ravel(input: Tensor) -> Tensor:
    """All elements in one dim; a view where possible."""
    return reshape(input if input.is_contiguous() else apply(Clone, input, order="C"), -1)


@both_listed
def squeeze(input: Tensor, *args: Any, dim: Any = ...) -> Tensor:
    """Without its dims of length 1, or without ``dim`` (one or several) where it has length 1."""
    shape = input.array.shape
    if args:
        dim = args[0] if len(args) == 1 else args
    if dim is ...:
        return apply(movement.Squeeze, input, shape=tuple(n for n in shape if n != 1))
    named = tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)
    axes = tuple(wrap_dim(d, input.ndim) for d in named)
    if len(set(axes)) != len(axes):
        raise ShapeError("arg.dim_twice", dims=named)
    kept = tuple(n for i, n in enumerate(shape) if i not in axes or n != 1)
    return apply(movement.Squeeze, input, shape=kept, axis=axes if isinstance(dim, (tuple, list)) else axes[0])


@both
def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a new dim of length 1 at ``dim``."""
    at = wrap_dim(dim, input.ndim + 1)
    shape = input.array.shape
    return apply(movement.Unsqueeze, input, shape=(*shape[:at], 1, *shape[at:]))


@method
def expand(self: Tensor, *args: Any, size: Any = None, implicit: bool = False) -> Tensor:
    """Dims of length 1 repeated without copying; -1 keeps a dim."""
    wanted = sizes(args or (size,), "expand")
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


@both_sized
def broadcast_to(input: Tensor, size: Any) -> Tensor:
    """``input.expand(size)``."""
    return expand(input, size)


@method
def sum_to_size(self: Tensor, *args: Any, size: Any = None) -> Tensor:
    """The opposite of ``expand``: added up over the dims that broadcasting from ``size`` would repeat."""
    wanted = sizes(args or (size,), "sum_to_size")
    shape = self.array.shape
    lead = len(shape) - len(wanted)
    if lead < 0 or any(n not in (1, shape[lead + i]) for i, n in enumerate(wanted)):
        raise ShapeError("sum_to_size.size", shape=shape, wanted=wanted)
    if not wanted:
        return self.sum()
    repeated = [i for i, n in enumerate(shape) if i < lead or (wanted[i - lead] == 1 and n != 1)]
    if not repeated:
        return self
    total = self.sum(repeated, keepdim=True)
    return view(total, wanted) if lead else total


@function
def atleast_1d(*tensors: Any) -> Any:
    """Numbers as vectors of one element; one tensor, or a tuple of them for several."""
    return _each("atleast_1d", tensors, lambda x: reshape(x, 1) if x.ndim == 0 else x)


@function
def atleast_2d(*tensors: Any) -> Any:
    """Numbers and vectors as matrices of one row; one tensor, or a tuple of them for several."""

    def matrix(x: Tensor) -> Tensor:
        return reshape(x, 1, 1) if x.ndim == 0 else unsqueeze(x, 0) if x.ndim == 1 else x

    return _each("atleast_2d", tensors, matrix)


@function
def atleast_3d(*tensors: Any) -> Any:
    """A vector becomes (1, n, 1), a matrix (n, m, 1); one tensor, or a tuple of them for several."""

    def block(x: Tensor) -> Tensor:
        if x.ndim == 0:
            return reshape(x, 1, 1, 1)
        return unsqueeze(unsqueeze(x, 0), -1) if x.ndim == 1 else unsqueeze(x, -1) if x.ndim == 2 else x

    return _each("atleast_3d", tensors, block)


def _each(name: str, tensors: Any, change: Any) -> Any:
    several = len(tensors) != 1 or isinstance(tensors[0], (tuple, list))
    parts = tensors[0] if len(tensors) == 1 and several else tensors
    for part in parts:
        need_tensor(part, "tensors", name)
    return tuple(change(part) for part in parts) if several else change(tensors[0])
