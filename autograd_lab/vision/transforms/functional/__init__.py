"""What transforms do, as functions without chance, for Tensors (..., C, H, W) and PIL images."""

from autograd_lab.vision.transforms.functional.color import (
    adjust_brightness,
    adjust_contrast,
    adjust_hue,
    adjust_saturation,
    rgb_to_grayscale,
)
from autograd_lab.vision.transforms.functional.frame import center_crop, crop, erase, pad
from autograd_lab.vision.transforms.functional.images import (
    normalize,
    pil_to_tensor,
    to_dtype,
    to_image,
    to_pil_image,
    to_tensor,
)
from autograd_lab.vision.transforms.functional.warp import (
    affine,
    hflip,
    horizontal_flip,
    resize,
    resized_crop,
    rotate,
    vertical_flip,
    vflip,
)
