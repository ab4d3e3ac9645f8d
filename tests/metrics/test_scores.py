"""Every score, average and form of input gives what torchmetrics gives."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab import metrics
from tests.metrics.record import RECORDED, calls, inputs

CLASSES = {"accuracy": "Accuracy", "precision": "Precision", "recall": "Recall", "f1_score": "F1Score",
           "fbeta_score": "FBetaScore", "confusion_matrix": "ConfusionMatrix"}  # fmt: skip
EXPECTED = list(zip(calls(), json.loads(RECORDED.read_text(encoding="utf-8")), strict=True))
each = pytest.mark.parametrize("function", CLASSES)


def of(function: str) -> list[tuple[str, dict[str, Any], Any]]:
    return [(name, options, answer) for (f, name, options), answer in EXPECTED if f == function]


def tensors(name: str) -> tuple[Any, Any]:
    preds, target = inputs()[name]
    return torch.tensor(preds), torch.tensor(target)


@each
def test_functions(function: str) -> None:
    for name, options, answer in of(function):
        result = getattr(metrics.functional, function)(*tensors(name), **options)
        assert result.dtype in (torch.float32, torch.int64) and not result.requires_grad
        np.testing.assert_allclose(result.numpy(), answer, rtol=1e-6, err_msg=f"{name} {options}")


@each
def test_objects_over_uneven_batches(function: str) -> None:
    for name, options, answer in of(function):
        preds, target = tensors(name)
        metric = getattr(metrics, CLASSES[function])(**options)
        whole = metric(preds, target)  # the first batch alone is the whole
        np.testing.assert_allclose(whole.numpy(), answer, rtol=1e-6)
        metric.reset()
        one = metric(preds[:2], target[:2])
        alone = getattr(metrics.functional, function)(preds[:2], target[:2], **options)
        np.testing.assert_array_equal(one.numpy(), alone.numpy())
        metric.update(preds[2:5], target[2:5])
        last = metric(preds[5:], target[5:])
        alone = getattr(metrics.functional, function)(preds[5:], target[5:], **options)
        np.testing.assert_array_equal(last.numpy(), alone.numpy())
        np.testing.assert_allclose(metric.compute().numpy(), answer, rtol=1e-6, err_msg=f"{name} {options}")


def test_zero_division() -> None:
    preds, target = torch.tensor([0, 0]), torch.tensor([0, 1])
    for value in (0, 1):
        options = {"task": "multiclass", "num_classes": 3, "average": "none", "zero_division": value}
        assert metrics.functional.precision(preds, target, **options).tolist() == [0.5, value, value]
        assert metrics.functional.recall(preds, target, **options).tolist() == [1, 0, value]
        assert metrics.F1Score(**options)(preds, target).tolist()[2] == value


def test_nothing_left_after_ignoring_is_zero() -> None:
    same = torch.tensor([1, 1])
    assert metrics.functional.accuracy(same, same, "multiclass", num_classes=3, ignore_index=1) == 0
    outside = torch.tensor([-100, 1])  # an ignored label may be none of the classes
    assert metrics.functional.accuracy(same, outside, "multiclass", num_classes=3, ignore_index=-100) == 1
