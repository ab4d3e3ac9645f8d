"""Callbacks: what happens beside the training, at the moments that ``hooks.py`` names."""

from __future__ import annotations

import contextlib
import copy
import os
import re
from math import inf, isfinite, isnan
from typing import Any

from autograd_lab.train.checks import check, check_choice, check_count
from autograd_lab.train.hooks import Hooks


class Callback(Hooks):
    """Base class. Each hook gets ``(trainer, module, ...)``; see ``Hooks`` for what follows.

    ``trainer.callback_metrics`` has what was logged, and ``trainer.should_stop = True`` ends ``fit`` after the batch.
    What ``state_dict`` returns is in every checkpoint.
    """

    def state_dict(self) -> dict[str, Any]:
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on with what ``state_dict`` of an earlier run said."""


class EarlyStopping(Callback):
    """End ``fit`` when ``monitor`` has not got better for ``patience`` epochs in which it was logged.

    min_delta : a change that is not larger is none.
    mode : "min" for a loss, "max" for an accuracy.
    check_finite : a nan or an infinity ends it at once.
    stopping_threshold : so good is good enough.
    divergence_threshold : so bad is hopeless.
    """

    def __init__(
        self,
        monitor: str,
        min_delta: float = 0.0,
        patience: int = 3,
        mode: str = "min",
        check_finite: bool = True,
        stopping_threshold: float | None = None,
        divergence_threshold: float | None = None,
    ) -> None:
        check_choice("mode", mode, ("min", "max"))
        check_count("patience", patience, 0)
        self.monitor, self.min_delta, self.patience, self.mode = monitor, abs(min_delta), patience, mode
        self.check_finite = check_finite
        self.stopping_threshold, self.divergence_threshold = stopping_threshold, divergence_threshold
        self.best_score = inf if mode == "min" else -inf
        self.wait_count = self.stopped_epoch = 0

    def on_train_start(self, trainer: Any, module: Any) -> None:
        if trainer.current_epoch and 0 < self.patience <= self.wait_count:  # resumed after the end
            trainer.should_stop = True

    def on_train_epoch_end(self, trainer: Any, module: Any) -> None:
        value = trainer.monitored(self.monitor, self)
        if value is None:
            return
        if self._better(value, self.best_score, self.min_delta):
            self.best_score, self.wait_count = value, 0
        else:
            self.wait_count += 1
        good, bad = self.stopping_threshold, self.divergence_threshold
        if (
            self.wait_count >= max(self.patience, 1)
            or (self.check_finite and not isfinite(value))
            or (good is not None and self._better(value, good))
            or (bad is not None and not self._better(value, bad))
        ):
            trainer.should_stop, self.stopped_epoch = True, trainer.current_epoch

    def _better(self, value: float, than: float, by: float = 0.0) -> bool:
        return value < than - by if self.mode == "min" else value > than + by

    def state_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("best_score", "wait_count", "stopped_epoch")}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        vars(self).update(state_dict)


class ModelCheckpoint(Callback):
    """Write checkpoints while ``fit`` runs, from which it can be gone on with, and keep the best.

    dirpath : the folder; "checkpoints" in the Trainer's ``default_root_dir`` if None.
    filename : "{epoch}-{val_loss:.2f}" becomes "epoch=3-val_loss=0.12.ckpt"; "{epoch}-{step}" if None.
    monitor : what decides; None to keep the newest.
    save_top_k : how many to keep; -1 for all, 0 for none.
    save_last : write "last.ckpt" each time as well.
    every_n_epochs, every_n_train_steps : when; the second, if given, in place of the first.

    ``best_model_path``, ``best_model_score`` and ``last_model_path`` tell what there is.
    """

    def __init__(
        self,
        dirpath: str | os.PathLike[str] | None = None,
        filename: str | None = None,
        monitor: str | None = None,
        mode: str = "min",
        save_top_k: int = 1,
        save_last: bool = False,
        every_n_epochs: int = 1,
        every_n_train_steps: int | None = None,
    ) -> None:
        check_choice("mode", mode, ("min", "max"))
        check_count("save_top_k", save_top_k, -1)
        check_count("every_n_epochs", every_n_epochs)
        if every_n_train_steps is not None:
            check_count("every_n_train_steps", every_n_train_steps)
        self.dirpath = None if dirpath is None else os.fspath(dirpath)
        self.filename = filename or "{epoch}-{step}"
        pattern = re.sub(r"\{[^{}]*\}", "", self.filename)
        check("filename", filename, not {"/", "\\", "{", "}"} & set(pattern), "'{epoch}-{step}', '{val_loss:.2f}', ...")
        self.monitor, self.mode, self.save_top_k, self.save_last = monitor, mode, save_top_k, save_last
        self.every_n_epochs, self.every_n_train_steps = every_n_epochs, every_n_train_steps
        self.best_k_models: dict[str, float] = {}  # path -> score, in the order in which they were written
        self.best_model_path = self.last_model_path = ""
        self.best_model_score: float | None = None
        self._last_step = 0

    def folder(self, trainer: Any) -> str:
        """Where the files go."""
        return self.dirpath or os.path.join(trainer.default_root_dir, "checkpoints")

    def on_train_batch_end(self, trainer: Any, module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        every, step = self.every_n_train_steps, trainer.global_step
        if every is not None and step != self._last_step and step % every == 0:
            self._write(trainer)

    def on_train_epoch_end(self, trainer: Any, module: Any) -> None:
        if self.every_n_train_steps is None and (trainer.current_epoch + 1) % self.every_n_epochs == 0:
            self._write(trainer)

    def _write(self, trainer: Any) -> None:
        score = 0.0
        if self.monitor is not None:
            value = trainer.monitored(self.monitor, self)
            if value is None:
                return
            score = value
        before = copy.deepcopy(self.state_dict())
        self._last_step = trainer.global_step
        path = os.path.join(self.folder(trainer), self._name(trainer))
        gone = self._enter(path, score)
        if self.save_last:
            self.last_model_path = os.path.join(self.folder(trainer), "last.ckpt")
        try:  # what is written says already that it is there
            if path in self.best_k_models:
                trainer.save_checkpoint(path)
            if self.save_last:
                trainer.save_checkpoint(self.last_model_path)
        except BaseException:
            self.load_state_dict(before)
            raise
        for old in gone - {path}:
            with contextlib.suppress(FileNotFoundError):
                os.remove(old)

    def _enter(self, path: str, score: float) -> set[str]:
        """Take note of a new file; returns those that are no longer wanted."""
        models = {**{old: s for old, s in self.best_k_models.items() if old != path}, path: score}
        if self.save_top_k >= 0:
            newest_first = dict(reversed(models.items()))  # of equals the newest is kept, if nothing is monitored
            order = newest_first if self.monitor is None else models
            kept = set(sorted(order, key=lambda name: self._rank(models[name]))[: self.save_top_k])
        else:
            kept = set(models)
        gone = models.keys() - kept
        self.best_k_models = {name: s for name, s in models.items() if name in kept}
        if self.best_k_models:
            order = self.best_k_models if self.monitor is not None else dict(reversed(self.best_k_models.items()))
            self.best_model_path = min(order, key=lambda name: self._rank(order[name]))
            self.best_model_score = order[self.best_model_path] if self.monitor is not None else None
        return set(gone)

    def _rank(self, score: float) -> float:
        """The smaller the better; what is no number is worst."""
        return inf if isnan(score) else score if self.mode == "min" else -score

    def _name(self, trainer: Any) -> str:
        known = {**trainer.callback_metrics, "epoch": trainer.current_epoch, "step": trainer.global_step}

        def value(found: re.Match[str]) -> str:
            name, form = found.groups()
            return f"{name.replace('/', '_')}={format(known.get(name, 0), form or '')}"

        return re.sub(r"\{([^{}:]+):?([^{}]*)\}", value, self.filename) + ".ckpt"

    def state_dict(self) -> dict[str, Any]:
        names = ("best_k_models", "best_model_path", "best_model_score", "last_model_path", "_last_step")
        return {name: getattr(self, name) for name in names}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        vars(self).update(state_dict)
        self.best_k_models = dict(self.best_k_models)


class LearningRateMonitor(Callback):
    """Log the learning rate of every group, as ``lr-Adam`` or ``lr-Adam/1``; ``logging_interval`` "epoch" or "step"."""

    def __init__(self, logging_interval: str = "epoch") -> None:
        check_choice("logging_interval", logging_interval, ("epoch", "step"))
        self.logging_interval = logging_interval

    def on_train_epoch_start(self, trainer: Any, module: Any) -> None:
        if self.logging_interval == "epoch":
            trainer.record(self._rates(trainer))

    def on_train_batch_start(self, trainer: Any, module: Any, batch: Any, batch_idx: int) -> None:
        if self.logging_interval == "step":
            trainer.record(self._rates(trainer), step=True)

    def _rates(self, trainer: Any) -> dict[str, float]:
        found: dict[str, float] = {}
        for optimizer in trainer.optimizers:
            name = f"lr-{type(optimizer).__name__}"
            for index, group in enumerate(optimizer.param_groups):
                found[name if len(optimizer.param_groups) == 1 else f"{name}/{index}"] = float(group["lr"])
        return found
