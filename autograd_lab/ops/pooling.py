"""Pooling: one number for each window of an image."""

from __future__ import annotations

from itertools import product
from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.windows import slide


def windows(xp, x, kernel, stride, padding, dilation, out, fill):
    """Every window of x (N, C, *S) laid flat: (N, C, *O, K), padded with ``fill``."""
    reach = [
        (p, max(p, (o - 1) * t + d * (k - 1) + 1 - s - p))  # ceil_mode may look past the right padding
        for s, k, t, p, d, o in zip(x.shape[2:], kernel, stride, padding, dilation, out, strict=True)
    ]
    if any(map(any, reach)):
        x = xp.pad(x, ((0, 0), (0, 0), *reach), constant_values=fill)
    view = slide(xp, x, kernel, stride, dilation, out)
    return view.reshape(*x.shape[:2], *out, prod(kernel))


def places(xp, size, kernel, stride, padding, dilation, out):
    """For each window and each kernel position, its index in the flattened plane: (*O, K); -1 in the padding."""
    index = xp.arange(prod(size)).reshape(1, 1, *size)
    return windows(xp, index, kernel, stride, padding, dilation, out, -1)[0, 0]


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

    @staticmethod
    def forward(xp, x, *, kernel, stride, padding, dilation, out):
        lowest = -xp.inf if x.dtype.kind == "f" else xp.iinfo(x.dtype).min
        seen = windows(xp, x, kernel, stride, padding, dilation, out, lowest)
        best = xp.expand_dims(seen.argmax(axis=-1), -1)
        y = xp.take_along_axis(seen, best, -1)[..., 0]
        where = places(xp, x.shape[2:], kernel, stride, padding, dilation, out)
        index = xp.take_along_axis(xp.broadcast_to(where, seen.shape), best, -1)[..., 0]
        return (y, index), (x.shape, index)

    @staticmethod
    @gradient(r"\bar x_i = \textstyle\sum_{o:\, i \text{ won } o} \bar y_o")
    def backward_x(xp, gy, x_shape, index, **params):
        return run(xp, Unpool, gy[0], index, shape=x_shape)

    @classmethod
    def grad_name(cls, *, kernel, **params):
        return f"MaxPool{len(kernel)}DWithIndicesBackward0"


class Unpool(Op):
    """Zeros of ``shape`` with each value added at its index in the flattened plane."""

    doc = OpDoc("unpool", r"x_{k_o} \mathrel{+}= y_o", "y[N, C, *O] -> x[N, C, *S]", "Add at indices.", "按下标累加。")

    @staticmethod
    def forward(xp, y, index, *, shape):
        n, c, *size = shape
        start = xp.arange(n * c).reshape(n, c, *(1,) * len(size)) * prod(size)
        x = xp.zeros(prod(shape), dtype=y.dtype)
        xp.add.at(x, (start + index).ravel(), y.ravel())
        return x.reshape(shape), (index,)

    @staticmethod
    @gradient(r"\bar y_o = \bar x_{k_o}")
    def backward_y(xp, gx, index, *, shape):
        return run(xp, PickPlane, gx, index)


class PickPlane(Op):
    """The values at an index into each flattened plane."""

    doc = OpDoc("pick", r"y_o = x_{k_o}", "x[N, C, *S], k[N, C, *O] -> y[N, C, *O]", "Pick by index.", "按下标选取。")

    @staticmethod
    def forward(xp, x, index):
        n, c = index.shape[:2]
        y = xp.take_along_axis(x.reshape(n, c, -1), index.reshape(n, c, -1), -1)
        return y.reshape(index.shape), (x.shape, index)

    @staticmethod
    @gradient(r"\bar x_{k_o} \mathrel{+}= \bar y_o")
    def backward_x(xp, gy, x_shape, index):
        return run(xp, Unpool, gy, index, shape=x_shape)


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

    @staticmethod
    def forward(xp, x, *, kernel, stride, padding, out, count_padding, divisor):
        seen = windows(xp, x, kernel, stride, padding, (1,) * len(kernel), out, 0)
        return seen.sum(axis=-1) / counts(xp, x, kernel, stride, padding, out, count_padding, divisor), (x.shape,)

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

    @staticmethod
    def forward(xp, y, *, x_shape, kernel, stride, padding, out, count_padding, divisor):
        n, c, *size = x_shape
        part = y / counts(xp, y, kernel, stride, padding, out, count_padding, divisor, size)
        room = [
            max(s + 2 * p, (o - 1) * t + k) for s, p, o, t, k in zip(size, padding, out, stride, kernel, strict=True)
        ]
        x = xp.zeros((n, c, *room), dtype=y.dtype)
        for offset in product(*map(range, kernel)):
            place = tuple(slice(i, i + t * (o - 1) + 1, t) for i, t, o in zip(offset, stride, out, strict=True))
            x[(slice(None), slice(None), *place)] += part
        return x[(slice(None), slice(None), *(slice(p, p + s) for s, p in zip(size, padding, strict=True)))], ()

    @staticmethod
    @gradient(r"\bar y = \operatorname{pool}(\bar x)")
    def backward_y(xp, gx, *, x_shape, **params):
        return run(xp, AvgPool, gx, **params)


def counts(xp, like, kernel, stride, padding, out, count_padding, divisor, size=None):
    """What each window's sum is divided by: (*O), in the dtype of ``like``."""
    if divisor is not None:
        return divisor
    total = xp.ones((), dtype=like.dtype)
    for s, k, t, p, o in zip(size or like.shape[2:], kernel, stride, padding, out, strict=True):
        starts = xp.arange(o) * t - p
        ends = xp.minimum(starts + k, s + p)  # ceil_mode's last window may look further
        if not count_padding:
            starts, ends = xp.maximum(starts, 0), xp.minimum(ends, s)
        total = xp.expand_dims(total, -1) * (ends - starts).astype(like.dtype)
    return total
