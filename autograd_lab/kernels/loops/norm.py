"""The length of a large array: parts of it are summed in single precision, and what they come to in double."""

from __future__ import annotations

import numpy as np

from autograd_lab.backend.loops import prange, summing_loop
from autograd_lab.kernels.registry import forward
from autograd_lab.ops.linalg.norms import VectorNorm

FEW = 2**13  # numbers; of fewer NumPy is as fast
PART = 2**10
ZERO = np.float32(0)


@summing_loop
def squares_into(x, totals):
    for part in prange(totals.size):
        total = ZERO
        for i in range(part * PART, min(part * PART + PART, x.size)):
            total += x[i] * x[i]
        totals[part] = total


@forward(VectorNorm, loops=True, few=FEW)
def length(x, *, p=2, axis=None, keepdims=False):
    """Part of what makes clipping gradients faster: see nn/utils/clip_grad.py."""
    if p != 2 or axis is not None or keepdims or x.dtype.char != "f" or not x.flags.c_contiguous:
        return None
    totals = np.empty(-(-x.size // PART))
    squares_into(x.reshape(-1), totals)
    y = np.sqrt(totals.sum()).astype(x.dtype)
    return y, (x, y)
