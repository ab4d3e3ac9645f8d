"""Many elements to one: sums, means, extremes. ``axis`` is None (all), an int, or a tuple of ints."""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, run, sum_to

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


def add_up(xp, x, axis=None, keepdims=False, dtype=None):
    """``x.sum`` by another way: there NumPy's warnings about inf and nan would name a file of NumPy."""
    return xp.add.reduce(x, axis=axis, keepdims=keepdims, dtype=dtype or x.dtype)


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


class Mean(Op):
    """The average along axes: each element gets 1/n of the gradient."""

    doc = OpDoc("mean", r"y = \frac{1}{n} \textstyle\sum_i x_i", OVER, "Average the elements.", "求平均值。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        wide = xp.float32 if x.dtype == xp.float16 else x.dtype  # a sum of halves overflows at 65504
        return (add_up(xp, x, axis, keepdims, wide) / count(x.shape, axis)).astype(x.dtype), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_i = \bar y / n")
    def backward_x(xp, gy, x_shape, *, axis=None, keepdims=False):
        return spread(xp, gy / max(count(x_shape, axis), 1), x_shape, axis)

    @classmethod
    def grad_name(cls, *, axis=None, **params):
        return "MeanBackward0" if axis is None else "MeanBackward1"


class Var(Op):
    """The variance along axes: mean squared distance from the mean, over n - correction (Bessel: 1)."""

    doc = OpDoc(
        "var",
        r"y = \frac{1}{n - c} \textstyle\sum_i (x_i - \bar{x})^2",
        OVER,
        "How far the elements spread around their mean.",
        "元素围绕平均值的离散程度。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False, correction=1):
        d = x - x.mean(axis=axis, keepdims=True)
        free = max(count(x.shape, axis) - correction, 0)  # 0/0 with too few elements gives nan, as in PyTorch
        return (d * d).sum(axis=axis, keepdims=keepdims) / free, (x,)

    @staticmethod
    @gradient(r"\bar x_i = \frac{2}{n - c} (x_i - \bar{x})\, \bar y")
    def backward_x(xp, gy, x, *, axis=None, keepdims=False, correction=1):
        free = count(x.shape, axis) - correction
        scale = 2 / free if free > 0 else float("nan")
        return spread(xp, gy, x.shape, axis) * (x - x.mean(axis=axis, keepdims=True)) * scale


class Std(Op):
    """The standard deviation along axes: the square root of the variance. Where nothing varies its slope is 0."""

    doc = OpDoc(
        "std",
        r"y = \sqrt{\frac{1}{n - c} \textstyle\sum_i (x_i - \bar{x})^2}",
        OVER,
        "The typical distance of the elements from their mean.",
        "元素与平均值的典型距离。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False, correction=1):
        y = xp.sqrt(Var.forward(xp, x, axis=axis, keepdims=keepdims, correction=correction)[0])
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x_i = \frac{x_i - \bar{x}}{(n - c)\, y}\, \bar y")
    def backward_x(xp, gy, x, y, *, axis=None, keepdims=False, correction=1):
        free = max(count(x.shape, axis) - correction, 0)
        share = xp.where(y == 0, 0, gy / (y * free))
        return spread(xp, share, x.shape, axis) * (x - x.mean(axis=axis, keepdims=True))


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
        winners = x == y.reshape(kept_shape(x.shape, axis))
        return spread(xp, gy, x.shape, axis) * winners / winners.sum(axis=axis, keepdims=True, dtype=x.dtype)


class Amin(Amax):
    """The smallest element; where several tie, they share the gradient evenly."""

    doc = OpDoc("min", r"y = \min_i x_i", OVER, "The smallest element.", "最小的元素。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        y = x.min(axis=axis, keepdims=keepdims)
        return y, (x, y)


class Max(Amax):
    """The largest of all elements, under the name that PyTorch prints."""

    node_name = "MaxBackward1"


class Min(Amin):
    """The smallest of all elements, under the name that PyTorch prints."""

    node_name = "MinBackward1"


class MaxDim(Op):
    """The largest element along one axis and where it stands; only that one gets the gradient."""

    doc = OpDoc("max", r"y, k = \max_i x_i", OVER, "The largest element and its index.", "最大的元素及其下标。")
    several = True
    nondifferentiable = (1,)
    node_name = "MaxBackward0"

    @staticmethod
    def forward(xp, x, *, axis, keepdims=False):
        k = xp.expand_dims(x.argmax(axis=axis), axis)
        y = xp.take_along_axis(x, k, axis)
        return (y, k) if keepdims else (y.squeeze(axis), k.squeeze(axis)), (x.shape, k)

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
        y = xp.take_along_axis(x, k, axis)
        return (y, k) if keepdims else (y.squeeze(axis), k.squeeze(axis)), (x.shape, k)


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


class PutAlong(Op):
    """Zeros of ``shape`` with the values of x put at index k along one axis: the adjoint of picking them."""

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
