"""Convolution, pooling and the like: they take a batch of images already, so the samples join that batch."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.movement import movedim
from autograd_lab.functional.shapes import reshape
from autograd_lab.ops import convolution, fold, grid, pixels, pooling, resample, unpool
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.batched import Call, rule

_SHAPES = ("x_shape", "shape")  # params that name the shape of a result


def merged(x: Tensor, first: int = 0) -> Tensor:
    """Dims ``first`` and the next as one."""
    shape = x.array.shape
    return reshape(x, (*shape[:first], shape[first] * shape[first + 1], *shape[first + 2 :]))


def parted(x: Tensor, size: int, axis: int = 0) -> Tensor:
    """Dim ``axis`` as ``size`` times what is left, the samples in front."""
    shape = x.array.shape
    y = reshape(x, (*shape[:axis], size, shape[axis] // size if size else 0, *shape[axis + 1 :]))
    return movedim(y, axis, 0)


@rule(
    pooling.MaxPool, pooling.AdaptiveMaxPool, pooling.AvgPool, pooling.AvgUnpool, pooling.AdaptiveAvgPool,
    pooling.AdaptiveAvgUnpool, pooling.PickPlane, pooling.AddPlane, resample.Resample, resample.ResampleBack,
    fold.Im2Col, fold.Col2Im, pixels.PixelShuffle, pixels.PixelUnshuffle, pixels.ChannelShuffle, unpool.MaxUnpool,
    grid.GridSample, grid.GridSpread,
)  # fmt: skip
def batch_of_batches(call: Call) -> Any:
    shapes = {
        name: (call.size * call.params[name][0], *call.params[name][1:]) for name in _SHAPES if name in call.params
    }
    y = call.apply(*(merged(call.spread(i)) for i in range(len(call.xs))), **shapes)
    return tuple(parted(v, call.size) for v in y) if call.op.several else parted(y, call.size)


@rule(convolution.Conv)
def convolved(call: Call) -> Any:
    if not any(call.batched[1:]):
        return parted(call.apply(merged(call.xs[0]), *call.xs[1:]), call.size)
    return _by_groups(call, "Conv")


@rule(convolution.ConvInput, convolution.ConvTranspose)
def convolved_back(call: Call) -> Any:
    if not any(call.batched[1:]):
        n, *rest = call.params["x_shape"]
        y, *others = call.xs
        return parted(call.apply(merged(y), *others, x_shape=(call.size * n, *rest)), call.size)
    return _by_groups(call, "ConvInput")


def _by_groups(call: Call, kind: str) -> Any:
    """Every sample has a kernel of its own: the samples stand side by side as groups of channels."""
    x, w = _channels(call.spread(0)), merged(call.spread(1))
    others = [merged(call.spread(2))] if len(call.xs) > 2 and call.xs[2] is not None else []
    params: dict[str, Any] = {"groups": call.params["groups"] * call.size}
    if kind == "ConvInput":
        n, c, *rest = call.params["x_shape"]
        params["x_shape"] = (n, c * call.size, *rest)
    return parted(call.apply(x, w, *others, **params), call.size, 1)


@rule(convolution.ConvWeight)
def kernel_gradient(call: Call) -> Any:
    o, *rest = call.params["w_shape"]
    x, y = _channels(call.spread(0)), _channels(call.spread(1))
    w = call.apply(x, y, w_shape=(o * call.size, *rest), groups=call.params["groups"] * call.size)
    return parted(w, call.size)


def _channels(x: Tensor) -> Tensor:
    """(samples, n, c, ...) as (n, samples * c, ...)."""
    return merged(movedim(x, 0, 1), 1)
