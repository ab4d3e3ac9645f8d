"""The largest and the smallest: their values, and where they stand."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.reduction import OVER, PutAlong, kept_shape, spread


def shared(xp, gy, x, y, axis):
    """The gradient of an extreme y, in equal parts to all elements of x that reach it."""
    winners = x == y.reshape(kept_shape(x.shape, axis))
    return spread(xp, gy, x.shape, axis) * winners / winners.sum(axis=axis, keepdims=True, dtype=x.dtype)


def shared_by_all(xp, gy, x, y):
    """The same for one number taken from the whole of x. If it is nan, the nans share."""
    winners = (x == y) | ((x != x) & (y != y))
    return xp.where(winners, gy, 0) / winners.sum(dtype=x.dtype)


class Amax(Op):
    """The largest element; where several tie, they share the gradient evenly."""

    doc = OpDoc("max", r"y = \max_i x_i", OVER, "The largest element.", "最大的元素。")
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        y = x.max(axis=axis, keepdims=keepdims)
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x_i = \bar y\, [x_i = y] / \textstyle\sum_j [x_j = y]")
    def backward_x(xp, gy, x, y, *, axis=None, keepdims=False):
        return shared(xp, gy, x, y, axis)


class Amin(Amax):
    """The smallest element; where several tie, they share the gradient evenly."""

    doc = OpDoc("min", r"y = \min_i x_i", OVER, "The smallest element.", "最小的元素。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        y = x.min(axis=axis, keepdims=keepdims)
        return y, (x, y)


class AMinMax(Op):
    """The smallest and the largest element at once; elements that tie share the gradient evenly."""

    doc = OpDoc(
        "min, max",
        r"y, z = \min_i x_i, \max_i x_i",
        OVER,
        "The smallest and the largest element.",
        "最小与最大的元素。",
    )
    node_name = "AminmaxBackward0"
    several = True
    outputs = ("y", "z")
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        y, z = x.min(axis=axis, keepdims=keepdims), x.max(axis=axis, keepdims=keepdims)
        return (y, z), (x, y, z)

    @staticmethod
    @gradient(r"\bar x_i = \bar y\, \frac{[x_i = y]}{\sum_j [x_j = y]} + \bar z\, \frac{[x_i = z]}{\sum_j [x_j = z]}")
    def backward_x(xp, gy, x, y, z, *, axis=None, keepdims=False):
        return shared(xp, gy[0], x, y, axis) + shared(xp, gy[1], x, z, axis)


class Max(Op):
    """The largest of all elements; where several tie, they share the gradient evenly."""

    doc = OpDoc("max", r"y = \max_i x_i", "x[..] -> y[]", "The largest element.", "最大的元素。")
    node_name = "MaxBackward1"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = x.max()
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x_i = \bar y\, [x_i = y] / \textstyle\sum_j [x_j = y]")
    def backward_x(xp, gy, x, y):
        return shared_by_all(xp, gy, x, y)


class Min(Max):
    """The smallest of all elements; where several tie, they share the gradient evenly."""

    doc = OpDoc("min", r"y = \min_i x_i", "x[..] -> y[]", "The smallest element.", "最小的元素。")
    node_name = "MinBackward1"

    @staticmethod
    def forward(xp, x):
        y = x.min()
        return y, (x, y)


def picked(xp, x, k, axis, keepdims):
    """The elements of x at index k, with k; what MaxDim and its like give."""
    y = xp.take_along_axis(x, k, axis)
    return (y, k) if keepdims else (y.squeeze(axis), k.squeeze(axis))


class MaxDim(Op):
    """The largest element along one axis and where it stands; only that one gets the gradient."""

    doc = OpDoc("max", r"y, k = \max_i x_i", OVER, "The largest element and its index.", "最大的元素及其下标。")
    several = True
    nondifferentiable = (1,)
    node_name = "MaxBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis, keepdims=False):
        k = xp.expand_dims(x.argmax(axis=axis), axis)
        return picked(xp, x, k, axis, keepdims), (x.shape, k)

    @staticmethod
    @gradient(r"\bar x_i = \bar y\, [i = k]")
    def backward_x(xp, gy, x_shape, k, *, axis, keepdims=False):
        return run(xp, PutAlong, gy[0].reshape(kept_shape(x_shape, axis)), k, shape=x_shape, axis=axis)


class MinDim(MaxDim):
    """The smallest element along one axis and where it stands; only that one gets the gradient."""

    doc = OpDoc("min", r"y, k = \min_i x_i", OVER, "The smallest element and its index.", "最小的元素及其下标。")
    node_name = "MinBackward0"

    @staticmethod
    def forward(xp, x, *, axis, keepdims=False):
        k = xp.expand_dims(x.argmin(axis=axis), axis)
        return picked(xp, x, k, axis, keepdims), (x.shape, k)


class ArgMax(Op):
    """Where the largest element stands: an index, so there is no gradient."""

    doc = OpDoc("argmax", r"y = \arg\max_i x_i", OVER, "Where the largest element stands.", "最大元素的位置。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        k = x.argmax(axis=axis)
        return k.reshape(kept_shape(x.shape, axis)) if keepdims else k, ()


class ArgMin(Op):
    """Where the smallest element stands: an index, so there is no gradient."""

    doc = OpDoc("argmin", r"y = \arg\min_i x_i", OVER, "Where the smallest element stands.", "最小元素的位置。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        k = x.argmin(axis=axis)
        return k.reshape(kept_shape(x.shape, axis)) if keepdims else k, ()
