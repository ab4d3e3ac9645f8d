"""What a Trainer trains: a module that says what one step is."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import autograd_lab as lab
import autograd_lab.train.messages
from autograd_lab import nn
from autograd_lab.errors import ArgTypeError, ArgumentError, NotWritten, UseError
from autograd_lab.train.hooks import Hooks


class LightningModule(nn.Module, Hooks):
    """A network with its training step, its validation step and its optimizer.

        class Net(lab.train.LightningModule):
            def __init__(self):
                super().__init__()
                self.layer = nn.Linear(64, 10)

            def training_step(self, batch, batch_idx):
                x, y = batch
                loss = F.cross_entropy(self.layer(x), y)
                self.log("train_loss", loss)
                return loss

            def configure_optimizers(self):
                return optim.Adam(self.parameters())

    ``validation_step``, ``test_step`` and ``predict_step`` are as optional as the hooks (``hooks.py``).
    With ``self.automatic_optimization = False`` the training step does it all itself: ``self.optimizers()``,
    ``self.manual_backward(loss)``, ``optimizer.step()``.
    """

    automatic_optimization = True
    trainer: Any = None

    # -- written by the learner -----------------------------------------------------------------------------------

    def training_step(self, batch: Any, batch_idx: int) -> Any:
        """The loss of a batch, a dict that has it as ``"loss"``, or None to skip the batch."""
        raise NotWritten("train.method", cls=type(self).__name__, name="training_step")

    def validation_step(self, batch: Any, batch_idx: int) -> Any:
        """Log what is to be watched while the module trains; runs without gradients, in eval mode."""
        raise NotWritten("train.method", cls=type(self).__name__, name="validation_step")

    def test_step(self, batch: Any, batch_idx: int) -> Any:
        """As ``validation_step``, for the data kept to the very end."""
        raise NotWritten("train.method", cls=type(self).__name__, name="test_step")

    def predict_step(self, batch: Any, batch_idx: int) -> Any:
        """What ``trainer.predict`` collects: the output for a batch, or for its first entry."""
        return self(batch[0] if isinstance(batch, (list, tuple)) else batch)

    def configure_optimizers(self) -> Any:
        """An optimizer; ``([optimizers], [schedulers])``; or ``{"optimizer": ..., "lr_scheduler": ...}``.

        A scheduler may be a dict: ``scheduler``, ``interval`` ("epoch" or "step"), ``frequency``, and for
        ReduceLROnPlateau ``monitor``, the name of what was logged. LBFGS, which calls its function several times in
        a step, and several optimizers need ``automatic_optimization = False``.
        """
        raise NotWritten("train.method", cls=type(self).__name__, name="configure_optimizers")

    # -- for the learner's methods --------------------------------------------------------------------------------

    def log(
        self,
        name: str,
        value: Any,
        *,
        prog_bar: bool = False,
        on_step: bool | None = None,
        on_epoch: bool | None = None,
        batch_size: int | None = None,
    ) -> None:
        """Record one number under ``name``: of this step, or as the mean of the epoch, weighted by ``batch_size``.

        In a training step the default is ``on_step``, elsewhere ``on_epoch``; with both there are two curves,
        ``name_step`` and ``name_epoch``. ``value`` may be an object with ``compute`` and ``reset`` (a metric): it is
        asked once, at the end of the epoch. ``batch_size`` is the length of the batch's first tensor if not given.
        """
        self._attached("log").log(name, value, prog_bar, on_step, on_epoch, batch_size)

    def log_dict(self, values: Mapping[str, Any], **options: Any) -> None:
        """``log`` for each entry."""
        for name, value in values.items():
            self.log(name, value, **options)

    def optimizers(self) -> Any:
        """The optimizer, or the list of several."""
        found = self._attached("optimizers").optimizers
        return found[0] if len(found) == 1 else found

    def lr_schedulers(self) -> Any:
        """The scheduler, the list of several, or None."""
        found = [rule.scheduler for rule in self._attached("lr_schedulers").schedulers]
        return found if len(found) > 1 else found[0] if found else None

    def manual_backward(self, loss: Any, **options: Any) -> None:
        """``loss.backward()``, with the Trainer's hooks around it."""
        self._attached("manual_backward").backward(loss, **options)

    def save_hyperparameters(self) -> None:
        """In ``__init__``: keep its arguments in ``self.hparams`` and in every checkpoint."""
        frame = inspect.currentframe()
        assert frame is not None and frame.f_back is not None
        here = frame.f_back.f_locals
        names = inspect.signature(type(self).__init__).parameters
        self.hparams = {name: here[name] for name in names if name in here and name != "self"}

    @classmethod
    def load_from_checkpoint(cls, path: Any, /, **hparams: Any) -> Any:
        """A module with the weights of a Trainer's checkpoint, made with the hyper-parameters kept there.

        ``hparams`` are used in their place. ArgumentError (a ValueError) for a file of another kind.
        """
        kept = lab.load(path)
        values = kept.get("values") if isinstance(kept, dict) else None
        if not isinstance(values, dict) or "hparams" not in values:
            raise ArgumentError("train.other_run", path=str(path), name="hparams")
        module = cls(**{**values["hparams"], **hparams})
        lab.load_checkpoint(path, restore_rng=False, **module.parts())
        return module

    def parts(self) -> dict[str, nn.Module]:
        """What a checkpoint stores of it, by name."""
        return {"model": self}

    @property
    def current_epoch(self) -> int:
        """Counted from 0."""
        return 0 if self.trainer is None else self.trainer.current_epoch

    @property
    def global_step(self) -> int:
        """Optimizer steps so far."""
        return 0 if self.trainer is None else self.trainer.global_step

    @property
    def device(self) -> Any:
        """Where its parameters are."""
        return next((p.device for p in self.parameters()), lab.get_default_device())

    def _attached(self, name: str) -> Any:
        if self.trainer is None:
            raise UseError("train.outside", name=name)
        return self.trainer


class Supervised(LightningModule):
    """A plain model, a loss function and an optimizer as a LightningModule; batches are pairs (inputs, targets).

    loss : called as ``loss(model(x), y)``; logged as ``train_loss``, ``val_loss``, ``test_loss``.
    optimizer : of the model's parameters; needed for ``fit`` alone.
    scheduler : a scheduler of it, or a dict as in ``configure_optimizers``.
    metrics : name -> function ``f(model(x), y)`` of one batch; logged as ``train_name``, ``val_name``, ``test_name``.
    """

    def __init__(
        self,
        model: nn.Module,
        loss: Callable[..., Any] | None = None,
        optimizer: Any = None,
        scheduler: Any = None,
        metrics: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        super().__init__()
        self.model, self.loss, self.metrics = model, loss, dict(metrics or {})
        self._optimizer, self._scheduler = optimizer, scheduler

    def forward(self, *inputs: Any) -> Any:
        return self.model(*inputs)

    def training_step(self, batch: Any, batch_idx: int) -> Any:
        return self._step("train", batch)

    def validation_step(self, batch: Any, batch_idx: int) -> Any:
        return self._step("val", batch)

    def test_step(self, batch: Any, batch_idx: int) -> Any:
        return self._step("test", batch)

    def _step(self, stage: str, batch: Any) -> Any:
        if not isinstance(batch, (list, tuple)) or len(batch) != 2:
            got = f"{type(batch).__name__}[{len(batch)}]" if hasattr(batch, "__len__") else type(batch).__name__
            raise ArgTypeError("train.pair", got=got)
        if self.loss is None:
            raise UseError("train.plain", cls=type(self.model).__name__)
        x, y = batch
        output = self.model(x)
        loss = self.loss(output, y)
        self.log(f"{stage}_loss", loss, prog_bar=True, on_step=False, on_epoch=True)
        with lab.no_grad():
            for name, metric in self.metrics.items():
                self.log(f"{stage}_{name}", metric(output, y), prog_bar=True, on_step=False, on_epoch=True)
        return loss

    def configure_optimizers(self) -> Any:
        if self._optimizer is None:
            raise UseError("train.plain", cls=type(self.model).__name__)
        if self._scheduler is None:
            return self._optimizer
        return {"optimizer": self._optimizer, "lr_scheduler": self._scheduler}

    def parts(self) -> dict[str, nn.Module]:
        """The model under its own names, and a loss that is a module: it may have weights too."""
        return {"model": self.model, **({"loss": self.loss} if isinstance(self.loss, nn.Module) else {})}


def as_module(model: Any, loss: Any, optimizer: Any, scheduler: Any, metrics: Any) -> LightningModule:
    """``model`` itself if it is a LightningModule, else the module made of it and the other arguments."""
    given = {"loss": loss, "optimizer": optimizer, "scheduler": scheduler, "metrics": metrics}
    if isinstance(model, LightningModule):
        for name, value in given.items():
            if value is not None:
                raise ArgumentError("train.not_plain", cls=type(model).__name__, name=name)
        return model
    if not isinstance(model, nn.Module):
        raise ArgTypeError("train.module", got=type(model).__name__)
    return Supervised(model, loss, optimizer, scheduler, metrics)
