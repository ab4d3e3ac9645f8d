"""Convolution over any number of spatial axes, as one matrix product on unrolled windows (im2col).

Letters: N batch, C input channels, F output channels, G groups, K kernel size, O output size; the last three of
x (N, C, *S), w (F, C/G, *K) and y (N, F, *O) run over the spatial axes. The three ops below are linear in each
input and one another's derivatives, so the gradient of any order needs no further formula.
Source: Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
"""

from __future__ import annotations

from itertools import product
from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.summation import add_up
from autograd_lab.ops.windows import slide


def out_size(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """How many places a kernel takes along one axis."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def unroll(xp, x, kernel, stride, padding, dilation, groups):
    """Every window of x as a row of a matrix: (G, N*O, C/G*K)."""
    if any(padding):
        x = xp.pad(x, ((0, 0), (0, 0), *((p, p) for p in padding)))
    n, c, *size = x.shape
    dims = len(kernel)
    out = [out_size(s, k, t, 0, d) for s, k, t, d in zip(size, kernel, stride, dilation, strict=True)]
    windows = slide(xp, x, kernel, stride, dilation, out)
    windows = windows.reshape(n, groups, c // groups, *out, *kernel)
    order = (1, 0, *range(3, 3 + dims), 2, *range(3 + dims, 3 + 2 * dims))
    return xp.transpose(windows, order).reshape(groups, n * prod(out), c // groups * prod(kernel))


def roll_up(xp, rows, x_shape, kernel, stride, padding, dilation, groups):
    """The adjoint of ``unroll``: add every row back to the places its window was read from."""
    n, c, *size = x_shape
    out = [out_size(s, k, t, p, d) for s, k, t, p, d in zip(size, kernel, stride, padding, dilation, strict=True)]
    dims = len(kernel)
    rows = rows.reshape(groups, n, *out, c // groups, *kernel)
    order = (1, 0, 2 + dims, *range(3 + dims, 3 + 2 * dims), *range(2, 2 + dims))
    rows = xp.transpose(rows, order).reshape(n, c, *kernel, *out)
    x = xp.zeros((n, c, *(s + 2 * p for s, p in zip(size, padding, strict=True))), dtype=rows.dtype)
    for offset in product(*map(range, kernel)):
        place = tuple(
            slice(i * d, i * d + t * (o - 1) + 1, t) for i, d, t, o in zip(offset, dilation, stride, out, strict=True)
        )
        x[(slice(None), slice(None), *place)] += rows[(slice(None), slice(None), *offset)]
    return x[(slice(None), slice(None), *(slice(p, p + s) for s, p in zip(size, padding, strict=True)))]


def by_group(xp, y, groups):
    """(N, F, *O) as (G, N*O, F/G)."""
    n, f, *out = y.shape
    dims = len(out)
    y = y.reshape(n, groups, f // groups, *out)
    return xp.transpose(y, (1, 0, *range(3, 3 + dims), 2)).reshape(groups, n * prod(out), f // groups)


class Conv(Op):
    """Slide a kernel over the input; each output is the sum of window times kernel, plus a bias."""

    doc = OpDoc(
        "conv",
        r"y_{f,o} = \textstyle\sum_{c,k} w_{f,c,k}\, x_{c,\,o s + k d - p} + b_f",
        "x[N, C, *S], w[F, C/G, *K], b[F] -> y[N, F, *O]",
        "Slide small filters over the input and sum window times filter.",
        "让小的卷积核在输入上滑动，把窗口与核逐元素相乘再求和。",
        "Dumoulin & Visin 2016, arXiv:1603.07285",
    )
    node_name = "ConvolutionBackward0"

    @staticmethod
    def forward(xp, x, w, b=None, *, stride, padding, dilation, groups):
        n, f, kernel = x.shape[0], w.shape[0], w.shape[2:]
        out = [out_size(*a) for a in zip(x.shape[2:], kernel, stride, padding, dilation, strict=True)]
        rows = unroll(xp, x, kernel, stride, padding, dilation, groups)
        y = rows @ xp.swapaxes(w.reshape(groups, f // groups, -1), 1, 2)  # (G, N*O, F/G)
        y = y.reshape(groups, n, *out, f // groups)
        y = xp.transpose(y, (1, 0, y.ndim - 1, *range(2, y.ndim - 1))).reshape(n, f, *out)
        if b is not None:
            y = y + b.reshape(-1, *(1,) * len(kernel))
        return y, (x, w)

    @staticmethod
    @gradient(r"\bar x_{c,\,o s + k d - p} \mathrel{+}= \textstyle\sum_f w_{f,c,k}\, \bar y_{f,o}")
    def backward_x(xp, gy, x, w, **params):
        return run(xp, ConvInput, gy, w, x_shape=x.shape, **params)

    @staticmethod
    @gradient(r"\bar w_{f,c,k} = \textstyle\sum_{n,o} \bar y_{f,o}\, x_{c,\,o s + k d - p}")
    def backward_w(xp, gy, x, w, **params):
        return run(xp, ConvWeight, x, gy, w_shape=w.shape, **params)

    @staticmethod
    @gradient(r"\bar b_f = \textstyle\sum_{n,o} \bar y_{f,o}")
    def backward_b(xp, gy, x, w, **params):
        return add_up(xp, gy, axis=(0, *range(2, gy.ndim)))


class ConvInput(Op):
    """The gradient of a convolution with respect to its input (also called transposed convolution)."""

    doc = OpDoc(
        "convᵀ",
        r"x_{c,\,o s + k d - p} \mathrel{+}= \textstyle\sum_f w_{f,c,k}\, y_{f,o}",
        "y[N, F, *O], w[F, C/G, *K] -> x[N, C, *S]",
        "Spread each output back over the window it came from.",
        "把每个输出值散布回它所来自的窗口。",
        "Dumoulin & Visin 2016, section 4",
    )

    @staticmethod
    def forward(xp, y, w, *, x_shape, stride, padding, dilation, groups):
        rows = by_group(xp, y, groups) @ w.reshape(groups, w.shape[0] // groups, -1)
        return roll_up(xp, rows, x_shape, w.shape[2:], stride, padding, dilation, groups), (y, w)

    @staticmethod
    @gradient(r"\bar y = \operatorname{conv}(\bar x, w)")
    def backward_y(xp, gx, y, w, *, x_shape, **params):
        return run(xp, Conv, gx, w, **params)

    @staticmethod
    @gradient(r"\bar w_{f,c,k} = \textstyle\sum_{n,o} y_{f,o}\, \bar x_{c,\,o s + k d - p}")
    def backward_w(xp, gx, y, w, *, x_shape, **params):
        return run(xp, ConvWeight, gx, y, w_shape=w.shape, **params)


class ConvWeight(Op):
    """The gradient of a convolution with respect to its kernel: input correlated with output."""

    doc = OpDoc(
        "conv∂w",
        r"w_{f,c,k} = \textstyle\sum_{n,o} y_{f,o}\, x_{c,\,o s + k d - p}",
        "x[N, C, *S], y[N, F, *O] -> w[F, C/G, *K]",
        "How much each kernel weight met each output.",
        "卷积核的每个权重对各输出的累积贡献。",
    )

    @staticmethod
    def forward(xp, x, y, *, w_shape, stride, padding, dilation, groups):
        rows = unroll(xp, x, w_shape[2:], stride, padding, dilation, groups)
        return (xp.swapaxes(by_group(xp, y, groups), 1, 2) @ rows).reshape(w_shape), (x, y)

    @staticmethod
    @gradient(r"\bar x = \operatorname{conv}^{\mathsf T}(y, \bar w)")
    def backward_x(xp, gw, x, y, *, w_shape, **params):
        return run(xp, ConvInput, y, gw, x_shape=x.shape, **params)

    @staticmethod
    @gradient(r"\bar y = \operatorname{conv}(x, \bar w)")
    def backward_y(xp, gw, x, y, *, w_shape, **params):
        return run(xp, Conv, x, gw, **params)
