"""A run that is broken off anywhere and gone on with ends in the very bits of one that was not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.errors import ArgumentError, CheckpointError
from autograd_lab.nn import functional as F
from autograd_lab.train import Callback, EarlyStopping, ModelCheckpoint, Trainer
from tests.train.runs import CLASSES, Net, bits, loader

ROOT = Path(__file__).parents[2]
EPOCHS = 3


class Break(Callback):
    """An interrupt in one hook, when it is called for the n-th time."""

    def __init__(self, hook: str, n: int) -> None:
        self._hook, self._left = hook, n

    def __getattribute__(self, name: str) -> Any:
        if name == super().__getattribute__("__dict__").get("_hook"):
            self._left -= 1
            if self._left == 0:
                return self._pull
        return super().__getattribute__(name)

    def _pull(self, *args: Any) -> None:
        raise KeyboardInterrupt


def run(folder: Path, *extra: Callback, resume: str | None = None, data: Any = None, **options: Any) -> Trainer:
    lab.manual_seed(3)
    callbacks = [EarlyStopping("val_loss", patience=9), *extra]
    trainer = Trainer(max_epochs=EPOCHS, callbacks=callbacks, default_root_dir=folder, **options)
    batches = loader() if data is None else data()
    trainer.fit(Net(lr=0.05), batches, loader(batch_size=8), ckpt_path=resume)
    return trainer


def end(trainer: Trainer) -> Any:
    """All that a run comes to, and the random number that would come next."""
    states = [optimizer.state_dict() for optimizer in trainer.optimizers]
    stopper = next(c for c in trainer.callbacks if isinstance(c, EarlyStopping))
    rate = states[0]["param_groups"][0]["lr"]
    return bits(trainer.module), trainer.history, rate, stopper.state_dict(), trainer.global_step, lab.rand(1).item()


BREAKS = [("on_train_batch_end", n) for n in (1, 4, 6, 9, 18)] + [("on_validation_batch_end", n) for n in (1, 3, 5)]


@pytest.mark.parametrize(("hook", "n"), BREAKS)
@pytest.mark.parametrize("accumulate", [1, 4])
def test_an_interrupted_run_ends_in_the_same_bits(tmp_path: Path, hook: str, n: int, accumulate: int) -> None:
    whole = end(run(tmp_path / "whole", accumulate_grad_batches=accumulate))
    broken = run(tmp_path / "broken", Break(hook, n), accumulate_grad_batches=accumulate)
    assert broken.interrupted
    resumed = run(tmp_path / "broken", resume="last", accumulate_grad_batches=accumulate)
    assert not resumed.interrupted and end(resumed) == whole


@pytest.mark.parametrize("limit", [3, 0.5, 6])
def test_also_with_a_limit(tmp_path: Path, limit: float) -> None:
    """At the end of such an epoch the loader is in the middle of a pass, which must not be gone on with."""
    keep = ModelCheckpoint(tmp_path / "kept", "{epoch}", save_top_k=-1)
    whole = end(run(tmp_path, keep, limit_train_batches=limit))
    for epoch in range(EPOCHS):
        resumed = run(tmp_path, resume=str(tmp_path / "kept" / f"epoch={epoch}.ckpt"), limit_train_batches=limit)
        assert end(resumed) == whole


@pytest.mark.parametrize("n", [2, 6, 8])
def test_also_from_a_plain_list(tmp_path: Path, n: int) -> None:
    def batches() -> Any:
        return [(x, y) for x, y in loader(shuffle=False)]

    whole = end(run(tmp_path / "whole", data=batches))
    run(tmp_path / "broken", Break("on_train_batch_end", n), data=batches)
    assert end(run(tmp_path / "broken", resume="last", data=batches)) == whole


def test_also_with_workers(tmp_path: Path) -> None:
    def batches() -> Any:
        return loader(num_workers=1, multiprocessing_context="fork")

    whole = end(run(tmp_path / "whole", data=batches))
    run(tmp_path / "broken", Break("on_train_batch_end", 8), data=batches)
    assert end(run(tmp_path / "broken", resume="last", data=batches)) == whole


@pytest.mark.parametrize("every", [4, 5])
def test_checkpoints_of_steps(tmp_path: Path, every: int) -> None:
    keep = ModelCheckpoint(tmp_path / "kept", "{step}", save_top_k=-1, every_n_train_steps=every)
    whole = end(run(tmp_path, keep))
    files = sorted(os.listdir(tmp_path / "kept"))
    assert files == sorted(f"step={step}.ckpt" for step in range(every, 19, every))
    for file in files:
        assert end(run(tmp_path, resume=str(tmp_path / "kept" / file))) == whole


def test_a_finished_run_stays_as_it_is_and_can_be_made_longer(tmp_path: Path) -> None:
    first = run(tmp_path, ModelCheckpoint(tmp_path / "kept", save_last=True))
    weights, history = bits(first.module), first.history
    again = run(tmp_path, ModelCheckpoint(tmp_path / "kept"), resume="last")
    assert bits(again.module) == weights and again.history == history
    longer = Trainer(max_epochs=EPOCHS + 2)
    longer.fit(Net(), loader(), loader(batch_size=8), ckpt_path=tmp_path / "kept" / "last.ckpt")
    assert [row["epoch"] for row in longer.history] == [0, 1, 2, 3, 4] and longer.history[:3] == history


def test_early_stopping_remembers(tmp_path: Path) -> None:
    def stopped(patience: int, resume: Any = None) -> Trainer:
        callbacks = [EarlyStopping("val_loss", min_delta=100, patience=patience), ModelCheckpoint(tmp_path)]
        trainer = Trainer(max_epochs=9, callbacks=callbacks)
        trainer.fit(Net(), loader(), loader(), ckpt_path=resume)
        return trainer

    assert stopped(2).current_epoch == 3  # the first epoch is better than none
    assert stopped(2, "last").current_epoch == 3
    assert stopped(4, "last").current_epoch == 5


def test_a_plain_model_is_kept_under_its_own_names(tmp_path: Path) -> None:
    def trained(stop: int | None, resume: Any = None) -> nn.Module:
        lab.manual_seed(0)
        model = nn.Linear(4, CLASSES)
        optimizer = optim.Adam(model.parameters())
        scheduler = optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
        callbacks = [] if stop is None else [Break("on_train_batch_end", stop)]
        trainer = Trainer(max_epochs=2, callbacks=callbacks, default_root_dir=tmp_path)
        trainer.fit(model, loader(), loss=F.cross_entropy, optimizer=optimizer, scheduler=scheduler, ckpt_path=resume)
        return model

    whole = trained(None)
    stopped = trained(8)
    other = nn.Linear(4, CLASSES)
    lab.load_checkpoint(tmp_path / "interrupted.ckpt", restore_rng=False, model=other)
    assert bits(other) == bits(stopped) != bits(whole)
    assert bits(trained(None, "last")) == bits(whole)


def test_hyperparameters_and_own_entries_are_kept(tmp_path: Path) -> None:
    class Counting(Net):
        count = 0

        def on_train_batch_end(self, *args: Any) -> None:
            self.count += 1

        def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
            checkpoint["count"] = self.count

        def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
            self.count = checkpoint["count"]

    module = Counting(lr=0.5)
    trainer = Trainer(max_epochs=1, default_root_dir=tmp_path)
    trainer.fit(module, loader())
    trainer.save_checkpoint(tmp_path / "a.ckpt")
    found = Counting.load_from_checkpoint(tmp_path / "a.ckpt")
    assert found.hparams == {"lr": 0.5} and bits(found) == bits(module)
    assert Counting.load_from_checkpoint(tmp_path / "a.ckpt", lr=0.1).hparams == {"lr": 0.1}
    longer = Counting()
    Trainer(max_epochs=2).fit(longer, loader(), ckpt_path=tmp_path / "a.ckpt")
    assert longer.count == 12


def test_files_of_other_kinds_are_refused(tmp_path: Path) -> None:
    module = Net()
    before = bits(module)
    lab.save_checkpoint(tmp_path / "hand.ckpt", model=module, epoch=3)
    lab.save({"weights": lab.ones(2)}, tmp_path / "weights.ckpt")
    (tmp_path / "broken.ckpt").write_bytes(b"no file")
    for name, error in (("hand", ArgumentError), ("weights", ArgumentError), ("broken", CheckpointError)):
        with pytest.raises(error):
            Trainer(max_epochs=1).fit(module, loader(), ckpt_path=tmp_path / f"{name}.ckpt")
    assert bits(module) == before


def test_an_interrupt_within_a_step_leaves_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trainer = run(tmp_path, Break("on_after_backward", 3))
    assert trainer.interrupted and not list(tmp_path.rglob("*.ckpt"))
    assert "last checkpoint" in capsys.readouterr().err


SCRIPT = """
import os, signal, sys
import autograd_lab as lab
from autograd_lab.train import Callback, Trainer
from tests.train.runs import Net, bits, loader

class CtrlC(Callback):
    def on_before_backward(self, trainer, module, loss):  # in the middle of a step
        if trainer.global_step == 7:
            for _ in range(int(sys.argv[2])):
                os.kill(os.getpid(), signal.SIGINT)

lab.manual_seed(3)
trainer = Trainer(max_epochs=3, callbacks=CtrlC(), default_root_dir=sys.argv[1])
trainer.fit(Net(), loader())
print(trainer.interrupted, trainer.global_step, signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


@pytest.mark.parametrize(("times", "step", "files"), [(1, 8, ["interrupted.ckpt"]), (2, 7, [])])
def test_ctrl_c_waits_for_the_end_of_the_batch(tmp_path: Path, times: int, step: int, files: list[str]) -> None:
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), str(times)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", str(step), "True"]
    assert os.listdir(tmp_path) == files
    assert "Interrupt again" in done.stderr and signal.getsignal(signal.SIGINT) is signal.default_int_handler
