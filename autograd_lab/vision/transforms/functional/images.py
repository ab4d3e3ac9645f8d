"""Images of every kind as tensors and back, their dtypes and scales."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import numpy as np

import autograd_lab as lab
import autograd_lab.vision.messages
from autograd_lab import Tensor
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.vision.pillow import from_pil, is_pil, to_pil


class InterpolationMode(StrEnum):
    """How new pixels are made of old ones."""

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"


def interpolation_mode(value: Any, known: Sequence[str]) -> str:
    """The name of an ``InterpolationMode``, or of a string that is one."""
    name = value.value if isinstance(value, InterpolationMode) else value
    if name not in known:
        raise ArgumentError("vision.choice", name="interpolation", got=name, choices=", ".join(map(repr, known)))
    return name


def on_images(function: Callable[..., Tensor]) -> Callable[..., Any]:
    """Let a function of tensors (..., C, H, W) take PIL images too: they go through a uint8 tensor."""

    @functools.wraps(function)
    def wrapped(image: Any, *args: Any, **kwargs: Any) -> Any:
        if is_pil(image):
            return to_pil(function(from_pil(image), *args, **kwargs))
        check_image(function.__name__, image)
        return function(image, *args, **kwargs)

    return wrapped


def check_image(name: str, image: Any) -> None:
    if not isinstance(image, Tensor):
        raise ArgTypeError("vision.not_image", name=name, got=type(image).__name__)
    if image.ndim < 3 or image.numel() == 0:
        raise ArgumentError("vision.not_image", name=name, got=f"shape {tuple(image.shape)}")


def largest(dtype: Any) -> float:
    """White: 1 for floats, the largest integer otherwise."""
    return 1 if dtype.is_floating_point or dtype is lab.bool else lab.iinfo(dtype).max


def to_image(image: Any) -> Tensor:
    """A PIL image, or an array (H, W) or (H, W, C), as a Tensor (C, H, W) of the same numbers; a Tensor as it is."""
    if isinstance(image, Tensor):
        check_image("to_image", image if image.ndim != 2 else image.unsqueeze(0))
        return image.unsqueeze(0) if image.ndim == 2 else image
    if is_pil(image):
        return from_pil(image)
    if not isinstance(image, np.ndarray):
        raise ArgTypeError("vision.not_image", name="to_image", got=type(image).__name__)
    if image.ndim not in (2, 3) or image.size == 0 or image.dtype.kind not in "biuf":
        raise ArgumentError("vision.to_image", got=f"{image.dtype} {image.shape}")
    return lab.tensor(np.ascontiguousarray(image.reshape(*image.shape[:2], -1).transpose(2, 0, 1)))


def pil_to_tensor(image: Any) -> Tensor:
    """A PIL image as a Tensor (C, H, W) of uint8."""
    if not is_pil(image):
        raise ArgTypeError("vision.not_image", name="pil_to_tensor", got=type(image).__name__)
    return from_pil(image)


def to_tensor(image: Any) -> Tensor:
    """A PIL image, an array (H, W[, C]) or a Tensor as a Tensor (C, H, W); uint8 becomes float32 from 0 to 1."""
    made = to_image(image)
    return to_dtype(made, lab.get_default_dtype(), scale=True) if made.dtype is lab.uint8 else made


def to_pil_image(image: Any) -> Any:
    """A Tensor (C, H, W) or (H, W), or an array (H, W[, C]), as a PIL image; floats from 0 to 1 become 0 to 255."""
    tensor = image if isinstance(image, Tensor) else to_image(image)
    tensor = tensor.unsqueeze(0) if tensor.ndim == 2 else tensor
    if tensor.ndim != 3 or not 1 <= tensor.shape[0] <= 4 or tensor.numel() == 0:
        raise ArgumentError("vision.to_pil", got=tuple(tensor.shape))
    if tensor.is_floating_point():
        tensor = (tensor.clamp(0, 1) * 255).to(lab.uint8)
    return to_pil(to_dtype(tensor.detach().cpu(), lab.uint8, scale=True))


def to_dtype(image: Tensor, dtype: Any = lab.float32, scale: bool = False) -> Tensor:
    """The image in another dtype; with ``scale`` white stays white, so uint8 0 ... 255 becomes float 0 ... 1."""
    if not isinstance(image, Tensor):
        raise ArgTypeError("vision.need_tensor", name="to_dtype")
    if image.dtype is dtype or not scale:
        return image.to(dtype)
    if image.is_floating_point():
        if dtype.is_floating_point:
            return image.to(dtype)
        if lab.finfo(image.dtype).eps * largest(dtype) > 1:
            raise ArgTypeError("vision.unsafe_dtype", old=image.dtype, new=dtype)
        # Almost one more than white, so that each integer gets an equal share of 0 ... 1 before the cut.
        return (image * (largest(dtype) + 1.0 - 1e-3)).to(dtype)
    if dtype.is_floating_point:
        return image.to(dtype) * (1.0 / largest(image.dtype))
    old, new = _bits(image.dtype), _bits(dtype)
    if old > new:
        return lab.bitwise_right_shift(image, old - new).to(dtype)
    return lab.bitwise_left_shift(image.to(dtype), new - old)


def _bits(dtype: Any) -> int:
    return int(largest(dtype)).bit_length()


def normalize(image: Tensor, mean: Sequence[float] | float, std: Sequence[float] | float, inplace: bool = False
              ) -> Tensor:  # fmt: skip
    """(image - mean) / std, with one mean and one std per channel, or one for all."""
    if not isinstance(image, Tensor):
        raise ArgTypeError("vision.need_tensor", name="Normalize")
    check_image("normalize", image)
    if not image.is_floating_point():
        raise ArgTypeError("vision.normalize_dtype", dtype=image.dtype)
    m, s = (_per_channel(name, values, image) for name, values in (("mean", mean), ("std", std)))
    if bool((s == 0).any()):
        raise ArgumentError("vision.normalize_zero", got=std)
    return image.sub_(m).div_(s) if inplace else (image - m) / s


def _per_channel(name: str, values: Sequence[float] | float, image: Tensor) -> Tensor:
    made = lab.as_tensor(values, dtype=image.dtype, device=image.device).reshape(-1, 1, 1)
    if len(made) not in (1, image.shape[-3]):
        raise ArgumentError("vision.normalize_count", name=name, got=len(made), channels=image.shape[-3])
    return made
