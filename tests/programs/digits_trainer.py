"""Real handwritten digits with the Trainer: trained, interrupted, and gone on with as if nothing had happened."""

import tempfile

from sklearn.datasets import load_digits

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.nn import functional as F
from autograd_lab.train import Callback, EarlyStopping, LightningModule, ModelCheckpoint, Trainer
from autograd_lab.utils.data import DataLoader, TensorDataset, random_split


class Digits(LightningModule):
    def __init__(self, hidden=128, lr=2e-3):
        super().__init__()
        self.save_hyperparameters()
        self.layers = nn.Sequential(nn.Linear(64, hidden), nn.ReLU(), nn.Dropout(0.2), nn.Linear(hidden, 10))

    def forward(self, x):
        return self.layers(x)

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = F.cross_entropy(self(x), y)
        self.log("train_loss", loss, on_epoch=True, prog_bar=True)
        return loss

    def validation_step(self, batch, batch_idx):
        x, y = batch
        scores = self(x)
        self.log("val_loss", F.cross_entropy(scores, y), prog_bar=True)
        self.log("val_acc", (scores.argmax(dim=1) == y).float().mean(), prog_bar=True)

    test_step = validation_step

    def configure_optimizers(self):
        optimizer = optim.Adam(self.parameters(), lr=self.hparams["lr"])
        scheduler = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=900)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}


class PullThePlug(Callback):
    """Ctrl-C at some step."""

    def __init__(self, step):
        self.step = step

    def on_train_batch_end(self, trainer, module, outputs, batch, batch_idx):
        if trainer.global_step == self.step:
            raise KeyboardInterrupt


def train(folder, stop_at=None, resume=None):
    """A whole run, or the part of it until ``stop_at``, or the rest."""
    lab.manual_seed(3)
    digits = load_digits()
    data = TensorDataset(lab.tensor(digits.data, dtype=lab.float32) / 16, lab.tensor(digits.target))
    train, val, test = random_split(data, [0.6, 0.2, 0.2])
    model = Digits()
    callbacks = [EarlyStopping("val_loss", patience=10), ModelCheckpoint(monitor="val_acc", mode="max")]
    if stop_at is not None:
        callbacks.append(PullThePlug(stop_at))
    trainer = Trainer(max_epochs=25, callbacks=callbacks, gradient_clip_val=1.0, default_root_dir=folder)
    trainer.fit(model, DataLoader(train, 32, shuffle=True), DataLoader(val, 256), ckpt_path=resume)
    return trainer, model, DataLoader(test, 256)


def main():
    """Print, and return the accuracy and whether both runs came to the very same weights."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        trainer, model, test = train(one)
        weights = [parameter.clone() for parameter in model.parameters()]
        accuracy = trainer.test(model, test, ckpt_path="best")[0]["val_acc"]
        best = Digits.load_from_checkpoint(trainer.checkpoint_callback.best_model_path)
        assert all((a == b).all() for a, b in zip(best.parameters(), model.parameters(), strict=True))

        interrupted, _, _ = train(other, stop_at=411)
        print(f"Interrupted: {interrupted.interrupted}, at step {interrupted.global_step}")
        resumed, again, _ = train(other, resume="last")
        same = trainer.history == resumed.history
        same = same and all((a == b).all() for a, b in zip(weights, again.parameters(), strict=True))
    print(f"Resumed, and bit for bit the same: {same}")
    print(f"Test accuracy: {accuracy:.4f} on {len(test.dataset)} images")
    return accuracy, same


if __name__ == "__main__":
    main()
