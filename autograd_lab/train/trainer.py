"""The Trainer: the loop around ``training_step``, and everything that has to happen between its lines.

    fit ── epoch ──┬── batches: training_step, backward, clip, optimizer.step, schedulers   phase "train"
                   ├── validation                                                           phase "validate"
                   └── epoch hooks; last of all, checkpoints                                phase "end"

Where a run is, ``trainer.place`` says: epoch, batch and phase. It is in every checkpoint, and a run that is resumed
enters the same loop there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import ArgTypeError, ArgumentError, UseError
from autograd_lab.i18n import tr
from autograd_lab.serialization import rng
from autograd_lab.train import checkpoints
from autograd_lab.train.batches import length, moved, size_of
from autograd_lab.train.callbacks import Callback, ModelCheckpoint
from autograd_lab.train.checks import check, check_choice, check_count, check_limit
from autograd_lab.train.interrupts import deferred
from autograd_lab.train.loggers import Logger, PanelLogger
from autograd_lab.train.means import Means, number
from autograd_lab.train.module import LightningModule, Supervised, as_module
from autograd_lab.train.precision import Precision
from autograd_lab.train.progress import ProgressLine, in_notebook
from autograd_lab.train.rules import Rule, read_optimizers

_HOOK = {"validate": "validation", "test": "test", "predict": "predict"}  # what the hooks call a stage


class Trainer:
    """Trains, validates, tests and predicts.

        trainer = lab.train.Trainer(max_epochs=20, callbacks=[lab.train.EarlyStopping("val_loss")])
        trainer.fit(module, loader, val_loader)                                       # a LightningModule
        trainer.fit(model, loader, val_loader, loss=loss_function, optimizer=optimizer)   # or a plain model

    max_epochs, max_steps : where ``fit`` ends; 1000 epochs if neither is given. -1 for no limit of steps.
    callbacks : see ``Callback``; called in their order, ModelCheckpoints last.
    accumulate_grad_batches : so many batches make one step; each gradient counts 1/n.
    precision : "32-true"; "bf16-mixed" or "16-mixed" for steps under ``torch.autocast``, the latter with a
        ``GradScaler``, whose state is in the checkpoints. A step that overflows is left out, and not counted.
    gradient_clip_val, gradient_clip_algorithm : ``clip_grad_norm_`` ("norm") or ``clip_grad_value_`` ("value").
    limit_*_batches : None for all, a number of batches, or a share of all (0.0 ... 1.0).
    check_val_every_n_epoch : validation after every so many epochs.
    log_every_n_steps : how often loggers get what is logged per step; the panel gets all.
    loggers : see ``Logger``, ``TensorBoardLogger``.
    panel : what ``lab.viz.live(model, optimizer)`` returned, to watch and steer the run.
    background : whether ``fit`` runs in the panel's thread and returns at once; None: in a notebook.
    enable_progress_bar : one line that is renewed; None: on a terminal or in a notebook without a panel.
    default_root_dir : where checkpoints go if nothing else is said; the working directory if None.

    ``callback_metrics`` has the newest value of all that was logged, ``history`` a dict of them per epoch.
    Ctrl-C, or the panel's stop, ends ``fit`` after the batch, quietly: ``interrupted`` is True then, and a checkpoint
    is left from which ``fit(..., ckpt_path="last")`` goes on as if nothing had happened.
    """

    def __init__(
        self,
        *,
        max_epochs: int | None = None,
        max_steps: int = -1,
        callbacks: Callback | Sequence[Callback] | None = None,
        accumulate_grad_batches: int = 1,
        precision: str | int = "32-true",
        gradient_clip_val: float | None = None,
        gradient_clip_algorithm: str = "norm",
        limit_train_batches: float | None = None,
        limit_val_batches: float | None = None,
        limit_test_batches: float | None = None,
        limit_predict_batches: float | None = None,
        check_val_every_n_epoch: int = 1,
        log_every_n_steps: int = 50,
        loggers: Logger | Sequence[Logger] | None = None,
        panel: Any = None,
        background: bool | None = None,
        enable_progress_bar: bool | None = None,
        default_root_dir: str | os.PathLike[str] | None = None,
    ) -> None:
        if max_epochs is None:
            max_epochs = 1000 if max_steps == -1 else sys.maxsize
        check_count("max_epochs", max_epochs, 0)
        check_count("max_steps", max_steps, -1)
        check_count("accumulate_grad_batches", accumulate_grad_batches)
        check_count("check_val_every_n_epoch", check_val_every_n_epoch)
        check_count("log_every_n_steps", log_every_n_steps)
        check_choice("gradient_clip_algorithm", gradient_clip_algorithm, ("norm", "value"))
        clips = gradient_clip_val is None or (isinstance(gradient_clip_val, (int, float)) and gradient_clip_val > 0)
        check("gradient_clip_val", gradient_clip_val, clips, "None | > 0")
        check_limit("limit_train_batches", limit_train_batches)
        check_limit("limit_val_batches", limit_val_batches)
        check_limit("limit_test_batches", limit_test_batches)
        check_limit("limit_predict_batches", limit_predict_batches)
        self.limits = {
            "train": limit_train_batches,
            "validate": limit_val_batches,
            "test": limit_test_batches,
            "predict": limit_predict_batches,
        }
        self.max_epochs, self.max_steps = max_epochs, max_steps
        self.accumulate_grad_batches = accumulate_grad_batches
        self.precision = Precision(precision)
        self.gradient_clip_val, self.gradient_clip_algorithm = gradient_clip_val, gradient_clip_algorithm
        self.check_val_every_n_epoch, self.log_every_n_steps = check_val_every_n_epoch, log_every_n_steps
        self.panel = panel
        self.background = in_notebook() if background is None else background
        self.default_root_dir = os.fspath(default_root_dir) if default_root_dir is not None else os.getcwd()
        own = _listed(callbacks)
        if enable_progress_bar or (enable_progress_bar is None and ProgressLine.wanted(panel)):
            own.append(ProgressLine())
        self.callbacks: list[Callback] = sorted(own, key=lambda callback: isinstance(callback, ModelCheckpoint))
        self.loggers: list[Logger] = _listed(loggers) + ([PanelLogger(panel)] if panel is not None else [])
        self.module: Any = None
        self.running = ""  # "fit", "validate", "test", "predict", or "" between the calls
        self.stage = ""  # the same, but in fit "train" or "validate"
        self._begin()

    def _begin(self) -> None:
        """Be at the beginning of a run."""
        self.place = checkpoints.Place()
        self.should_stop = self.interrupted = False
        self.callback_metrics: dict[str, float] = {}
        self.progress_metrics: dict[str, float] = {}
        self.epoch_metrics: dict[str, float] = {}  # those of ``callback_metrics`` that are of this epoch
        self.history: list[dict[str, float]] = []
        self.optimizers: list[Any] = []
        self.scaler: Any = None  # a GradScaler, of a run in "16-mixed"
        self.schedulers: list[Rule] = []
        self.num_training_batches: int | None = None  # in an epoch; None if nobody knows
        self.num_batches: int | None = None  # the same for validate, test and predict
        self.means = Means()
        self.loaders: dict[str, Any] = {}
        self._in_batch = False
        self._whole = True  # between two batches: what is stored now can be gone on with
        self._asked = False  # an interrupt waits for the end of the batch

    @property
    def current_epoch(self) -> int:
        """Counted from 0."""
        return self.place.epoch

    @property
    def global_step(self) -> int:
        """Steps of optimizers so far."""
        return self.place.step

    # -- the four calls -------------------------------------------------------------------------------------------

    def fit(
        self,
        model: nn.Module,
        train_dataloaders: Iterable[Any] | None = None,
        val_dataloaders: Iterable[Any] | None = None,
        *,
        loss: Any = None,
        optimizer: Any = None,
        scheduler: Any = None,
        metrics: Any = None,
        ckpt_path: str | os.PathLike[str] | None = None,
    ) -> Any:
        """Train ``model``. In the background it returns the run at once (``run.wait()``), else None at the end.

        model : a LightningModule; or any module together with ``loss``, ``optimizer`` and, if wanted, ``scheduler``
            and ``metrics``, as ``Supervised`` takes them.
        train_dataloaders, val_dataloaders : a DataLoader each, or another iterable of batches.
        ckpt_path : a Trainer's checkpoint to go on from, bit for bit; "last" for the newest one there is, "best" for
            the best of ModelCheckpoint. A loader without ``state_dict`` must give the same batches again.
        """
        module = as_module(model, loss, optimizer, scheduler, metrics)
        self._need(train_dataloaders, "train")
        path = None if ckpt_path is None else checkpoints.resolved(self, ckpt_path)
        if self.panel is not None and self.background:
            return self.panel.background(self._fit, module, train_dataloaders, val_dataloaders, path)
        return self._fit(module, train_dataloaders, val_dataloaders, path)

    def validate(
        self,
        model: nn.Module | None = None,
        dataloaders: Iterable[Any] | None = None,
        *,
        loss: Any = None,
        metrics: Any = None,
        ckpt_path: str | os.PathLike[str] | None = None,
    ) -> list[dict[str, float]]:
        """What ``validation_step`` logs, as a list with one dict. ``model`` None: the one trained last."""
        return [self._evaluation("validate", model, dataloaders, loss, metrics, ckpt_path)[0]]

    def test(
        self,
        model: nn.Module | None = None,
        dataloaders: Iterable[Any] | None = None,
        *,
        loss: Any = None,
        metrics: Any = None,
        ckpt_path: str | os.PathLike[str] | None = None,
    ) -> list[dict[str, float]]:
        """As ``validate``, with ``test_step``."""
        return [self._evaluation("test", model, dataloaders, loss, metrics, ckpt_path)[0]]

    def predict(
        self,
        model: nn.Module | None = None,
        dataloaders: Iterable[Any] | None = None,
        *,
        ckpt_path: str | os.PathLike[str] | None = None,
    ) -> list[Any]:
        """What ``predict_step`` returns for each batch; runs without gradients, in eval mode."""
        return self._evaluation("predict", model, dataloaders, None, None, ckpt_path)[1]

    # -- fit --------------------------------------------------------------------------------------------------------

    def _fit(self, module: LightningModule, loader: Any, val_loader: Any, path: str | None, leave: bool = True) -> None:
        """``leave`` says whether an interrupt leaves a checkpoint."""
        self._begin()
        with self._running("fit", module), deferred(self._ask):
            self.loaders = {"train": loader, "validate": val_loader}
            self.optimizers, self.schedulers = read_optimizers(module.configure_optimizers())
            self._check_optimization(module)
            self.scaler = self.precision.scaler(module.device)
            self.num_training_batches = length(loader, self.limits["train"])
            counters = [optimizer.register_step_post_hook(self._stepped) for optimizer in self.optimizers]
            try:
                for logger in self.loggers:
                    logger.log_hyperparams(getattr(module, "hparams", {}))
                module.train()
                for optimizer in self.optimizers:
                    optimizer.zero_grad()
                if path is not None:
                    checkpoints.restore(self, path)
                self.call("on_fit_start")
                self.call("on_train_start")
                while not self._over:
                    self._epoch()
                    self._look_up()
                self.call("on_train_end")
                self.call("on_fit_end")
            except KeyboardInterrupt as interrupt:
                self._end_early(interrupt, leave)
            finally:
                for counter in counters:
                    counter.remove()

    @property
    def _over(self) -> bool:
        return self.should_stop or self.current_epoch >= self.max_epochs or self._enough_steps

    @property
    def _enough_steps(self) -> bool:
        return self.max_steps != -1 and self.global_step >= self.max_steps

    def _epoch(self) -> None:
        """One epoch, or what is left of it."""
        if self.place.phase == "train":
            if self.place.batch == 0:
                self.epoch_metrics = {}
                self.call("on_train_epoch_start")
            self.stage = "train"
            self._train_batches()
            if self.place.batch == 0:  # an empty loader, or a generator that has been used up
                raise ArgumentError("train.no_data", stage="train")
            self.place.phase = "validate"
        if self._validates:
            self._evaluate("validate", self.loaders["validate"])
        self.stage = "train"
        self.record(self.means.close("train"))
        for rule in self.schedulers:
            if rule.due("epoch", self.current_epoch + 1):
                rule.step(self)
        self.place.phase = "end"
        row = {"epoch": self.current_epoch, "step": self.global_step, **self.epoch_metrics}
        self.history.append(row)
        last = [callback for callback in self.callbacks if isinstance(callback, ModelCheckpoint)]
        self._each([callback for callback in self.callbacks if callback not in last], "on_train_epoch_end")
        self.module.on_train_epoch_end()
        row.update(self.epoch_metrics)  # those hooks may have logged
        self._each(last, "on_train_epoch_end")
        self.place.next_epoch()

    @property
    def _validates(self) -> bool:
        """Whether there is a validation in this epoch."""
        due = (self.current_epoch + 1) % self.check_val_every_n_epoch == 0
        return due and self.loaders.get("validate") is not None and self.limits["validate"] != 0

    def _train_batches(self) -> None:
        loader, total = self.loaders["train"], self.num_training_batches
        limited = total if self.limits["train"] is not None and total != length(loader, None) else None
        walk = loader if self.panel is None else self.panel(loader)
        seen = 0 if hasattr(loader, "state_dict") else self.place.batch  # a DataLoader goes on by itself
        left = None if limited is None else limited - self.place.batch + seen
        for batch in islice(walk, seen, left):
            self._train_batch(batch)
            if self.should_stop or self._enough_steps:
                self.place.abandoned = True
                break
            self._look_up()
        not_begun = self.place.batch == 0 and total != 0  # stop was pressed before the loop, in a validation
        if self.panel is not None and (not_begun or getattr(self.panel, "state", "") == "stopped"):
            raise KeyboardInterrupt
        self.place.abandoned = self.place.abandoned or (limited is not None and self.place.batch >= limited)
        if self.place.pending:  # of a loader that did not say how long it is
            self._whole = False
            self._optimizer_step()
            self._whole = True

    def _train_batch(self, batch: Any) -> None:
        module, index = self.module, self.place.batch
        batch = moved(batch, module.device)
        self._whole, self._in_batch = False, True
        self.means.size = size_of(batch)
        self.call("on_train_batch_start", batch, index)
        if module.automatic_optimization:
            outputs = self._automatic(batch, index)
        else:
            with self.precision.region(module.device):
                outputs = module.training_step(batch, index)
        self.place.batch += 1
        self._in_batch = False
        self.record(self.means.take_step(), step=True)
        self._whole = True
        self.call("on_train_batch_end", outputs, batch, index)

    def _automatic(self, batch: Any, index: int) -> Any:
        with self.precision.region(self.module.device):
            outputs = self.module.training_step(batch, index)
        loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
        if loss is not None and not isinstance(loss, lab.Tensor):
            raise ArgTypeError("train.loss", got=type(outputs).__name__)
        if loss is not None:
            if not self.place.pending:
                self.call("on_before_zero_grad", self.optimizers[0])
                self.optimizers[0].zero_grad()
            self.backward(loss)
            self.place.pending += 1
        full = (index + 1) % self.accumulate_grad_batches == 0 or index + 1 == self.num_training_batches
        if self.place.pending and full:
            self._optimizer_step()
        return outputs

    def backward(self, loss: Any, **options: Any) -> None:
        """``loss.backward()`` with its hooks; where gradients are accumulated, of the loss over their number."""
        self.call("on_before_backward", loss)
        loss = loss if self.scaler is None else self.scaler.scale(loss)
        if self.module.automatic_optimization and self.accumulate_grad_batches > 1:
            loss.backward(lab.full_like(loss, 1 / self.accumulate_grad_batches), **options)
        else:
            loss.backward(**options)
        self.call("on_after_backward")

    def _optimizer_step(self) -> None:
        optimizer = self.optimizers[0]
        if self.scaler is not None:
            self.scaler.unscale_(optimizer)
        self.call("on_before_optimizer_step", optimizer)
        if self.gradient_clip_val is not None:
            parameters = [p for group in optimizer.param_groups for p in group["params"]]
            clip = {"norm": nn.utils.clip_grad_norm_, "value": nn.utils.clip_grad_value_}
            clip[self.gradient_clip_algorithm](parameters, self.gradient_clip_val)
        self.place.pending = 0
        before = self.global_step
        if self.scaler is None:
            optimizer.step()
        else:
            self.scaler.step(optimizer)
            self.scaler.update()
        for rule in self.schedulers:
            if self.global_step > before and rule.due("step", self.global_step):
                rule.step(self)

    def _stepped(self, *args: Any) -> None:
        self.place.step += 1

    def _check_optimization(self, module: LightningModule) -> None:
        if module.automatic_optimization and len(self.optimizers) != 1:
            raise UseError("train.manual", count=len(self.optimizers))
        if not module.automatic_optimization:
            options = {
                "accumulate_grad_batches": self.accumulate_grad_batches > 1,
                "gradient_clip_val": self.gradient_clip_val is not None,
                "precision='16-mixed'": self.precision.scales,
                "lr_scheduler interval='step'": any(rule.interval == "step" for rule in self.schedulers),
            }
            for name, given in options.items():
                if given:
                    raise UseError("train.manual_option", name=name)

    # -- validate, test, predict ------------------------------------------------------------------------------------

    def _evaluation(
        self, stage: str, model: Any, loader: Any, loss: Any, metrics: Any, ckpt_path: Any
    ) -> tuple[dict[str, float], list[Any]]:
        if model is None and self.module is None:
            raise UseError("train.outside", name=stage)
        plain = isinstance(self.module, Supervised) and self.module.model is model  # then the loss is known
        if model is None or (plain and loss is None and metrics is None):
            module = self.module
        else:
            module = as_module(model, loss, None, None, metrics)
        self._need(loader, stage)
        path = None if ckpt_path is None else checkpoints.resolved(self, ckpt_path)
        with self._running(stage, module):
            if path is not None:
                lab.load_checkpoint(path, restore_rng=False, **module.parts())
            return self._evaluate(stage, loader)

    def _evaluate(self, stage: str, loader: Any) -> tuple[dict[str, float], list[Any]]:
        module, hook = self.module, _HOOK[stage]
        step = getattr(module, f"{hook}_step")
        modes = [(part, part.training) for part in module.modules()]
        random = rng.get_states()
        self.stage, outputs = stage, []
        self.num_batches = length(loader, self.limits[stage])
        self.means.open(stage)
        module.eval()
        try:
            with lab.no_grad():
                self.call(f"on_{hook}_start")
                self.call(f"on_{hook}_epoch_start")
                for index, batch in enumerate(islice(loader, self.num_batches)):
                    batch = moved(batch, module.device)
                    self.means.size, self._in_batch = size_of(batch), True
                    self.call(f"on_{hook}_batch_start", batch, index)
                    with self.precision.region(module.device):
                        output = step(batch, index)
                    self._in_batch = False
                    self.record(self.means.take_step(), step=True)
                    self.call(f"on_{hook}_batch_end", output, batch, index)
                    if stage == "predict":
                        outputs.append(output)
                    self._look_up()
                found = self.means.close(stage)
                self.record(found)
                self.call(f"on_{hook}_epoch_end")
                self.call(f"on_{hook}_end")
        except KeyboardInterrupt:
            rng.set_states(random)  # it will be done again, from its beginning
            raise
        finally:
            self._in_batch = False
            for part, mode in modes:
                part.training = mode
        return found, outputs

    # -- what is logged -----------------------------------------------------------------------------------------------

    def log(
        self, name: str, value: Any, prog_bar: bool, on_step: bool | None, on_epoch: bool | None, size: int | None
    ) -> None:
        """What ``module.log`` does."""
        if prog_bar:
            self.means.shown.add(name)
        if not self._in_batch:
            self.record({name: number(name, value)})
            return
        training = self.stage == "train"
        on_step = training if on_step is None else on_step
        on_epoch = not training if on_epoch is None else on_epoch
        self.means.add(self.stage, name, value, on_step, on_epoch, size)

    def record(self, values: dict[str, float], step: bool = False) -> None:
        """Make values known: to callbacks, to the line, to the panel and the loggers."""
        if not values:
            return
        self.callback_metrics.update(values)
        self.epoch_metrics.update(values)
        for name, value in values.items():
            if name in self.means.shown or name.removesuffix("_step").removesuffix("_epoch") in self.means.shown:
                self.progress_metrics[name] = value
        for logger in self.loggers:
            if not step or logger.every_step or self.place.batch % self.log_every_n_steps == 0:
                logger.log_metrics(values, self.global_step)

    def monitored(self, name: str, who: Any) -> float | None:
        """The value of this epoch for something that watches ``name``; None if it is only known in others."""
        if name in self.epoch_metrics:
            return self.epoch_metrics[name]
        if self._validates or self.loaders.get("validate") is None:
            known = ", ".join(self.epoch_metrics) or "-"
            raise ArgumentError("train.monitor", name=name, who=type(who).__name__, known=known)
        return None

    # -- interrupts and checkpoints -----------------------------------------------------------------------------------

    def _ask(self) -> bool:
        """An interrupt: whether it is the first."""
        news, self._asked = not self._asked, True
        return news

    def _look_up(self) -> None:
        """Between two batches: here an interrupt is heard."""
        if self._asked:
            raise KeyboardInterrupt

    def _end_early(self, interrupt: KeyboardInterrupt, leave: bool) -> None:
        self.interrupted = True
        self.call("on_exception", interrupt)
        if not leave:
            return
        if not self._whole:
            print(tr("train.broken", step=self.global_step), file=sys.stderr)
            return
        path = os.path.join(checkpoints.folders(self)[0], "interrupted.ckpt")
        self.save_checkpoint(path)
        print(tr("train.interrupted", epoch=self.current_epoch + 1, step=self.global_step, path=path), file=sys.stderr)

    def save_checkpoint(self, path: str | os.PathLike[str]) -> None:
        """Write the run as it stands, between two batches: weights, optimizers, schedulers, the loader's position,
        random numbers, gradients that wait for their step, means, and the callbacks' states."""
        if not self.optimizers:
            raise UseError("train.outside", name="save_checkpoint")
        checkpoints.save(self, os.fspath(path))

    @property
    def checkpoint_callback(self) -> ModelCheckpoint | None:
        """The first ModelCheckpoint, if there is one."""
        return next((callback for callback in self.callbacks if isinstance(callback, ModelCheckpoint)), None)

    # -- what all calls share -----------------------------------------------------------------------------------------

    @contextmanager
    def _running(self, stage: str, module: LightningModule) -> Iterator[None]:
        """``setup`` before, ``teardown`` after, and ``on_exception`` when something goes wrong."""
        self.module, module.trainer, self.running, self.stage = module, self, stage, stage
        self._asked, self._in_batch, self.means = False, False, Means()
        self.call("setup", stage)
        try:
            yield
        except BaseException as error:
            self.call("on_exception", error)
            raise
        finally:
            self.call("teardown", stage)
            self.running = self.stage = ""
            for logger in self.loggers:
                logger.flush()

    def _need(self, loader: Any, stage: str) -> None:
        if loader is None:
            raise ArgumentError("train.no_data", stage=stage)

    def call(self, hook: str, *args: Any) -> None:
        """Call a hook: of the callbacks, then of the module."""
        self._each(self.callbacks, hook, *args)
        getattr(self.module, hook)(*args)

    def _each(self, callbacks: Sequence[Callback], hook: str, *args: Any) -> None:
        for callback in callbacks:
            getattr(callback, hook)(self, self.module, *args)


def _listed(things: Any) -> list[Any]:
    """None, one, or several."""
    return [] if things is None else list(things) if isinstance(things, (list, tuple)) else [things]
