"""What is refused: one class of error, and words in both languages that name the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as torch
from autograd_lab import metrics
from autograd_lab.i18n import _catalogue
from autograd_lab.metrics import functional as F
from tests.support.refusal import assert_refused

ints, floats = torch.tensor([0, 1]), torch.tensor([0.2, 0.7])
three = {"task": "multiclass", "num_classes": 3}
BAD: list[tuple[str, type[Exception], Callable[[], Any], str]] = [
    ("task", ValueError, lambda: F.accuracy(ints, ints, "ranking"), "'ranking'"),
    ("num_labels", ValueError, lambda: F.accuracy(ints, ints, "multilabel"), "None"),
    ("shapes", ValueError, lambda: F.accuracy(ints, ints, "multilabel", num_labels=3), "(N, 3, ...)"),
    ("num_classes", ValueError, lambda: F.accuracy(ints, ints, "multiclass"), "None"),
    ("num_classes", ValueError, lambda: metrics.Accuracy("multiclass", num_classes=1), "1"),
    ("threshold", ValueError, lambda: F.recall(floats, ints, "binary", threshold=1.5), "1.5"),
    ("top_k", ValueError, lambda: metrics.Accuracy(top_k=4, **three), "4"),
    ("top_k_scores", ValueError, lambda: F.accuracy(ints, ints, top_k=2, **three), "top_k=2"),
    ("choice", ValueError, lambda: F.precision(ints, ints, average="sum", **three), "'sum'"),
    ("choice", ValueError, lambda: metrics.ConfusionMatrix(normalize="rows", **three), "'rows'"),
    ("choice", ValueError, lambda: metrics.MeanMetric(nan_strategy="drop"), "'drop'"),
    ("beta", ValueError, lambda: F.fbeta_score(ints, ints, beta=0, **three), "0"),
    ("beta", ValueError, lambda: metrics.FBetaScore(beta=-1, **three), "-1"),
    ("tensors", TypeError, lambda: F.accuracy([0, 1], ints, **three), "list"),
    ("empty", ValueError, lambda: F.accuracy(ints[:0], ints[:0], **three), "(0,)"),
    ("empty", ValueError, lambda: F.f1_score(torch.ones(0, 3), ints[:0], **three), "(0, 3)"),
    ("shapes", ValueError, lambda: F.accuracy(ints, torch.tensor([0]), **three), "(1,)"),
    ("shapes", ValueError, lambda: F.accuracy(torch.ones(2, 4), ints, **three), "(2, 4)"),
    ("shapes", ValueError, lambda: F.accuracy(torch.ones(2, 2), ints, "binary"), "(2, 2)"),
    ("shapes", ValueError, lambda: F.accuracy(torch.ones(3), torch.tensor(1), **three), "()"),
    ("target_float", TypeError, lambda: F.accuracy(floats, floats, "binary"), "float32"),
    ("preds_float", TypeError, lambda: F.accuracy(floats, ints, **three), "float32"),
    ("out_of_range", ValueError, lambda: F.accuracy(ints, torch.tensor([0, 3]), **three), "target holds the label 3"),
    ("out_of_range", ValueError, lambda: F.accuracy(torch.tensor([-1, 0]), ints, **three), "preds holds the label -1"),
    ("out_of_range", ValueError, lambda: metrics.Recall("binary")(floats, torch.tensor([0, 2])), "2"),
    ("nothing_yet", AssertionError, lambda: metrics.Accuracy(**three).compute(), "Accuracy"),
    ("nothing_yet", AssertionError, lambda: metrics.RunningMean().compute(), "RunningMean"),
    ("state_default", TypeError, lambda: metrics.Metric().add_state("n", 0), "int"),  # type: ignore[arg-type]
    ("not_written", NotImplementedError, lambda: metrics.Metric()(1), "update"),
    ("nan_error", ValueError, lambda: metrics.SumMetric("error").update(torch.nan), "1"),
    ("weight", ValueError, lambda: metrics.MeanMetric().update(floats, torch.ones(3)), "(3,)"),
    ("window", ValueError, lambda: metrics.RunningMean(window=0), "0"),
    ("not_metric", TypeError, lambda: metrics.MetricCollection({"a": torch.nn.ReLU()}), "ReLU"),  # type: ignore[dict-item]
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row[0])
def test_it_is_refused_in_both_languages(row: Any) -> None:
    key, error, call, word = row
    assert_refused(call, error, f"metrics.{key}", word, said_in=("en",))


def test_every_message_is_said() -> None:
    parts = {"want_same", "want_classes", "want_labels"}  # of "shapes"
    said = {row[0] for row in BAD} | parts | {"nan"}  # a warning, in test_metric.py
    assert said == {key.removeprefix("metrics.") for key in _catalogue if key.startswith("metrics.")}
