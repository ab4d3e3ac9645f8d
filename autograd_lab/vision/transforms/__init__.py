"""From an image file to a tensor, and augmentation: torchvision's transforms, v2.

A transform takes an image, a Tensor (..., C, H, W) or a PIL image, and returns one of the same kind. Given a whole
sample, such as (image, label), it changes the images in it, all in the same way, and hands through the rest: of several
Tensors, where there is no PIL image, only the first is an image.

Random transforms draw from ``generator``, or from the library's own: ``torch.manual_seed`` repeats them.

    functional/    what is done, without chance: one file per subject
    transform.py   what all transforms share, ``Compose`` and ``Lambda``
    conversion.py  kinds and dtypes
    geometry.py    sizes, places, directions
    photometry.py  colours, and erasing

PIL images are changed as uint8 tensors and made images again: one implementation, one result.
"""

from autograd_lab.vision.transforms import functional
from autograd_lab.vision.transforms.conversion import (
    Normalize,
    PILToTensor,
    ToDtype,
    ToImage,
    ToPILImage,
    ToTensor,
)
from autograd_lab.vision.transforms.functional.images import InterpolationMode
from autograd_lab.vision.transforms.geometry import (
    CenterCrop,
    Pad,
    RandomAffine,
    RandomCrop,
    RandomHorizontalFlip,
    RandomResizedCrop,
    RandomRotation,
    RandomVerticalFlip,
    Resize,
)
from autograd_lab.vision.transforms.photometry import ColorJitter, Grayscale, RandomErasing
from autograd_lab.vision.transforms.transform import Compose, Identity, Lambda, RandomApply, Transform

__all__ = [
    "CenterCrop",
    "ColorJitter",
    "Compose",
    "Grayscale",
    "Identity",
    "InterpolationMode",
    "Lambda",
    "Normalize",
    "PILToTensor",
    "Pad",
    "RandomAffine",
    "RandomApply",
    "RandomCrop",
    "RandomErasing",
    "RandomHorizontalFlip",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomVerticalFlip",
    "Resize",
    "ToDtype",
    "ToImage",
    "ToPILImage",
    "ToTensor",
    "Transform",
    "functional",
]
