"""Networks over sequences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from tests.benchmarks.work import Arrays, Training, floats, labels


@dataclass(frozen=True)
class LSTM(Training):
    """One LSTM layer of 128 units over 32 times of 64 features, its last output into 10 classes; Adam."""

    batch: int = 32
    length: int = 32

    name = "LSTM"

    def model(self, torch: Any) -> Any:
        nn = torch.nn

        class Reader(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.lstm, self.head = nn.LSTM(64, 128, batch_first=True), nn.Linear(128, 10)

            def forward(self, x: Any) -> Any:
                return self.head(self.lstm(x)[0][:, -1])

        return Reader()

    def data(self, draw: np.random.Generator) -> Arrays:
        return {"x": floats(draw, self.batch, self.length, 64), "y": labels(draw, 10, self.batch)}


@dataclass(frozen=True)
class GPT(Training):
    """A transformer of 4 layers, 4 heads, width 128 on texts of 64 characters (Radford et al. 2019), AdamW."""

    batch: int = 16
    length: int = 64

    name = "GPT"
    warm: ClassVar[dict[str, int]] = {"batch": 1}
    optimizer = ("AdamW", {"lr": 3e-4})
    width: ClassVar[int] = 128
    heads: ClassVar[int] = 4
    letters: ClassVar[int] = 65

    def model(self, torch: Any) -> Any:
        nn, F = torch.nn, torch.nn.functional
        width, heads, length, letters = self.width, self.heads, self.length, self.letters

        class Block(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
                self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
                self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

            def forward(self, x: Any) -> Any:
                n, t, _ = x.shape
                q, k, v = (
                    self.qkv(self.norm1(x)).reshape(n, t, 3, heads, width // heads).permute(2, 0, 3, 1, 4).unbind(0)
                )
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

        return GPT()

    def data(self, draw: np.random.Generator) -> Arrays:
        ids, following = (labels(draw, self.letters, self.batch, self.length) for _ in range(2))
        return {"ids": ids, "following": following.reshape(-1)}
