"""Where numbers go that are logged."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

import autograd_lab.train.messages  # noqa: F401  (registers what the error says)
from autograd_lab.errors import UseError


class Logger:
    """Base class: write ``log_metrics``."""

    every_step = False  # whether it wants all steps, whatever ``log_every_n_steps`` is

    def log_metrics(self, values: Mapping[str, float], step: int) -> None:
        """Numbers by name, and the optimizer step at which they were found."""

    def log_hyperparams(self, values: Mapping[str, Any]) -> None:
        """Called once, when ``fit`` begins."""

    def flush(self) -> None:
        """A call of the Trainer has ended."""


class PanelLogger(Logger):
    """Adds curves to a live panel, which finds ``train_loss`` by itself, at every step."""

    every_step = True

    def __init__(self, panel: Any) -> None:
        self.panel = panel

    def log_metrics(self, values: Mapping[str, float], step: int) -> None:
        shown = {name: value for name, value in values.items() if name != "train_loss"}
        if shown:
            self.panel.log(shown)


class TensorBoardLogger(Logger):
    """Event files for ``tensorboard --logdir save_dir``; needs the package tensorboard.

    save_dir, name, version : the file is in ``save_dir/name/version``; the next free "version_0", ... if None.

    UseError that says what to install if the package is missing.
    """

    def __init__(self, save_dir: str | os.PathLike[str], name: str = "", version: str | None = None) -> None:
        try:
            from tensorboard.compat.proto.event_pb2 import Event
            from tensorboard.compat.proto.summary_pb2 import Summary
            from tensorboard.summary.writer.event_file_writer import EventFileWriter
        except ImportError:
            raise UseError("train.package", what="TensorBoardLogger", package="tensorboard") from None
        folder = os.path.join(os.fspath(save_dir), name)
        if version is None:
            taken = [entry.removeprefix("version_") for entry in os.listdir(folder)] if os.path.isdir(folder) else []
            version = f"version_{max((int(n) for n in taken if n.isdecimal()), default=-1) + 1}"
        self.log_dir = os.path.join(folder, version)
        self._event, self._summary, self._open = Event, Summary, EventFileWriter
        self._writer: Any = None

    def log_metrics(self, values: Mapping[str, float], step: int) -> None:
        """One scalar each."""
        scalars = [self._summary.Value(tag=name, simple_value=value) for name, value in values.items()]
        self._write(self._summary(value=scalars), step)

    def log_hyperparams(self, values: Mapping[str, Any]) -> None:
        """As text, one line each."""
        if values:
            text = "  \n".join(f"{name}: {value}" for name, value in values.items())
            self._write(self._summary(value=[self._text("hparams", text)]), 0)

    def _text(self, tag: str, text: str) -> Any:
        from tensorboard.plugins.text.summary_v2 import text_pb  # type: ignore[import-not-found]

        return text_pb(tag, text).value[0]

    def _write(self, summary: Any, step: int) -> None:
        if self._writer is None:  # with the first value: no empty files
            self._writer = self._open(self.log_dir)
        self._writer.add_event(self._event(wall_time=time.time(), step=step, summary=summary))

    def flush(self) -> None:
        if self._writer is not None:
            self._writer.flush()
