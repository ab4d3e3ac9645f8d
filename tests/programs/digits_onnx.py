"""Train a network, hand it to another runtime, and train on what was handed over: digits, ONNX, onnxruntime."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime

import autograd_lab as torch
from autograd_lab import nn, optim
from autograd_lab.nn import functional as F
from autograd_lab.utils.data import DataLoader
from autograd_lab.vision import datasets, transforms


def make_model() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.2), nn.Linear(128, 10),
    )  # fmt: skip


def fit(model: nn.Module, loader: DataLoader, epochs: int, lr: float) -> float:
    optimizer = optim.Adam(model.parameters(), lr=lr)
    for _ in range(epochs):
        for x, y in loader:
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return loss.item()


def main(seed: int = 0, epochs: int = 6) -> tuple[float, float, float]:
    """Accuracy here and in onnxruntime's answers, and the largest difference between the two."""
    torch.manual_seed(seed)
    plain = transforms.ToTensor()
    train = DataLoader(datasets.Digits(train=True, transform=plain), batch_size=64, shuffle=True)
    images, labels = next(iter(DataLoader(datasets.Digits(train=False, transform=plain), batch_size=400)))
    model = make_model()
    print(f"Trained: loss {fit(model, train, epochs, 3e-3):.4f}")

    with TemporaryDirectory() as folder:
        path = Path(folder) / "digits.onnx"
        torch.onnx.export(
            model, images[:2], path, input_names=["image"], output_names=["scores"],
            dynamic_axes={"image": {0: "batch"}},
        )  # fmt: skip
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        print(f"Exported: {[x.name for x in session.get_inputs()]} of {session.get_inputs()[0].shape}")
        scores = session.run(None, {"image": images.numpy()})[0]
        model.eval()
        with torch.no_grad():
            ours = model(images)
        apart = float(np.abs(scores - ours.numpy()).max())
        here, there = ((torch.tensor(s).argmax(1) == labels).float().mean().item() for s in (ours.numpy(), scores))
        print(f"Accuracy here {here:.4f}, in onnxruntime {there:.4f}, scores at most {apart:.1e} apart")

        read = torch.onnx.load(path)
        before = F.cross_entropy(read(images), labels).item()
        fit(read, train, 2, 1e-3)
        after = F.cross_entropy(read(images), labels).item()
        print(f"Read back and trained on: test loss from {before:.4f} to {after:.4f}")
    return here, there, apart


if __name__ == "__main__":
    main()
