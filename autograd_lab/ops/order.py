"""Order along one axis: sorting, the largest few."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.reduction import PutAlong

ALONG = "x[.., n, ..] -> y[.., n, ..]"


def places(xp, x, axis, descending):
    """Where each element of the sorted line stood; equal elements keep their order, nan counts as largest."""
    if not descending:
        return xp.argsort(x, axis=axis, kind="stable")
    backwards = xp.argsort(xp.flip(x, axis), axis=axis, kind="stable")
    return xp.flip(x.shape[axis] - 1 - backwards, axis)


class Sort(Op):
    """The elements of each line in order, and where they stood; each gradient goes back to its element's place."""

    doc = OpDoc("sort", r"y_i = x_{k_i}", ALONG, "Put the elements in order.", "按大小排序。")
    several = True
    nondifferentiable = (1,)

    @staticmethod
    def forward(xp, x, *, axis, descending):
        k = places(xp, x, axis, descending)
        return (xp.take_along_axis(x, k, axis), k), (x.shape, k)

    @staticmethod
    @gradient(r"\bar x_{k_i} = \bar y_i")
    def backward_x(xp, gy, x_shape, k, *, axis, descending):
        return run(xp, PutAlong, gy[0], k, shape=x_shape, axis=axis)


class TopK(Op):
    """The largest (or smallest) elements of each line in order, and where they stood."""

    doc = OpDoc("top k", r"y_i = x_{k_i}", "x[.., n, ..] -> y[.., k, ..]", "The largest few.", "最大的几个元素。")
    node_name = "TopkBackward0"
    several = True
    nondifferentiable = (1,)

    @staticmethod
    def forward(xp, x, *, axis, descending, count):
        k = places(xp, x, axis, descending)
        k = k[(slice(None),) * axis + (slice(0, count),)]
        return (xp.take_along_axis(x, k, axis), k), (x.shape, k)

    @staticmethod
    @gradient(r"\bar x_{k_i} = \bar y_i")
    def backward_x(xp, gy, x_shape, k, *, axis, descending, count):
        return run(xp, PutAlong, gy[0], k, shape=x_shape, axis=axis)
