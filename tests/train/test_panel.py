"""Runs in a live panel, and logs to it and to TensorBoard."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import optim
from autograd_lab.errors import UseError
from autograd_lab.nn import functional as F
from autograd_lab.train import Callback, Logger, TensorBoardLogger, Trainer
from autograd_lab.ui.live_panel import LivePanel
from tests.train.runs import Net, bits, loader, network

PANELS: list[LivePanel] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """The panels that a test has made: each keeps a watcher on the engine until it is closed."""
    yield
    while PANELS:
        PANELS.pop().close()


def watched(folder: Path, *callbacks: Callback, background: bool, resume: Any = None) -> tuple[Trainer, Any, Any]:
    lab.manual_seed(0)
    model = network()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    panel = LivePanel(model, optimizer)
    PANELS.append(panel)
    trainer = Trainer(max_epochs=3, panel=panel, background=background, callbacks=callbacks, default_root_dir=folder)
    options: Any = {"loss": F.cross_entropy, "optimizer": optimizer, "ckpt_path": resume}
    run = trainer.fit(model, loader(), loader(), **options)
    if background:
        assert run.wait(30) is None
    return trainer, panel, model


@pytest.mark.parametrize("background", [False, True])
def test_the_panel_shows_what_is_logged(tmp_path: Path, background: bool) -> None:
    trainer, panel, model = watched(tmp_path, background=background)
    steps, _ = panel.history.curve("train_loss")
    assert list(steps) == list(range(1, 19)), "its own curve, of every step"
    steps, values = panel.history.curve("val_loss")
    assert list(steps) == [6, 12, 18]
    assert values.tolist() == pytest.approx([row["val_loss"] for row in trainer.history])
    assert panel.state == "done" and panel.epoch == 3
    lab.manual_seed(0)
    alone = network()
    Trainer(max_epochs=3).fit(
        alone, loader(), loader(), loss=F.cross_entropy, optimizer=optim.SGD(alone.parameters(), lr=0.1)
    )
    assert bits(alone) == bits(model)


@pytest.mark.parametrize("background", [False, True])
@pytest.mark.parametrize("step", [3, 6, 8])
def test_the_stop_button_leaves_a_run_that_goes_on(tmp_path: Path, background: bool, step: int) -> None:
    class Stop(Callback):
        def on_train_batch_end(self, trainer: Any, *rest: Any) -> None:
            if trainer.global_step == step:
                trainer.panel.stop()

    whole, _, weights = watched(tmp_path, background=background)
    stopped, panel, _ = watched(tmp_path, Stop(), background=background)
    assert stopped.interrupted and stopped.global_step == step and panel.state == "stopped"
    again, _, end = watched(tmp_path, background=background, resume="last")
    assert bits(end) == bits(weights) and again.history == whole.history


@pytest.mark.parametrize("background", [False, True])
def test_stop_while_it_validates(tmp_path: Path, background: bool) -> None:
    class Stop(Callback):
        def on_validation_batch_end(self, trainer: Any, *rest: Any) -> None:
            trainer.panel.stop()

    whole, _, weights = watched(tmp_path, background=background)
    stopped, _, _ = watched(tmp_path, Stop(), background=background)
    assert stopped.interrupted and (stopped.global_step, stopped.current_epoch) == (6, 1)
    again, _, end = watched(tmp_path, background=background, resume="last")
    assert bits(end) == bits(weights) and again.history == whole.history


def test_an_error_in_the_background_is_raised_where_it_is_waited_for(tmp_path: Path) -> None:
    class Fails(Callback):
        def on_train_batch_end(self, *args: Any) -> None:
            raise ZeroDivisionError("on purpose")

    with pytest.raises(ZeroDivisionError, match="on purpose"):
        watched(tmp_path, Fails(), background=True)


def test_loggers_get_some_steps_and_all_epochs() -> None:
    class Keep(Logger):
        def __init__(self) -> None:
            self.got: list[tuple[int, set[str]]] = []
            self.hparams: Any = None

        def log_metrics(self, values: Any, step: int) -> None:
            self.got.append((step, set(values)))

        def log_hyperparams(self, values: Any) -> None:
            self.hparams = dict(values)

    logger = Keep()
    Trainer(max_epochs=2, loggers=[logger], log_every_n_steps=4).fit(Net(lr=0.25), loader(), loader())
    step, epoch, val = {"train_loss_step"}, {"train_loss_epoch"}, {"val_loss"}
    assert logger.got == [(4, step), (6, val), (6, epoch), (10, step), (12, val), (12, epoch)]
    assert logger.hparams == {"lr": 0.25}


def test_tensorboard_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "tensorboard"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    for language, words in (("en", "needs the package tensorboard: pip install"), ("zh", "需要 tensorboard 包")):
        lab.set_language(language)
        with pytest.raises(UseError, match=words):
            TensorBoardLogger(tmp_path)


class Message(types.SimpleNamespace):
    """Stands for the messages of protocol buffers: keeps what it is given."""


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """The names of tensorboard that are used, as tensorboard 2.21 has them; what is written is kept in a list."""
    written: list[tuple[str, Any]] = []

    class Writer:
        def __init__(self, folder: str) -> None:
            self.folder = folder
            Path(folder).mkdir(parents=True)

        def add_event(self, event: Any) -> None:
            written.append((self.folder, event))

        def flush(self) -> None:
            written.append((self.folder, "flush"))

    class Summary(Message):
        Value = Message

    contents = {
        "compat.proto.event_pb2": {"Event": Message},
        "compat.proto.summary_pb2": {"Summary": Summary},
        "summary.writer.event_file_writer": {"EventFileWriter": Writer},
        "plugins.text.summary_v2": {"text_pb": lambda tag, text: Summary(value=[Message(tag=tag, text=text)])},
    }
    for path, names in contents.items():
        parts = ["tensorboard", *path.split(".")]
        for i in range(1, len(parts) + 1):
            name = ".".join(parts[:i])
            monkeypatch.setitem(sys.modules, name, sys.modules.get(name) or types.ModuleType(name))
        vars(sys.modules[".".join(parts)]).update(names)
    return written


def test_event_files(events: list[tuple[str, Any]], tmp_path: Path) -> None:
    for version in range(2):
        events.clear()
        Trainer(max_epochs=1, loggers=TensorBoardLogger(tmp_path, "net")).fit(Net(lr=0.25), loader())
        assert {folder for folder, _ in events} == {str(tmp_path / "net" / f"version_{version}")}
        *found, last = [event for _, event in events]
        assert last == "flush"
        assert found[0].summary.value[0].text == "lr: 0.25"
        scalar = found[1].summary.value[0]
        assert (found[1].step, scalar.tag) == (6, "train_loss_epoch") and 0 < scalar.simple_value < 2


def test_real_event_files(tmp_path: Path) -> None:
    """Where the package is there, its own reader reads what was written."""
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    logger = TensorBoardLogger(tmp_path)
    trainer = Trainer(max_epochs=2, loggers=logger, log_every_n_steps=1)
    trainer.fit(Net(), loader(), loader())
    read = EventAccumulator(logger.log_dir).Reload()
    assert [scalar.step for scalar in read.Scalars("train_loss_step")] == list(range(1, 13))
    expected = [row["val_loss"] for row in trainer.history]
    assert [scalar.value for scalar in read.Scalars("val_loss")] == pytest.approx(expected)
    assert read.Tags()["tensors"] == ["hparams"]
