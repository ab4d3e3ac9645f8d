"""Many elements to one: sums, means, truth values. ``axis`` is None (all), an int, or a tuple of ints.

Products stand in ``product``, extremes in ``extremes``, variances in ``variance``.
"""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, run, sum_to
from autograd_lab.ops.summation import add_up

OVER = "x[.., n, ..] -> y[.., ..]"


def kept_shape(shape: tuple[int, ...], axis: int | tuple[int, ...] | None) -> tuple[int, ...]:
    """``shape`` with 1 in place of each reduced axis: what a reduction with keepdims gives."""
    if axis is None:
        return (1,) * len(shape)
    axes = {a % len(shape) for a in ((axis,) if isinstance(axis, int) else axis)} if shape else set()
    return tuple(1 if i in axes else n for i, n in enumerate(shape))


def count(shape: tuple[int, ...], axis: int | tuple[int, ...] | None) -> int:
    """How many elements are reduced to one."""
    return prod(n for n, kept in zip(shape, kept_shape(shape, axis), strict=True) if kept == 1)


def spread(xp, gy, shape, axis):
    """Hand the gradient of a reduced element back to every element it was made from."""
    return run(xp, Expand, gy.reshape(kept_shape(shape, axis)), shape=shape)


class Expand(Op):
    """Repeat along axes of length 1 (and new leading axes) without copying; backward adds the copies up."""

    doc = OpDoc(
        "expand",
        r"y_{ij} = x_{j}",
        "x[.., 1, ..] -> y[.., n, ..]",
        "Repeat without copying.",
        "不复制内存的重复。",
    )
    view = True

    @staticmethod
    def forward(xp, x, *, shape):
        return xp.broadcast_to(x, shape), (x.shape,)

    @staticmethod
    @gradient(r"\bar x = \textstyle\sum \bar y")
    def backward_x(xp, gy, x_shape, *, shape):
        return sum_to(gy, x_shape)


class Sum(Op):
    """Add up along axes. Each element counts once, so each gets the whole gradient."""

    doc = OpDoc("Σ", r"y = \textstyle\sum_i x_i", OVER, "Add up the elements.", "求和。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        return add_up(xp, x, axis, keepdims), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_i = \bar y")
    def backward_x(xp, gy, x_shape, *, axis=None, keepdims=False):
        return spread(xp, gy, x_shape, axis)

    @classmethod
    def grad_name(cls, *, axis=None, **params):
        return "SumBackward0" if axis is None else "SumBackward1"


class NanSum(Op):
    """Add up what is a number; a nan counts as 0 and gets no gradient."""

    doc = OpDoc(
        "Σ, no nan",
        r"y = \textstyle\sum_{x_i \ne \mathrm{nan}} x_i",
        OVER,
        "Add up the elements that are numbers.",
        "忽略 nan 求和。",
    )
    node_name = "NansumBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        return add_up(xp, xp.where(x == x, x, 0), axis, keepdims), (x,)

    @staticmethod
    @gradient(r"\bar x_i = \bar y\, [x_i \ne \mathrm{nan}]")
    def backward_x(xp, gy, x, *, axis=None, keepdims=False):
        return xp.where(x == x, spread(xp, gy, x.shape, axis), 0)


class Mean(Op):
    """The average along axes: each element gets 1/n of the gradient."""

    doc = OpDoc("mean", r"y = \frac{1}{n} \textstyle\sum_i x_i", OVER, "Average the elements.", "求平均值。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        return add_up(xp, x, axis, keepdims) / count(x.shape, axis), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_i = \bar y / n")
    def backward_x(xp, gy, x_shape, *, axis=None, keepdims=False):
        return spread(xp, gy / max(count(x_shape, axis), 1), x_shape, axis)

    @classmethod
    def grad_name(cls, *, axis=None, **params):
        return "MeanBackward0" if axis is None else "MeanBackward1"


class LogSumExp(Op):
    """The logarithm of a sum of exponentials; the gradient is shared as softmax shares.

    Taking the largest element out of the sum keeps exp from overflowing: ln Σ e^x = m + ln Σ e^(x - m).
    """

    doc = OpDoc(
        "ln Σ exp",
        r"y = \ln \textstyle\sum_i e^{x_i}",
        OVER,
        "A smooth version of the largest element.",
        "最大值的平滑版本：指数和的对数。",
        "Blanchard, Higham & Higham 2021, Accurately computing the log-sum-exp and softmax functions",
    )
    node_name = "LogsumexpBackward0"

    @staticmethod
    def forward(xp, x, *, axis, keepdims=False):
        if count(x.shape, axis) == 0:
            y = xp.log(add_up(xp, x, axis, keepdims))  # the sum over nothing is 0
            return y, (x, y)
        m = xp.real(x).max(axis=axis, keepdims=True)
        m = xp.where(xp.isinf(m), 0, m)  # inf - inf would be nan
        y = xp.log(add_up(xp, xp.exp(x - m), axis, keepdims=True)) + m
        y = y if keepdims else y.squeeze(axis)
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x_i = \bar y\, e^{x_i - y}")
    def backward_x(xp, gy, x, y, *, axis, keepdims=False):
        return spread(xp, gy, x.shape, axis) * xp.exp(x - spread(xp, y, x.shape, axis))


class Trace(Op):
    """The sum along the main diagonal of a matrix."""

    doc = OpDoc(
        "tr", r"y = \textstyle\sum_i x_{ii}", "x[n, m] -> y[]", "Add up the diagonal.", "矩阵的迹：对角线元素之和。"
    )

    @staticmethod
    def forward(xp, x):
        return add_up(xp, xp.diagonal(x)), (xp.eye(*x.shape, dtype=bool),)

    @staticmethod
    @gradient(r"\bar x_{ij} = \bar y\, [i = j]")
    def backward_x(xp, gy, diagonal):
        return xp.where(diagonal, spread(xp, gy, diagonal.shape, None), 0)


class All(Op):
    """True where every element is true."""

    doc = OpDoc("∀", r"y = \bigwedge_i x_i", OVER, "Whether all elements are true.", "是否全部为真。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        return x.astype(bool).all(axis=axis, keepdims=keepdims), ()


class Any(Op):
    """True where at least one element is true."""

    doc = OpDoc("∃", r"y = \bigvee_i x_i", OVER, "Whether any element is true.", "是否有元素为真。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        return x.astype(bool).any(axis=axis, keepdims=keepdims), ()


class CountNonzero(Op):
    """How many elements are not zero; nan is not."""

    doc = OpDoc("#≠0", r"y = \textstyle\sum_i [x_i \ne 0]", OVER, "Count what is not zero.", "非零元素的个数。")

    @staticmethod
    def forward(xp, x, *, axis=None):
        return xp.add.reduce(x.astype(bool), axis=axis, dtype=xp.int64), ()


class PutAlong(Op):
    """Zeros of ``shape`` with the values of x put at index k along one axis, each at a place of its own."""

    doc = OpDoc(
        "put",
        r"y_{k_j} = x_j",
        "x[.., m, ..] -> y[.., n, ..]",
        "Put values at given places.",
        "把数值放到给定位置。",
    )
    widens = False

    @staticmethod
    def forward(xp, x, k, *, shape, axis):
        y = xp.zeros(shape, dtype=x.dtype)
        xp.put_along_axis(y, k, x, axis)
        return y, (k,)

    @staticmethod
    @gradient(r"\bar x_j = \bar y_{k_j}")
    def backward_x(xp, gy, k, *, shape, axis):
        return run(xp, TakeAlong, gy, k, axis=axis)


class TakeAlong(Op):
    """Pick the elements at index k along one axis; no index may be picked twice in one line."""

    doc = OpDoc(
        "take",
        r"y_j = x_{k_j}",
        "x[.., n, ..], k[.., m, ..] -> y[.., m, ..]",
        "Pick by index.",
        "按下标选取。",
    )
    widens = False

    @staticmethod
    def forward(xp, x, k, *, axis):
        return xp.take_along_axis(x, k, axis), (x.shape, k)

    @staticmethod
    @gradient(r"\bar x_{k_j} = \bar y_j")
    def backward_x(xp, gy, x_shape, k, *, axis):
        return run(xp, PutAlong, gy, k, shape=x_shape, axis=axis)
