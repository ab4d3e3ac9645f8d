"""Networks of convolutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.benchmarks.work import Arrays, Training, floats, labels


@dataclass(frozen=True)
class LeNet(Training):
    """LeNet-5 on 28 x 28 images (LeCun et al. 1998, with ReLU and maxima), Adam."""

    name = "LeNet"

    def model(self, torch: Any) -> Any:
        nn = torch.nn
        return nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
        )  # fmt: skip

    def data(self, draw: np.random.Generator) -> Arrays:
        return {"x": floats(draw, self.batch, 1, 28, 28), "y": labels(draw, 10, self.batch)}


def resnet(torch: Any, stem: int, plan: list[tuple[int, int]]) -> Any:
    """A residual network for images of 32 x 32 (He et al. 2016); ``plan`` has channels and stride of each block."""
    nn = torch.nn

    class Block(nn.Module):
        def __init__(self, inside: int, outside: int, stride: int) -> None:
            super().__init__()
            self.conv1, self.bn1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside)
            self.conv2, self.bn2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False), nn.BatchNorm2d(outside)
            self.shortcut = nn.Identity() if stride == 1 and inside == outside else nn.Sequential(
                nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))  # fmt: skip

        def forward(self, x: Any) -> Any:
            y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
            return torch.relu(y + self.shortcut(x))

    blocks, inside = [], stem
    for outside, stride in plan:
        blocks.append(Block(inside, outside, stride))
        inside = outside
    return nn.Sequential(
        nn.Conv2d(3, stem, 3, 1, 1, bias=False), nn.BatchNorm2d(stem), nn.ReLU(), *blocks,
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inside, 10),
    )  # fmt: skip


@dataclass(frozen=True)
class ResNet(Training):
    """Two residual blocks of 32 channels on 32 x 32 images, SGD with momentum."""

    batch: int = 32

    name = "ResNet"
    optimizer = ("SGD", {"lr": 0.02, "momentum": 0.9})

    def model(self, torch: Any) -> Any:
        return resnet(torch, 32, [(32, 1), (32, 1)])

    def data(self, draw: np.random.Generator) -> Arrays:
        return {"x": floats(draw, self.batch, 3, 32, 32), "y": labels(draw, 10, self.batch)}


@dataclass(frozen=True)
class ResNet18(ResNet):
    """ResNet-18 for images of 32 x 32, SGD with momentum and weight decay: for a GPU."""

    batch: int = 128

    name = "ResNet-18"
    optimizer = ("SGD", {"lr": 0.01, "momentum": 0.9, "weight_decay": 5e-4})

    def model(self, torch: Any) -> Any:
        return resnet(torch, 64, [(64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)])


@dataclass(frozen=True)
class Autoencoder(Training):
    """28 x 28 images down to 16 x 7 x 7 by two convolutions and back by two transposed ones; Adam."""

    name = "autoencoder"

    def model(self, torch: Any) -> Any:
        nn = torch.nn
        return nn.Sequential(
            nn.Conv2d(1, 8, 4, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(16, 8, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(8, 1, 4, 2, 1),
        )  # fmt: skip

    def data(self, draw: np.random.Generator) -> Arrays:
        return {"x": floats(draw, self.batch, 1, 28, 28)}

    def loss(self, torch: Any, model: Any, x: Any) -> Any:
        return torch.nn.functional.mse_loss(model(x), x)
