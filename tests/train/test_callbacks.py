"""Early stopping, checkpoints, the monitor of rates, and the line on a terminal."""

from __future__ import annotations

import os
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.train import (
    Callback,
    EarlyStopping,
    LearningRateMonitor,
    LightningModule,
    ModelCheckpoint,
    ProgressLine,
    Trainer,
)
from tests.train.runs import Net, bits, loader


class Scripted(LightningModule):
    """Logs the given values, one in each epoch."""

    def __init__(self, *values: float) -> None:
        super().__init__()
        self.layer, self.values = nn.Linear(4, 2), values

    def training_step(self, batch: Any, batch_idx: int) -> Any:
        return self.layer(batch[0]).sum()

    def on_validation_epoch_end(self) -> None:
        self.log("score", self.values[min(self.current_epoch, len(self.values) - 1)], prog_bar=True)

    def configure_optimizers(self) -> Any:
        return optim.SGD(self.parameters(), lr=0.01)


def fit(callbacks: Any, *values: float, **options: Any) -> Trainer:
    trainer = Trainer(max_epochs=len(values), callbacks=callbacks, limit_train_batches=1, **options)
    module = Scripted(*values)
    module.validation_step = lambda batch, batch_idx: None  # type: ignore[method-assign]
    trainer.fit(module, loader(), loader())
    return trainer


@pytest.mark.parametrize(
    ("options", "values", "epochs"),
    [
        ({"patience": 2}, [5, 4, 4, 4, 3, 2], 4),
        ({"patience": 2}, [5, 6, 4, 6, 5, 3], 5),
        ({"patience": 1, "min_delta": 0.5}, [5, 4.6, 1, 1], 2),
        ({"patience": 1, "mode": "max"}, [1, 2, 3, 3, 4], 4),
        ({"patience": 9}, [3, nan, 2], 2),
        ({"patience": 9, "check_finite": False}, [3, inf, 2], 3),
        ({"patience": 9, "stopping_threshold": 1.0}, [3, 1.0, 0.9, 0.5], 3),
        ({"patience": 9, "divergence_threshold": 10.0}, [3, 11, 2], 2),
    ],
)
def test_early_stopping(options: Any, values: list[float], epochs: int) -> None:
    stopping = EarlyStopping("score", **options)
    trainer = fit(stopping, *values)
    assert trainer.current_epoch == epochs
    assert stopping.stopped_epoch == (epochs - 1 if epochs < len(values) else 0)


def test_epochs_without_validation_do_not_count() -> None:
    trainer = fit(EarlyStopping("score", patience=2), *[1.0] * 10, check_val_every_n_epoch=2)
    assert trainer.current_epoch == 6  # of the second, the fourth and the sixth epoch


def files(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["epoch=3-step=4.ckpt"]),
        ({"save_top_k": 2}, ["epoch=2-step=3.ckpt", "epoch=3-step=4.ckpt"]),
        ({"save_top_k": -1, "every_n_epochs": 2}, ["epoch=1-step=2.ckpt", "epoch=3-step=4.ckpt"]),
        ({"save_top_k": 0, "save_last": True}, ["last.ckpt"]),
        ({"monitor": "score"}, ["epoch=1-step=2.ckpt"]),
        ({"monitor": "score", "mode": "max", "filename": "{score:.1f}"}, ["score=3.0.ckpt"]),
        (
            {"monitor": "score", "save_top_k": 2, "filename": "net-{epoch:02d}"},
            ["net-epoch=01.ckpt", "net-epoch=03.ckpt"],
        ),
    ],
)
def test_which_checkpoints_are_kept(tmp_path: Path, options: Any, expected: list[str]) -> None:
    keep = ModelCheckpoint(tmp_path / "kept", **options)
    fit([keep], 3.0, 1.0, nan, 2.0)
    assert files(tmp_path / "kept") == expected
    best = {"score": "epoch=1-step=2.ckpt"}.get(options.get("monitor", ""), expected[-1])
    if options.get("save_top_k", 1) and "filename" not in options:
        assert keep.best_model_path == str(tmp_path / "kept" / best)
    if options.get("monitor") and options.get("mode") != "max":
        assert keep.best_model_score == 1.0
    assert bool(keep.last_model_path) == options.get("save_last", False)


def test_the_best_can_be_asked_for(tmp_path: Path) -> None:
    weights = []

    class Take(Callback):
        def on_train_epoch_end(self, trainer: Any, module: Any) -> None:
            weights.append(bits(module))

    keep = ModelCheckpoint(monitor="score", save_top_k=2)
    trainer = fit([keep, Take()], 3.0, 1.0, 2.0, default_root_dir=tmp_path)
    assert bits(trainer.module) == weights[2]
    trainer.validate(None, loader(), ckpt_path="best")
    assert bits(trainer.module) == weights[1]
    assert files(tmp_path / "checkpoints") == ["epoch=1-step=2.ckpt", "epoch=2-step=3.ckpt"]


def test_a_checkpoint_that_cannot_be_written_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = ModelCheckpoint(tmp_path, monitor="score")
    fit(keep, 3.0)
    before, there = keep.state_dict(), files(tmp_path)

    def full(*args: Any, **parts: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(lab, "save_checkpoint", full)
    with pytest.raises(OSError, match="disk full"):
        fit(keep, 1.0, 1.0)
    assert keep.state_dict() == before and files(tmp_path) == there


def test_rates_of_groups_and_steps() -> None:
    seen: list[float] = []

    class Take(Callback):
        def on_train_batch_end(self, trainer: Any, *rest: Any) -> None:
            seen.append(trainer.callback_metrics["lr-SGD/1"])

    class Groups(Net):
        def configure_optimizers(self) -> Any:
            weights, biases = (
                [p for p in self.parameters() if p.ndim > 1],
                [p for p in self.parameters() if p.ndim == 1],
            )
            optimizer = optim.SGD([{"params": weights}, {"params": biases, "lr": 2.0}], lr=1.0)
            scheduler = optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
            return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}

    Trainer(max_epochs=1, limit_train_batches=3, callbacks=[LearningRateMonitor("step"), Take()]).fit(
        Groups(), loader()
    )
    assert seen == [2.0, 1.0, 0.5]


def test_nothing_is_printed_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    Trainer(max_epochs=1).fit(Net(), loader(), loader())
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("language", "words"), [("en", "epoch 2/2"), ("zh", "第 2/2 轮")])
def test_the_line(capsys: pytest.CaptureFixture[str], language: str, words: str) -> None:
    lab.set_language(language)
    fit([ProgressLine()], 0.5, 0.25)
    printed = capsys.readouterr().out
    assert printed.endswith("\n") and printed.count("\n") == 1
    last = printed.rstrip("\n").split("\r")[-1]
    assert words in last and "1/1" in last and "━" * 16 in last and "score 0.25" in last
    assert len(last) < 100


def test_a_long_line_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    lab.set_language("zh")
    from autograd_lab.train.progress import _cut
    from autograd_lab.train.table import width

    assert _cut("轮" * 10, 20) == "轮" * 10
    assert _cut("轮" * 10, 19) == "轮" * 9 + "…" and width(_cut("轮" * 10, 9)) <= 9


def test_no_epoch_is_told_after_fit(capsys: pytest.CaptureFixture[str]) -> None:
    trainer = fit([ProgressLine()], 0.5)
    capsys.readouterr()
    trainer.validate(None, loader())
    printed = capsys.readouterr().out
    assert "validate" in printed and "epoch" not in printed
