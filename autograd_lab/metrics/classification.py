"""Scores of classifiers over many batches. What each means stands in ``functional`` and ``scores``."""

from __future__ import annotations

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import ArgumentError
from autograd_lab.metrics import scores
from autograd_lab.metrics.counts import Task
from autograd_lab.metrics.metric import Metric


class _Counting(Metric):
    """Adds up the matrix of counts."""

    counts: Tensor

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task = task
        self.add_state("counts", lab.zeros(task.shape, dtype=lab.int64), dist_reduce_fx="sum")

    def update(self, preds: Tensor, target: Tensor) -> None:
        """Add a batch: labels (N, ...), scores (N, C, ...), or for "binary" probabilities or logits (N, ...); for
        "multilabel" those of each label (N, L, ...)."""
        self.counts = self.counts + self.task.count(preds, target)

    def extra_repr(self) -> str:
        size = "num_labels" if self.task.task == "multilabel" else "num_classes"
        return f"task={self.task.task!r}, {size}={self.task.shape[0]}"


class Accuracy(_Counting):
    """The share of right predictions. Options as in ``functional.accuracy``."""

    def __init__(self, task: str, threshold: float = 0.5, num_classes: int | None = None, num_labels: int | None = None,
                 average: str | None = "micro", top_k: int = 1, ignore_index: int | None = None,
                 validate_args: bool = True) -> None:  # fmt: skip
        scores.check_choice("average", average, scores.AVERAGES)
        super().__init__(Task(task, num_classes, num_labels, threshold, top_k, ignore_index, validate_args))
        self.average = average

    def compute(self) -> Tensor:
        return scores.accuracy(self.task, self.counts, self.average)


class _PrecisionOrRecall(_Counting):
    kind: str

    def __init__(self, task: str, threshold: float = 0.5, num_classes: int | None = None, num_labels: int | None = None,
                 average: str | None = "micro", top_k: int = 1, ignore_index: int | None = None,
                 validate_args: bool = True, zero_division: float = 0) -> None:  # fmt: skip
        scores.check_choice("average", average, scores.AVERAGES)
        super().__init__(Task(task, num_classes, num_labels, threshold, top_k, ignore_index, validate_args))
        self.average, self.zero_division = average, zero_division

    def compute(self) -> Tensor:
        return scores.fbeta(self.task, self.counts, self.average, kind=self.kind, zero_division=self.zero_division)


class Precision(_PrecisionOrRecall):
    """Of what was predicted to be a class, the share that is."""

    kind = "precision"


class Recall(_PrecisionOrRecall):
    """Of what is a class, the share that was found."""

    kind = "recall"


class FBetaScore(_Counting):
    """Precision and recall in one number; recall counts ``beta`` times as much."""

    def __init__(self, task: str, beta: float = 1.0, threshold: float = 0.5, num_classes: int | None = None,
                 num_labels: int | None = None, average: str | None = "micro", top_k: int = 1,
                 ignore_index: int | None = None, validate_args: bool = True,
                 zero_division: float = 0) -> None:  # fmt: skip
        scores.check_choice("average", average, scores.AVERAGES)
        if not beta > 0:
            raise ArgumentError("metrics.beta", got=beta)
        super().__init__(Task(task, num_classes, num_labels, threshold, top_k, ignore_index, validate_args))
        self.average, self.beta, self.zero_division = average, beta, zero_division

    def compute(self) -> Tensor:
        return scores.fbeta(self.task, self.counts, self.average, beta=self.beta, zero_division=self.zero_division)


class F1Score(FBetaScore):
    """The harmonic mean of precision and recall."""

    def __init__(self, task: str, threshold: float = 0.5, num_classes: int | None = None, num_labels: int | None = None,
                 average: str | None = "micro", top_k: int = 1, ignore_index: int | None = None,
                 validate_args: bool = True, zero_division: float = 0) -> None:  # fmt: skip
        super().__init__(
            task, 1.0, threshold, num_classes, num_labels, average, top_k, ignore_index, validate_args, zero_division
        )


class ConfusionMatrix(_Counting):
    """(C, C): entry [i, j] counts samples of class i that were taken for class j."""

    def __init__(self, task: str, threshold: float = 0.5, num_classes: int | None = None, num_labels: int | None = None,
                 normalize: str | None = None, ignore_index: int | None = None,
                 validate_args: bool = True) -> None:  # fmt: skip
        scores.check_choice("normalize", normalize, scores.NORMALIZATIONS)
        super().__init__(Task(task, num_classes, num_labels, threshold, 1, ignore_index, validate_args))
        self.normalize = normalize

    def compute(self) -> Tensor:
        return scores.normalized(self.counts, self.normalize)
