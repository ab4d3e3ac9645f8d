"""Pixels moved between channels and image."""

from __future__ import annotations

from autograd_lab.errors import ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.registry import function
from autograd_lab.ops.pixels import ChannelShuffle, PixelShuffle, PixelUnshuffle
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


@function
def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """(*, C r^2, H, W) as (*, C, H r, W r) with r = ``upscale_factor``: r^2 channels become one larger image."""
    r = _factor(input, upscale_factor, "pixel_shuffle", "upscale_factor")
    channels = input.array.shape[-3]
    if channels % (r * r):
        raise ShapeError("pixels.channels", channels=channels, r=r)
    return apply(PixelShuffle, input, r=r)


@function
def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """(*, C, H r, W r) as (*, C r^2, H, W) with r = ``downscale_factor``: what ``pixel_shuffle`` undoes."""
    r = _factor(input, downscale_factor, "pixel_unshuffle", "downscale_factor")
    height, width = input.array.shape[-2:]
    if height % r or width % r:
        raise ShapeError("pixels.size", height=height, width=width, r=r)
    return apply(PixelUnshuffle, input, r=r)


@function
def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """The channels of ``input`` (N, C, *), as ``groups`` groups, dealt out one from each in turn."""
    if input.ndim < 3:
        raise ShapeError("pixels.ndim", function="channel_shuffle", least=3, got=input.ndim)
    if groups <= 0:
        raise ShapeError("pixels.positive", function="channel_shuffle", name="groups", got=groups)
    channels = input.array.shape[1]
    if channels % groups:
        raise ShapeError("pixels.groups", channels=channels, groups=groups)
    return apply(ChannelShuffle, input, groups=groups)


@function
def native_channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """``channel_shuffle``."""
    return channel_shuffle(input, groups)


def _factor(input: Tensor, r: int, name: str, what: str) -> int:
    need_tensor(input, "input", name)
    if input.ndim < 3:
        raise ShapeError("pixels.ndim", function=name, least=3, got=input.ndim)
    if r <= 0:
        raise ShapeError("pixels.positive", function=name, name=what, got=r)
    return r
