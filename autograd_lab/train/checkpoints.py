"""A Trainer's run as a file: what is in it, and how a run goes on from it."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import autograd_lab as lab
from autograd_lab.errors import ArgumentError
from autograd_lab.train.callbacks import Callback, ModelCheckpoint

if TYPE_CHECKING:
    from autograd_lab.train.trainer import Trainer


@dataclass
class Place:
    """Where a run is."""

    epoch: int = 0
    batch: int = 0  # the next one
    phase: str = "train"  # of the epoch; then "validate", then "end"
    step: int = 0  # steps of optimizers so far
    pending: int = 0  # batches whose gradients wait for the step
    abandoned: bool = False  # the epoch ended before its loader did

    def next_epoch(self) -> None:
        self.epoch += 1
        self.batch, self.phase, self.abandoned = 0, "train", False


def save(trainer: Trainer, path: str) -> None:
    """Write everything that the rest of the run follows from."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    named = trainer.module.named_parameters() if trainer.place.pending else ()
    values = {
        "place": asdict(trainer.place),
        "grads": {name: parameter.grad for name, parameter in named if parameter.grad is not None},
        "means": trainer.means.state_dict(),
        "metrics": [trainer.callback_metrics, trainer.epoch_metrics, trainer.progress_metrics],
        "history": trainer.history,
        "callbacks": {key: callback.state_dict() for key, callback in _keyed(trainer.callbacks)},
        "hparams": getattr(trainer.module, "hparams", {}),
    }
    trainer.call("on_save_checkpoint", values)
    lab.save_checkpoint(path, **values, **_parts(trainer))


def restore(trainer: Trainer, path: str) -> None:
    """Let the run be where it was when ``path`` was written."""
    values = lab.load(path)
    if not isinstance(values, dict) or "place" not in values.get("values", {}):
        raise ArgumentError("train.other_run", path=path, name="place")
    values = lab.load_checkpoint(path, **_parts(trainer))
    trainer.place = Place(**values["place"])
    trainer.means.load_state_dict(values["means"])
    trainer.callback_metrics, trainer.epoch_metrics, trainer.progress_metrics = map(dict, values["metrics"])
    trainer.history = list(values["history"])
    for name, parameter in trainer.module.named_parameters():
        parameter.grad = values["grads"].get(name)
    for key, callback in _keyed(trainer.callbacks):
        if key in values["callbacks"]:
            callback.load_state_dict(values["callbacks"][key])
    trainer.call("on_load_checkpoint", values)
    for optimizer in trainer.optimizers:
        optimizer._opt_called = trainer.place.step > 0  # its steps were made in another life: no scheduler need warn
    loader = trainer.loaders["train"]
    if trainer.place.abandoned and trainer.place.phase != "train" and hasattr(loader, "state_dict"):
        iter(loader)  # the rest of that pass is not wanted: the next is a new one
    if trainer.place.phase == "end":
        trainer.place.next_epoch()


def _parts(trainer: Trainer) -> dict[str, Any]:
    """Everything with a state, by the name it has in the file."""
    parts: dict[str, Any] = dict(trainer.module.parts())
    parts |= {f"optimizer_{i}": optimizer for i, optimizer in enumerate(trainer.optimizers)}
    parts |= {f"scheduler_{i}": rule.scheduler for i, rule in enumerate(trainer.schedulers)}
    if trainer.scaler is not None:
        parts["scaler"] = trainer.scaler
    if hasattr(trainer.loaders["train"], "state_dict"):
        parts["loader"] = trainer.loaders["train"]
    return parts


def _keyed(callbacks: list[Callback]) -> Iterator[tuple[str, Callback]]:
    """Each callback and its name in the file: its class, and which of several."""
    count: dict[str, int] = {}
    for callback in callbacks:
        name = type(callback).__name__
        count[name] = count.get(name, 0) + 1
        yield f"{name}_{count[name]}", callback


def folders(trainer: Trainer) -> list[str]:
    """Where files are written."""
    found = [callback.folder(trainer) for callback in trainer.callbacks if isinstance(callback, ModelCheckpoint)]
    return found or [trainer.default_root_dir]


def resolved(trainer: Trainer, path: str | os.PathLike[str]) -> str:
    """The file that ``ckpt_path`` means."""
    found = os.fspath(path)
    if found == "last":
        files = [file for folder in folders(trainer) for file in glob.glob(f"{glob.escape(folder)}/*.ckpt")]
        found = max(files, key=lambda file: os.stat(file).st_mtime_ns, default="")
    elif found == "best":
        best = [callback.best_model_path for callback in trainer.callbacks if isinstance(callback, ModelCheckpoint)]
        found = best[0] if best else ""
    if not os.path.isfile(found):
        raise ArgumentError("train.no_checkpoint", path=os.fspath(path), where=", ".join(folders(trainer)))
    return found
