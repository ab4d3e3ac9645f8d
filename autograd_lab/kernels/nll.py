"""The right class of each sample by its number, where the rule compares every class with it."""

from __future__ import annotations

import numpy as np

from autograd_lab.kernels.registry import forward
from autograd_lab.ops.loss import NllLoss

FEW = 2**9  # numbers; of fewer the reference is as fast


@forward(NllLoss, few=FEW)
def nll(x, t, w=None, *, ignore_index, reduction):
    """0.13 of the reference's time for 1024 samples of 65 classes, 0.7 for 64 of 10."""
    if x.ndim != 2 or x.dtype.char not in "fd":
        return None
    keep = t != ignore_index
    places = np.arange(len(x)), np.where(keep, t, 0)
    weight = keep.astype(x.dtype) if w is None else w[places[1]] * keep
    y = np.where(keep, x[places], 0) * -weight
    total = weight.sum() if reduction == "mean" else 1
    slope = np.zeros_like(x)
    slope[places] = np.where(keep, -weight / total, 0)
    return y if reduction == "none" else y.sum() / total, (slope,)
