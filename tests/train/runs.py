"""Small runs that the tests of this folder share."""

from __future__ import annotations

import io
from typing import Any

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.nn import functional as F
from autograd_lab.train import LightningModule
from autograd_lab.utils.data import DataLoader, TensorDataset

SAMPLES, FEATURES, CLASSES = 22, 4, 2


def data() -> TensorDataset:
    x = lab.arange(float(SAMPLES * FEATURES)).reshape(SAMPLES, FEATURES) / 44 - 1
    return TensorDataset(x, lab.arange(SAMPLES) % CLASSES)


def loader(**options: Any) -> DataLoader:
    return DataLoader(data(), **{"batch_size": 4, "shuffle": True, **options})  # six batches, the last of two


def network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(FEATURES, 5), nn.ReLU(), nn.Dropout(0.3), nn.Linear(5, CLASSES))


class Net(LightningModule):
    """Draws random numbers in training, logs everything there is to log, and has a scheduler."""

    def __init__(self, lr: float = 0.01) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.layers = network()

    def forward(self, x: Any) -> Any:
        return self.layers(x)

    def training_step(self, batch: Any, batch_idx: int) -> Any:
        x, y = batch
        loss = F.cross_entropy(self(x), y)
        self.log("train_loss", loss, on_epoch=True)
        return loss

    def validation_step(self, batch: Any, batch_idx: int) -> None:
        x, y = batch
        self.log("val_loss", F.cross_entropy(self(x), y))

    def configure_optimizers(self) -> Any:
        optimizer = optim.Adam(self.parameters(), lr=self.hparams["lr"])
        return [optimizer], [optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.7)]


def bits(module: Any) -> bytes:
    """The very bits of a module's state."""
    file = io.BytesIO()
    lab.save(module.state_dict(), file)
    return file.getvalue()
