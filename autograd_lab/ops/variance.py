"""How far elements spread around their mean: variance and standard deviation, alone and together with the mean."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient
from autograd_lab.ops.reduction import OVER, count, spread
from autograd_lab.ops.summation import add_up, total


def moments(xp, x, axis, keepdims, correction):
    """Variance and mean in double precision. Of a complex number the squared distance is |z|^2, so it is real.

    Two passes, the mean first: E[x^2] - E[x]^2 would lose all digits where the mean is large. Too few elements
    give 0/0.
    """
    n = count(x.shape, axis)
    mean = total(xp, x, axis, keepdims=True) / n
    d = x - mean
    squares = d.real**2 + d.imag**2 if d.dtype.kind == "c" else d * d
    return total(xp, squares, axis, keepdims) / max(n - correction, 0), mean if keepdims else mean.squeeze(axis)


def real_dtype(x):
    return x.real.dtype


def from_mean(xp, gy, x, axis, correction):
    """The gradient of a variance: twice the distance from the mean, over n - correction."""
    n = count(x.shape, axis)
    d = x - add_up(xp, x, axis, keepdims=True) / max(n, 1)
    if n > correction:
        return spread(xp, gy, x.shape, axis) * d * (2 / (n - correction))
    return spread(xp, gy, x.shape, axis) * (xp.abs(d) * xp.inf)  # the slope of 0/0 is nan, that of 1/0 is infinite


def from_deviation(xp, gy, x, y, axis, correction):
    """The gradient of a standard deviation y; where nothing varies it is taken as 0."""
    return from_mean(xp, xp.where(y == 0, 0, gy / (2 * y)), x, axis, correction)


class Var(Op):
    """The variance along axes: mean squared distance from the mean, over n - correction (Bessel: 1)."""

    doc = OpDoc(
        "var",
        r"y = \frac{1}{n - c} \textstyle\sum_i |x_i - \bar{x}|^2",
        OVER,
        "How far the elements spread around their mean.",
        "元素围绕平均值的离散程度。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False, correction=1):
        return moments(xp, x, axis, keepdims, correction)[0].astype(real_dtype(x)), (x,)

    @staticmethod
    @gradient(r"\bar x_i = \frac{2}{n - c} (x_i - \bar{x})\, \bar y")
    def backward_x(xp, gy, x, *, axis=None, keepdims=False, correction=1):
        return from_mean(xp, gy, x, axis, correction)


class Std(Op):
    """The standard deviation along axes: the square root of the variance. Where nothing varies its slope is 0."""

    doc = OpDoc(
        "std",
        r"y = \sqrt{\frac{1}{n - c} \textstyle\sum_i |x_i - \bar{x}|^2}",
        OVER,
        "The typical distance of the elements from their mean.",
        "元素与平均值的典型距离。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False, correction=1):
        y = xp.sqrt(moments(xp, x, axis, keepdims, correction)[0]).astype(real_dtype(x))
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x_i = \frac{x_i - \bar{x}}{(n - c)\, y}\, \bar y")
    def backward_x(xp, gy, x, y, *, axis=None, keepdims=False, correction=1):
        return from_deviation(xp, gy, x, y, axis, correction)


class VarMean(Op):
    """Variance and mean at once."""

    doc = OpDoc(
        "var, mean",
        r"y, m = \operatorname{var} x, \bar{x}",
        OVER,
        "The variance and the mean.",
        "方差与平均值。",
    )
    several = True
    outputs = ("y", "m")
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False, correction=1):
        y, m = moments(xp, x, axis, keepdims, correction)
        return (y.astype(real_dtype(x)), m.astype(x.dtype)), (x,)

    @staticmethod
    @gradient(r"\bar x_i = \frac{2}{n - c} (x_i - \bar{x})\, \bar y + \bar m / n")
    def backward_x(xp, gy, x, *, axis=None, keepdims=False, correction=1):
        mean_part = spread(xp, gy[1] / max(count(x.shape, axis), 1), x.shape, axis)
        return from_mean(xp, gy[0], x, axis, correction) + mean_part


class StdMean(Op):
    """Standard deviation and mean at once."""

    doc = OpDoc(
        "std, mean",
        r"y, m = \sqrt{\operatorname{var} x}, \bar{x}",
        OVER,
        "The standard deviation and the mean.",
        "标准差与平均值。",
    )
    several = True
    outputs = ("y", "m")
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False, correction=1):
        v, m = moments(xp, x, axis, keepdims, correction)
        y = xp.sqrt(v).astype(real_dtype(x))
        return (y, m.astype(x.dtype)), (x, y)

    @staticmethod
    @gradient(r"\bar x_i = \frac{x_i - \bar{x}}{(n - c)\, y}\, \bar y + \bar m / n")
    def backward_x(xp, gy, x, y, *, axis=None, keepdims=False, correction=1):
        mean_part = spread(xp, gy[1] / max(count(x.shape, axis), 1), x.shape, axis)
        return from_deviation(xp, gy[0], x, y, axis, correction) + mean_part
