"""Windows laid out as columns (im2col), and columns added back into an image (col2im)."""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.convolution import out_size
from autograd_lab.ops.windows import slide, slide_back


def places(size, kernel, stride, padding, dilation):
    """How many windows fit along each axis."""
    return tuple(out_size(*axis) for axis in zip(size, kernel, stride, padding, dilation, strict=True))


class Im2Col(Op):
    """Each window of x as a column: what convolution multiplies with its kernel."""

    doc = OpDoc(
        "unfold",
        r"y_{(c,k),\,o} = x_{c,\,o s + k d - p}",
        "x[N, C, *S] -> y[N, C·K, O]",
        "Lay every window out as a column.",
        "把每个窗口展开成一列。",
        "Dumoulin & Visin 2016, arXiv:1603.07285",
    )
    node_name = "Im2ColBackward0"
    widens = False

    @staticmethod
    def forward(xp, x, *, kernel, stride, padding, dilation):
        n, c, *size = x.shape
        out, dims = places(size, kernel, stride, padding, dilation), len(size)
        if any(padding):
            x = xp.pad(x, ((0, 0), (0, 0), *((p, p) for p in padding)))
        windows = slide(xp, x, kernel, stride, dilation, out)  # (N, C, *O, *K)
        order = (0, 1, *range(2 + dims, 2 + 2 * dims), *range(2, 2 + dims))
        return xp.transpose(windows, order).copy().reshape(n, c * prod(kernel), prod(out)), (tuple(size),)

    @staticmethod
    @gradient(r"\bar x_{c,\,o s + k d - p} \mathrel{+}= \bar y_{(c,k),\,o}")
    def backward_x(xp, gy, size, **params):
        return run(xp, Col2Im, gy, size=size, **params)


class Col2Im(Op):
    """Columns added up in an image of ``size``, each where its window lies: the adjoint of Im2Col."""

    doc = OpDoc(
        "fold",
        r"x_{c,\,o s + k d - p} \mathrel{+}= y_{(c,k),\,o}",
        "y[N, C·K, O] -> x[N, C, *S]",
        "Put every column back as a window; where windows overlap, they add up.",
        "把每一列放回成窗口，重叠处相加。",
        "Dumoulin & Visin 2016, arXiv:1603.07285",
    )
    node_name = "Col2ImBackward0"

    @staticmethod
    def forward(xp, y, *, size, kernel, stride, padding, dilation):
        out = places(size, kernel, stride, padding, dilation)
        windows = y.reshape(y.shape[0], y.shape[1] // prod(kernel), *kernel, *out)
        return slide_back(xp, windows, size, kernel, stride, padding, dilation, out), ()

    @staticmethod
    @gradient(r"\bar y_{(c,k),\,o} = \bar x_{c,\,o s + k d - p}")
    def backward_y(xp, gx, *, size, **params):
        return run(xp, Im2Col, gx, **params)
