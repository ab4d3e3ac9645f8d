"""Rows for ops.likelihood."""

import numpy as np

from autograd_lab.ops.likelihood import BinaryCrossEntropy, BinaryCrossEntropyWithLogits, KlDiv, SoftMarginLoss
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
REDUCTIONS = ("mean", "sum", "none")
WEIGHT = np.array([0.5, 2.0, 1.0])
WEIGHTS = np.array([[0.5, 2.0, 1.0], [3.0, 0.2, 0.7]])
BCE = "F.binary_cross_entropy(x, t, w, reduction=reduction)"
LOGITS = "F.binary_cross_entropy_with_logits(x, t, w, pos_weight=p, reduction=reduction)"
SOFT = "F.soft_margin_loss(*torch.broadcast_tensors(x, t), reduction=reduction)"
SIGNS = np.array([[1.0, -1.0, 1.0], [-1.0, 1.0, 0.5]])
KL = "F.kl_div(*torch.broadcast_tensors(x, t), reduction='none')"

CASES = [
    *(
        OpCase(BinaryCrossEntropy, ((2, 3), (2, 3), weight), BCE, {"reduction": kind},
               low=0.05, high=0.95)
        for kind in REDUCTIONS
        for weight in (None, WEIGHTS)
    ),
    OpCase(BinaryCrossEntropy, ([0.0, 1.0, 0.0, 1.0, 0.5, 1e-50], np.array([0.0, 1.0, 1.0, 0.0, 0.3, 1.0]), None),
           BCE, {"reduction": "none"}, smooth=False, torch_second=False),
    OpCase(BinaryCrossEntropy, (np.array([0.0, 0.5, 1.0]), [0.0, 0.5, 1.0], None),
           BCE, {"reduction": "none"}, smooth=False, torch_second=False),
    OpCase(BinaryCrossEntropy, ((0, 2), (0, 2), None), BCE, {"reduction": "mean"}, smooth=False),
    *(
        OpCase(BinaryCrossEntropyWithLogits, ((2, 3), (2, 3), *rest), LOGITS, {"reduction": kind}, away_from=(0.0,))
        for kind in REDUCTIONS
        for rest in ((None, None), (WEIGHT, None), (None, WEIGHT), (WEIGHTS, WEIGHT))
    ),
    OpCase(BinaryCrossEntropyWithLogits, ((1, 3), (1, 3), WEIGHTS, None), "", {"reduction": "mean"}),
    OpCase(BinaryCrossEntropyWithLogits, ((), (), None, None), LOGITS, {"reduction": "none"}),
    OpCase(BinaryCrossEntropyWithLogits,
           ([0.0, 1000.0, -1000.0, 30.0, -30.0, INF, NAN], np.array([0.5, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]), None, None),
           LOGITS, {"reduction": "none"}, smooth=False, torch_second=False),
    *(OpCase(SoftMarginLoss, shapes, SOFT, {"reduction": kind}, away_from=(0.0,))
      for kind in REDUCTIONS for shapes in (((2, 3), SIGNS), ((2, 1), SIGNS))),
    OpCase(SoftMarginLoss, ([0.0, 30.0, -30.0, INF], np.array([1.0, -1.0, -1.0, 1.0])), SOFT, {"reduction": "none"},
           smooth=False, torch_second=False),
    OpCase(KlDiv, ((2, 3), (2, 3)), KL, low=0.1, high=1.0),
    OpCase(KlDiv, ((2, 1), (3,)), KL, low=0.1, high=1.0),
    OpCase(KlDiv, ((2,), [0.0, 1.0]), KL, smooth=False, torch_second=False),
    OpCase(KlDiv, ((2,), np.array([-1.0, 0.0])), KL, smooth=False, torch_second=False),
    OpCase(KlDiv, ((0, 2), (0, 2)), KL),
]  # fmt: skip
