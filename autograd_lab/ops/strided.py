"""Memory read in another pattern of steps: overlapping windows, and any strides at all."""

from __future__ import annotations

from autograd_lab.backend.arrays import strided
from autograd_lab.backend.scatter import accumulate
from autograd_lab.ops.base import Op, OpDoc, gradient, run

# A pattern says where the elements of a tensor lie: (shape, stride, offset of the first), all counted in elements.


def stride_of(x):
    """The steps along each axis, in elements."""
    size = x.itemsize
    return tuple([s // size for s in x.strides])


def places(xp, pattern):
    """The place in memory of each element of a pattern."""
    shape, stride, offset = pattern
    at = xp.full((1,) * len(shape), offset)
    for axis, (n, step) in enumerate(zip(shape, stride, strict=True)):
        at = at + (xp.arange(n) * step).reshape((n,) + (1,) * (len(shape) - axis - 1))
    return at


def end_of(pattern):
    """One more than the last place in memory that a pattern uses."""
    shape, stride, offset = pattern
    return offset + sum((n - 1) * step for n, step in zip(shape, stride, strict=True)) + 1 if 0 not in shape else 0


def repeats(pattern):
    """Whether a place in memory may belong to the pattern twice: where a step leads no further than what is in it."""
    reach = 0
    for step, n in sorted((step, n) for n, step in zip(*pattern[:2], strict=True) if n > 1):
        if step <= reach:
            return True
        reach += step * (n - 1)
    return False


def laid(xp, x, stride):
    """A copy of x that has the given strides; without them the elements lie in the order in which they are read."""
    y = x.copy(order="C")
    if stride is None or stride_of(y) == stride:
        return y
    y = strided(xp.zeros(end_of((x.shape, stride, 0)), dtype=x.dtype), x.shape, stride, 0)
    y[...] = x
    return y


class AsStrided(Op):
    """The memory of x read with other strides. ``old`` and ``new`` are the patterns of x and of the output.

    Elements may be read several times, and x itself may hold one place several times: its gradient is then shared
    evenly among those, as in PyTorch.
    """

    doc = OpDoc(
        "strides",
        r"y_i = \text{memory}_{o + i \cdot s}",
        "x[..] -> y[..]",
        "Read the memory with other strides.",
        "以另一种步长读取同一块内存。",
    )
    view = True

    @staticmethod
    def forward(xp, x, *, old, new):
        if stride_of(x) != old[1]:  # not the tensor itself but a gradient in its place, laid out otherwise
            return ThroughMemory.forward(xp, x, source=old, target=new, shared=old)
        shape, stride, offset = new
        return strided(x, shape, stride, offset - old[2]), ()

    @staticmethod
    @gradient(r"\bar x_j = \textstyle\sum_{i:\, y_i \text{ is } x_j} \bar y_i")
    def backward_x(xp, gy, *, old, new):
        return run(xp, ThroughMemory, gy, source=new, target=old, shared=old)


class AsStridedInPlace(AsStrided):
    """``AsStrided`` of the tensor itself, under the name that PyTorch prints."""

    node_name = "AsStridedBackward1"


class ThroughMemory(Op):
    """x written into empty memory in one pattern, adding up, and read in another.

    Places that the pattern ``shared`` has several times are divided by how often. See "as_strided" in PyTorch's
    FunctionsManual.cpp for why this is the derivative of reading overlapping memory.
    """

    doc = OpDoc(
        "stridesᵀ",
        r"m_{o + i \cdot s} = \textstyle\sum x_i,\; y_i = m_{p + i \cdot t}",
        "x[..] -> y[..]",
        "Write into memory with some strides, read with others.",
        "按一种步长写入内存，再按另一种步长读出。",
    )

    @staticmethod
    def forward(xp, x, *, source, target, shared):
        start = min(source[2], target[2])
        size = max(end_of(source), end_of(target)) - start
        memory = xp.zeros(max(size, 0), dtype=x.dtype)
        if x.size and repeats(source):
            accumulate(xp, "add", memory, (places(xp, source) - start).ravel(), x.ravel())
        elif x.size:
            strided(memory, source[0], source[1], source[2] - start)[...] = x
        if 0 not in shared[0] and repeats(shared):
            owners = xp.zeros(memory.shape, dtype="float32")
            ones = xp.ones(shared[0], dtype="float32").ravel()
            accumulate(xp, "add", owners, (places(xp, shared) - start).ravel(), ones)
            memory = memory / xp.maximum(owners, 1).astype(x.dtype)
        return memory[places(xp, target) - start], ()

    @staticmethod
    @gradient(r"\bar x_i = \bar m_{o + i \cdot s},\; \bar m_{p + i \cdot t} = \textstyle\sum \bar y_i")
    def backward_x(xp, gy, *, source, target, shared):
        return run(xp, ThroughMemory, gy, source=target, target=source, shared=shared)


class Unfold(Op):
    """Windows of ``size`` elements along an axis, ``step`` apart; the elements of each are the last axis. A view."""

    doc = OpDoc(
        "unfold",
        r"y_{i,\,k} = x_{is + k}",
        "x[.., n, ..] -> y[.., w, .., k]",
        "Look through a sliding window.",
        "用滑动窗口取出各段。",
    )
    view = True

    @staticmethod
    def forward(xp, x, *, axis, size, step):
        if x.ndim == 0:
            return x.reshape(1)[:size], (x.shape,)
        stride = stride_of(x)
        windows = (x.shape[axis] - size) // step + 1
        shape = (*x.shape[:axis], windows, *x.shape[axis + 1 :], size)
        steps = (*stride[:axis], stride[axis] * step, *stride[axis + 1 :], stride[axis])
        return strided(x, shape, steps, 0), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_j = \textstyle\sum_{is + k = j} \bar y_{i,\,k}")
    def backward_x(xp, gy, x_shape, *, axis, size, step):
        return run(xp, Fold, gy, shape=x_shape, axis=axis, size=size, step=step)


class Fold(Op):
    """Windows laid back where they were taken from; where they overlap they add up. The adjoint of Unfold."""

    doc = OpDoc(
        "unfoldᵀ",
        r"y_j = \textstyle\sum_{is + k = j} x_{i,\,k}",
        "x[.., w, .., k] -> y[.., n, ..]",
        "Add up overlapping windows.",
        "把重叠的窗口累加回原处。",
    )

    @staticmethod
    def forward(xp, x, *, shape, axis, size, step):
        if not shape:
            return x.sum(axis=-1), ()
        y = xp.zeros(shape, dtype=x.dtype)
        line, windows = xp.moveaxis(y, axis, 0), xp.moveaxis(x, axis, 0)
        if size <= len(windows):  # loop over whichever is shorter: the places in a window, or the windows
            for k in range(size):
                line[k : k + (len(windows) - 1) * step + 1 : step] += windows[..., k]
        else:
            for i in range(len(windows)):
                line[i * step : i * step + size] += xp.moveaxis(windows[i], -1, 0)
        return y, ()

    @staticmethod
    @gradient(r"\bar x_{i,\,k} = \bar y_{is + k}")
    def backward_x(xp, gy, *, shape, axis, size, step):
        return run(xp, Unfold, gy, axis=axis, size=size, step=step)
