"""Networks of linear layers, and one of an embedding bag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.benchmarks.work import Arrays, Training, floats, labels


@dataclass(frozen=True)
class TinyMLP(Training):
    """2-16-16-1 with ReLU on two half moons, mean squared error to -1 and 1, SGD: a learner's first network."""

    batch: int = 32

    name = "tiny MLP"
    optimizer = ("SGD", {"lr": 0.05})

    def model(self, torch: Any) -> Any:
        nn = torch.nn
        return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))

    def data(self, draw: np.random.Generator) -> Arrays:
        angle, side = draw.uniform(0, np.pi, self.batch), np.arange(self.batch) % 2 * 2 - 1
        x = np.stack([side * np.cos(angle) + side / 2, side * np.sin(angle) - side / 4], 1)
        return {"x": x.astype(np.float32), "y": side[:, None].astype(np.float32)}

    def loss(self, torch: Any, model: Any, x: Any, y: Any) -> Any:
        return torch.nn.functional.mse_loss(model(x), y)


@dataclass(frozen=True)
class MLP(Training):
    """784-256-10 on random images, cross-entropy, Adam."""

    width: int = 256

    name = "MLP"

    def model(self, torch: Any) -> Any:
        nn = torch.nn
        return nn.Sequential(nn.Linear(784, self.width), nn.ReLU(), nn.Linear(self.width, 10))

    def data(self, draw: np.random.Generator) -> Arrays:
        return {"x": floats(draw, self.batch, 784), "y": labels(draw, 10, self.batch)}


@dataclass(frozen=True)
class EmbeddingBag(Training):
    """The mean of the embeddings of 40 words out of 5,000, and a linear layer over 4 classes; SGD."""

    words: int = 40

    name = "embedding bag"
    optimizer = ("SGD", {"lr": 1.0})

    def model(self, torch: Any) -> Any:
        nn = torch.nn
        return nn.Sequential(nn.EmbeddingBag(5000, 64, mode="mean"), nn.Linear(64, 4))

    def data(self, draw: np.random.Generator) -> Arrays:
        return {"x": labels(draw, 5000, self.batch, self.words), "y": labels(draw, 4, self.batch)}
