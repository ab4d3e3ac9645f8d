"""Transforms of kinds and dtypes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.vision.pillow import is_pil
from autograd_lab.vision.transforms import functional as F
from autograd_lab.vision.transforms.transform import Transform


class ToImage(Transform):
    """A PIL image or an array (H, W[, C]) as a Tensor (C, H, W) of the same numbers; a Tensor stays as it is."""

    def is_image(self, value: Any) -> bool:
        return isinstance(value, (Tensor, np.ndarray)) or is_pil(value)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.to_image(inpt)


class ToTensor(ToImage):
    """An image as a Tensor (C, H, W), with uint8 as floats from 0 to 1.

    The short form of ``ToImage()`` and ``ToDtype(torch.float32, scale=True)``, which torchvision prefers.
    """

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.to_tensor(inpt)


class PILToTensor(ToImage):
    """A PIL image as a Tensor (C, H, W) of uint8."""

    def is_image(self, value: Any) -> bool:
        return is_pil(value)

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.pil_to_tensor(inpt)


class ToPILImage(ToImage):
    """A Tensor (C, H, W) or an array (H, W[, C]) as a PIL image."""

    def is_image(self, value: Any) -> bool:
        return isinstance(value, (Tensor, np.ndarray))

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.to_pil_image(inpt)


class ToDtype(Transform):
    """A Tensor in another dtype; with ``scale`` white stays white: uint8 0 ... 255 becomes float 0 ... 1."""

    def __init__(self, dtype: Any = lab.float32, scale: bool = False) -> None:
        super().__init__()
        self.dtype, self.scale = dtype, scale

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.to_dtype(inpt, self.dtype, self.scale)

    def extra_repr(self) -> str:
        return f"{self.dtype}, scale={self.scale}"


class Normalize(Transform):
    """(image - mean) / std, with one mean and one std per channel, or one for all; the image is a Tensor of floats."""

    def __init__(self, mean: Sequence[float] | float, std: Sequence[float] | float, inplace: bool = False) -> None:
        super().__init__()
        self.mean, self.std, self.inplace = mean, std, inplace

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return F.normalize(inpt, self.mean, self.std, self.inplace)

    def extra_repr(self) -> str:
        return f"mean={self.mean}, std={self.std}"
