"""VGG: many 3 x 3 convolutions, one after the other.

Source: Simonyan and Zisserman 2014, Very deep convolutional networks for large-scale image recognition,
arXiv:1409.1556, table 1 (A is VGG-11, D is VGG-16).
"""

from __future__ import annotations

from typing import Any

from autograd_lab import Tensor, nn
from autograd_lab.vision.models.weights import refuse_weights, start

# Output channels of the convolutions; a pool that halves height and width stands between the groups and at the end.
VGG11 = ((64,), (128,), (256, 256), (512, 512), (512, 512))
VGG16 = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))


class VGG(nn.Module):
    """Images (N, 3, H, W), usually 224 x 224, to scores (N, num_classes).

    ``features`` gives (N, 512, h, w). With 1000 classes 133 (VGG-11) or 138 (VGG-16) million parameters, half a
    gigabyte, most of them in the first linear layer.
    """

    def __init__(
        self, features: nn.Module, num_classes: int = 1000, init_weights: bool = True, dropout: float = 0.5
    ) -> None:
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(4096, num_classes),
        )
        if init_weights:
            start(self, linear=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.avgpool(self.features(x))  # (N, 512, 7, 7)
        return self.classifier(x.flatten(1))


def _features(groups: tuple[tuple[int, ...], ...], batch_norm: bool) -> nn.Sequential:
    layers: list[nn.Module] = []
    channels = 3
    for group in groups:
        for width in group:
            layers.append(nn.Conv2d(channels, width, kernel_size=3, padding=1))
            if batch_norm:
                layers.append(nn.BatchNorm2d(width))
            layers.append(nn.ReLU(inplace=True))
            channels = width
        layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
    return nn.Sequential(*layers)


def vgg11(*, weights: None = None, progress: bool = True, **options: Any) -> VGG:
    """VGG-11. ``options``: ``num_classes``, ``init_weights``, ``dropout``."""
    refuse_weights("vgg11", weights)
    return VGG(_features(VGG11, False), **options)


def vgg11_bn(*, weights: None = None, progress: bool = True, **options: Any) -> VGG:
    """VGG-11 with batch normalisation after each convolution."""
    refuse_weights("vgg11_bn", weights)
    return VGG(_features(VGG11, True), **options)


def vgg16(*, weights: None = None, progress: bool = True, **options: Any) -> VGG:
    """VGG-16. ``options``: ``num_classes``, ``init_weights``, ``dropout``."""
    refuse_weights("vgg16", weights)
    return VGG(_features(VGG16, False), **options)


def vgg16_bn(*, weights: None = None, progress: bool = True, **options: Any) -> VGG:
    """VGG-16 with batch normalisation after each convolution."""
    refuse_weights("vgg16_bn", weights)
    return VGG(_features(VGG16, True), **options)
