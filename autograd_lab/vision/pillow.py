"""Pillow, imported when first needed, and images on the way in and out of it."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

import autograd_lab as lab
import autograd_lab.vision.messages
from autograd_lab import Tensor
from autograd_lab.errors import ArgumentError, OptionalMissing

MODES = ("L", "RGB", "RGBA", "LA")


def image_module() -> Any:
    """``PIL.Image``; one error that says how to get it where it is missing."""
    try:
        return importlib.import_module("PIL.Image")
    except ImportError:
        raise OptionalMissing("vision.no_pillow") from None


def is_pil(value: Any) -> bool:
    """Whether this is a PIL image; asks without importing Pillow, for who has one has imported it."""
    return any(cls.__module__ == "PIL.Image" and cls.__name__ == "Image" for cls in type(value).__mro__)


def from_pil(image: Any) -> Tensor:
    """(C, H, W) uint8. A palette is looked up, black and white become 0 and 255."""
    if image.mode not in MODES:
        if image.mode not in ("1", "P"):
            raise ArgumentError("vision.pil_mode", got=image.mode, known=", ".join((*MODES, "1", "P")))
        image = image.convert("L" if image.mode == "1" else "RGB")
    pixels = np.array(image)
    return lab.tensor(np.ascontiguousarray(pixels.reshape(*pixels.shape[:2], -1).transpose(2, 0, 1)))


def to_pil(image: Tensor) -> Any:
    """(C, H, W) uint8 with 1 to 4 channels."""
    pixels = image.numpy().transpose(1, 2, 0)
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[pixels.shape[2]]
    module = image_module()
    return module.frombytes(mode, (pixels.shape[1], pixels.shape[0]), np.ascontiguousarray(pixels).tobytes())
