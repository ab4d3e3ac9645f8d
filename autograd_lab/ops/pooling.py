"""Pooling: one number for each window of an image. The windows stand side by side, or divide the image evenly."""

from __future__ import annotations

from math import prod

from autograd_lab.backend.scatter import accumulate
from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.windows import adaptive, along, combine, largest, sliding, transpose


def regular(size, kernel, stride, padding, dilation, out):
    """The taps of windows of one size at regular distances."""
    return tuple(sliding(*axis) for axis in zip(size, kernel, stride, padding, dilation, out, strict=True))


class MaxPool(Op):
    """The largest value of each window, and where it stood in the flattened plane."""

    doc = OpDoc(
        "max pool",
        r"y_{c,o} = \max_k x_{c,\,o s + k d - p}",
        "x[N, C, *S] -> y[N, C, *O]",
        "Keep the largest value of each window.",
        "只保留每个窗口中的最大值。",
        "Goodfellow et al. 2016, section 9.3",
    )
    several = True
    nondifferentiable = (1,)
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, kernel, stride, padding, dilation, out):
        y, index = largest(xp, x, regular(x.shape[2:], kernel, stride, padding, dilation, out))
        return (y, index), (x.shape, index)

    @staticmethod
    @gradient(r"\bar x_i = \textstyle\sum_{o:\, i \text{ won } o} \bar y_o")
    def backward_x(xp, gy, x_shape, index, **params):
        return run(xp, AddPlane, gy[0], index, shape=x_shape)

    @classmethod
    def grad_name(cls, *, kernel, **params):
        return f"MaxPool{len(kernel)}DWithIndicesBackward0"


class AdaptiveMaxPool(Op):
    """The image divided into ``out`` windows along each axis; the largest value of each, and where it stood."""

    doc = OpDoc(
        "adaptive max pool",
        r"y_{c,o} = \max_{\lfloor o S / O \rfloor \le i < \lceil (o + 1) S / O \rceil} x_{c,i}",
        "x[N, C, *S] -> y[N, C, *O]",
        "Divide the image into as many windows as wanted and keep the largest value of each.",
        "把图像划分成指定数目的窗口，只保留每个窗口中的最大值。",
    )
    several = True
    nondifferentiable = (1,)
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, out):
        y, index = largest(xp, x, tuple(map(adaptive, x.shape[2:], out)))
        return (y, index), (x.shape, index)

    @staticmethod
    @gradient(r"\bar x_i = \textstyle\sum_{o:\, i \text{ won } o} \bar y_o")
    def backward_x(xp, gy, x_shape, index, *, out):
        return run(xp, AddPlane, gy[0], index, shape=x_shape)

    @classmethod
    def grad_name(cls, *, out, **params):
        return f"AdaptiveMaxPool{len(out)}DBackward0"


class AddPlane(Op):
    """Zeros of ``shape`` with each value added at its index in the flattened plane."""

    doc = OpDoc("+= [ ]", r"x_{k_o} \mathrel{+}= y_o", "y[N, C, *O] -> x[N, C, *S]", "Add at indices.", "按下标累加。")
    holomorphic = False

    @staticmethod
    def forward(xp, y, index, *, shape):
        x = xp.zeros(prod(shape), dtype=y.dtype)
        accumulate(xp, "add", x, in_planes(xp, index, shape), y.ravel())  # equal indices add up
        return x.reshape(shape), (index,)

    @staticmethod
    @gradient(r"\bar y_o = \bar x_{k_o}")
    def backward_y(xp, gx, index, *, shape):
        return run(xp, PickPlane, gx, index)


class PickPlane(Op):
    """The values at an index into each flattened plane."""

    doc = OpDoc("pick", r"y_o = x_{k_o}", "x[N, C, *S], k[N, C, *O] -> y[N, C, *O]", "Pick by index.", "按下标选取。")
    widens = False
    holomorphic = False

    @staticmethod
    def forward(xp, x, index):
        n, c = index.shape[:2]
        y = xp.take_along_axis(x.reshape(n, c, prod(x.shape[2:])), index.reshape(n, c, prod(index.shape[2:])), -1)
        return y.reshape(index.shape), (x.shape, index)

    @staticmethod
    @gradient(r"\bar x_{k_o} \mathrel{+}= \bar y_o")
    def backward_x(xp, gy, x_shape, index):
        return run(xp, AddPlane, gy, index, shape=x_shape)


def in_planes(xp, index, shape):
    """Indices into each flattened plane of ``shape`` (N, C, *S) as indices into the whole."""
    n, c, *size = shape
    start = xp.arange(n * c).reshape(n, c, *(1,) * (index.ndim - 2)) * prod(size)
    return (start + index).ravel()


class AvgPool(Op):
    """The mean of each window. ``count_padding`` counts padded places too; ``divisor`` replaces the count."""

    doc = OpDoc(
        "avg pool",
        r"y_{c,o} = \frac{1}{K} \textstyle\sum_k x_{c,\,o s + k - p}",
        "x[N, C, *S] -> y[N, C, *O]",
        "Average each window.",
        "对每个窗口取平均。",
        "Goodfellow et al. 2016, section 9.3",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, kernel, stride, padding, out, count_padding, divisor):
        size = x.shape[2:]
        total = combine(xp, x, regular(size, kernel, stride, padding, (1,) * len(kernel), out))
        return divide(xp, total, counts(xp, size, kernel, stride, padding, out, count_padding, divisor)), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_{c,\,o s + k - p} \mathrel{+}= \frac{1}{K}\, \bar y_{c,o}")
    def backward_x(xp, gy, x_shape, **params):
        return run(xp, AvgUnpool, gy, x_shape=x_shape, **params)

    @classmethod
    def grad_name(cls, *, kernel, **params):
        return f"AvgPool{len(kernel)}DBackward0"


class AvgUnpool(Op):
    """Each value shared out evenly over the window it came from: the adjoint of AvgPool."""

    doc = OpDoc(
        "avg unpool",
        r"x_{c,\,o s + k - p} \mathrel{+}= \frac{1}{K}\, y_{c,o}",
        "y[N, C, *O] -> x[N, C, *S]",
        "Share each value out over its window.",
        "把每个值平均分给它的窗口。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, y, *, x_shape, kernel, stride, padding, out, count_padding, divisor):
        size = x_shape[2:]
        part = divide(xp, y, counts(xp, size, kernel, stride, padding, out, count_padding, divisor))
        return combine(xp, part, transpose(regular(size, kernel, stride, padding, (1,) * len(kernel), out))), ()

    @staticmethod
    @gradient(r"\bar y = \operatorname{pool}(\bar x)")
    def backward_y(xp, gx, *, x_shape, **params):
        return run(xp, AvgPool, gx, **params)


def counts(xp, size, kernel, stride, padding, out, count_padding, divisor):
    """What each window's sum is divided by: (*O)."""
    if divisor is not None:
        return divisor
    total = 1
    for after, (s, k, t, p, o) in enumerate(reversed(list(zip(size, kernel, stride, padding, out, strict=True)))):
        starts = xp.arange(o) * t - p
        ends = xp.minimum(starts + k, s + p)  # ceil_mode's last window may look further
        if not count_padding:
            starts, ends = xp.maximum(starts, 0), xp.minimum(ends, s)
        total = total * along(ends - starts, after)
    return total


def divide(xp, x, count):
    """x / count in the dtype of x; whole numbers are rounded towards 0."""
    if x.dtype.kind in "iu":
        return (xp.sign(x) * xp.sign(count) * (abs(x) // abs(count))).astype(x.dtype)
    return x / (count if isinstance(count, (int, float)) else count.astype(x.dtype))


class AdaptiveAvgPool(Op):
    """The image divided into ``out`` windows along each axis; the mean of each."""

    doc = OpDoc(
        "adaptive avg pool",
        r"y_{c,o} = \operatorname{mean}_{\lfloor o S / O \rfloor \le i < \lceil (o + 1) S / O \rceil} x_{c,i}",
        "x[N, C, *S] -> y[N, C, *O]",
        "Divide the image into as many windows as wanted and average each.",
        "把图像划分成指定数目的窗口，对每个窗口取平均。",
    )

    @staticmethod
    def forward(xp, x, *, out):
        size = x.shape[2:]
        return combine(xp, x, tuple(map(adaptive, size, out))) / seen(xp, size, out, x.dtype), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_{c,i} \mathrel{+}= \frac{1}{K_o}\, \bar y_{c,o}")
    def backward_x(xp, gy, x_shape, *, out):
        return run(xp, AdaptiveAvgUnpool, gy, size=x_shape[2:])

    @classmethod
    def grad_name(cls, *, out, **params):
        return f"AdaptiveAvgPool{len(out)}DBackward0"


class AdaptiveAvgUnpool(Op):
    """Each value shared out evenly over its window in an image of ``size``: the adjoint of AdaptiveAvgPool."""

    doc = OpDoc(
        "adaptive avg unpool",
        r"x_{c,i} \mathrel{+}= \frac{1}{K_o}\, y_{c,o}",
        "y[N, C, *O] -> x[N, C, *S]",
        "Share each value out over its window.",
        "把每个值平均分给它的窗口。",
    )

    @staticmethod
    def forward(xp, y, *, size):
        out = y.shape[2:]
        part = y / seen(xp, size, out, y.dtype)
        return combine(xp, part, transpose(tuple(map(adaptive, size, out)))), (y.shape,)

    @staticmethod
    @gradient(r"\bar y = \operatorname{pool}(\bar x)")
    def backward_y(xp, gx, y_shape, *, size):
        return run(xp, AdaptiveAvgPool, gx, out=y_shape[2:])


def seen(xp, size, out, dtype):
    """How many places each of the adaptive windows has: (*O)."""
    total = 1
    for after, (s, o) in enumerate(reversed(list(zip(size, out, strict=True)))):
        ends = (xp.arange(1, o + 1) * s + o - 1) // o
        total = total * along((ends - xp.arange(o) * s // o).astype(dtype), after)
    return total
