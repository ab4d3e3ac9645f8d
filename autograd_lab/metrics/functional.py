"""Scores of one batch, as functions.

``preds`` and ``target`` are read as ``counts.Task`` says: labels (N, ...), or scores (N, C, ...) for "multiclass";
probabilities or logits (N, ...) for "binary", (N, L, ...) for "multilabel". Wrong options, shapes and labels are a
ValueError, wrong types a TypeError. All results are float32 without a gradient, counts int64.
"""

from __future__ import annotations

from autograd_lab import Tensor
from autograd_lab.errors import ArgumentError
from autograd_lab.metrics import scores
from autograd_lab.metrics.counts import Task


def accuracy(preds: Tensor, target: Tensor, task: str, threshold: float = 0.5, num_classes: int | None = None,
             num_labels: int | None = None,
             average: str | None = "micro", top_k: int = 1, ignore_index: int | None = None,
             validate_args: bool = True) -> Tensor:  # fmt: skip
    """The share of right predictions; with ``top_k`` those count whose label is among the k best.

    ``average``: "micro" over samples, "macro" over classes, "weighted", or "none": (C,), one per class.
    """
    scores.check_choice("average", average, scores.AVERAGES)
    job = Task(task, num_classes, num_labels, threshold, top_k, ignore_index, validate_args)
    return scores.accuracy(job, job.count(preds, target), average)


def precision(preds: Tensor, target: Tensor, task: str, threshold: float = 0.5, num_classes: int | None = None,
              num_labels: int | None = None,
              average: str | None = "micro", top_k: int = 1, ignore_index: int | None = None,
              validate_args: bool = True, zero_division: float = 0) -> Tensor:  # fmt: skip
    """Of what was predicted to be a class, the share that is: TP / (TP + FP); ``zero_division`` stands for 0/0."""
    scores.check_choice("average", average, scores.AVERAGES)
    job = Task(task, num_classes, num_labels, threshold, top_k, ignore_index, validate_args)
    counts = job.count(preds, target)
    return scores.fbeta(job, counts, average, kind="precision", zero_division=zero_division)


def recall(preds: Tensor, target: Tensor, task: str, threshold: float = 0.5, num_classes: int | None = None,
           num_labels: int | None = None,
           average: str | None = "micro", top_k: int = 1, ignore_index: int | None = None,
           validate_args: bool = True, zero_division: float = 0) -> Tensor:  # fmt: skip
    """Of what is a class, the share that was found: TP / (TP + FN); ``zero_division`` stands for 0/0."""
    scores.check_choice("average", average, scores.AVERAGES)
    job = Task(task, num_classes, num_labels, threshold, top_k, ignore_index, validate_args)
    counts = job.count(preds, target)
    return scores.fbeta(job, counts, average, kind="recall", zero_division=zero_division)


def fbeta_score(preds: Tensor, target: Tensor, task: str, beta: float = 1.0, threshold: float = 0.5,
                num_classes: int | None = None, num_labels: int | None = None, average: str | None = "micro",
                top_k: int = 1, ignore_index: int | None = None, validate_args: bool = True,
                zero_division: float = 0) -> Tensor:  # fmt: skip
    """Precision and recall in one number; recall counts ``beta`` times as much."""
    scores.check_choice("average", average, scores.AVERAGES)
    if not beta > 0:
        raise ArgumentError("metrics.beta", got=beta)
    job = Task(task, num_classes, num_labels, threshold, top_k, ignore_index, validate_args)
    counts = job.count(preds, target)
    return scores.fbeta(job, counts, average, beta=beta, zero_division=zero_division)


def f1_score(preds: Tensor, target: Tensor, task: str, threshold: float = 0.5, num_classes: int | None = None,
             num_labels: int | None = None,
             average: str | None = "micro", top_k: int = 1, ignore_index: int | None = None,
             validate_args: bool = True, zero_division: float = 0) -> Tensor:  # fmt: skip
    """The harmonic mean of precision and recall."""
    return fbeta_score(preds, target, task, 1.0, threshold, num_classes, num_labels, average, top_k,
                       ignore_index, validate_args, zero_division)  # fmt: skip


def confusion_matrix(preds: Tensor, target: Tensor, task: str, threshold: float = 0.5, num_classes: int | None = None,
                     num_labels: int | None = None, normalize: str | None = None, ignore_index: int | None = None,
                     validate_args: bool = True) -> Tensor:  # fmt: skip
    """(C, C): entry [i, j] counts samples of class i that were taken for class j; (L, 2, 2) for "multilabel".

    ``normalize``: "true" divides each row by its sum, "pred" each column, "all" everything by the number of samples.
    """
    scores.check_choice("normalize", normalize, scores.NORMALIZATIONS)
    job = Task(task, num_classes, num_labels, threshold, 1, ignore_index, validate_args)
    return scores.normalized(job.count(preds, target), normalize)
