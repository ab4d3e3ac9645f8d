"""From predictions and labels to a matrix of counts, from which every score here follows."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
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
    counts; with ``top_k`` a label among the k largest counts as predicted. multilabel: L questions of the binary kind
    for each sample, ``preds`` and ``target`` (N, L, ...). Where ``target`` is ``ignore_index``
    nothing is counted. ``validate_args=False`` skips the checks that look at the values.
    """

    task: str
    num_classes: int | None = None
    num_labels: int | None = None
    threshold: float = 0.5
    top_k: int = 1
    ignore_index: int | None = None
    validate_args: bool = True

    def __post_init__(self) -> None:
        if self.task not in ("binary", "multiclass", "multilabel"):
            raise ArgumentError("metrics.task", got=self.task)
        if self.task != "multiclass":
            if not 0 <= self.threshold <= 1:
                raise ArgumentError("metrics.threshold", got=self.threshold)
            if self.task == "multilabel" and (not _whole(self.num_labels) or self.num_labels < 2):  # type: ignore[operator]
                raise ArgumentError("metrics.num_labels", got=self.num_labels)
            return
        if not _whole(self.num_classes) or self.num_classes < 2:  # type: ignore[operator]
            raise ArgumentError("metrics.num_classes", got=self.num_classes)
        if not _whole(self.top_k) or not 1 <= self.top_k <= self.classes:
            raise ArgumentError("metrics.top_k", got=self.top_k, classes=self.num_classes)

    @property
    def classes(self) -> int:
        return int(self.num_classes or 0) if self.task == "multiclass" else 2

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the counts: (C, C), or for "multilabel" (L, 2, 2)."""
        square = (self.classes, self.classes)
        return (int(self.num_labels or 0), *square) if self.task == "multilabel" else square

    def count(self, preds: Tensor, target: Tensor) -> Tensor:
        """int64: entry [i, j] counts samples of class i that were taken for class j; of each label, if there are
        several."""
        for name, value in (("preds", preds), ("target", target)):
            if not isinstance(value, Tensor):
                raise ArgTypeError("metrics.tensors", name=name, got=type(value).__name__)
        with lab.no_grad():
            self._check_forms(preds, target)
            which = 0  # label, of each position
            if self.task == "multilabel":
                which = lab.arange(target.shape[1], device=target.device).reshape(-1, *[1] * (target.ndim - 2))
                which = which.expand(target.shape).reshape(-1)
                if preds.is_floating_point():  # asked of all labels together, before any is ignored
                    preds = self._probabilities(preds)
            preds, target = self._flat(preds, target)
            if self.ignore_index is not None:
                kept = target != self.ignore_index
                preds, target = preds[kept], target[kept]
                which = which[kept] if isinstance(which, Tensor) else which
            target = target.long()
            if self.validate_args:
                self._check_labels("target", target)
            labels = self._labels(preds, target)
            cells = (which * self.classes + target) * self.classes + labels
            return lab.bincount(cells, minlength=prod(self.shape)).reshape(self.shape)

    def _check_forms(self, preds: Tensor, target: Tensor) -> None:
        shapes = {"preds": tuple(preds.shape), "target": tuple(target.shape)}
        if target.is_floating_point() or target.is_complex():
            raise ArgTypeError("metrics.target_float", dtype=target.dtype)
        if self.task == "multilabel" and (target.ndim < 2 or target.shape[1] != self.num_labels):
            wanted = tr("metrics.want_labels", labels=self.num_labels)
            raise ArgumentError("metrics.shapes", **shapes, wanted=wanted)
        if preds.shape == target.shape:
            if self.task == "multiclass" and preds.is_floating_point():
                raise ArgTypeError("metrics.preds_float", dtype=preds.dtype, classes=self.classes)
            if self.top_k > 1:
                raise ArgumentError("metrics.top_k_scores", top_k=self.top_k, classes=self.classes)
        elif self.task != "multiclass":
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
            return (self._probabilities(preds) > self.threshold).long()
        preds = preds.long()
        if self.validate_args:
            self._check_labels("preds", preds)
        return preds

    @staticmethod
    def _probabilities(preds: Tensor) -> Tensor:
        """Scores, if one of them lies outside [0, 1], are logits."""
        inside = not preds.numel() or bool(((preds >= 0) & (preds <= 1)).all())
        return preds if inside else preds.sigmoid()

    def _check_labels(self, name: str, labels: Tensor) -> None:
        wrong = labels[(labels < 0) | (labels >= self.classes)]
        if wrong.numel():
            raise ArgumentError(
                "metrics.out_of_range", name=name, value=wrong[0].item(), classes=self.classes, last=self.classes - 1
            )


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
