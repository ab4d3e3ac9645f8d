"""Every mistake: PyTorch's class of exception, and what to do, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
import autograd_lab.train.messages
from autograd_lab import i18n, nn, optim
from autograd_lab.errors import LabError
from autograd_lab.nn import functional as F
from autograd_lab.train import (
    EarlyStopping,
    LightningModule,
    ModelCheckpoint,
    RangeTest,
    Results,
    Trainer,
    Trial,
    Tuner,
    grid_search,
)
from tests.train.runs import Net, bits, loader


def fit(module: Any, *data: Any, callbacks: Any = None, options: Any = None, **arguments: Any) -> None:
    Trainer(max_epochs=1, callbacks=callbacks, **(options or {})).fit(module, *(data or (loader(),)), **arguments)


def net(**methods: Any) -> Net:
    """A Net some of whose methods are others."""
    return type("Net", (Net,), methods)()


def linear(**options: Any) -> dict[str, Any]:
    model = nn.Linear(4, 2)
    return {"module": model, "loss": F.cross_entropy, "optimizer": optim.SGD(model.parameters(), lr=0.1), **options}


def without_model() -> dict[str, Any]:
    return {name: value for name, value in linear().items() if name != "module"}


def two(self: Any) -> Any:
    return [optim.SGD(self.parameters(), lr=0.1), optim.SGD(self.parameters(), lr=0.1)]


FLAT = RangeTest([10.0**-i for i in range(9, 0, -1)], [1.0] * 9, [1.0] * 9)

BAD: list[tuple[str, type[Exception], Callable[[], Any], str, str]] = [
    ("train.method", NotImplementedError, lambda: fit(LightningModule()), "configure_optimizers", "写出"),
    (
        "train.method",
        NotImplementedError,
        lambda: Trainer().test(Net(), loader()),
        "Net has no method test_step",
        "Net",
    ),
    ("train.module", TypeError, lambda: fit("net"), "str", "str"),
    ("train.plain", AssertionError, lambda: fit(nn.Linear(4, 2)), "loss=", "Linear"),
    ("train.plain", AssertionError, lambda: Trainer().test(nn.Linear(4, 2), loader()), "loss=", "Linear"),
    ("train.not_plain", ValueError, lambda: fit(Net(), loss=F.cross_entropy), "leave loss= out", "去掉 loss="),
    (
        "train.pair",
        TypeError,
        lambda: fit(linear()["module"], [lab.ones(3, 4)], **without_model()),
        "Tensor[3]",
        "Tensor[3]",
    ),
    ("train.loss", TypeError, lambda: fit(net(training_step=lambda *args: 3.0)), "float", "float"),
    ("train.outside", AssertionError, lambda: Net().log("a", 1), "trainer.fit", "trainer.fit"),
    ("train.outside", AssertionError, lambda: Trainer().predict(None, loader()), "predict", "predict"),
    ("train.outside", AssertionError, lambda: Trainer().save_checkpoint("a"), "save_checkpoint", "save_checkpoint"),
    (
        "train.number",
        ValueError,
        lambda: fit(net(training_step=lambda self, *args: self.log("a", lab.ones(2, 3)))),
        "Tensor(2, 3)",
        "'a'",
    ),
    ("train.optimizers", TypeError, lambda: fit(net(configure_optimizers=lambda self: None)), "NoneType", "NoneType"),
    ("train.optimizers", TypeError, lambda: fit(**linear(scheduler=3)), "int", "int"),
    ("train.manual", AssertionError, lambda: fit(net(configure_optimizers=two)), "2 optimizers", "2 个优化器"),
    (
        "train.manual_option",
        AssertionError,
        lambda: fit(net(automatic_optimization=False), options={"gradient_clip_val": 1.0}),
        "gradient_clip_val",
        "gradient_clip_val",
    ),
    ("train.no_data", ValueError, lambda: Trainer().fit(Net()), "train", "train"),
    ("train.no_data", ValueError, lambda: fit(Net(), []), "every epoch", "每轮"),
    ("train.option", ValueError, lambda: Trainer(max_epochs=1.5), "max_epochs must be int >= 0", "1.5"),
    ("train.option", ValueError, lambda: Trainer(limit_val_batches=1.5), "limit_val_batches must be None", "1.5"),
    ("train.option", ValueError, lambda: Trainer(gradient_clip_val=-1.0), "gradient_clip_val must be", "-1.0"),
    ("train.option", ValueError, lambda: Trainer(accumulate_grad_batches=0), "int >= 1", "0"),
    ("train.option", ValueError, lambda: Trainer(precision="8-mixed"), "'32-true' | '16-mixed'", "'8-mixed'"),
    ("train.option", ValueError, lambda: EarlyStopping("a", mode="best"), "'min' | 'max'", "'best'"),
    ("train.option", ValueError, lambda: ModelCheckpoint(filename="a/{epoch}"), "a/{epoch}", "filename"),
    (
        "train.option",
        ValueError,
        lambda: fit(**linear(scheduler={"scheduler": plateau(), "interval": "day"})),
        "day",
        "day",
    ),
    ("train.option", ValueError, lambda: Tuner(Trainer()).lr_find(Net(), loader(), min_lr=2.0), "min_lr", "(2.0, 1.0)"),
    (
        "train.monitor",
        ValueError,
        lambda: fit(Net(), callbacks=EarlyStopping("val_loss")),
        "train_loss_epoch",
        "val_loss",
    ),
    ("train.monitor", ValueError, lambda: fit(Net(), callbacks=ModelCheckpoint(monitor="x")), "ModelCheckpoint", "'x'"),
    ("train.no_checkpoint", ValueError, lambda: fit(Net(), ckpt_path="no.ckpt"), "no.ckpt", "no.ckpt"),
    ("train.no_checkpoint", ValueError, lambda: fit(Net(), ckpt_path="best"), "'best'", "'best'"),
    ("train.other_run", ValueError, lambda: Net.load_from_checkpoint(other_file()), "hparams", "hparams"),
    ("train.grid", ValueError, lambda: grid_search(print, {"lr": 0.1}), "'lr' has 0.1", "0.1"),
    ("train.grid", ValueError, lambda: grid_search(print, {"lr": []}), "[]", "[]"),
    ("train.trial", TypeError, lambda: grid_search(lambda a: "good", {"a": [1]}), "str", "str"),
    ("train.trial_metric", ValueError, lambda: Results([Trial({}, {"acc": 1.0})], "x", "min").best, "'x'", "acc"),
    ("train.flat", ValueError, FLAT.suggestion, "lr=1e-09 and 0.1", "从未下降"),
]
ELSEWHERE = {
    "train.package",  # tests/train/test_panel.py
    "train.interrupted",  # tests/train/test_resume.py
    "train.broken",
    "train.stopping",
    "train.epoch",  # tests/train/test_callbacks.py
    "train.rate",
    "train.suggestion",  # tests/train/test_search.py
    *(f"train.column.{name}" for name in ("trial", "seconds", "error", "lr", "loss", "smooth")),
}


def plateau() -> Any:
    return optim.lr_scheduler.ReduceLROnPlateau(optim.SGD(nn.Linear(1, 1).parameters(), lr=0.1))


def other_file() -> Path:
    path = Path("other.ckpt")
    lab.save({"weights": lab.ones(1)}, path)
    return path


@pytest.mark.parametrize("bad", BAD, ids=[f"{bad[0]}-{i}" for i, bad in enumerate(BAD)])
def test_it_is_refused_in_both_languages(bad: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, error, call, english, chinese = bad
    monkeypatch.chdir(tmp_path)
    for language, word in (("en", english), ("zh", chinese)):
        lab.set_language(language)
        with pytest.raises(error) as raised:
            call()
        assert isinstance(raised.value, LabError) and raised.value.key == key, raised.value
        assert word in str(raised.value), raised.value


def test_every_message_is_said() -> None:
    keys = {key for key in i18n._catalogue if key.startswith("train.")}
    assert keys == {bad[0] for bad in BAD} | ELSEWHERE
    for key in keys:
        english, chinese = i18n._catalogue[key]
        assert english.isascii() and any("\u4e00" <= c <= "\u9fff" for c in chinese)


def test_a_refused_call_changes_nothing() -> None:
    module = Net()
    before = bits(module)
    for arguments in ({"loss": F.cross_entropy}, {"ckpt_path": "no.ckpt"}, {"train_dataloaders": None}):
        with pytest.raises(LabError):
            Trainer(max_epochs=1).fit(module, **{"train_dataloaders": loader(), **arguments})
    assert bits(module) == before and module.trainer is None
