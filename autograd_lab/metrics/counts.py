"""From predictions and labels to a matrix of counts, from which every score here follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import autograd_lab as lab
import autograd_lab.metrics.messages
from autograd_lab import Tensor
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.i18n import tr


@dataclass(frozen=True)
class Task:
    """What is predicted, and how predictions are read.

    binary: ``preds`` are labels 0 and 1, or floats (N, ...): probabilities, or logits if any lies outside [0, 1];
    above ``threshold`` means 1. multiclass: ``preds`` are labels (N, ...), or scores (N, C, ...) of which the largest
    counts; with ``top_k`` a label among the k largest counts as predicted. Where ``target`` is ``ignore_index``
    nothing is counted. ``validate_args=False`` skips the checks that look at the values.
    """

    task: str
    num_classes: int | None = None
    threshold: float = 0.5
    top_k: int = 1
    ignore_index: int | None = None
    validate_args: bool = True

    def __post_init__(self) -> None:
        if self.task not in ("binary", "multiclass"):
            raise ArgumentError("metrics.task", got=self.task)
        if self.task == "binary":
            if not 0 <= self.threshold <= 1:
                raise ArgumentError("metrics.threshold", got=self.threshold)
            return
        if not _whole(self.num_classes) or self.num_classes < 2:  # type: ignore[operator]
            raise ArgumentError("metrics.num_classes", got=self.num_classes)
        if not _whole(self.top_k) or not 1 <= self.top_k <= self.classes:
            raise ArgumentError("metrics.top_k", got=self.top_k, classes=self.num_classes)

    @property
    def classes(self) -> int:
        return 2 if self.task == "binary" else int(self.num_classes or 0)

    def count(self, preds: Tensor, target: Tensor) -> Tensor:
        """(C, C) int64: entry [i, j] counts samples of class i that were taken for class j."""
        for name, value in (("preds", preds), ("target", target)):
            if not isinstance(value, Tensor):
                raise ArgTypeError("metrics.tensors", name=name, got=type(value).__name__)
        with lab.no_grad():
            self._check_forms(preds, target)
            preds, target = self._flat(preds, target)
            if self.ignore_index is not None:
                kept = target != self.ignore_index
                preds, target = preds[kept], target[kept]
            target = target.long()
            if self.validate_args:
                self._check_labels("target", target)
            labels = self._labels(preds, target)
            pairs = lab.bincount(target * self.classes + labels, minlength=self.classes**2)
            return pairs.reshape(self.classes, self.classes)

    def _check_forms(self, preds: Tensor, target: Tensor) -> None:
        shapes = {"preds": tuple(preds.shape), "target": tuple(target.shape)}
        if target.is_floating_point() or target.is_complex():
            raise ArgTypeError("metrics.target_float", dtype=target.dtype)
        if preds.shape == target.shape:
            if self.task == "multiclass" and preds.is_floating_point():
                raise ArgTypeError("metrics.preds_float", dtype=preds.dtype, classes=self.classes)
            if self.top_k > 1:
                raise ArgumentError("metrics.top_k_scores", top_k=self.top_k, classes=self.classes)
        elif self.task == "binary":
            raise ArgumentError("metrics.shapes", **shapes, wanted=tr("metrics.want_same"))
        elif target.ndim < 1 or preds.shape != (target.shape[0], self.classes, *target.shape[1:]):
            raise ArgumentError("metrics.shapes", **shapes, wanted=tr("metrics.want_classes", classes=self.classes))
        if target.numel() == 0:
            raise ArgumentError("metrics.empty", preds=shapes["preds"])

    def _flat(self, preds: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Positions of all kinds along one axis; scores (n, C) or labels (n,)."""
        if preds.ndim > target.ndim:
            preds = preds.movedim(1, -1).reshape(-1, self.classes)
        else:
            preds = preds.reshape(-1)
        return preds, target.reshape(-1)

    def _labels(self, preds: Tensor, target: Tensor) -> Tensor:
        """The predicted label of each sample."""
        if preds.ndim == 2:
            if self.top_k > 1:
                best = preds.topk(self.top_k, dim=1).indices
                found = (best == target.unsqueeze(1)).any(1)
                return lab.where(found, target, best[:, 0])
            return preds.argmax(1)
        if preds.is_floating_point():
            if preds.numel() and not bool(((preds >= 0) & (preds <= 1)).all()):
                preds = preds.sigmoid()
            return (preds > self.threshold).long()
        preds = preds.long()
        if self.validate_args:
            self._check_labels("preds", preds)
        return preds

    def _check_labels(self, name: str, labels: Tensor) -> None:
        wrong = labels[(labels < 0) | (labels >= self.classes)]
        if wrong.numel():
            raise ArgumentError(
                "metrics.out_of_range", name=name, value=wrong[0].item(), classes=self.classes, last=self.classes - 1
            )


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
