"""Images at another size, mirrored and turned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import autograd_lab as lab
import autograd_lab.nn.functional as F
from autograd_lab import Tensor
from autograd_lab.errors import ArgumentError
from autograd_lab.vision.transforms.functional.frame import crop, fill_color, pair
from autograd_lab.vision.transforms.functional.images import InterpolationMode, interpolation_mode, on_images

SMOOTH = ("bilinear", "bicubic")
RESIZE_MODES = ("nearest", "nearest-exact", *SMOOTH)


def new_size(height: int, width: int, size: int | Sequence[int], max_size: int | None) -> tuple[int, int]:
    """``size`` as a pair; one number is the shorter side, and the longer follows, up to ``max_size``."""
    one = not isinstance(size, (tuple, list)) or len(size) == 1
    pair_or_short = pair("size", size)
    if max_size is not None and (not one or max_size <= pair_or_short[0]):
        raise ArgumentError("vision.max_size", size=size, max_size=max_size)
    if not one:
        return pair_or_short
    short, long = sorted((height, width))
    new_short, new_long = pair_or_short[0], int(pair_or_short[0] * long / short)
    if max_size is not None and new_long > max_size:
        new_short, new_long = int(max_size * new_short / new_long), max_size
    return (new_long, new_short) if width <= height else (new_short, new_long)


@on_images
def resize(image: Tensor, size: int | Sequence[int], interpolation: Any = InterpolationMode.BILINEAR,
           max_size: int | None = None, antialias: bool = True) -> Tensor:  # fmt: skip
    """The image at ``size``: (height, width), or the length of its shorter side.

    ``antialias`` averages over all that is under a new pixel where the image shrinks ("bilinear" and "bicubic").
    """
    mode = interpolation_mode(interpolation, RESIZE_MODES)
    height, width = image.shape[-2:]
    size = new_size(height, width, size, max_size)
    if size == (height, width):
        return image
    flat = image.reshape(-1, *image.shape[-3:])
    smooth = mode in SMOOTH
    kept = image.is_floating_point() or image.dtype is lab.uint8
    made = F.interpolate(flat if kept else flat.float(), size=size, mode=mode, antialias=antialias and smooth,
                         align_corners=False if smooth else None)  # fmt: skip
    if not kept:
        made = (made.round() if smooth else made).to(image.dtype)
    return made.reshape(*image.shape[:-2], *size)


@on_images
def resized_crop(image: Tensor, top: int, left: int, height: int, width: int, size: int | Sequence[int],
                 interpolation: Any = InterpolationMode.BILINEAR, antialias: bool = True) -> Tensor:  # fmt: skip
    """The part of an image that ``crop`` takes, at ``size``."""
    return resize(crop(image, top, left, height, width), size, interpolation, antialias=antialias)


@on_images
def horizontal_flip(image: Tensor) -> Tensor:
    """Left and right exchanged."""
    return image.flip(-1)


@on_images
def vertical_flip(image: Tensor) -> Tensor:
    """Top and bottom exchanged."""
    return image.flip(-2)


hflip, vflip = horizontal_flip, vertical_flip


@on_images
def rotate(image: Tensor, angle: float, interpolation: Any = InterpolationMode.NEAREST, expand: bool = False,
           center: Sequence[float] | None = None, fill: float | Sequence[float] | None = None) -> Tensor:  # fmt: skip
    """The image turned by ``angle`` degrees, counter-clockwise, around its middle or ``center`` (x, y) in pixels.

    ``expand`` makes the result large enough for all of it. Corners that nothing was turned into are ``fill``.
    """
    mode = interpolation_mode(interpolation, ("nearest", "bilinear"))
    angle = angle % 360
    height, width = image.shape[-2:]
    quarters = {0.0: 0, 90.0: 1, 180.0: 2, 270.0: 3}.get(float(angle))
    if center is None and quarters is not None and (quarters % 2 == 0 or expand or height == width):
        return lab.rot90(image, quarters, (-2, -1))
    cx, cy = (0.0, 0.0) if center is None else (center[0] - width / 2, center[1] - height / 2)
    out_height, out_width = _turned_size(height, width, angle, cx, cy) if expand else (height, width)

    # Where each new pixel comes from: turned back around the center.
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    back = (cos, -sin, cx - cx * cos + cy * sin, sin, cos, cy - cx * sin - cy * cos)
    return _fetched(image, back, (out_height, out_width), mode, fill)


@on_images
def affine(image: Tensor, angle: float, translate: Sequence[float], scale: float, shear: Sequence[float],
           interpolation: Any = InterpolationMode.NEAREST, fill: float | Sequence[float] | None = None,
           center: Sequence[float] | None = None) -> Tensor:  # fmt: skip
    """The image sheared by ``shear`` (x, y) degrees, turned by ``angle`` degrees clockwise, made ``scale`` times as
    large, all around its middle or ``center`` (x, y), and moved by ``translate`` (x, y) pixels.

    What comes from outside the image is ``fill``. ValueError unless ``scale`` is positive.
    """
    mode = interpolation_mode(interpolation, ("nearest", "bilinear"))
    if scale <= 0:
        raise ArgumentError("vision.range", name="scale", got=scale, bounds="(0, inf)")
    height, width = image.shape[-2:]
    cx, cy = (0.0, 0.0) if center is None else (center[0] - width / 2, center[1] - height / 2)
    turn, (sx, sy) = math.radians(angle), map(math.radians, shear)
    # The turn after the shear is [[a, b], [c, d]] with determinant 1, so this is its inverse:
    a, c = math.cos(turn - sy) / math.cos(sy), math.sin(turn - sy) / math.cos(sy)
    b, d = -a * math.tan(sx) - math.sin(turn), -c * math.tan(sx) + math.cos(turn)
    inverse = (d / scale, -b / scale, -c / scale, a / scale)
    dx, dy = -cx - translate[0], -cy - translate[1]
    from_x = inverse[0] * dx + inverse[1] * dy + cx
    from_y = inverse[2] * dx + inverse[3] * dy + cy
    return _fetched(image, (*inverse[:2], from_x, *inverse[2:], from_y), (height, width), mode, fill)


def _fetched(image: Tensor, back: tuple[float, ...], size: tuple[int, int], mode: str, fill: Any) -> Tensor:
    """An image of ``size``, whose pixel (x, y), counted from its middle, is that of ``image`` at (a x + b y + c,
    d x + e y + f), where ``back`` is (a, b, c, d, e, f).

    In float32, as in torchvision, so that ties between two pixels fall the same way.
    """
    a, b, c, d, e, f = back
    height, width = size
    places = {"dtype": lab.float32, "device": image.device}
    y = lab.linspace((1 - height) / 2, (height - 1) / 2, height, **places).reshape(-1, 1)
    x = lab.linspace((1 - width) / 2, (width - 1) / 2, width, **places)
    half_height, half_width = 0.5 * image.shape[-2], 0.5 * image.shape[-1]
    grid = lab.stack([(x * a + y * b + c) / half_width, (x * d + y * e + f) / half_height], dim=-1)
    return _sampled(image, grid, mode, fill)


def _turned_size(height: int, width: int, angle: float, cx: float, cy: float) -> tuple[int, int]:
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(sx * width / 2 - cx, sy * height / 2 - cy) for sx in (-1, 1) for sy in (-1, 1)]
    xs = [x * cos - y * sin + cx + width / 2 for x, y in corners]
    ys = [x * sin + y * cos + cy + height / 2 for x, y in corners]
    return math.ceil(max(ys)) - math.floor(min(ys)), math.ceil(max(xs)) - math.floor(min(xs))


def _sampled(image: Tensor, grid: Tensor, mode: str, fill: Any) -> Tensor:
    """The image at the points of ``grid`` (H, W, 2), ``fill`` where they lie outside."""
    flat = image.reshape(-1, *image.shape[-3:])
    values = flat if image.is_floating_point() else flat.float()
    inside = lab.ones_like(values[:, :1])
    points = grid.to(values.dtype).expand(len(flat), *grid.shape)
    made = F.grid_sample(lab.cat([values, inside], dim=1), points, mode=mode, align_corners=False)
    made, inside = made[:, :-1], made[:, -1:]
    color = fill_color(fill, values)
    if mode == "nearest":
        made = lab.where(inside < 0.5, color, made)
    elif fill is not None:
        made = (made - color) * inside + color
    if not image.is_floating_point():
        made = made.round().to(image.dtype)
    return made.reshape(*image.shape[:-2], *made.shape[-2:])
