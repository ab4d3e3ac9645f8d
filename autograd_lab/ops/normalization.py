"""Normalisation: subtract a mean, divide by a spread, then scale and shift by what is learned.

All of them are one computation over different axes. ``view`` is the shape in which those axes stand by themselves,
``affine`` the shape in which weight and bias broadcast to it. Statistics are recomputed in backward from x: what a
rule saves of x itself a second derivative would not see.
"""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run, shape_of, sum_to
from autograd_lab.ops.reduction import Mean


def mean(xp, x, axes):
    """The mean over ``axes``, which stay as 1."""
    return run(xp, Mean, x, axis=axes, keepdims=True)


def centred(xp, x, axes):
    """x minus its mean, and its variance, computed around the mean: E[x²] - E[x]² would cancel."""
    d = x - mean(xp, x, axes)
    return d, mean(xp, d * d, axes)


def scaled(x, w, affine):
    """x times the weight, if there is one."""
    return x if w is None else x * w.reshape(affine)


class Normalize(Op):
    """y = (x - mean) / √(var + eps), times weight plus bias; mean and variance are taken over ``axes``."""

    doc = OpDoc(
        "normalise",
        r"y = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} \odot w + b",
        "x[..], w[..], b[..] -> y[..]",
        "Bring to mean 0 and variance 1, then scale and shift.",
        "变换为均值 0、方差 1，再缩放和平移。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, w=None, b=None, *, view, affine, axes, eps):
        d, var = centred(xp, x.reshape(view), axes)
        y = scaled(d / xp.sqrt(var + eps), w, affine)
        y = y if b is None else y + b.reshape(affine)
        return y.reshape(x.shape), (x, w, shape_of(b))

    @staticmethod
    @gradient(
        r"\bar x = \frac{1}{\sqrt{\sigma^2 + \epsilon}} (g - \overline{g} - n\, \overline{g n}),\; g = \bar y w,"
        r"\quad \bar w = \textstyle\sum \bar y n,\quad \bar b = \textstyle\sum \bar y"
    )
    def backward(xp, gy, needs, x, w, b_shape, *, view, affine, axes, eps):
        gy = gy.reshape(view)
        d, var = centred(xp, x.reshape(view), axes)
        spread = xp.sqrt(var + eps)
        n = d / spread
        gx = gw = gb = None
        if needs[0]:
            # The mean of x is free, and so is its scale: what would only change those two is taken out.
            g = scaled(gy, w, affine)
            gx = ((g - mean(xp, g, axes) - n * mean(xp, g * n, axes)) / spread).reshape(x.shape)
        if needs[1]:
            gw = sum_to(gy * n, affine).reshape(w.shape)
        if needs[2]:
            gb = sum_to(gy, affine).reshape(b_shape)
        return gx, gw, gb


class LayerNorm(Normalize):
    """Normalisation of each sample over its last axes."""

    doc = OpDoc(
        "layer norm",
        Normalize.doc.formula,
        "x[.., *n], w[*n], b[*n] -> y[.., *n]",
        "Normalise each sample over its features.",
        "对每个样本的特征做归一化。",
        "Ba et al. 2016, arXiv:1607.06450",
    )
    node_name = "NativeLayerNormBackward0"


class GroupNorm(Normalize):
    """Normalisation of each sample over groups of its channels."""

    doc = OpDoc(
        "group norm",
        Normalize.doc.formula,
        "x[n, c, *s], w[c], b[c] -> y[n, c, *s]",
        "Normalise each sample over groups of channels.",
        "对每个样本的各组通道做归一化。",
        "Wu and He 2018, arXiv:1803.08494",
    )
    node_name = "NativeGroupNormBackward0"


class BatchNorm(Normalize):
    """Normalisation of each channel over the samples of the batch."""

    doc = OpDoc(
        "batch norm",
        Normalize.doc.formula,
        "x[n, c, *s], w[c], b[c] -> y[n, c, *s]",
        "Normalise each channel over the batch.",
        "对每个通道在一批样本上做归一化。",
        "Ioffe and Szegedy 2015, arXiv:1502.03167",
    )
    node_name = "NativeBatchNormBackward0"


class InstanceNorm(Normalize):
    """Normalisation of each channel of each sample."""

    doc = OpDoc(
        "instance norm",
        Normalize.doc.formula,
        "x[n, c, *s], w[c], b[c] -> y[n, c, *s]",
        "Normalise each channel of each sample.",
        "对每个样本的每个通道做归一化。",
        "Ulyanov et al. 2016, arXiv:1607.08022",
    )


class FixedNorm(Op):
    """Normalisation by a mean and a variance that are given: what batch norm does once training is over."""

    doc = OpDoc(
        "batch norm",
        r"y = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} \odot w + b",
        "x[n, c, *s], w[c], b[c] -> y[n, c, *s]",
        "Subtract a known mean, divide by a known spread, scale and shift.",
        "减去已知的均值，除以已知的标准差，再缩放和平移。",
        BatchNorm.doc.see,
    )
    node_name = "NativeBatchNormBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x, centre, var, w=None, b=None, *, affine, eps):
        y = scaled((x - centre.reshape(affine)) / xp.sqrt(var.reshape(affine) + eps), w, affine)
        y = y if b is None else y + b.reshape(affine)
        return y, (x, w, centre, var)

    @staticmethod
    @gradient(r"\bar x = \frac{w}{\sqrt{\sigma^2 + \epsilon}} \bar y")
    def backward_x(xp, gy, x, w, centre, var, *, affine, eps):
        g = scaled(gy, w, affine)
        return g / xp.sqrt(var.reshape(affine) + eps)

    @staticmethod
    @gradient(r"\bar w = \textstyle\sum \bar y \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}")
    def backward_w(xp, gy, x, w, centre, var, *, affine, eps):
        n = (x - centre.reshape(affine)) / xp.sqrt(var.reshape(affine) + eps)
        return sum_to(gy * n, affine).reshape(w.shape)

    @staticmethod
    @gradient(r"\bar b = \textstyle\sum \bar y")
    def backward_b(xp, gy, x, w, centre, var, *, affine, eps):
        return sum_to(gy, affine).reshape(centre.shape)


class RmsNorm(Op):
    """y = x / √(mean of x² + eps), times weight: normalisation without subtracting a mean."""

    doc = OpDoc(
        "RMS norm",
        r"y = \frac{x}{\sqrt{\overline{x^2} + \epsilon}} \odot w",
        "x[.., *n], w[*n] -> y[.., *n]",
        "Divide by the typical size of the features.",
        "除以特征的均方根。",
        "Zhang and Sennrich 2019, arXiv:1910.07467",
    )

    @staticmethod
    def forward(xp, x, w=None, *, affine, axes, eps):
        return scaled(x / xp.sqrt(mean(xp, x * x, axes) + eps), w, affine), (x, w)

    @staticmethod
    @gradient(
        r"\bar x = \frac{1}{r} (g - n\, \overline{g n}),\; g = \bar y w,\; n = x / r,"
        r"\quad \bar w = \textstyle\sum \bar y n"
    )
    def backward(xp, gy, needs, x, w, *, affine, axes, eps):
        r = xp.sqrt(mean(xp, x * x, axes) + eps)
        n = x / r
        gx = gw = None
        if needs[0]:
            g = scaled(gy, w, affine)
            gx = (g - n * mean(xp, g * n, axes)) / r
        if needs[1]:
            gw = sum_to(gy * n, affine).reshape(w.shape)
        return gx, gw
