"""Padding: room around a tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.dtypes import float32
from autograd_lab.errors import ArgTypeError, NotWritten, ShapeError
from autograd_lab.functional.autocast import low_of
from autograd_lab.functional.explain import explained
from autograd_lab.functional.registry import function
from autograd_lab.nn.functional.sizes import need_images, need_kind, on_batch
from autograd_lab.ops.padding import Pad, PadInside
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, is_number

MODES = ("constant", "reflect", "replicate", "circular")


@explained
def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """Room around ``input``: ``pad`` counts (before, after) of the last dim, then of the one before it.

    A negative count cuts away. What is put there is ``value`` for "constant"; the tensor's own values mirrored
    without the edge for "reflect", its edge for "replicate", its other side for "circular". The last three pad the
    last one, two or three dims of a sample or a batch. RuntimeError for counts that do not fit.
    """
    width = _pairs(input, pad)
    if mode == "constant":
        if isinstance(value, complex):
            raise ArgTypeError("pad.value_type", got="complex")
        return _constant(input, width, 0 if value is None else value)
    axes = len(width)
    if input.ndim not in (axes + 1, axes + 2) or not 1 <= axes <= 3:
        raise NotWritten("pad.dims", count=2 * axes, ndim=input.ndim)
    if mode not in MODES:
        raise NotWritten("pad.mode", mode=mode, known=MODES)
    if value:
        raise ShapeError("pad.value", mode=mode)
    _check_inside(input, width, mode)
    if low_of(input) is not None and (mode == "replicate" or (mode == "reflect" and axes < 3)):
        input = cast(input, float32)  # where PyTorch's list for the CPU says so
    if any(n + p + q == 0 for n, (p, q) in zip(input.array.shape[-axes:], width, strict=True)):
        return _constant(input, width, 0)  # nothing is left
    if mode != "circular":
        return on_batch(axes, input, lambda x: apply(PadInside, x, width=width, mode=mode))
    # What is cut away does not come round again.
    cut, added = zip(*(((min(p, 0), min(q, 0)), (max(p, 0), max(q, 0))) for p, q in width), strict=True)
    x = _constant(input, cut, 0) if any(map(any, cut)) else input
    return on_batch(axes, x, lambda x: apply(PadInside, x, width=added, mode=mode))


@function
def constant_pad_nd(input: Tensor, pad: Sequence[int], value: Any = 0) -> Tensor:
    """``nn.functional.pad`` in mode "constant"."""
    return _constant(input, _pairs(input, pad), value)


def _pairs(input: Tensor, pad: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """(before, after) of the last dims, in the order of dims."""
    if not isinstance(pad, (tuple, list)) or any(isinstance(n, bool) or not hasattr(n, "__index__") for n in pad):
        raise ArgTypeError("pad.type", got=pad)
    if len(pad) % 2 or len(pad) > 2 * input.ndim:
        raise ShapeError("nn.pad.count", count=len(pad), ndim=input.ndim)
    numbers = [n.__index__() for n in pad]
    width = tuple(zip(numbers[::2], numbers[1::2], strict=True))[::-1]
    for n, (before, after) in zip(input.array.shape[input.ndim - len(width) :], width, strict=True):
        if n + before + after < 0:
            raise ShapeError("nn.pad.negative", pad=tuple(pad), shape=tuple(input.shape))
    return width


def _constant(input: Tensor, width: tuple[tuple[int, int], ...], value: Any) -> Tensor:
    if isinstance(value, Tensor) and value.numel() == 1:
        value = value.item()
    if not is_number(value):
        raise ArgTypeError("pad.value_type", got=type(value).__name__)
    dtype = input.array.dtype
    if isinstance(value, complex):
        if dtype.kind != "c":
            raise ShapeError("pad.overflow", value=value, dtype=input.dtype)
    elif dtype.kind in "biu":
        value = bool(value) if dtype.kind == "b" else int(value)
        if dtype.kind != "b" and not np.iinfo(dtype).min <= value <= np.iinfo(dtype).max:
            raise ShapeError("pad.overflow", value=value, dtype=input.dtype)
    if not width:
        return input.clone()
    return apply(Pad, input, width=((0, 0),) * (input.ndim - len(width)) + width, value=value)


def _check_inside(input: Tensor, width: tuple[tuple[int, int], ...], mode: str) -> None:
    axes = len(width)
    if mode != "circular":
        need_images(axes, input, "pad")
        need_kind(input, "fVciu", f"pad(mode='{mode}')")
    for n, (before, after) in zip(input.array.shape[-axes:], width, strict=True):
        left = n + min(before, 0) + min(after, 0)
        most = n - 1 if mode == "reflect" else left
        if mode != "replicate" and max(before, after, 0) > most:
            raise ShapeError(f"pad.{mode}", pad=(before, after), size=n)
    if mode != "circular" and all(n + p + q < 1 for n, (p, q) in zip(input.array.shape[-axes:], width, strict=True)):
        raise ShapeError("nn.pad.negative", pad=width, shape=tuple(input.shape))
