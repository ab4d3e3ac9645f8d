"""LeNet: two convolutions, three linear layers.

Source: LeCun, Bottou, Bengio and Haffner 1998, Gradient-based learning applied to document recognition, figure 2; here
as in PyTorch's tutorials, with ReLU and max pooling and no sparse connections.
"""

from __future__ import annotations

import autograd_lab.nn.functional as F
from autograd_lab import Tensor, nn


class LeNet(nn.Module):
    """Images (N, in_channels, 32, 32) to scores (N, num_classes); 28 x 28 images need ``transforms.Pad(2)``."""

    def __init__(self, num_classes: int = 10, in_channels: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 6, 14, 14)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (N, 16, 5, 5)
        x = F.relu(self.fc1(x.flatten(1)))
        x = F.relu(self.fc2(x))
        return self.fc3(x)
