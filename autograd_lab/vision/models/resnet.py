"""ResNet: blocks that add to their input what they learned.

Source: He et al. 2015, Deep residual learning for image recognition, arXiv:1512.03385, figure 2 and table 1.
"""

from __future__ import annotations

from typing import Any

import autograd_lab.nn.functional as F
from autograd_lab import Tensor, nn
from autograd_lab.vision.models.weights import refuse_weights, start


class BasicBlock(nn.Module):
    """y = relu(x + f(x)), f being two convolutions; ``downsample`` brings x to the shape of f(x) where it changes."""

    def __init__(self, inplanes: int, planes: int, stride: int = 1, downsample: nn.Module | None = None) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """Images (N, 3, H, W) to scores (N, num_classes); ``layers``: how many blocks each of the four stages has.

    ``zero_init_residual`` lets each block begin as the identity.
    """

    def __init__(self, layers: tuple[int, int, int, int], num_classes: int = 1000, zero_init_residual: bool = False
                 ) -> None:  # fmt: skip
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.layer1 = _stage(64, 64, layers[0], stride=1)
        self.layer2 = _stage(64, 128, layers[1], stride=2)
        self.layer3 = _stage(128, 256, layers[2], stride=2)
        self.layer4 = _stage(256, 512, layers[3], stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(512, num_classes)
        start(self, linear=False)
        if zero_init_residual:
            for module in self.modules():
                if isinstance(module, BasicBlock):
                    nn.init.zeros_(module.bn2.get_parameter("weight"))

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))  # (N, 64, H/4, W/4)
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        return self.fc(self.avgpool(x).flatten(1))  # from (N, 512, H/32, W/32)


def _stage(inplanes: int, planes: int, blocks: int, stride: int) -> nn.Sequential:
    downsample = None
    if stride != 1 or inplanes != planes:
        downsample = nn.Sequential(
            nn.Conv2d(inplanes, planes, kernel_size=1, stride=stride, bias=False), nn.BatchNorm2d(planes)
        )
    first = BasicBlock(inplanes, planes, stride, downsample)
    return nn.Sequential(first, *(BasicBlock(planes, planes) for _ in range(blocks - 1)))


def resnet18(*, weights: None = None, progress: bool = True, **options: Any) -> ResNet:
    """ResNet-18, 11.7 million parameters. ``options``: ``num_classes``, ``zero_init_residual``."""
    refuse_weights("resnet18", weights)
    return ResNet((2, 2, 2, 2), **options)


def resnet34(*, weights: None = None, progress: bool = True, **options: Any) -> ResNet:
    """ResNet-34, 21.8 million parameters. ``options``: ``num_classes``, ``zero_init_residual``."""
    refuse_weights("resnet34", weights)
    return ResNet((3, 4, 6, 3), **options)
