"""Convolution, normalisation, images at another size."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.onnx.build import Context, Refused, says
from autograd_lab.onnx.ops.reductions import reduce
from autograd_lab.onnx.sizes import Size
from autograd_lab.ops.resample import resample_taps


def _window(c: Context) -> dict[str, Any]:
    padding = list(c["padding"])
    return {"strides": list(c["stride"]), "dilations": list(c["dilation"]), "pads": padding * 2, "group": c["groups"]}


@says("Conv")
def conv(c: Context) -> str:
    return c.node("Conv", [c.x(), c.x(1), c.x(2) if c.has(2) else None], **_window(c))


@says("ConvTranspose")
def conv_transpose(c: Context) -> str:
    """What is more than the windows' own size is ``output_padding``."""
    kernel = c.fixed(c.shape(1)[2:], "kernel")
    extra = []
    for call in c.call.seen:
        y = c.graph.program.traces[len(extra)].values[call.inputs[0].number].shape[2:]
        parts = zip(call.params["x_shape"][2:], y, kernel, c["stride"], c["padding"], c["dilation"], strict=True)
        extra.append([out - ((n - 1) * t - 2 * p + d * (k - 1) + 1) for out, n, k, t, p, d in parts])
    if any(one != extra[0] for one in extra):
        raise Refused("onnx.fixed", what="output_padding")
    inputs = [c.x(), c.x(1), c.x(2) if c.has(2) else None]
    return c.node("ConvTranspose", inputs, output_padding=extra[0], **_window(c))


@says("FixedNorm")
def fixed_norm(c: Context) -> str:
    """Batch normalisation after training."""
    channels = c.shape(1)
    weight, bias = c.x(3) if c.has(3) else _ones(c, channels), c.x(4) if c.has(4) else _ones(c, channels, 0)
    return c.node("BatchNormalization", [c.x(), weight, bias, c.x(1), c.x(2)], epsilon=float(c["eps"]))


def _ones(c: Context, shape: list[Any], value: float = 1) -> str:
    return c.constant(np.full(c.fixed(shape, "features"), value), c.dtype())


@says("LayerNorm")
def layer_norm(c: Context) -> str:
    first = min(axis % c.ndim() for axis in c["axes"])
    shape = c.shape()[first:]
    if len(c["axes"]) != c.ndim() - first or any(isinstance(n, Size) for n in shape):
        return normalize(c)
    scale = c.x(1) if c.has(1) else _ones(c, shape)
    inputs = [c.x(), scale, c.x(2) if c.has(2) else None]
    return c.node("LayerNormalization", inputs, axis=first, epsilon=float(c["eps"]))


@says("Normalize", "GroupNorm", "BatchNorm", "InstanceNorm")
def normalize(c: Context) -> str:
    """(x - mean) / √(var + eps) in the form ``view``, then weight and bias."""
    axes = tuple(c["axes"])
    x = c.reshape(c.x(), list(c.sizes("view")))
    d = c.node("Sub", [x, reduce(c, "ReduceMean", x, axes, True)])
    var = reduce(c, "ReduceMean", c.node("Mul", [d, d]), axes, True)
    y = c.node("Div", [d, c.node("Sqrt", [c.node("Add", [var, c.float(c["eps"])])])])
    for i, kind in ((1, "Mul"), (2, "Add")):
        if c.has(i):
            y = c.node(kind, [y, c.reshape(c.x(i), list(c.sizes("affine")))])
    return c.reshape(y, c.out())


@says("RmsNorm")
def rms_norm(c: Context) -> str:
    square = reduce(c, "ReduceMean", c.node("Mul", [c.x(), c.x()]), tuple(c["axes"]), True)
    y = c.node("Div", [c.x(), c.node("Sqrt", [c.node("Add", [square, c.float(c["eps"])])])])
    return c.node("Mul", [y, c.reshape(c.x(1), list(c.sizes("affine")))]) if c.has(1) else y


@says("Resample")
def resample(c: Context) -> str:
    """Resize where it means the same; else the weights of each new pixel, as a matrix per axis."""
    mode, scales, corners = c["mode"], c["scales"], c["align_corners"]
    if mode in ("nearest", "linear", "cubic") and not c["antialias"]:
        place = "asymmetric" if mode == "nearest" else "align_corners" if corners else "half_pixel"
        how = {"mode": mode, "coordinate_transformation_mode": place, "cubic_coeff_a": -0.75,
               "nearest_mode": "floor" if mode == "nearest" else None}  # fmt: skip
        if all(scales):
            given = c.constant([1.0, 1.0, *scales], np.float32)
            return c.node("Resize", [c.x(), None, given], **how)
        return c.node("Resize", [c.x(), None, None, c.ints(c.out())], **how)
    taps = resample_taps(tuple(c.fixed(c.shape()[2:], "size")), tuple(c["size"]), c.dtype(), scales=scales, mode=mode,
                         align_corners=corners, antialias=c["antialias"])  # fmt: skip
    return by_axis(c, [None if tap is None else _matrix(tap) for tap in taps])


def _matrix(taps: Any) -> Any:
    """The weights that ``Taps`` give: (O, S)."""
    matrix = np.zeros((len(taps.index), taps.size + 1))  # index -1, nothing, is the last column
    weight = np.ones(taps.index.shape) if taps.weight is None else taps.weight
    np.add.at(matrix, (np.arange(len(matrix))[:, None], taps.index), weight)
    return matrix[:, :-1]


def by_axis(c: Context, matrices: list[Any]) -> str:
    """A matrix (O, S) for each of the last axes; None leaves an axis as it is."""
    y, n = c.x(), c.ndim()
    for axis, matrix in enumerate(matrices, n - len(matrices)):
        if matrix is not None:
            order = [*(k for k in range(n) if k != axis), axis]
            turned = c.node("MatMul", [c.transpose(y, order), c.constant(matrix.T, c.dtype())])
            y = c.transpose(turned, [order.index(k) for k in range(n)])
    return y


@says("AffineGrid")
def affine_grid(c: Context) -> str:
    size = [c.shape()[0], 1, *c.fixed(c.sizes("size"), "size")]
    return c.node("AffineGrid", [c.x(), c.ints(size)], align_corners=int(c["align_corners"]))


@says("GridSample")
def grid_sample(c: Context) -> str:
    mode = {"bilinear": "linear", "bicubic": "cubic"}.get(c["mode"], c["mode"])
    return c.node("GridSample", [c.x(), c.x(1)], mode=mode, padding_mode=c["padding"],
                  align_corners=int(c["align_corners"]))  # fmt: skip
