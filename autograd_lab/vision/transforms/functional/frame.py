"""What of an image is seen: parts of it, space around it, holes in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import ArgumentError
from autograd_lab.vision.transforms.functional.images import on_images

PADDINGS = {"constant": None, "edge": "edge", "reflect": "reflect", "symmetric": "symmetric"}  # ours to NumPy's


def pair(name: str, value: Any) -> tuple[int, int]:
    """(height, width) of one number or two."""
    sizes = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if len(sizes) not in (1, 2) or not all(isinstance(n, int) and n > 0 for n in sizes):
        raise ArgumentError("vision.size", name=name, got=value)
    return sizes[0], sizes[-1]


def sides(padding: Any) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of one number, two or four."""
    given = tuple(padding) if isinstance(padding, (tuple, list)) else (padding,)
    if len(given) not in (1, 2, 4) or not all(isinstance(n, int) and n >= 0 for n in given):
        raise ArgumentError("vision.padding", got=padding)
    return given if len(given) == 4 else (given[0], given[-1]) * 2


def fill_color(fill: Any, image: Tensor) -> Tensor:
    """(C or 1, 1, 1), of one number or one per channel."""
    color = lab.as_tensor(0 if fill is None else fill, dtype=image.dtype, device=image.device).reshape(-1, 1, 1)
    if len(color) not in (1, image.shape[-3]):
        raise ArgumentError("vision.fill", got=len(color), channels=image.shape[-3])
    return color


@on_images
def pad(image: Tensor, padding: int | Sequence[int], fill: float | Sequence[float] | None = None,
        padding_mode: str = "constant") -> Tensor:  # fmt: skip
    """Space around an image.

    ``padding``: for all sides, or (left and right, top and bottom), or (left, top, right, bottom). ``padding_mode``:
    "constant" is ``fill``, one number or one per channel; "edge" repeats the outermost pixels, "reflect" mirrors the
    image without its outermost pixels, "symmetric" with them.
    """
    if padding_mode not in PADDINGS:
        choices = ", ".join(map(repr, PADDINGS))
        raise ArgumentError("vision.choice", name="padding_mode", got=padding_mode, choices=choices)
    left, top, right, bottom = sides(padding)
    height, width = image.shape[-2:]
    if padding_mode == "constant":
        shape = (*image.shape[:-2], height + top + bottom, width + left + right)
        made = fill_color(fill, image).expand(shape).clone()
        made[..., top : top + height, left : left + width] = image
        return made
    room = {"edge": (height, width), "symmetric": (height, width), "reflect": (height - 1, width - 1)}[padding_mode]
    if padding_mode != "edge" and (max(top, bottom) > room[0] or max(left, right) > room[1]):
        raise ArgumentError("vision.padding_large", got=padding, mode=padding_mode, height=height, width=width)
    rows, columns = (
        lab.tensor(np.pad(np.arange(n), around, mode=PADDINGS[padding_mode]), device=image.device)
        for n, around in ((height, (top, bottom)), (width, (left, right)))
    )
    return image.index_select(-2, rows).index_select(-1, columns)


@on_images
def crop(image: Tensor, top: int, left: int, height: int, width: int) -> Tensor:
    """The part from row ``top`` and column ``left``; what lies outside the image is 0."""
    h, w = image.shape[-2:]
    right, bottom = left + width, top + height
    if top < 0 or left < 0 or bottom > h or right > w:
        around = (max(-left, 0), max(-top, 0), max(right - w, 0), max(bottom - h, 0))
        image = pad(image, around)
        top, left = max(top, 0), max(left, 0)
    return image[..., top : top + height, left : left + width]


@on_images
def center_crop(image: Tensor, output_size: int | Sequence[int]) -> Tensor:
    """The middle of an image; what lies outside it is 0."""
    height, width = pair("output_size", output_size)
    h, w = image.shape[-2:]
    if height > h or width > w:
        dy, dx = max(height - h, 0), max(width - w, 0)
        image = pad(image, (dx // 2, dy // 2, (dx + 1) // 2, (dy + 1) // 2))
        h, w = image.shape[-2:]
    top, left = round((h - height) / 2), round((w - width) / 2)
    return image[..., top : top + height, left : left + width]


@on_images
def erase(image: Tensor, i: int, j: int, h: int, w: int, v: Any, inplace: bool = False) -> Tensor:
    """``v``, a number or a tensor that fits, in place of the part from row ``i`` and column ``j``."""
    made = image if inplace else image.clone()
    made[..., i : i + h, j : j + w] = lab.as_tensor(v, dtype=image.dtype, device=image.device)
    return made
