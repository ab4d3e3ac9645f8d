"""Transforms of sizes, places and directions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from autograd_lab import Generator
from autograd_lab.errors import ArgumentError
from autograd_lab.vision.pillow import is_pil
from autograd_lab.vision.transforms import functional as F
from autograd_lab.vision.transforms.functional.frame import pair, sides
from autograd_lab.vision.transforms.functional.images import InterpolationMode, check_image
from autograd_lab.vision.transforms.transform import Transform, check_probability


def size_of(image: Any) -> tuple[int, int]:
    """(height, width)"""
    if is_pil(image):
        return image.height, image.width
    check_image("this transform", image)
    return image.shape[-2], image.shape[-1]


class Resize(Transform):
    """The image at ``size``: (height, width), or the length of its shorter side, with the longer up to ``max_size``."""

    def __init__(self, size: int | Sequence[int], interpolation: Any = InterpolationMode.BILINEAR,
                 max_size: int | None = None, antialias: bool = True) -> None:  # fmt: skip
        super().__init__()
        pair("size", size)
        self.size, self.interpolation, self.max_size, self.antialias = size, interpolation, max_size, antialias

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.resize(inpt, self.size, self.interpolation, self.max_size, self.antialias)

    def extra_repr(self) -> str:
        return f"size={self.size}"


class CenterCrop(Transform):
    """The middle of an image; what lies outside it is 0."""

    def __init__(self, size: int | Sequence[int]) -> None:
        super().__init__()
        self.size = pair("size", size)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.center_crop(inpt, self.size)

    def extra_repr(self) -> str:
        return f"size={self.size}"


class Pad(Transform):
    """Space around an image; see ``functional.pad``."""

    def __init__(self, padding: int | Sequence[int], fill: float | Sequence[float] = 0,
                 padding_mode: str = "constant") -> None:  # fmt: skip
        super().__init__()
        sides(padding)
        self.padding, self.fill, self.padding_mode = padding, fill, padding_mode

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.pad(inpt, self.padding, self.fill, self.padding_mode)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, padding_mode={self.padding_mode!r}"


class RandomCrop(Transform):
    """A part of ``size`` anywhere in the image, after ``padding``; ``pad_if_needed`` enlarges too small images."""

    def __init__(self, size: int | Sequence[int], padding: int | Sequence[int] | None = None,
                 pad_if_needed: bool = False, fill: float | Sequence[float] = 0, padding_mode: str = "constant", *,
                 generator: Generator | None = None) -> None:  # fmt: skip
        super().__init__()
        self.size, self.padding = pair("size", size), sides(padding or 0)
        self.pad_if_needed, self.fill, self.padding_mode = pad_if_needed, fill, padding_mode
        self.generator = generator

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        left, top, right, bottom = self.padding
        image_height, image_width = size_of(flat_inputs[0])
        height, width = image_height + top + bottom, image_width + left + right
        if self.pad_if_needed:
            dy, dx = max(self.size[0] - height, 0), max(self.size[1] - width, 0)
            left, top, right, bottom = left + dx, top + dy, right + dx, bottom + dy
            height, width = height + 2 * dy, width + 2 * dx
        if height < self.size[0] or width < self.size[1]:
            raise ArgumentError("vision.crop_large", size=self.size, image=(height, width))
        place = {"top": self.integer(height - self.size[0] + 1), "left": self.integer(width - self.size[1] + 1)}
        return {"padding": (left, top, right, bottom), **place}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        if any(params["padding"]):
            inpt = F.pad(inpt, params["padding"], self.fill, self.padding_mode)
        return F.crop(inpt, params["top"], params["left"], *self.size)

    def extra_repr(self) -> str:
        return f"size={self.size}, padding={self.padding}"


class RandomResizedCrop(Transform):
    """A part of an image, at ``size``: ``scale`` is how much of its area, ``ratio`` how wide for its height.

    After ten tries that do not fit, the largest middle part whose shape is allowed.
    """

    def __init__(self, size: int | Sequence[int], scale: Sequence[float] = (0.08, 1.0),
                 ratio: Sequence[float] = (3 / 4, 4 / 3), interpolation: Any = InterpolationMode.BILINEAR,
                 antialias: bool = True, *, generator: Generator | None = None) -> None:  # fmt: skip
        super().__init__()
        self.size = pair("size", size)
        self.scale, self.ratio = _range("scale", scale, 0.0), _range("ratio", ratio, 0.0)
        self.interpolation, self.antialias, self.generator = interpolation, antialias, generator

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = size_of(flat_inputs[0])
        for _ in range(10):
            area = height * width * self.uniform(*self.scale)
            shape = math.exp(self.uniform(*map(math.log, self.ratio)))
            w, h = round(math.sqrt(area * shape)), round(math.sqrt(area / shape))
            if 0 < w <= width and 0 < h <= height:
                return {"top": self.integer(height - h + 1), "left": self.integer(width - w + 1),
                        "height": h, "width": w}  # fmt: skip
        low, high = self.ratio
        w = min(width, round(height * high))
        h = min(height, round(width / low))
        return {"top": (height - h) // 2, "left": (width - w) // 2, "height": h, "width": w}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.resized_crop(
            inpt, **params, size=self.size, interpolation=self.interpolation, antialias=self.antialias
        )

    def extra_repr(self) -> str:
        return f"size={self.size}, scale={self.scale}, ratio={self.ratio}"


class RandomHorizontalFlip(Transform):
    """Left and right exchanged, with probability ``p``."""

    def __init__(self, p: float = 0.5, *, generator: Generator | None = None) -> None:
        super().__init__()
        self.p, self.generator = check_probability(p), generator

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"flip": self.uniform() < self.p}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self.flipped(inpt) if params["flip"] else inpt

    def flipped(self, image: Any) -> Any:
        return F.horizontal_flip(image)

    def extra_repr(self) -> str:
        return f"p={self.p}"


class RandomVerticalFlip(RandomHorizontalFlip):
    """Top and bottom exchanged, with probability ``p``."""

    def flipped(self, image: Any) -> Any:
        return F.vertical_flip(image)


class RandomRotation(Transform):
    """A turn by an angle within ``degrees``, a pair or a number d for (-d, d); see ``functional.rotate``."""

    def __init__(self, degrees: float | Sequence[float], interpolation: Any = InterpolationMode.NEAREST,
                 expand: bool = False, center: Sequence[float] | None = None, fill: float | Sequence[float] = 0, *,
                 generator: Generator | None = None) -> None:  # fmt: skip
        super().__init__()
        self.degrees = _around_zero("degrees", degrees)
        self.interpolation, self.expand, self.center, self.fill = interpolation, expand, center, fill
        self.generator = generator

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        return {"angle": self.uniform(*self.degrees)}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.rotate(inpt, params["angle"], self.interpolation, self.expand, self.center, self.fill)

    def extra_repr(self) -> str:
        return f"degrees={self.degrees}"


class RandomAffine(Transform):
    """A turn within ``degrees``, a move, another size and a shear, all at once; see ``functional.affine``.

    translate : at most these shares of width and height. scale : a pair, for how many times as large.
    shear : degrees, a number d for (-d, d) or a pair along x, or four numbers, two of them along y.
    """

    def __init__(self, degrees: float | Sequence[float], translate: Sequence[float] | None = None,
                 scale: Sequence[float] | None = None, shear: float | Sequence[float] | None = None,
                 interpolation: Any = InterpolationMode.NEAREST, fill: float | Sequence[float] = 0,
                 center: Sequence[float] | None = None, *, generator: Generator | None = None) -> None:  # fmt: skip
        super().__init__()
        self.degrees = _around_zero("degrees", degrees)
        if translate is not None and (len(translate) != 2 or not all(0 <= t <= 1 for t in translate)):
            raise ArgumentError("vision.range", name="translate", got=translate, bounds="[0, 1]")
        self.translate = None if translate is None else tuple(translate)
        self.scale = None if scale is None else _range("scale", scale, 0.0)
        ends: Any = (0, 0) if shear is None else shear
        halves = (ends[:2], ends[2:]) if isinstance(ends, Sequence) and len(ends) == 4 else (ends, (0, 0))
        self.shear = tuple(_around_zero("shear", half) for half in halves)
        self.interpolation, self.fill, self.center, self.generator = interpolation, fill, center, generator

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        height, width = size_of(flat_inputs[0])
        share = self.translate or (0.0, 0.0)
        angle = self.uniform(*self.degrees)
        translate = tuple(round(self.uniform(-n * t, n * t)) for n, t in zip((width, height), share, strict=True))
        scale = 1.0 if self.scale is None else self.uniform(*self.scale)
        shear = tuple(self.uniform(*ends) for ends in self.shear)
        return {"angle": angle, "translate": translate, "scale": scale, "shear": shear}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.affine(inpt, **params, interpolation=self.interpolation, fill=self.fill, center=self.center)

    def extra_repr(self) -> str:
        given = {"translate": self.translate, "scale": self.scale, "shear": self.shear}
        return ", ".join([f"degrees={self.degrees}", *(f"{name}={value}" for name, value in given.items() if value)])


def _around_zero(name: str, value: float | Sequence[float]) -> tuple[float, float]:
    """A pair in order, or -d to d."""
    ends: Any = tuple(value) if isinstance(value, Sequence) else (-value, value)
    if len(ends) != 2 or ends[0] > ends[1]:
        raise ArgumentError("vision.range", name=name, got=value, bounds="(-inf, inf)")
    return ends


def _range(name: str, ends: Sequence[float], low: float) -> tuple[float, float]:
    """A pair in order, above ``low``."""
    if len(ends) != 2 or not low < ends[0] <= ends[1]:
        raise ArgumentError("vision.range", name=name, got=tuple(ends), bounds=f"({low}, inf)")
    return ends[0], ends[1]
