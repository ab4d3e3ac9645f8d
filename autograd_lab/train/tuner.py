"""The learning rate range test: let the rate grow at every batch, and look where the loss falls fastest.

Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017, section 3.3.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite, log
from typing import Any

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import ArgumentError
from autograd_lab.i18n import tr
from autograd_lab.train.callbacks import Callback
from autograd_lab.train.checks import check, check_choice, check_count
from autograd_lab.train.module import as_module
from autograd_lab.train.table import as_html, as_text
from autograd_lab.train.trainer import Trainer

ROWS = 12  # of the table
BETA = 0.9  # weight of the past in the smoothed loss
EDGE = 3  # batches at each end that tell nothing: the mean is young there, or the loss explodes


@dataclass(frozen=True)
class RangeTest:
    """What ``lr_find`` found: the rates, the loss of the batch at each, and its running mean."""

    lrs: list[float]
    losses: list[float]
    smoothed: list[float]

    def suggestion(self) -> float:
        """The rate at which the smoothed loss falls fastest as a function of log(lr), before it is at its lowest.

        ArgumentError (a ValueError) if it falls nowhere.
        """
        at = self._steepest()
        if at is None:
            raise ArgumentError("train.flat", least=self.lrs[0], most=self.lrs[-1])
        return self.lrs[at]

    def _steepest(self) -> int | None:
        best, slope = None, 0.0
        lowest = min(range(len(self.lrs)), key=self.smoothed.__getitem__, default=0)
        for i in range(EDGE, min(lowest, len(self.lrs) - EDGE)):
            here = (self.smoothed[i + 1] - self.smoothed[i - 1]) / log(self.lrs[i + 1] / self.lrs[i - 1])
            if here < slope:
                best, slope = i, here
        return best

    def _table(self) -> tuple[list[str], list[list[Any]], int | None]:
        """About ``ROWS`` of the batches, that of the suggestion among them."""
        best = self._steepest()
        step = max(1, len(self.lrs) // ROWS)
        offset = 0 if best is None else best % step
        chosen = range(offset, len(self.lrs), step)
        head = [tr(f"train.column.{name}") for name in ("lr", "loss", "smooth")]
        rows = [[self.lrs[i], self.losses[i], self.smoothed[i]] for i in chosen]
        return head, rows, None if best is None else chosen.index(best)

    def __str__(self) -> str:
        head, rows, best = self._table()
        marks = [["← " + tr("train.suggestion") if i == best else ""] for i in range(len(rows))]
        lines = as_text(head, rows).splitlines()
        return "\n".join(
            [*lines[:2], *(f"{line}  {mark}".rstrip() for line, [mark] in zip(lines[2:], marks, strict=True))]
        )

    def _repr_html_(self) -> str:
        return as_html(*self._table())


class Tuner:
    """Finds good settings for what ``trainer`` is to train."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer

    def lr_find(
        self,
        model: nn.Module,
        train_dataloaders: Iterable[Any],
        *,
        loss: Any = None,
        optimizer: Any = None,
        min_lr: float = 1e-6,
        max_lr: float = 1.0,
        num_training: int = 100,
        mode: str = "exponential",
        early_stop_threshold: float | None = 4.0,
    ) -> RangeTest:
        """Train ``num_training`` batches with rates from ``min_lr`` to ``max_lr``; everything is put back afterwards.

            found = Tuner(trainer).lr_find(model, loader, loss=loss_function, optimizer=optimizer)
            print(found); found.suggestion()

        mode : "exponential" or "linear".
        early_stop_threshold : ends when the smoothed loss is so many times its best; None to go to the end.

        Uses the Trainer's ``accumulate_grad_batches`` and clipping. The loader may be short, it is begun again.
        """
        check("min_lr, max_lr", (min_lr, max_lr), 0 < min_lr < max_lr, "0 < min_lr < max_lr")
        check_count("num_training", num_training, 2 * EDGE + 1)
        check_choice("mode", mode, ("exponential", "linear"))
        module = as_module(model, loss, optimizer, None, None)
        parts: dict[str, Any] = dict(module.parts())
        if optimizer is not None:
            parts["optimizer"] = optimizer
        if hasattr(train_dataloaders, "state_dict"):
            parts["loader"] = train_dataloaders
        before, modes = io.BytesIO(), [(part, part.training) for part in module.modules()]
        lab.save_checkpoint(before, **parts)
        probe = _Probe(min_lr, max_lr, num_training, mode, early_stop_threshold)
        trainer = Trainer(
            callbacks=probe,
            accumulate_grad_batches=self.trainer.accumulate_grad_batches,
            gradient_clip_val=self.trainer.gradient_clip_val,
            gradient_clip_algorithm=self.trainer.gradient_clip_algorithm,
            enable_progress_bar=False,
        )
        try:
            trainer._fit(module, train_dataloaders, None, None, leave=False)
        finally:
            before.seek(0)
            lab.load_checkpoint(before, **parts)
            for part, training in modes:
                part.training = training
            module.zero_grad()
            module.trainer = None
        if trainer.interrupted:
            raise KeyboardInterrupt
        return RangeTest(probe.lrs, probe.losses, probe.smoothed)


class _Probe(Callback):
    """Sets the rate before every batch, and takes down the loss after it."""

    def __init__(self, least: float, most: float, count: int, mode: str, threshold: float | None) -> None:
        self.lrs: list[float] = []
        self.losses: list[float] = []
        self.smoothed: list[float] = []
        shares = [i / (count - 1) for i in range(count)]
        if mode == "exponential":
            self.plan = [least * (most / least) ** share for share in shares]
        else:
            self.plan = [least + (most - least) * share for share in shares]
        self.threshold = inf if threshold is None else threshold
        self._mean = 0.0

    def on_fit_start(self, trainer: Any, module: Any) -> None:
        trainer.schedulers = []  # the rate is ours

    def on_train_batch_start(self, trainer: Any, module: Any, batch: Any, batch_idx: int) -> None:
        for optimizer in trainer.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = self.plan[len(self.lrs)]

    def on_train_batch_end(self, trainer: Any, module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        loss = outputs["loss"] if isinstance(outputs, dict) else outputs
        value = float(loss.item())
        if not isfinite(value):
            trainer.should_stop = True
            return
        self.lrs.append(self.plan[len(self.lrs)])
        self.losses.append(value)
        self._mean = BETA * self._mean + (1 - BETA) * value
        self.smoothed.append(self._mean / (1 - BETA ** len(self.lrs)))  # without the pull of the zero at the start
        worse = self.smoothed[-1] > self.threshold * min(self.smoothed) and len(self.lrs) > 2 * EDGE
        trainer.should_stop = worse or len(self.lrs) == len(self.plan)
