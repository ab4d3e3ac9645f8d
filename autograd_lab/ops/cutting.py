"""Parts of a tensor, cut along one axis. All but the unsafe ones are views of its memory."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.indexing import ScatterItem
from autograd_lab.ops.joining import Cat, Stack


def along(axis, part):
    """The index that takes ``part`` of one axis and all of the others; always a view."""
    return (*(slice(None),) * axis, part, Ellipsis)


class Select(Op):
    """The one slice at ``index``; the axis is gone afterwards."""

    doc = OpDoc("x[i]", r"y = x_i", "x[.., n, ..] -> y[.., ..]", "Take one slice.", "取出一个切片。")
    view = True

    @staticmethod
    def forward(xp, x, *, axis, index):
        return x[along(axis, index)], (x.shape,)

    @staticmethod
    @gradient(r"\bar x_i = \bar y")
    def backward_x(xp, gy, x_shape, *, axis, index):
        return run(xp, ScatterItem, gy, shape=x_shape, index=along(axis, index))


class Slice(Op):
    """The slices from ``start`` to ``stop`` in steps; the axis stays."""

    doc = OpDoc("x[i:j]", r"y = x_{i:j:s}", "x[.., n, ..] -> y[.., k, ..]", "Take a range of slices.", "取出一段切片。")
    view = True

    @staticmethod
    def forward(xp, x, *, axis, start, stop, step=1):
        return x[along(axis, slice(start, stop, step))], (x.shape,)

    @staticmethod
    @gradient(r"\bar x_{i:j:s} = \bar y")
    def backward_x(xp, gy, x_shape, *, axis, start, stop, step=1):
        return run(xp, ScatterItem, gy, shape=x_shape, index=along(axis, slice(start, stop, step)))


class Split(Op):
    """Cut into parts of given sizes along one axis: several outputs, each a view."""

    doc = OpDoc("split", r"y_1, y_2, \dots = x", "x[Σn_i, ..] -> y_i[n_i, ..]", "Cut along an axis.", "沿一个轴切分。")
    several = True
    view = True

    @staticmethod
    def forward(xp, x, *, sizes, axis):
        return pieces(x, sizes, axis), ()

    @staticmethod
    @gradient(r"\bar x = [\bar y_1; \bar y_2; \dots]")
    def backward_x(xp, gy, *, sizes, axis):
        return run(xp, Cat, *gy, axis=axis)


class SplitWithSizes(Split):
    """Split for which each size was named."""


class UnsafeSplit(Split):
    """Split into copies: they may be written to one by one."""

    view = False
    widens = False

    @staticmethod
    def forward(xp, x, *, sizes, axis):
        return tuple(part.copy() for part in pieces(x, sizes, axis)), ()


class UnsafeSplitWithSizes(UnsafeSplit):
    """UnsafeSplit for which each size was named."""


def pieces(x, sizes, axis):
    """Views of consecutive parts."""
    parts, start = [], 0
    for size in sizes:
        parts.append(x[along(axis, slice(start, start + size))])
        start += size
    return tuple(parts)


class Unbind(Op):
    """All slices along one axis, each a view without that axis."""

    doc = OpDoc("unbind", r"y_i = x_i", "x[n, ..] -> y_i[..]", "Take an axis apart.", "沿一个轴拆开。")
    several = True
    view = True

    @staticmethod
    def forward(xp, x, *, axis):
        return tuple(x[along(axis, i)] for i in range(x.shape[axis])), ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_i")
    def backward_x(xp, gy, *, axis):
        return run(xp, Stack, *gy, axis=axis)
