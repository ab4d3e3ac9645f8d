"""Small models as PyTorch's own exporter writes them, for ``load`` to read where no PyTorch is.

python -m tests.onnx.record       writes files/ anew; needs PyTorch and the package onnx
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

FILES = Path(__file__).parent / "files"


def models(torch: Any) -> dict[str, tuple[Any, Any]]:
    nn = torch.nn

    class Tagger(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed = nn.Embedding(7, 3)
            self.lstm = nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True)
            self.out = nn.Linear(8, 5)

        def forward(self, x: Any) -> Any:
            return self.out(self.lstm(self.embed(x))[0])

    layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True, activation="gelu")
    return {
        "network": (
            nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                          nn.Linear(36, 5), nn.LogSoftmax(1)),
            torch.randn(2, 1, 8, 8),
        ),
        "images": (
            nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.Upsample(scale_factor=2, mode="bilinear"), nn.Hardswish(),
                          nn.ConvTranspose2d(2, 2, 2, 2), nn.AdaptiveAvgPool2d(4), nn.GroupNorm(1, 2), nn.PReLU()),
            torch.randn(2, 1, 6, 6),
        ),
        "recurrent": (Tagger(), torch.randint(0, 7, (2, 6))),
        "transformer": (nn.TransformerEncoder(layer, 1, enable_nested_tensor=False), torch.randn(2, 5, 4)),
    }  # fmt: skip


def record() -> None:
    import torch

    torch.manual_seed(0)
    FILES.mkdir(exist_ok=True)
    for name, (model, x) in models(torch).items():
        model.eval()
        how = {"dynamo": False, "opset_version": 18, "input_names": ["x"], "dynamic_axes": {"x": {0: "batch"}}}
        torch.onnx.export(model, (x,), str(FILES / f"{name}.onnx"), **how)
        np.savez(FILES / f"{name}.npz", x=x.numpy(), y=model(x).detach().numpy())


if __name__ == "__main__":
    record()
