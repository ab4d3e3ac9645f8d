"""Resampling: an image at another size, each new pixel a weighted sum of old ones.

All modes are one op: along each axis a new pixel looks at a few old ones (``Taps``), and only their weights differ.
Place o of the output lies at (o + 1/2) scale - 1/2 of the input, or with ``align_corners`` at o scale, so that the
outermost pixels meet; ``scale`` is old size over new.
Sources: Keys 1981, Cubic convolution interpolation for digital image processing, IEEE TASSP 29(6); for antialias
Turkowski 1990, Filters for common resampling tasks.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.windows import Taps, combine, transpose


class Resample(Op):
    """``x`` at ``size``; ``scales`` has new size over old where that was given, else None, per axis."""

    doc = OpDoc(
        "resample",
        r"y_o = \textstyle\sum_k w_{o,k}\, x_{i(o) + k}",
        "x[N, C, *S] -> y[N, C, *O]",
        "The same image at another size: each new pixel is a weighted sum of old ones.",
        "改变图像的大小：每个新像素是若干旧像素的加权和。",
        "Keys 1981",
    )

    @staticmethod
    def forward(xp, x, *, size, **how):
        taps = resample_taps(x.shape[2:], size, x.dtype, **how)
        return (in_bytes if x.dtype.kind == "u" else combine)(xp, x, taps), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_i = \textstyle\sum_{o,k:\, i(o) + k = i} w_{o,k}\, \bar y_o")
    def backward_x(xp, gy, x_shape, *, size, **how):
        return run(xp, ResampleBack, gy, size=x_shape[2:], **how)

    @classmethod
    def grad_name(cls, *, size, mode, antialias, **params):
        words = {"nearest-exact": "NearestExact", "cubic": "Bicubic"}
        linear = ("", "Linear", "Bilinear", "Trilinear")[len(size)]
        word = linear if mode == "linear" else words.get(mode, mode.capitalize())
        return f"Upsample{word}{len(size)}D{'Aa' if antialias else ''}Backward0"


class ResampleBack(Op):
    """Each pixel shared out over those it was made from, in an image of ``size``: the adjoint of Resample."""

    doc = OpDoc(
        "resampleᵀ",
        r"x_i = \textstyle\sum_{o,k:\, i(o) + k = i} w_{o,k}\, y_o",
        "y[N, C, *O] -> x[N, C, *S]",
        "Share each pixel out over those it was made from.",
        "把每个像素按权重分还给生成它的那些像素。",
    )

    @staticmethod
    def forward(xp, y, *, size, **how):
        return combine(xp, y, transpose(resample_taps(size, y.shape[2:], y.dtype, **how))), (y.shape,)

    @staticmethod
    @gradient(r"\bar y_o = \textstyle\sum_k w_{o,k}\, \bar x_{i(o) + k}")
    def backward_y(xp, gx, y_shape, *, size, **how):
        return run(xp, Resample, gx, size=y_shape[2:], **how)


def resample_taps(old, new, dtype, *, scales, mode, align_corners, antialias):
    """One per axis; None where nothing changes.

    Positions are computed in the precision of the image, as in PyTorch: it decides where a pixel falls.
    """
    exact = dtype.itemsize >= 8
    if mode.startswith("nearest"):
        planes = len(new) == 2  # there PyTorch counts in float32, and takes the sizes' word for a factor of 1 or 2
        return tuple(
            nearest(n, o, ratio(n, o, None if planes and mode == "nearest" and o in (n, 2 * n) else s, False),
                    0.5 if mode == "nearest-exact" else 0.0, planes, np.float64 if exact and not planes else np.float32)
            for n, o, s in zip(old, new, scales, strict=True)
        )  # fmt: skip
    make = smooth if antialias else {"linear": linear, "cubic": cubic}[mode]
    stays = antialias or mode == "linear" or dtype.kind == "u"
    precision = np.float64 if exact or dtype.kind == "u" else np.float32
    return tuple(
        None if n == o and stays else make(n, o, ratio(n, o, s, align_corners), mode, align_corners, precision)
        for n, o, s in zip(old, new, scales, strict=True)
    )


def in_bytes(xp, x, taps):
    """``combine`` for bytes, as PyTorch and Pillow do it: whole-number weights, rounded to a byte after each axis."""
    for after, tap in enumerate(reversed(taps)):
        if tap is None or tap.weight is None:
            x = combine(xp, x, (tap, *(None,) * after))
            continue
        bits, whole = whole_weights(tap)
        total = combine(xp, x.astype(xp.int32), (whole, *(None,) * after)) + (1 << (bits - 1))
        x = xp.clip(total >> bits, 0, 255).astype(x.dtype)
    return x


@lru_cache(256)
def whole_weights(tap: Taps) -> tuple[int, Taps]:
    """Weights times 2^bits, with as many bits as 15 can hold."""
    weight = np.array(tap.weight)
    for k in range(weight.shape[1] - 1, 0, -1):  # at the edge several taps meet in one place: they are one weight
        same = tap.index[:, k] == tap.index[:, k - 1]
        weight[same, k - 1] += weight[same, k]
        weight[same, k] = 0
    bits = 0
    while bits < 22 and int(0.5 + weight.max() * (1 << (bits + 1))) < 1 << 15:
        bits += 1
    weight = np.trunc(weight * (1 << bits) + np.copysign(0.5, weight)).astype(np.int32)
    return bits, Taps(tap.index, tap.size, weight)


def ratio(old: int, new: int, scale: float | None, align_corners: bool) -> float:
    """The distance of neighbouring new pixels, measured in old ones."""
    if align_corners:
        return (old - 1) / (new - 1) if new > 1 else 0.0
    return 1 / scale if scale else old / new


def positions(new, step, align_corners, precision):
    """Where the new pixels lie among the old ones."""
    places, step = np.arange(new).astype(precision), precision(step)
    half = precision(0.5)
    return places * step if align_corners else step * (places + half) - half


@lru_cache(256)
def nearest(old: int, new: int, step: float, half: float, planes: bool, precision: type) -> Taps:
    """One pixel: the one at o scale, rounded down, or with ``half`` = 1/2 the one whose middle is nearest to o's."""
    at = (np.arange(new) + half) * float(precision(step))
    if not planes:
        at = (at - half).astype(precision) + precision(half)  # PyTorch's way, for its roundings
    return Taps(np.floor(at.astype(np.float32)).astype(int).clip(0, old - 1)[:, None], old)


@lru_cache(256)
def linear(old: int, new: int, step: float, mode: str, align_corners: bool, precision: type) -> Taps:
    """The two neighbours, each the more the nearer it is; beyond the edge, the edge."""
    at = positions(new, step, align_corners, precision).clip(0)
    left = np.minimum(at.astype(int), old - 1)
    right = np.minimum(left + 1, old - 1)
    share = (at - left.astype(precision)).clip(0, 1)
    return Taps(np.stack((left, right), 1), old, np.stack((1 - share, share), 1))


@lru_cache(256)
def cubic(old: int, new: int, step: float, mode: str, align_corners: bool, precision: type) -> Taps:
    """Four neighbours; beyond the edge, the edge."""
    at = positions(new, step, align_corners, precision)
    left = np.floor(at)
    distance = (at - left)[:, None] + np.array([1, 0, -1, -2], precision)
    index = left.astype(int)[:, None] + np.arange(-1, 3)
    return Taps(index.clip(0, old - 1), old, keys(distance, -0.75).astype(precision))


def keys(x, a):
    """The cubic convolution kernel of Keys 1981: 1 at 0, 0 at the other whole numbers, 0 beyond 2."""
    x = abs(x)
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    return np.where(x <= 1, near, np.where(x < 2, far, 0))


def triangle(x):
    return (1 - abs(x)).clip(0)


def lanczos(x):
    return np.where(abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)


FILTERS = {"linear": (triangle, 1), "cubic": (lambda x: keys(x, -0.5), 2), "lanczos": (lanczos, 3)}  # and their radius


@lru_cache(256)
def smooth(old: int, new: int, step: float, mode: str, align_corners: bool, precision: type) -> Taps:
    """Where an image shrinks, every old pixel under the new one counts: the filter widens with the step."""
    weigh, radius = FILTERS[mode]
    width = max(step, 1.0)
    middle = step * (np.arange(new) + 0.5)
    start = np.maximum((middle - radius * width + 0.5).astype(int), 0)
    end = np.minimum((middle + radius * width + 0.5).astype(int), old)
    index = start[:, None] + np.arange(max(1, math.ceil((end - start).max(initial=1))))
    there = index < end[:, None]
    weight = np.where(there, weigh((index - middle[:, None] + 0.5) / width), 0)
    return Taps(np.where(there, index, -1), old, (weight / weight.sum(axis=1, keepdims=True)).astype(precision))
