"""From counts to scores.

With TP, FP and FN of one class (it is *positive*, all others *negative*):

    precision = TP / (TP + FP)      of what was called positive, how much is
    recall    = TP / (TP + FN)      of what is positive, how much was found
    F_beta    = (1 + b^2) TP / ((1 + b^2) TP + b^2 FN + FP)      their weighted harmonic mean; F_1 weighs them equally

"micro" adds the counts of all classes first, "macro" averages the classes' scores, "weighted" does so by how often a
class occurs, "none" or None keeps one score per class. A class that occurs neither in the labels nor among the
predictions is left out of "macro"; 0/0 gives 0, as in torchmetrics.

Source: van Rijsbergen 1979, Information retrieval, chapter 7 (F); Sokolova and Lapalme 2009, A systematic analysis of
performance measures for classification tasks, table 3 (micro and macro).
"""

from __future__ import annotations

from typing import Any

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import ArgumentError
from autograd_lab.metrics.counts import Task

AVERAGES = ("micro", "macro", "weighted", "none", None)
NORMALIZATIONS = ("true", "pred", "all", "none", None)


def check_choice(name: str, got: Any, choices: tuple[Any, ...]) -> None:
    if got not in choices:
        raise ArgumentError("metrics.choice", name=name, got=got, choices=", ".join(map(repr, choices)))


def accuracy(task: Task, counts: Tensor, average: str | None) -> Tensor:
    """The share of right answers; for each class of "multiclass" that is its recall."""
    if task.task == "binary":
        return _ratio(counts.diag().sum(), counts.sum())
    if task.task == "multilabel":  # here a right no counts as much as a right yes
        right = counts[:, 0, 0] + counts[:, 1, 1]
        if average == "micro":
            return _ratio(right.sum(), counts.sum())
        return _averaged(_ratio(right, counts.sum((1, 2))), _label_weights(counts, average), average)
    return fbeta(task, counts, average, kind="recall")


def fbeta(
    task: Task, counts: Tensor, average: str | None, *, kind: str = "fbeta", beta: float = 1.0, zero_division: float = 0
) -> Tensor:
    """``kind`` is "fbeta", or one of its limits: "precision" (beta to 0) or "recall" (beta to infinity)."""
    if task.task == "multilabel":
        hits, false_alarms, misses = counts[:, 1, 1], counts[:, 0, 1], counts[:, 1, 0]
    else:
        hits = counts.diag()
        false_alarms, misses = counts.sum(0) - hits, counts.sum(1) - hits
    if task.task == "binary":  # the score of class 1
        hits, false_alarms, misses = hits[1], false_alarms[1], misses[1]
    if average == "micro" and task.task != "binary":
        hits, false_alarms, misses = hits.sum(), false_alarms.sum(), misses.sum()
    if kind == "precision":
        score = _ratio(hits, hits + false_alarms, zero_division)
    elif kind == "recall":
        score = _ratio(hits, hits + misses, zero_division)
    else:
        b = beta**2
        score = _ratio((1 + b) * hits, (1 + b) * hits + b * misses + false_alarms, zero_division)
    if score.ndim == 0 or average in ("none", None):
        return score
    support = hits + misses
    if task.task == "multilabel":
        return _averaged(score, _label_weights(counts, average), average)
    if average == "weighted":
        weights = support.float()
    else:
        # With top_k the prediction of a sample is no one class, so only labels say which classes occur.
        occurs = support > 0 if task.top_k > 1 and kind != "fbeta" else support + false_alarms > 0
        weights = occurs.float()
    return _averaged(score, weights, average)


def _label_weights(counts: Tensor, average: str | None) -> Tensor:
    """How much each label counts: as often as it is there, or all alike."""
    return counts[:, 1].sum(-1).float() if average == "weighted" else lab.ones(len(counts), device=counts.device)


def _averaged(score: Tensor, weights: Tensor, average: str | None) -> Tensor:
    return score if average in ("none", None) else _ratio((weights * score).sum(), weights.sum())


def normalized(counts: Tensor, normalize: str | None) -> Tensor:
    """The confusion matrix as shares of its rows ("true"), of its columns ("pred") or of everything ("all")."""
    if normalize == "true":
        return _ratio(counts, counts.sum(-1, keepdim=True))
    if normalize == "pred":
        return _ratio(counts, counts.sum(-2, keepdim=True))
    if normalize == "all":
        return _ratio(counts, counts.sum((-2, -1), keepdim=True))
    return counts


def _ratio(part: Tensor, whole: Tensor, zero_division: float = 0) -> Tensor:
    part, whole = part.float(), whole.float()
    empty = whole == 0
    return lab.where(empty, zero_division, part / (whole + empty))
