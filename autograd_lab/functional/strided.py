"""How elements lie in memory: strides, order, windows, and tensors that change their size in place."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab import watch
from autograd_lab.backend.arrays import address, array_module, owner, strided
from autograd_lab.backend.layout import check_format, contiguous_format
from autograd_lab.errors import DimError, GraphError, ShapeError
from autograd_lab.functional.arguments import listed, sizes, wrap_dim
from autograd_lab.functional.registry import both, method, method_alias
from autograd_lab.ops import strided as ops
from autograd_lab.ops.elementary import Clone
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import check_captured
from autograd_lab.tensor.tensor import Tensor


@method
def size(self: Tensor, dim: int | None = None) -> Any:
    """The shape, or the length of one dim."""
    return self.shape if dim is None else self.array.shape[_existing(self, dim)]


@method
def stride(self: Tensor, dim: int | None = None) -> Any:
    """How many elements apart neighbours along each dim lie in memory."""
    steps = ops.stride_of(self.array)
    if not self.array.size:  # where no element has a neighbour: as if every length were at least 1
        steps = tuple(prod(max(n, 1) for n in self.array.shape[i + 1 :]) for i in range(self.ndim))
    return steps if dim is None else steps[_existing(self, dim)]


def _existing(x: Tensor, dim: int) -> int:
    if x.ndim == 0:
        raise DimError("arg.no_dims", dim=dim)
    return wrap_dim(dim, x.ndim)


@both
def numel(input: Tensor) -> int:
    """The number of elements."""
    return int(input.array.size)


@method
def dim(self: Tensor) -> int:
    """The number of dims."""
    return self.array.ndim


method_alias("nelement", numel)
method_alias("ndimension", dim)
Tensor.itemsize = property(lambda self: int(self.array.itemsize))
Tensor.nbytes = property(lambda self: int(self.array.nbytes))


@both
def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape."""
    return input.array.shape == other.array.shape


@method
def storage_offset(self: Tensor) -> int:
    """How many elements into the memory that it shares with others this tensor begins."""
    return begin_of(self)


def begin_of(x: Tensor) -> int:
    root = x if x._base is None else x._base
    return (address(x.array) - address(root.array)) // x.array.itemsize


# -- order in memory ---------------------------------------------------------------------------------------------------


@method
def is_contiguous(self: Tensor, *, memory_format: Any = contiguous_format) -> bool:
    """Whether the elements lie in memory in the order in which they are read, or in that of ``memory_format``."""
    check_format(memory_format, "is_contiguous")
    if memory_format is not None and memory_format.order:
        order = memory_format.order
        return self.ndim == len(order) and bool(self.array.transpose(order).flags.c_contiguous)
    return bool(self.array.flags.c_contiguous)


@method
def contiguous(self: Tensor, *, memory_format: Any = contiguous_format) -> Tensor:
    """This tensor if its elements lie in order, else a copy in which they do."""
    return self if is_contiguous(self, memory_format=memory_format) else clone(self, memory_format=memory_format)


@both
def clone(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy with its own memory that stays in the graph; in the same order in memory unless another is asked for."""
    if memory_format is None:
        return apply(Clone, input)
    check_format(memory_format, "clone")
    if memory_format.order:
        memory_format.check_ndim(input.ndim)
        return apply(Clone, input.permute(memory_format.order), order="C").permute(memory_format.back)
    return apply(Clone, input, order="C" if memory_format is contiguous_format else "K")


# -- any strides -------------------------------------------------------------------------------------------------------


@both
def as_strided(input: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Tensor:
    """The memory of ``input`` read in steps of ``stride`` from ``storage_offset`` on. A view.

    Elements may overlap; their gradients add up. RuntimeError for negative steps, and outside of the memory.
    """
    return apply(ops.AsStrided, input, **patterns(input, size, stride, storage_offset))


def patterns(x: Tensor, size: Any, stride: Any, offset: int | None) -> dict[str, Any]:
    """Where the elements of x lie and where those of the view of it will."""
    shape, steps = listed(size, "as_strided"), listed(stride, "as_strided")
    begin = begin_of(x)
    first = begin if offset is None else offset
    if len(shape) != len(steps):
        raise ShapeError("as_strided.count", size=shape, stride=steps)
    if any(n < 0 for n in shape) or any(step < 0 for step in steps) or first < 0:
        raise ShapeError("as_strided.negative", size=shape, stride=steps, offset=first)
    root = x if x._base is None else x._base
    held = ops.end_of((root.array.shape, ops.stride_of(root.array), 0)) * root.array.itemsize // x.array.itemsize
    needed = ops.end_of((shape, steps, first))
    if needed > held:
        raise ShapeError("as_strided.outside", size=shape, stride=steps, offset=first, needed=needed, held=held)
    return {"old": (x.array.shape, ops.stride_of(x.array), begin), "new": (shape, steps, first)}


@method
def unfold(self: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All windows of ``size`` elements along a dim, ``step`` apart; the elements of each are a new last dim. A view."""
    axis = wrap_dim(dimension, self.ndim)
    n = self.array.shape[axis] if self.ndim else 1
    if size < 0 or step <= 0:
        raise ShapeError("unfold.negative", size=size, step=step)
    if size > n:
        raise ShapeError("unfold.size", size=size, length=n, dim=axis)
    return apply(ops.Unfold, self, axis=axis, size=size.__index__(), step=step.__index__())


# -- another size in place ---------------------------------------------------------------------------------------------


@method
def resize_(self: Tensor, *args: Any, size: Any = None, memory_format: Any = None) -> Tensor:
    """Change the shape in place, reading the memory anew in order; more elements than it holds get new memory.

    What stands in the new elements is not defined. RuntimeError for a tensor that requires grad.
    """
    shape = sizes(args or (size,), "resize_")
    check_format(memory_format, "resize_")
    if any(n < 0 for n in shape):
        raise ShapeError("arg.size_negative", shape=shape)
    if self.requires_grad:
        raise GraphError("resize.requires_grad")
    check_captured(self)
    if shape == self.array.shape:
        return self
    array, needed = self.array, prod(shape)
    memory = owner(array)
    held = (memory.nbytes - (address(array) - address(memory))) // array.itemsize  # from its first element on
    if needed <= held:
        self.array = strided(array, shape, [prod(shape[i + 1 :]) for i in range(len(shape))], 0)
    else:
        more = array_module(array).zeros(needed, dtype=array.dtype)
        if held:
            more[:held] = strided(array, (held,), (1,), 0)
        self.array = more.reshape(shape)
    self._writes[0] += 1
    if watch.watchers:
        watch.tell("moved", self)
    return self


@method
def resize_as_(self: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """Change the shape in place to that of another tensor."""
    return resize_(self, the_template.shape, memory_format=memory_format)
