"""Several yes-or-no questions for each sample: the scores, from their definitions in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import metrics
from autograd_lab.metrics import functional as F
from tests.support.refusal import assert_refused

RNG = np.random.default_rng(0)
LABELS = 4
TARGET = RNG.integers(0, 2, (30, LABELS))
TARGET[:, 3] = 0  # a label that nobody has
PROBABILITIES = RNG.random((30, LABELS)).astype(np.float32)
OPTIONS: Any = {"task": "multilabel", "num_labels": LABELS}


def by_hand(score: str, average: str, said: np.ndarray, target: np.ndarray, kept: Any = None) -> np.ndarray:
    kept = np.ones(target.shape, bool) if kept is None else kept
    tp, fp = (said & target & kept).sum(0), (said & ~target & kept).sum(0)
    fn, tn = (~said & target & kept).sum(0), (~said & ~target & kept).sum(0)
    support = tp + fn
    if average == "micro":
        tp, fp, fn, tn = tp.sum(), fp.sum(), fn.sum(), tn.sum()
    part, whole = {
        "accuracy": (tp + tn, tp + fp + fn + tn),
        "precision": (tp, tp + fp),
        "recall": (tp, tp + fn),
        "f1_score": (2 * tp, 2 * tp + fp + fn),
    }[score]
    each = np.where(whole == 0, 0.0, part / np.maximum(whole, 1))
    if average == "macro":
        return each.mean()
    return (each * support).sum() / support.sum() if average == "weighted" else each


CLASSES = {"accuracy": "Accuracy", "precision": "Precision", "recall": "Recall", "f1_score": "F1Score"}


@pytest.mark.parametrize("average", ["micro", "macro", "weighted", "none"])
@pytest.mark.parametrize("score", CLASSES)
def test_scores(score: str, average: str) -> None:
    """Probabilities, logits and answers alike; all at once, or batch by batch."""
    preds, target = lab.tensor(PROBABILITIES), lab.tensor(TARGET)
    expected = by_hand(score, average, PROBABILITIES > 0.3, TARGET == 1)
    logits = (preds / (1 - preds)).log()
    for given in (preds, logits, (preds > 0.3).long()):
        found = getattr(F, score)(given, target, threshold=0.3, average=average, **OPTIONS)
        np.testing.assert_allclose(found.numpy(), expected, rtol=1e-6)  # float32
    metric = getattr(metrics, CLASSES[score])(threshold=0.3, average=average, **OPTIONS)
    for part in range(0, 30, 7):
        metric.update(preds[part : part + 7], target[part : part + 7])
    np.testing.assert_allclose(metric.compute().numpy(), expected, rtol=1e-6)


def test_some_answers_are_unknown() -> None:
    known = RNG.random(TARGET.shape) < 0.7
    target = lab.tensor(np.where(known, TARGET, -1))
    for score in CLASSES:
        found = getattr(F, score)(lab.tensor(PROBABILITIES), target, average="none", ignore_index=-1, **OPTIONS)
        expected = by_hand(score, "none", PROBABILITIES > 0.5, TARGET == 1, known)
        np.testing.assert_allclose(found.numpy(), expected, rtol=1e-6)


def test_more_dims_are_more_samples() -> None:
    preds, target = lab.tensor(PROBABILITIES), lab.tensor(TARGET)
    deep = preds.reshape(5, 6, LABELS).transpose(1, 2), target.reshape(5, 6, LABELS).transpose(1, 2)
    whole = F.f1_score(preds, target, average="none", **OPTIONS)
    assert lab.equal(F.f1_score(*deep, average="none", **OPTIONS), whole)


def test_one_matrix_for_each_label() -> None:
    said, true = PROBABILITIES > 0.5, TARGET == 1
    counts = F.confusion_matrix(lab.tensor(PROBABILITIES), lab.tensor(TARGET), **OPTIONS)
    expected = [[[(~s & ~t).sum(), (s & ~t).sum()], [(~s & t).sum(), (s & t).sum()]] for s, t in zip(said.T, true.T)]  # noqa: B905
    assert counts.dtype is lab.int64 and counts.tolist() == np.array(expected).tolist()
    shares = metrics.ConfusionMatrix(normalize="true", **OPTIONS)(lab.tensor(PROBABILITIES), lab.tensor(TARGET))
    rows = shares.sum(-1)
    assert lab.allclose(rows[:3], lab.ones(3, 2)) and rows[3].tolist() == [1.0, 0.0]


def test_mistakes_are_explained() -> None:
    preds, target = lab.tensor(PROBABILITIES), lab.tensor(TARGET)
    assert_refused(lambda: F.accuracy(preds, target, "multilabel"), ValueError, "metrics.num_labels", "num_labels")
    wrong = lambda: F.accuracy(preds, target, "multilabel", num_labels=3)  # noqa: E731
    assert_refused(wrong, ValueError, "metrics.shapes", "(N, 3, ...)")
    assert_refused(lambda: F.accuracy(preds[:9], target, **OPTIONS), ValueError, "metrics.shapes", "(9, 4)")
    assert_refused(lambda: F.accuracy(preds, target + 1, **OPTIONS), ValueError, "metrics.out_of_range", "2")
