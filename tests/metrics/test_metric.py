"""What all metrics share, collections of them, and running averages."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import pytest

import autograd_lab as torch
from autograd_lab import metrics, nn


class Range(metrics.Metric):
    """A metric as a learner writes it: states of every kind."""

    def __init__(self) -> None:
        super().__init__()
        self.add_state("low", torch.tensor(torch.inf), dist_reduce_fx="min")
        self.add_state("high", torch.tensor(-torch.inf), dist_reduce_fx="max")
        self.add_state("batches", [], dist_reduce_fx="cat")

    def update(self, x: Any) -> None:
        self.low, self.high = torch.minimum(self.low, x.min()), torch.maximum(self.high, x.max())
        self.batches.append(len(x))

    def compute(self) -> Any:
        return self.low.item(), self.high.item(), list(self.batches)


class Last(metrics.Metric):
    """A state that cannot be merged."""

    def __init__(self) -> None:
        super().__init__()
        self.add_state("value", torch.tensor(0.0))
        self.add_state("count", torch.tensor(0))

    def update(self, x: Any) -> None:
        self.value, self.count = x, self.count + 1

    def compute(self) -> Any:
        return self.value.item(), self.count.item()


def test_a_metric_of_ones_own() -> None:
    metric = Range()
    assert metric(torch.tensor([1.0, 2.0])) == (1, 2, [2])
    assert metric(torch.tensor([-1.0])) == (-1, -1, [1])
    assert metric.compute() == (-1, 2, [2, 1])
    metric.reset()
    metric.update(torch.tensor([5.0]))
    assert metric.compute() == (5, 5, [1])
    last = Last()
    assert last(torch.tensor(3.0)) == (3, 1) and last(torch.tensor(4.0)) == (4, 1) and last.compute() == (4, 2)


def test_a_batch_that_is_refused_changes_nothing() -> None:
    metric = metrics.Accuracy("multiclass", num_classes=3)
    metric.update(torch.tensor([0, 1]), torch.tensor([0, 2]))
    for call in (metric, metric.update):
        with pytest.raises(ValueError, match="label 3"):
            call(torch.tensor([0, 1]), torch.tensor([0, 3]))
        assert metric.compute() == 0.5


def test_states_are_no_part_of_a_model_and_leave_no_graph() -> None:
    model = nn.Linear(2, 3)
    model.accuracy = metrics.Accuracy("multiclass", num_classes=3)
    assert set(model.state_dict()) == {"weight", "bias"}
    loss = metrics.MeanMetric()
    loss.update(model(torch.ones(1, 2)).sum())
    assert not loss.compute().requires_grad
    assert repr(model.accuracy) == "Accuracy(task='multiclass', num_classes=3)"


def test_copies_do_not_share() -> None:
    first = metrics.SumMetric()
    first.update(1.0)
    second = copy.deepcopy(first)
    second.update(2.0)
    assert (first.compute(), second.compute()) == (1, 3)


def test_collection() -> None:
    options = {"task": "multiclass", "num_classes": 3}
    both = metrics.MetricCollection([metrics.Accuracy(**options), metrics.Recall(average="none", **options)])
    named = metrics.MetricCollection({"acc": metrics.Accuracy(**options)}, prefix="val_", postfix="_1")
    preds, target = torch.tensor([0, 1, 1, 2]), torch.tensor([0, 1, 2, 2])
    batch = both(preds, target)
    assert batch["Accuracy"] == 0.75 and batch["Recall"].tolist() == [1, 1, 0.5]
    named.update(preds, target)
    named.update(torch.tensor([0, 0, 0, 0]), target)
    assert named.compute() == {"val_acc_1": 0.5}
    named.reset()
    with pytest.raises(AssertionError, match=r"Accuracy\.compute"):
        named.compute()


def test_running_averages() -> None:
    mean = metrics.MeanMetric()
    assert mean(torch.tensor([1.0, 3.0])) == 2
    assert mean(5.0, weight=2) == 5
    mean.update(torch.tensor([0.0, 4.0]), weight=torch.tensor([0.0, 4.0]))
    assert mean.compute().item() == pytest.approx((1 + 3 + 5 * 2 + 4 * 4) / (2 + 2 + 4))
    for cls, expected in ((metrics.SumMetric, 6), (metrics.MaxMetric, 4), (metrics.MinMetric, -1)):
        metric = cls()
        assert metric(torch.tensor([4.0, -1.0])) == {6: 3, 4: 4, -1: -1}[expected]
        metric.update(3)
        assert metric.compute() == expected
    running = metrics.RunningMean(window=3)
    for value in range(6):
        assert running(value) == value
    assert running.compute() == 4  # of 3, 4, 5


def test_a_mean_of_many_keeps_its_digits() -> None:
    mean = metrics.MeanMetric()
    mean.update(0.1, weight=1e9)
    for _ in range(100):
        mean.update(1.1, weight=1e6)
    assert mean.compute().item() == pytest.approx(0.1 + 1e8 / 1.1e9, rel=1e-6)


def test_nan() -> None:
    values = torch.tensor([1.0, torch.nan, 3.0])
    for strategy, expected in (("ignore", 2), (0.0, 4 / 3)):
        assert metrics.MeanMetric(nan_strategy=strategy)(values).item() == pytest.approx(expected)
    for language, words in (("en", "1 of the values are nan"), ("zh", "有 1 个值是 nan")):
        torch.set_language(language)
        with pytest.warns(UserWarning, match=words):
            assert metrics.MeanMetric()(values) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert metrics.MaxMetric()(torch.tensor([1.0, 3.0])) == 3
