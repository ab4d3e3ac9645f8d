"""The Trainer does what the same loop written by hand does, and calls what it says it calls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.nn import functional as F
from autograd_lab.train import Callback, LearningRateMonitor, LightningModule, Trainer
from tests.train.runs import Net, bits, data, loader, network

ROOT = Path(__file__).parents[2]


def by_hand(epochs: int, clip: float | None = None) -> tuple[nn.Module, list[float]]:
    """What a learner would write; the mean of the loss in each epoch."""
    lab.manual_seed(1)
    model = network()
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    batches, means = loader(), []
    for _ in range(epochs):
        total, samples = 0.0, 0
        for x, y in batches:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            if clip is not None:
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            total += loss.item() * len(x)
            samples += len(x)
        means.append(total / samples)
    return model, means


@pytest.mark.parametrize("clip", [None, 0.05])
def test_a_plain_model_is_trained_as_by_hand(clip: float | None) -> None:
    expected, means = by_hand(3, clip)
    lab.manual_seed(1)
    model = network()
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    trainer = Trainer(max_epochs=3, gradient_clip_val=clip)
    assert trainer.fit(model, loader(), loss=nn.CrossEntropyLoss(), optimizer=optimizer) is None
    assert bits(model) == bits(expected)
    assert [row["train_loss"] for row in trainer.history] == means
    assert (trainer.current_epoch, trainer.global_step) == (3, 18)


def test_accumulated_batches_are_one_large_batch() -> None:
    """Equal batches: the mean over them is the mean over all."""
    weights = []
    for size, accumulate in ((20, 1), (5, 4)):
        lab.manual_seed(0)
        model = nn.Linear(4, 2)
        batches = loader(batch_size=size, shuffle=False, drop_last=True)
        optimizer = optim.SGD(model.parameters(), lr=0.5)
        trainer = Trainer(max_epochs=3, accumulate_grad_batches=accumulate)
        trainer.fit(model, batches, loss=F.cross_entropy, optimizer=optimizer)
        assert trainer.global_step == 3
        weights.append(model.weight.detach())
    assert lab.allclose(*weights, atol=1e-6)


def test_what_is_left_of_an_epoch_makes_a_step_too() -> None:
    for batches, steps in ((loader(), 2), (iter_only(loader()), 2)):
        model = nn.Linear(4, 2)
        trainer = Trainer(max_epochs=1, accumulate_grad_batches=4)  # six batches: four, and two
        trainer.fit(model, batches, loss=F.cross_entropy, optimizer=optim.SGD(model.parameters(), lr=0.5))
        assert trainer.global_step == steps


def iter_only(batches: Any) -> Any:
    """A loader that cannot say how long it is."""

    class Stream:
        def __iter__(self) -> Any:
            return iter(list(batches))

    return Stream()


def test_values_are_clipped() -> None:
    largest: list[float] = []

    class Look(Callback):
        def on_before_zero_grad(self, trainer: Any, module: Any, optimizer: Any) -> None:
            largest.extend(p.grad.abs().max().item() for p in module.parameters() if p.grad is not None)

    module = Net()
    Trainer(max_epochs=1, callbacks=Look(), gradient_clip_val=1e-3, gradient_clip_algorithm="value").fit(
        module, loader()
    )
    assert largest and max(largest) == pytest.approx(1e-3)


class Diary(Callback):
    def __init__(self, entries: list[str]) -> None:
        self.entries = entries

    def __getattribute__(self, name: str) -> Any:
        if name in ("setup", "teardown") or name.startswith("on_"):
            return lambda *args: self.entries.append(name)
        return super().__getattribute__(name)


def test_the_order_of_the_hooks() -> None:
    entries: list[str] = []
    trainer = Trainer(max_epochs=1, limit_train_batches=1, limit_val_batches=1, callbacks=Diary(entries))
    trainer.fit(Net(), loader(), loader())
    assert entries == [
        "setup",
        "on_fit_start",
        "on_train_start",
        "on_train_epoch_start",
        "on_train_batch_start",
        "on_before_zero_grad",
        "on_before_backward",
        "on_after_backward",
        "on_before_optimizer_step",
        "on_train_batch_end",
        "on_validation_start",
        "on_validation_epoch_start",
        "on_validation_batch_start",
        "on_validation_batch_end",
        "on_validation_epoch_end",
        "on_validation_end",
        "on_train_epoch_end",
        "on_train_end",
        "on_fit_end",
        "teardown",
    ]
    for call, stage in (("test", "test"), ("predict", "predict")):
        entries.clear()
        module = Net()
        module.test_step = module.validation_step
        getattr(Trainer(callbacks=Diary(entries)), call)(module, loader(batch_size=22))
        moments = ("start", "epoch_start", "batch_start", "batch_end", "epoch_end", "end")
        assert entries == ["setup", *(f"on_{stage}_{moment}" for moment in moments), "teardown"]


def test_a_module_has_the_hooks_too() -> None:
    class Own(Net):
        seen: int = 0

        def on_train_batch_end(self, outputs: Any, batch: Any, batch_idx: int) -> None:
            self.seen += len(batch[0])

        def on_train_epoch_end(self) -> None:
            self.log("seen", self.seen)

    trainer = Trainer(max_epochs=2)
    trainer.fit(Own(), loader())
    assert [row["seen"] for row in trainer.history] == [22, 44]


def test_log_of_steps_and_of_epochs() -> None:
    class Logs(LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(4, 2)

        def training_step(self, batch: Any, batch_idx: int) -> Any:
            self.log("last", batch_idx)
            self.log("both", batch_idx, on_epoch=True)
            self.log_dict({"mean": batch_idx, "plain": 1}, on_step=False, on_epoch=True, batch_size=1)
            return self.layer(batch[0]).sum()

        def validation_step(self, batch: Any, batch_idx: int) -> None:
            self.log("val", float(batch_idx))

        def configure_optimizers(self) -> Any:
            return optim.SGD(self.parameters(), lr=0.01)

    trainer = Trainer(max_epochs=1)
    trainer.fit(Logs(), loader(), loader())
    weighted = sum(i * n for i, n in enumerate([4, 4, 4, 4, 4, 2])) / 22
    expected = {"last": 5, "both_step": 5, "both_epoch": weighted, "mean": 2.5, "plain": 1, "val": weighted}
    assert trainer.callback_metrics == pytest.approx(expected)
    assert trainer.history == [{**trainer.callback_metrics, "epoch": 0, "step": 6}]


def test_a_metric_is_asked_at_the_end_of_the_epoch() -> None:
    class Count:
        total, resets = 0, 0

        def update(self, y: Any) -> None:
            self.total += int(y.sum())

        def compute(self) -> Any:
            return lab.tensor(float(self.total))

        def reset(self) -> None:
            self.total, self.resets = 0, self.resets + 1

    count = Count()

    class Counts(Net):
        def validation_step(self, batch: Any, batch_idx: int) -> None:
            count.update(batch[1])
            self.log("ones", count)

    trainer = Trainer(max_epochs=2)
    trainer.fit(Counts(), loader(), loader())
    assert [row["ones"] for row in trainer.history] == [11, 11] and count.resets == 2


def test_validation_leaves_no_trace() -> None:
    module = Net()
    module.layers[2].eval()  # frozen by the learner
    seen: list[tuple[bool, bool]] = []

    class Look(Callback):
        def on_validation_batch_end(self, trainer: Any, module: Any, *rest: Any) -> None:
            seen.append((module.training, lab.is_grad_enabled()))

    before = bits(module)
    [values] = Trainer(callbacks=Look(), limit_val_batches=0.5).validate(module, loader(shuffle=False))
    x, y = data()[:12]
    assert values["val_loss"] == pytest.approx(F.cross_entropy(module.eval()(x), y).item(), rel=1e-5)
    assert seen == [(False, False)] * 3 and bits(module) == before
    module.train()
    module.layers[2].eval()
    Trainer().validate(module, loader())
    assert module.training and not module.layers[2].training


def test_predict_gives_each_output() -> None:
    model = network().eval()
    outputs = Trainer(limit_predict_batches=2).predict(model, loader(shuffle=False))
    assert len(outputs) == 2 and (lab.cat(outputs) == model(data()[:8][0])).all()
    assert not outputs[0].requires_grad


def test_test_knows_the_loss_it_was_trained_with() -> None:
    model = network()
    trainer = Trainer(max_epochs=1)
    right = {"acc": lambda scores, y: (scores.argmax(1) == y).float().mean()}
    trainer.fit(model, loader(), loss=F.cross_entropy, optimizer=optim.SGD(model.parameters(), lr=0.1), metrics=right)
    [values] = trainer.test(model, loader(shuffle=False))
    x, y = data()[:]
    assert values["test_acc"] == pytest.approx((model.eval()(x).argmax(1) == y).float().mean().item())
    assert trainer.test(None, loader(shuffle=False)) == [values]


@pytest.mark.parametrize(("limit", "batches"), [(None, 6), (2, 2), (0.5, 3), (1.0, 6), (100, 6)])
def test_limits(limit: Any, batches: int) -> None:
    trainer = Trainer(max_epochs=2, limit_train_batches=limit)
    trainer.fit(Net(), loader())
    assert trainer.global_step == 2 * batches


def test_max_steps_and_should_stop() -> None:
    trainer = Trainer(max_steps=8)
    trainer.fit(Net(), loader())
    assert (trainer.global_step, trainer.current_epoch) == (8, 2)

    class Enough(Callback):
        def on_train_batch_end(self, trainer: Any, *rest: Any) -> None:
            trainer.should_stop = trainer.global_step == 3

    trainer = Trainer(max_epochs=5, callbacks=[Enough()])
    trainer.fit(Net(), loader(), loader())
    assert trainer.global_step == 3 and "val_loss" in trainer.callback_metrics


def rates(configure: Any, epochs: int = 3, **options: Any) -> list[float]:
    module = Net()
    module.configure_optimizers = lambda: configure(optim.SGD(module.parameters(), lr=1.0))
    trainer = Trainer(max_epochs=epochs, callbacks=LearningRateMonitor(), **options)
    trainer.fit(module, loader(), loader())
    return [row["lr-SGD"] for row in trainer.history]


def with_scheduler(optimizer: Any, scheduler: Any, **options: Any) -> Any:
    return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, **options}}


def test_schedulers() -> None:
    S = optim.lr_scheduler
    assert rates(lambda o: ([o], [S.StepLR(o, 1)])) == pytest.approx([1, 0.1, 0.01])
    assert rates(lambda o: with_scheduler(o, S.StepLR(o, 1), frequency=2)) == [1, 1, 0.1]
    by_step = rates(lambda o: with_scheduler(o, S.ExponentialLR(o, 0.5), interval="step"))
    assert by_step == pytest.approx([1, 0.5**6, 0.5**12])

    def plateau(o: Any) -> Any:  # nothing is ever so much better
        flat = S.ReduceLROnPlateau(o, patience=0, threshold=10.0, threshold_mode="abs", factor=0.5)
        return with_scheduler(o, flat, monitor="val_loss")

    assert rates(plateau, 4) == [1, 1, 0.5, 0.25]
    assert rates(plateau, 6, check_val_every_n_epoch=2) == [1, 1, 1, 1, 0.5, 0.5]


def test_two_optimizers_by_hand() -> None:
    """As a GAN is trained."""

    class Two(LightningModule):
        automatic_optimization = False

        def __init__(self) -> None:
            super().__init__()
            self.one, self.other = nn.Linear(4, 4), nn.Linear(4, 2)

        def training_step(self, batch: Any, batch_idx: int) -> None:
            x, y = batch
            for optimizer in self.optimizers():
                optimizer.zero_grad()
                self.manual_backward(F.cross_entropy(self.other(self.one(x)), y))
                optimizer.step()
            self.lr_schedulers().step()

        def configure_optimizers(self) -> Any:
            optimizers = [optim.SGD(part.parameters(), lr=0.1) for part in (self.one, self.other)]
            return optimizers, [optim.lr_scheduler.ConstantLR(optimizers[0])]

    module = Two()
    before = bits(module.one), bits(module.other)
    trainer = Trainer(max_epochs=1)
    trainer.fit(module, loader())
    assert trainer.global_step == 12
    assert bits(module.one) != before[0] and bits(module.other) != before[1]


def test_a_batch_may_be_skipped() -> None:
    class Skips(Net):
        def training_step(self, batch: Any, batch_idx: int) -> Any:
            return {"loss": super().training_step(batch, batch_idx)} if batch_idx % 2 else None

    trainer = Trainer(max_epochs=1)
    trainer.fit(Skips(), loader())
    assert trainer.global_step == 3


def test_an_error_ends_everything_properly() -> None:
    entries: list[str] = []

    class Fails(Net):
        def training_step(self, batch: Any, batch_idx: int) -> Any:
            raise ZeroDivisionError

    trainer = Trainer(max_epochs=1, callbacks=Diary(entries))
    with pytest.raises(ZeroDivisionError):
        trainer.fit(Fails(), loader())
    assert entries[-2:] == ["on_exception", "teardown"] and not trainer.interrupted
    trainer.fit(Net(), loader())
    assert trainer.global_step == 6


def test_nested_batches_go_to_the_device_of_the_module(fake_cupy: Any) -> None:
    from autograd_lab.train.batches import moved, size_of

    batch = {"x": [lab.ones(3, 2), (lab.zeros(3), "name")]}
    there = moved(batch, lab.device("cuda"))
    assert there["x"][0].is_cuda and there["x"][1][0].is_cuda and there["x"][1][1] == "name"
    assert size_of(batch) == 3 and size_of("text") == 1


def test_it_is_loaded_on_first_use() -> None:
    command = "import sys, autograd_lab as lab; print('autograd_lab.train' in sys.modules, lab.train.Trainer.__name__)"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "Trainer"]
