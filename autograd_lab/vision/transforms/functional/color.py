"""Brightness, contrast, saturation, hue. Floats are taken to run from 0 to 1, integers to their largest value."""

from __future__ import annotations

from typing import Any

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import ArgumentError
from autograd_lab.vision.transforms.functional.images import largest, on_images, to_dtype

LUMA = (0.2989, 0.587, 0.114)  # ITU-R BT.601: how bright red, green and blue appear


def _check(name: str, image: Tensor, factor: Any = 1.0, low: float = 0.0, high: float = lab.inf) -> None:
    if image.shape[-3] not in (1, 3):
        raise ArgumentError("vision.channels", name=name, got=image.shape[-3])
    if not low <= factor <= high:
        raise ArgumentError("vision.factor", name=f"{name}: factor", got=factor, bounds=f"[{low}, {high}]")


def _gray(image: Tensor) -> Tensor:
    """(..., 1, H, W), in floats."""
    if image.shape[-3] == 1:
        return image if image.is_floating_point() else image.float()
    red, green, blue = image.unbind(-3)
    gray = red * LUMA[0] + green * LUMA[1] + blue * LUMA[2]
    return gray.unsqueeze(-3)


def _gray_as_seen(image: Tensor) -> Tensor:
    """The grey image that would be shown: in whole numbers where the image is, but still as floats."""
    gray = _gray(image)
    return gray if image.is_floating_point() else gray.floor()


def _mixed(image: Tensor, other: Tensor | float, ratio: float) -> Tensor:
    """``ratio`` of the image, the rest of the other, within black and white."""
    made = image * float(ratio) + other * (1.0 - ratio)
    return made.clamp(0, largest(image.dtype)).to(image.dtype)


@on_images
def rgb_to_grayscale(image: Tensor, num_output_channels: int = 1) -> Tensor:
    """The brightness of each pixel, in 1 or 3 equal channels."""
    if num_output_channels not in (1, 3):
        raise ArgumentError("vision.choice", name="num_output_channels", got=num_output_channels, choices="1, 3")
    _check("rgb_to_grayscale", image)
    gray = _gray(image).to(image.dtype)
    return gray if num_output_channels == 1 else lab.cat([gray] * 3, dim=-3)


@on_images
def adjust_brightness(image: Tensor, brightness_factor: float) -> Tensor:
    """0 gives black, 1 the image, 2 twice its brightness."""
    _check("adjust_brightness", image, brightness_factor)
    return _mixed(image, 0.0, brightness_factor)


@on_images
def adjust_contrast(image: Tensor, contrast_factor: float) -> Tensor:
    """0 gives one grey, 1 the image, 2 twice its contrast."""
    _check("adjust_contrast", image, contrast_factor)
    return _mixed(image, _gray_as_seen(image).mean((-3, -2, -1), keepdim=True), contrast_factor)


@on_images
def adjust_saturation(image: Tensor, saturation_factor: float) -> Tensor:
    """0 gives a grey image, 1 the image, 2 twice its saturation; one channel stays as it is."""
    _check("adjust_saturation", image, saturation_factor)
    return image if image.shape[-3] == 1 else _mixed(image, _gray_as_seen(image), saturation_factor)


@on_images
def adjust_hue(image: Tensor, hue_factor: float) -> Tensor:
    """All hues moved around the circle of colours, by ``hue_factor`` of it: -0.5 to 0.5; one channel stays as it is."""
    _check("adjust_hue", image, hue_factor, -0.5, 0.5)
    if image.shape[-3] == 1:
        return image
    hue, saturation, value = _to_hsv(to_dtype(image, lab.float32, scale=True))
    return to_dtype(_to_rgb((hue + hue_factor) % 1.0, saturation, value), image.dtype, scale=True)


def _to_hsv(image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Hue, saturation and value, each (..., H, W) from 0 to 1.

    Source: Smith 1978, Color gamut transform pairs.
    """
    red, green, blue = image.unbind(-3)
    high, low = image.amax(-3), image.amin(-3)
    spread = high - low
    grey = spread == 0
    spread = lab.where(grey, 1.0, spread)
    to_red, to_green, to_blue = ((high - channel) / spread for channel in (red, green, blue))
    # Six sectors of the circle; which channel is largest says in which two of them a colour lies.
    sector = lab.where(
        high == red, to_blue - to_green, lab.where(high == green, 2 + to_red - to_blue, 4 + to_green - to_red)
    )
    return (sector / 6 + 1) % 1.0, (high - low) / lab.where(grey, 1.0, high), high


def _to_rgb(hue: Tensor, saturation: Tensor, value: Tensor) -> Tensor:
    """The way back. A channel is at its height over a third of the circle, falls, stays low for a third, and rises."""
    channels = []
    for start in (5.0, 3.0, 1.0):
        k = (start + hue * 6) % 6
        channels.append(value * (1 - saturation * lab.minimum(k, 4 - k).clamp(0, 1)))
    return lab.stack(channels, dim=-3)
