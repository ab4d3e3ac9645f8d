"""One line that tells how far a run is, on a terminal or under a cell; quiet where the output is a file or a pipe."""

from __future__ import annotations

import shutil
import sys
from time import monotonic
from typing import Any

from autograd_lab.i18n import tr
from autograd_lab.train.callbacks import Callback
from autograd_lab.train.table import width

PERIOD = 0.1  # seconds between two looks
BAR = 16  # characters


def in_notebook() -> bool:
    """Whether a Jupyter kernel runs us. Nothing is imported: without IPython loaded there is none."""
    ipython = sys.modules.get("IPython")
    return getattr(ipython.get_ipython() if ipython is not None else None, "kernel", None) is not None


class ProgressLine(Callback):
    """Epoch, a bar of the batches, the values logged with ``prog_bar=True``, and the pace."""

    def __init__(self) -> None:
        self._width = 0  # of what stands there now
        self._drawn = self._begun = 0.0
        self._batches = 0  # since ``_begun``

    @staticmethod
    def wanted(panel: Any) -> bool:
        """Whether somebody looks who has nothing better."""
        return sys.stdout.isatty() or (panel is None and in_notebook())

    def setup(self, trainer: Any, module: Any, stage: str) -> None:
        self._begun, self._drawn, self._batches = monotonic(), 0.0, 0

    def on_train_batch_end(self, trainer: Any, module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        self._batches += 1
        self._draw(trainer, trainer.place.batch, trainer.num_training_batches)

    def on_validation_batch_end(self, trainer: Any, module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        self._batches += 1
        self._draw(trainer, batch_idx + 1, trainer.num_batches)

    on_test_batch_end = on_predict_batch_end = on_validation_batch_end

    def on_train_epoch_end(self, trainer: Any, module: Any) -> None:
        self._draw(trainer, trainer.place.batch, trainer.num_training_batches, at_once=True)

    def teardown(self, trainer: Any, module: Any, stage: str) -> None:
        if self._width:
            print(flush=True)
            self._width = 0

    def _draw(self, trainer: Any, batch: int, batches: int | None, at_once: bool = False) -> None:
        now = monotonic()
        if now - self._drawn < PERIOD and not at_once:
            return
        self._drawn = now
        room = (shutil.get_terminal_size().columns if sys.stdout.isatty() else 100) - 1
        text = _cut(self._text(trainer, batch, batches, now), room)
        columns = width(text)
        print("\r" + text + " " * (self._width - columns), end="", flush=True)
        self._width = columns

    def _text(self, trainer: Any, batch: int, batches: int | None, now: float) -> str:
        epochs = "" if trainer.max_epochs == sys.maxsize else f"/{trainer.max_epochs}"
        parts = [tr("train.epoch", epoch=f"{trainer.current_epoch + 1}{epochs}")] if trainer.running == "fit" else []
        if trainer.stage != "train":
            parts.append(trainer.stage)
        if batches:
            done = round(BAR * min(batch / batches, 1))
            parts.append("━" * done + "─" * (BAR - done))
        parts.append(f"{batch}/{batches}" if batches else str(batch))
        if now > self._begun:
            rate = self._batches / (now - self._begun)
            parts.append(tr("train.rate", rate=f"{rate:.0f}" if rate >= 10 else f"{rate:.2g}"))
        parts += [f"{name} {value:.4g}" for name, value in trainer.progress_metrics.items()]
        return "  ".join(parts)


def _cut(text: str, room: int) -> str:
    """``text``, shortened to ``room`` columns."""
    if width(text) <= room:
        return text
    while text and width(text) > room - 1:
        text = text[:-1]
    return text + "…"
