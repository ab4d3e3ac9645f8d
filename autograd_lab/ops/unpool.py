"""The way back from max pooling, and pooling over windows at random places."""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.pooling import AddPlane, PickPlane, in_planes


class MaxUnpool(Op):
    """Zeros of ``shape`` in which each value stands where ``index`` says; of several at one place the last."""

    doc = OpDoc(
        "max unpool",
        r"x_{k_o} = y_o",
        "y[N, C, *O], k[N, C, *O] -> x[N, C, *S]",
        "Put each value back where max pooling had found it.",
        "把每个值放回最大池化取到它的位置。",
        "Zeiler & Fergus 2014, arXiv:1311.2901",
    )
    holomorphic = False
    widens = False

    @staticmethod
    def forward(xp, y, index, *, shape):
        if not y.size or not prod(shape):
            return xp.zeros(shape, dtype=y.dtype), (index,)
        owner = xp.full(prod(shape), -1, dtype=xp.int32)
        places = xp.arange(y.size, dtype=xp.int32)
        xp.maximum.at(owner, in_planes(xp, index, shape), places)  # a plain assignment is undefined on a GPU
        x = xp.where(owner >= 0, y.ravel()[xp.maximum(owner, 0)], xp.zeros((), dtype=y.dtype))
        return x.reshape(shape), (index,)

    @staticmethod
    @gradient(r"\bar y_o = \bar x_{k_o}")
    def backward_y(xp, gx, index, *, shape):
        return run(xp, PickPlane, gx, index)

    @classmethod
    def grad_name(cls, *, shape, **params):
        return f"MaxUnpool{len(shape) - 2}DBackward0"


class FractionalMaxPool(Op):
    """The largest value of windows whose distances vary at random, and where it stood.

    ``samples`` (N, C, d) between 0 and 1 move the windows' beginnings: window i begins at
    floor((i + u) a) - floor(u a) with a = (S - K) / (O - 1), the last one at S - K.
    """

    doc = OpDoc(
        "fractional max pool",
        r"y_{c,o} = \max_k x_{c,\, \lfloor (o + u) a \rfloor - \lfloor u a \rfloor + k}",
        "x[N, C, *S], u[N, C, d] -> y[N, C, *O]",
        "Keep the largest value of each window, with windows at random distances.",
        "在间距随机的窗口中各取最大值。",
        "Graham 2014, Fractional max-pooling, arXiv:1412.6071",
    )
    several = True
    nondifferentiable = (1,)
    holomorphic = False

    @staticmethod
    def forward(xp, x, samples, *, kernel, out):
        n, c, *size = x.shape
        dims = len(size)
        axes = reversed(range(2)) if dims == 2 else range(3)  # PyTorch's order of samples: (x, y), but (z, y, x)
        flat = xp.zeros((), dtype=xp.int64)
        for axis, k in enumerate(axes):
            start = begins(xp, samples[..., k], size[axis], kernel[axis], out[axis])
            look = start[..., None] + xp.arange(kernel[axis])  # (N, C, O, K)
            shape = [n, c, *(1,) * 2 * dims]
            shape[2 + axis], shape[2 + dims + axis] = out[axis], kernel[axis]
            flat = flat * size[axis] + look.reshape(shape)
        planes = x.reshape(n, c, prod(size))
        flat = flat.reshape(n, c, prod(out), prod(kernel))
        seen = xp.take_along_axis(planes, flat.reshape(n, c, prod(out) * prod(kernel)), -1).reshape(flat.shape)
        best = xp.expand_dims(first_largest(xp, seen), -1)
        shape = (n, c, *out)
        y, index = (xp.take_along_axis(v, best, -1).reshape(shape) for v in (seen, flat))
        return (y, index), (x.shape, index)

    @staticmethod
    @gradient(r"\bar x_i = \textstyle\sum_{o:\, i \text{ won } o} \bar y_o")
    def backward_x(xp, gy, x_shape, index, **params):
        return run(xp, AddPlane, gy[0], index, shape=x_shape)

    @classmethod
    def grad_name(cls, *, out, **params):
        return f"FractionalMaxPool{len(out)}DBackward0"


def begins(xp, u, size, kernel, out):
    """Where the windows begin along one axis: (N, C, O)."""
    last = xp.full((*u.shape, min(out, 1)), size - kernel, dtype=xp.int64)
    if out < 2:
        return last
    step = xp.full((), (size - kernel) / (out - 1), dtype=u.dtype)
    shift = (u * step).astype(xp.int64)[..., None]
    begin = ((xp.arange(out - 1).astype(u.dtype) + u[..., None]) * step).astype(xp.int64)
    return xp.concatenate((begin - shift, last), axis=-1)


def first_largest(xp, x):
    """Where the largest value of the last axis stands: the first of equal ones, but of several nan the last."""
    nan = x != x
    last = x.shape[-1] - 1 - nan[..., ::-1].argmax(axis=-1)
    return xp.where(nan.any(axis=-1), last, x.argmax(axis=-1))
