"""Order along one axis: sorting, the largest few."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.reduction import PutAlong, kept_shape

ALONG = "x[.., n, ..] -> y[.., n, ..]"


def places(xp, x, axis, descending):
    """Where each element of the sorted line stood; equal elements keep their order, nan counts as largest."""
    x = sortable(x)
    if not descending:
        return xp.argsort(x, axis=axis, kind="stable")
    backwards = xp.argsort(xp.flip(x, axis), axis=axis, kind="stable")
    return xp.flip(x.shape[axis] - 1 - backwards, axis)


def sortable(x):
    """bfloat16, which cannot be sorted, as float32."""
    return x.astype("float32") if x.dtype.kind == "V" else x


def first_places(xp, x, axis, descending, count):
    """The first ``count`` of ``places``, without sorting the rest if they are few."""
    n = x.shape[axis]
    if not 0 < 4 * count < n:
        return places(xp, x, axis, descending)[along(axis, 0, count)]
    x = sortable(x)
    few = xp.argpartition(x, n - count if descending else count - 1, axis=axis)
    few = xp.sort(few[along(axis, n - count, n) if descending else along(axis, 0, count)], axis=axis)
    return xp.take_along_axis(few, places(xp, xp.take_along_axis(x, few, axis), axis, descending), axis)


def along(axis, start, stop):
    """The index of a slice along one axis."""
    return (slice(None),) * axis + (slice(start, stop),)


class Sort(Op):
    """The elements of each line in order, and where they stood; each gradient goes back to its element's place."""

    doc = OpDoc("sort", r"y_i = x_{k_i}", ALONG, "Put the elements in order.", "按大小排序。")
    several = True
    nondifferentiable = (1,)
    widens = False

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
    widens = False

    @staticmethod
    def forward(xp, x, *, axis, descending, count):
        k = first_places(xp, x, axis, descending, count)
        return (xp.take_along_axis(x, k, axis), k), (x.shape, k)

    @staticmethod
    @gradient(r"\bar x_{k_i} = \bar y_i")
    def backward_x(xp, gy, x_shape, k, *, axis, descending, count):
        return run(xp, PutAlong, gy[0], k, shape=x_shape, axis=axis)


class KthValue(Op):
    """The k-th smallest element of each line, and where it stood."""

    doc = OpDoc("k-th", r"y = x_{(k)}", "x[.., n, ..] -> y[.., ..]", "The k-th smallest.", "第 k 小的元素。")
    node_name = "KthvalueBackward0"
    several = True
    nondifferentiable = (1,)
    widens = False

    @staticmethod
    def forward(xp, x, *, axis, k, keepdims=False):
        at = xp.argpartition(sortable(x), k - 1, axis=axis)[along(axis, k - 1, k)]
        y = xp.take_along_axis(x, at, axis)
        return (y, at) if keepdims else (y.squeeze(axis), at.squeeze(axis)), (x.shape, at)

    @staticmethod
    @gradient(r"\bar x_{k} = \bar y")
    def backward_x(xp, gy, x_shape, at, *, axis, k, keepdims=False):
        return run(xp, PutAlong, gy[0].reshape(kept_shape(x_shape, axis)), at, shape=x_shape, axis=axis)
