"""Convolution over any number of spatial axes, as one matrix product on unrolled windows (im2col).

Letters: N batch, C input channels, F output channels, G groups, K kernel size, O output size; the last three of
x (N, C, *S), w (F, C/G, *K) and y (N, F, *O) run over the spatial axes. The three ops below are linear in each
input and one another's derivatives, so the gradient of any order needs no further formula.
Source: Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, arXiv:1603.07285.
"""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.summation import add_up
from autograd_lab.ops.windows import slide, slide_back


def out_size(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """How many places a kernel takes along one axis."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def unroll(xp, x, kernel, out, stride, padding, dilation, groups):
    """Every window of x as a column of a matrix: (G, C/G*K, N*O)."""
    if any(padding):
        x = xp.pad(x, ((0, 0), (0, 0), *((p, p) for p in padding)))
    n, c, *_ = x.shape
    dims = len(kernel)
    windows = slide(xp, x, kernel, stride, dilation, out)  # (N, C, *O, *K)
    windows = xp.transpose(windows, (1, *range(2 + dims, 2 + 2 * dims), 0, *range(2, 2 + dims)))
    return windows.reshape(groups, c // groups * prod(kernel), n * prod(out))


def roll_up(xp, columns, x_shape, kernel, out, stride, padding, dilation):
    """The adjoint of ``unroll``: add every column back to the places its window was read from."""
    n, c, *size = x_shape
    windows = columns.reshape(c, *kernel, n, *out)
    axes = (1 + len(kernel), *range(1 + len(kernel)), *range(2 + len(kernel), windows.ndim))
    return slide_back(xp, xp.transpose(windows, axes), size, kernel, stride, padding, dilation, out)


def grouped(w, groups):
    """(F, C/G, *K) as (G, F/G, C/G*K): one row per output channel."""
    return w.reshape(groups, w.shape[0] // groups, prod(w.shape[1:]))


def by_group(xp, y, groups):
    """(N, F, *O) as (G, F/G, N*O)."""
    n, f, *out = y.shape
    return xp.swapaxes(y, 0, 1).reshape(groups, f // groups, n * prod(out))


def by_sample(xp, y, n, out):
    """The way back: (G, F/G, N*O) as (N, F, *O)."""
    return xp.ascontiguousarray(xp.swapaxes(y.reshape(y.shape[0] * y.shape[1], n, *out), 0, 1))


def first_places(y, out):
    """y without its last places, where the input of a transposed convolution could have been longer."""
    return y if tuple(y.shape[2:]) == tuple(out) else y[(slice(None), slice(None), *map(slice, out))]


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
    tensor_cores = True

    @staticmethod
    def forward(xp, x, w, b=None, *, stride, padding, dilation, groups):
        out = [out_size(*a) for a in zip(x.shape[2:], w.shape[2:], stride, padding, dilation, strict=True)]
        y = xp.matmul(grouped(w, groups), unroll(xp, x, w.shape[2:], out, stride, padding, dilation, groups))
        y = by_sample(xp, y, x.shape[0], out)
        if b is not None:
            y = y + b.reshape(-1, *(1,) * len(out))
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
    tensor_cores = True

    @staticmethod
    def forward(xp, y, w, *, x_shape, stride, padding, dilation, groups):
        columns = xp.matmul(xp.swapaxes(grouped(w, groups), 1, 2), by_group(xp, y, groups))
        return roll_up(xp, columns, x_shape, w.shape[2:], y.shape[2:], stride, padding, dilation), (y, w)

    @staticmethod
    @gradient(r"\bar y = \operatorname{conv}(\bar x, w)")
    def backward_y(xp, gx, y, w, *, x_shape, **params):
        return first_places(run(xp, Conv, gx, w, **params), y.shape[2:])

    @staticmethod
    @gradient(r"\bar w_{f,c,k} = \textstyle\sum_{n,o} y_{f,o}\, \bar x_{c,\,o s + k d - p}")
    def backward_w(xp, gx, y, w, *, x_shape, **params):
        return run(xp, ConvWeight, gx, y, w_shape=w.shape, **params)


class ConvTranspose(ConvInput):
    """Transposed convolution as a layer: each input value is a kernel's height, all kernels add up, plus a bias."""

    doc = OpDoc(
        "convᵀ",
        r"y_{c,\,o s + k d - p} \mathrel{+}= \textstyle\sum_f w_{f,c,k}\, x_{f,o} \quad (+\, b_c)",
        "x[N, F, *O], w[F, C/G, *K], b[C] -> y[N, C, *S]",
        "Lay a kernel down for each input value, that high, and add all of them up.",
        "按每个输入值的大小放下一个卷积核，再把所有的核叠加起来。",
        "Dumoulin & Visin 2016, section 4",
    )
    node_name = "ConvolutionBackward0"

    @staticmethod
    def forward(xp, y, w, b=None, **params):
        x, saved = ConvInput.forward(xp, y, w, **params)
        return x if b is None else x + b.reshape(-1, *(1,) * (x.ndim - 2)), saved

    @staticmethod
    @gradient(r"\bar b_c = \textstyle\sum_{n,s} \bar y_{c,s}")
    def backward_b(xp, gx, y, w, **params):
        return add_up(xp, gx, axis=(0, *range(2, gx.ndim)))


class ConvWeight(Op):
    """The gradient of a convolution with respect to its kernel: input correlated with output."""

    doc = OpDoc(
        "conv∂w",
        r"w_{f,c,k} = \textstyle\sum_{n,o} y_{f,o}\, x_{c,\,o s + k d - p}",
        "x[N, C, *S], y[N, F, *O] -> w[F, C/G, *K]",
        "How much each kernel weight met each output.",
        "卷积核的每个权重对各输出的累积贡献。",
    )
    tensor_cores = True

    @staticmethod
    def forward(xp, x, y, *, w_shape, stride, padding, dilation, groups):
        columns = unroll(xp, x, w_shape[2:], y.shape[2:], stride, padding, dilation, groups)
        return xp.matmul(by_group(xp, y, groups), xp.swapaxes(columns, 1, 2)).reshape(w_shape), (x, y)

    @staticmethod
    @gradient(r"\bar x = \operatorname{conv}^{\mathsf T}(y, \bar w)")
    def backward_x(xp, gw, x, y, *, w_shape, **params):
        return run(xp, ConvInput, y, gw, x_shape=x.shape, **params)

    @staticmethod
    @gradient(r"\bar y = \operatorname{conv}(x, \bar w)")
    def backward_y(xp, gw, x, y, *, w_shape, **params):
        return first_places(run(xp, Conv, x, gw, **params), y.shape[2:])
