"""Rows for ops.loss."""

import numpy as np

from autograd_lab.ops.loss import HuberLoss, MseLoss, NllLoss, NllLoss2D, SmoothL1Loss
from tests.op_cases.case import OpCase

CLASS = np.array([2, 0, 1, 2])
SOME_IGNORED = np.array([2, -100, 1, -100])
WEIGHT = np.array([0.5, 2.0, 1.0])
NLL = "F.nll_loss(x, t, {}, ignore_index=ignore_index, reduction=reduction)"

REDUCTIONS = ("mean", "sum", "none")
NEAR_AND_FAR = [0.0, 0.5, -0.5, 1.0, -1.0, 3.0, float("inf"), float("-inf"), float("nan")]
ZEROS = np.zeros(len(NEAR_AND_FAR))

CASES = [
    *(
        OpCase(op, shapes, f"F.{name}(*torch.broadcast_tensors(x, t), reduction=reduction, {bound}={bound})",
               {"reduction": kind, bound: at}, analytic=False)
        for op, name, bound in ((HuberLoss, "huber_loss", "delta"), (SmoothL1Loss, "smooth_l1_loss", "beta"))
        for kind in REDUCTIONS
        for shapes, at in ((((2, 3), (2, 3)), 1.0), (((2, 1), (1, 3)), 0.7), (((), ()), 2.0))
    ),
    *(
        OpCase(op, (NEAR_AND_FAR, ZEROS), f"F.{name}(x, t, reduction=reduction, {bound}={bound})",
               {"reduction": "none", bound: 0.5}, smooth=False, torch_second=False)
        for op, name, bound in ((HuberLoss, "huber_loss", "delta"), (SmoothL1Loss, "smooth_l1_loss", "beta"))
    ),
    OpCase(HuberLoss, ((0, 2), (0, 2)), "F.huber_loss(x, t)", {"reduction": "mean", "delta": 1.0}, smooth=False),
    OpCase(SmoothL1Loss, ((0, 2), (0, 2)), "F.smooth_l1_loss(x, t)", {"reduction": "mean", "beta": 1.0}, smooth=False),
    *(
        OpCase(MseLoss, shapes, "F.mse_loss(*torch.broadcast_tensors(x, t), reduction=reduction)", {"reduction": kind})
        for kind in ("mean", "sum", "none")
        for shapes in (((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((1,), (1,)))
    ),
    OpCase(MseLoss, ((0, 2), (0, 2)), "F.mse_loss(x, t)", {"reduction": "mean"}, smooth=False),
    *(
        OpCase(NllLoss, ((4, 3), target, *weight), NLL.format("w" if weight else None),
               {"ignore_index": -100, "reduction": kind})
        for kind in ("mean", "sum", "none")
        for target in (CLASS, SOME_IGNORED)
        for weight in ((), (WEIGHT,))
    ),
    *(
        OpCase(op, ((2, 3, 2), np.array([[0, 2], [-100, 1]]), WEIGHT), NLL.format("w"),
               {"ignore_index": -100, "reduction": kind})
        for kind in ("mean", "sum", "none")
        for op in (NllLoss, NllLoss2D)
    ),
    OpCase(NllLoss, ((4, 3), CLASS), "F.nll_loss(x, t, ignore_index=2)", {"ignore_index": 2, "reduction": "mean"}),
    OpCase(
        NllLoss,
        ([[float("-inf"), 0.0, -1.0]], np.array([1])),
        "F.nll_loss(x, t)",
        {"ignore_index": -100, "reduction": "mean"},
        smooth=False,
    ),
    OpCase(
        NllLoss,
        ((2, 3), np.array([-100, -100])),
        "F.nll_loss(x, t, ignore_index=-100)",
        {"ignore_index": -100, "reduction": "mean"},
        smooth=False,
        torch_second=False,
    ),
]  # fmt: skip
