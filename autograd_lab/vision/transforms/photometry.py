"""Transforms of colours, and erasing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import autograd_lab as lab
from autograd_lab import Generator
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.vision.pillow import is_pil
from autograd_lab.vision.transforms import functional as F
from autograd_lab.vision.transforms.geometry import size_of
from autograd_lab.vision.transforms.transform import Transform, check_probability


def _range(name: str, value: Any, center: float, low: float, high: float) -> tuple[float, float] | None:
    """``value`` around ``center``, or a pair as it is; None where nothing would change."""
    if isinstance(value, (int, float)) and value >= 0:
        value = (center - value, center + value)
        value = (max(value[0], low), value[1]) if center else value
    if not isinstance(value, (tuple, list)) or len(value) != 2 or not low <= value[0] <= value[1] <= high:
        raise ArgumentError("vision.range", name=name, got=value, bounds=f"[{low}, {high}]")
    return None if value[0] == value[1] == center else (float(value[0]), float(value[1]))


class ColorJitter(Transform):
    """Brightness, contrast, saturation and hue, each changed by a random factor, in random order.

    ``brightness``, ``contrast``, ``saturation``: a number b for factors from max(0, 1 - b) to 1 + b, or a pair.
    ``hue``: a number h up to 0.5 for -h to h, or a pair.
    """

    def __init__(self, brightness: float | Sequence[float] = 0, contrast: float | Sequence[float] = 0,
                 saturation: float | Sequence[float] = 0, hue: float | Sequence[float] = 0, *,
                 generator: Generator | None = None) -> None:  # fmt: skip
        super().__init__()
        self.brightness = _range("brightness", brightness, 1, 0, math.inf)
        self.contrast = _range("contrast", contrast, 1, 0, math.inf)
        self.saturation = _range("saturation", saturation, 1, 0, math.inf)
        self.hue = _range("hue", hue, 0, -0.5, 0.5)
        self.generator = generator

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        ranges = (self.brightness, self.contrast, self.saturation, self.hue)
        order = lab.randperm(4, generator=self.generator).tolist()
        return {"order": order, "factors": [None if ends is None else self.uniform(*ends) for ends in ranges]}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        adjust = (F.adjust_brightness, F.adjust_contrast, F.adjust_saturation, F.adjust_hue)
        for i in params["order"]:
            if params["factors"][i] is not None:
                inpt = adjust[i](inpt, params["factors"][i])
        return inpt

    def extra_repr(self) -> str:
        return f"brightness={self.brightness}, contrast={self.contrast}, saturation={self.saturation}, hue={self.hue}"


class Grayscale(Transform):
    """The brightness of each pixel, in 1 or 3 equal channels."""

    def __init__(self, num_output_channels: int = 1) -> None:
        super().__init__()
        self.num_output_channels = num_output_channels

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.rgb_to_grayscale(inpt, self.num_output_channels)


class RandomErasing(Transform):
    """With probability ``p`` a rectangle of a Tensor gets another value.

    ``scale``: the share of the image it covers; ``ratio``: its height to its width; ``value``: a number, one per
    channel, or "random" for normally distributed pixels.

    Source: Zhong et al. 2017, Random erasing data augmentation, arXiv:1708.04896, algorithm 1.
    """

    def __init__(self, p: float = 0.5, scale: Sequence[float] = (0.02, 0.33), ratio: Sequence[float] = (0.3, 3.3),
                 value: float | str | Sequence[float] = 0.0, inplace: bool = False, *,
                 generator: Generator | None = None) -> None:  # fmt: skip
        super().__init__()
        if isinstance(value, str) and value != "random":
            raise ArgumentError("vision.choice", name="value", got=value, choices="float, 'random'")
        for name, ends, high in (("scale", scale, 1), ("ratio", ratio, math.inf)):
            _range(name, tuple(ends), 1, 0, high)
        self.p, self.scale, self.ratio, self.value, self.inplace = check_probability(p), scale, ratio, value, inplace
        self.generator = generator

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        image = flat_inputs[0]
        if is_pil(image):
            raise ArgTypeError("vision.need_tensor", name="RandomErasing")
        height, width = size_of(image)
        if self.uniform() >= self.p:
            return {}
        for _ in range(10):  # a rectangle that does not fit is drawn again
            area = height * width * self.uniform(*self.scale)
            aspect = math.exp(self.uniform(*map(math.log, self.ratio)))
            h, w = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
            if h < height and w < width:
                place = {"i": self.integer(height - h + 1), "j": self.integer(width - w + 1), "h": h, "w": w}
                return {**place, "v": self._pixels(image.shape[-3], h, w)}
        return {}

    def _pixels(self, channels: int, h: int, w: int) -> Any:
        if self.value == "random":
            return lab.randn((channels, h, w), generator=self.generator)
        value = lab.as_tensor(self.value).reshape(-1, 1, 1)
        if len(value) not in (1, channels):
            raise ArgumentError("vision.fill", got=len(value), channels=channels)
        return value

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.erase(inpt, **params, inplace=self.inplace) if params else inpt

    def extra_repr(self) -> str:
        return f"p={self.p}, scale={self.scale}, ratio={self.ratio}, value={self.value}"
