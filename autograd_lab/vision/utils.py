"""Many images as one."""

from __future__ import annotations

from collections.abc import Sequence

import autograd_lab as lab
import autograd_lab.vision.messages
from autograd_lab import Tensor
from autograd_lab.errors import ArgTypeError, ArgumentError


def make_grid(tensor: Tensor | Sequence[Tensor], nrow: int = 8, padding: int = 2, normalize: bool = False,
              value_range: tuple[float, float] | None = None, scale_each: bool = False,
              pad_value: float = 0.0) -> Tensor:  # fmt: skip
    """Images (B, C, H, W), or a list of images (C, H, W) of one size, side by side: (C, H', W').

    ``nrow`` images stand in a row, ``padding`` pixels of ``pad_value`` around each; a single image is returned without.
    One channel becomes three. ``normalize`` stretches ``value_range`` (default: least to largest value, of each image
    by itself with ``scale_each``) to 0 ... 1. TypeError for other things than tensors, ValueError for other shapes.
    """
    images = _batch(tensor)
    if not isinstance(nrow, int) or nrow < 1 or not isinstance(padding, int) or padding < 0:
        raise ArgumentError("vision.grid_size", nrow=nrow, padding=padding)
    if images.shape[1] == 1:
        images = images.expand(-1, 3, -1, -1)
    if normalize:
        images = _stretched(images, value_range, scale_each)
    if len(images) == 1:
        return images[0]
    count, channels, height, width = images.shape
    columns = min(nrow, count)
    rows = -(-count // columns)
    grid = images.new_full(
        (channels, rows * (height + padding) + padding, columns * (width + padding) + padding), pad_value
    )
    for i in range(count):
        top, left = (height + padding) * (i // columns) + padding, (width + padding) * (i % columns) + padding
        grid[:, top : top + height, left : left + width] = images[i]
    return grid


def _batch(tensor: Tensor | Sequence[Tensor]) -> Tensor:
    images = tensor
    if not isinstance(images, Tensor):
        if not isinstance(images, (list, tuple)) or not all(isinstance(image, Tensor) for image in images):
            raise ArgTypeError("vision.grid_type", got=type(tensor).__name__)
        if not images or len({tuple(image.shape) for image in images}) > 1:
            raise ArgumentError("vision.grid_shapes", got=[tuple(image.shape) for image in images])
        images = lab.stack(list(images))
    if images.ndim == 2:
        images = images.unsqueeze(0)
    if images.ndim == 3:
        images = images.unsqueeze(0)
    if images.ndim != 4 or images.numel() == 0:
        raise ArgumentError("vision.grid_shapes", got=tuple(images.shape))
    return images.detach()


def _stretched(images: Tensor, value_range: tuple[float, float] | None, scale_each: bool) -> Tensor:
    if value_range is not None:
        low, high = (lab.tensor(float(end), device=images.device) for end in value_range)
    elif scale_each:
        low, high = images.amin((1, 2, 3), keepdim=True), images.amax((1, 2, 3), keepdim=True)
    else:
        low, high = images.min(), images.max()
    return (images.clamp(low, high) - low) / (high - low).clamp(min=1e-5)
