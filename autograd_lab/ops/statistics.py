"""Medians and the most frequent value: what sorting tells about many elements."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient
from autograd_lab.ops.extremes import MaxDim, picked, shared_by_all
from autograd_lab.ops.reduction import OVER
from autograd_lab.ops.scan import doubling, places


def middle(xp, x, axis, ignore_nan):
    """Which place in its sorted line, where nan comes last, is the middle: the lower one of two.

    A line with a nan has the first nan as its median, unless they are ignored; then only one of nothing but nans.
    """
    n, numbers = x.shape[axis], (x == x).sum(axis=axis, keepdims=True)
    return xp.maximum(numbers - 1, 0) // 2 if ignore_nan else xp.where(numbers < n, numbers, (n - 1) // 2)


def middle_index(xp, x, axis, ignore_nan=False):
    """Where the middle element of each line stands; the first among equal ones."""
    return xp.take_along_axis(xp.argsort(x, axis=axis, kind="stable"), middle(xp, x, axis, ignore_nan), axis)


def middle_of_all(xp, x, ignore_nan=False):
    """The middle of all elements; nan where there are none."""
    line = x.reshape(-1)
    return xp.sort(line)[middle(xp, line, 0, ignore_nan)[0]] if x.size else xp.asarray(xp.nan, x.dtype)


class MedianDim(MaxDim):
    """The middle element along one axis, the lower one of two, and where it stands."""

    doc = OpDoc("median", r"y, k = \operatorname{median}_i x_i", OVER, "The middle element.", "中位数及其下标。")
    node_name = "MedianBackward1"

    @staticmethod
    def forward(xp, x, *, axis, keepdims=False):
        k = middle_index(xp, x, axis)
        return picked(xp, x, k, axis, keepdims), (x.shape, k)


class NanMedianDim(MedianDim):
    """The middle of those elements along one axis that are not nan, and where it stands."""

    doc = OpDoc(
        "nanmedian",
        r"y, k = \operatorname{median}_i x_i",
        OVER,
        "The middle element, without nan.",
        "忽略 nan 的中位数及其下标。",
    )
    node_name = "NanmedianBackward1"

    @staticmethod
    def forward(xp, x, *, axis, keepdims=False):
        k = middle_index(xp, x, axis, ignore_nan=True)
        return picked(xp, x, k, axis, keepdims), (x.shape, k)


class Median(Op):
    """The middle of all elements, the lower one of two; nan of nothing. Elements that tie share the gradient."""

    doc = OpDoc("median", r"y = \operatorname{median}_i x_i", "x[..] -> y[]", "The middle element.", "中位数。")
    node_name = "MedianBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        y = middle_of_all(xp, x)
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x_i = \bar y\, [x_i = y] / \textstyle\sum_j [x_j = y]")
    def backward_x(xp, gy, x, y):
        return shared_by_all(xp, gy, x, y)


class NanMedian(Median):
    """The middle of all elements that are not nan. Elements that tie share the gradient."""

    doc = OpDoc(
        "nanmedian",
        r"y = \operatorname{median}_i x_i",
        "x[..] -> y[]",
        "The middle element, without nan.",
        "忽略 nan 的中位数。",
    )
    node_name = "NanmedianBackward0"

    @staticmethod
    def forward(xp, x):
        y = middle_of_all(xp, x, ignore_nan=True)
        return y, (x, y)


class Mode(MaxDim):
    """The most frequent value along one axis, the smallest of several, and where it stands last."""

    doc = OpDoc("mode", r"y, k = \operatorname{mode}_i x_i", OVER, "The most frequent value.", "众数及其下标。")
    node_name = "ModeBackward0"

    @staticmethod
    def forward(xp, x, *, axis, keepdims=False):
        order = xp.argsort(x, axis=axis, kind="stable")
        y = xp.take_along_axis(x, order, axis)
        place = places(xp, x, axis)
        # Equal values stand together now. Where a run is longest, at its last place, its length so far is greatest.
        starts = (place == 0) | (y != xp.roll(y, 1, axis))
        begun = doubling(xp, xp.maximum, xp.where(starts, place, 0), axis)
        k = xp.take_along_axis(order, xp.expand_dims((place - begun).argmax(axis=axis), axis), axis)
        return picked(xp, x, k, axis, keepdims), (x.shape, k)
