"""Convolutions on a GPU by NVIDIA's cuDNN, where it is installed: it multiplies windows without unrolling them in
memory first, where they take K times the room of the images.

Letters as in ops/convolution.py, whose three ops are the three that cuDNN has.
"""

from __future__ import annotations

from autograd_lab.backend.cudnn import Shapes
from autograd_lab.kernels.registry import forward
from autograd_lab.ops.convolution import Conv, ConvInput, ConvWeight, out_size


@forward(Conv, gpu=True)
def conv(xp, x, w, b=None, *, stride, padding, dilation, groups):
    out = [out_size(*a) for a in zip(x.shape[2:], w.shape[2:], stride, padding, dilation, strict=True)]
    y_shape = (x.shape[0], w.shape[0], *out)
    y = xp.convolved("fprop", x, w, Shapes(x.shape, w.shape, y_shape, padding, stride, dilation))
    if y is not None and b is not None:
        y += b.reshape(-1, *(1,) * len(out))
    return None if y is None else (y, (x, w))


@forward(ConvInput, gpu=True)
def conv_input(xp, y, w, *, x_shape, stride, padding, dilation, groups):
    x = xp.convolved("dgrad", y, w, Shapes(x_shape, w.shape, y.shape, padding, stride, dilation))
    return None if x is None else (x, (y, w))


@forward(ConvWeight, gpu=True)
def conv_weight(xp, x, y, *, w_shape, stride, padding, dilation, groups):
    w = xp.convolved("wgrad", x, y, Shapes(x.shape, w_shape, y.shape, padding, stride, dilation))
    return None if w is None else (w, (x, y))
