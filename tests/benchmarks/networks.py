"""Networks of lesson size and above, each as one training step: written once, for this library and for PyTorch.

``NETWORKS[name](torch, device)`` builds model, data and optimizer there, and returns the step; it gives the loss.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Step = Callable[[], Any]


def step_of(torch: Any, model: Any, optimizer: Any, x: Any, y: Any) -> Step:
    """What a learner writes in the loop."""
    cross_entropy = torch.nn.functional.cross_entropy

    def step() -> Any:
        optimizer.zero_grad()
        loss = cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return step


def floats(torch: Any, device: str, *shape: int) -> Any:
    return torch.tensor(np.random.default_rng(0).standard_normal(shape, np.float32)).to(device)


def labels(torch: Any, device: str, classes: int, *shape: int) -> Any:
    return torch.tensor(np.random.default_rng(1).integers(0, classes, shape)).to(device)


def mlp(torch: Any, device: str) -> Step:
    """784-256-128-10 on 64 images, SGD with momentum."""
    nn = torch.nn
    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    return step_of(torch, model, optimizer, floats(torch, device, 64, 784), labels(torch, device, 10, 64))


def lenet(torch: Any, device: str) -> Step:
    """LeNet-5 on 64 images of 28 x 28, Adam."""
    nn = torch.nn
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    ).to(device)  # fmt: skip
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    return step_of(torch, model, optimizer, floats(torch, device, 64, 1, 28, 28), labels(torch, device, 10, 64))


def resnet18(torch: Any, device: str) -> Step:
    """ResNet-18 for images of 32 x 32 (He et al. 2016, with a first convolution of 3 x 3), a batch of 128, SGD."""
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

    blocks, inside = [], 64
    for outside, stride in ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)):
        blocks.append(Block(inside, outside, stride))
        inside = outside
    model = nn.Sequential(
        nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(), *blocks,
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10),
    ).to(device)  # fmt: skip
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
    return step_of(torch, model, optimizer, floats(torch, device, 128, 3, 32, 32), labels(torch, device, 10, 128))


def lstm(torch: Any, device: str) -> Step:
    """One LSTM layer of 128 units over 50 times, 32 sequences of 64 features, Adam."""
    nn = torch.nn

    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm, self.head = nn.LSTM(64, 128, batch_first=True), nn.Linear(128, 10)

        def forward(self, x: Any) -> Any:
            return self.head(self.lstm(x)[0][:, -1])

    model = Reader().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    return step_of(torch, model, optimizer, floats(torch, device, 32, 50, 64), labels(torch, device, 10, 32))


def gpt(torch: Any, device: str) -> Step:
    """A transformer of 4 layers, 4 heads, width 128, on 16 texts of 64 characters, AdamW."""
    nn, F = torch.nn, torch.nn.functional
    width, heads, length, letters = 128, 4, 64, 65

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x: Any) -> Any:
            n, t, _ = x.shape
            q, k, v = self.qkv(self.norm1(x)).reshape(n, t, 3, heads, width // heads).permute(2, 0, 3, 1, 4).unbind(0)
            seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(seen.transpose(1, 2).reshape(n, t, width))
            return x + self.mlp(self.norm2(x))

    class GPT(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.token, self.place = nn.Embedding(letters, width), nn.Embedding(length, width)
            self.blocks = nn.Sequential(*(Block() for _ in range(4)))
            self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, letters)

        def forward(self, ids: Any) -> Any:
            x = self.token(ids) + self.place(torch.arange(length, device=ids.device))
            return self.head(self.norm(self.blocks(x))).reshape(-1, letters)

    model = GPT().to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
    ids, targets = labels(torch, device, letters, 16, length), labels(torch, device, letters, 16 * length)
    return step_of(torch, model, optimizer, ids, targets)


NETWORKS: dict[str, Callable[[Any, str], Step]] = {
    "MLP": mlp, "LeNet": lenet, "LSTM": lstm, "small GPT": gpt, "ResNet-18": resnet18,
}  # fmt: skip
