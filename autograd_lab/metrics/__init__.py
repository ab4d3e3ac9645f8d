"""How good is it: scores of classifiers and running averages, with torchmetrics' names.

Each score comes in two forms. ``metrics.functional.accuracy(preds, target, task="multiclass", num_classes=10)`` answers
at once. ``metrics.Accuracy(task="multiclass", num_classes=10)`` is an object that counts over batches: ``update``,
``compute``, ``reset``; calling it updates it and returns the score of this batch alone.

    counts.py          from predictions and labels to a matrix of counts; all checks of both
    scores.py          from the counts to accuracy, precision, recall and F
    functional.py      the first form
    metric.py          what all objects share, and several metrics as one
    classification.py  the second form
    aggregation.py     running mean, sum, largest and smallest
"""

from autograd_lab.metrics import functional
from autograd_lab.metrics.aggregation import MaxMetric, MeanMetric, MinMetric, RunningMean, SumMetric
from autograd_lab.metrics.classification import Accuracy, ConfusionMatrix, F1Score, FBetaScore, Precision, Recall
from autograd_lab.metrics.metric import Metric, MetricCollection

__all__ = [
    "Accuracy",
    "ConfusionMatrix",
    "F1Score",
    "FBetaScore",
    "MaxMetric",
    "MeanMetric",
    "Metric",
    "MetricCollection",
    "MinMetric",
    "Precision",
    "Recall",
    "RunningMean",
    "SumMetric",
    "functional",
]
