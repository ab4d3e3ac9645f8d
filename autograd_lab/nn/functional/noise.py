"""Randomness on purpose: dropout."""

from __future__ import annotations

import numpy as np

from autograd_lab.backend.device import to_device
from autograd_lab.backend.random import default_generator
from autograd_lab.errors import ArgumentError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.tensor import make


def check_probability(p: float) -> float:
    """``p`` itself; ValueError unless it lies in [0, 1]."""
    if not 0 <= p <= 1:
        raise ArgumentError("nn.dropout.p", p=p)
    return p


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """While ``training``: each element becomes 0 with probability ``p``, and the rest grows by 1 / (1 - p) so that
    the expected value stays. Otherwise the input itself.

    Source: Srivastava et al. 2014, Dropout, JMLR 15; the scaling is the "inverted" form of its section 10.
    """
    need_tensor(input, "input", "dropout")
    check_probability(p)
    if not training or p == 0:
        return input
    kept = default_generator.numpy.random(input.array.shape, "float32") >= p
    scale = 0.0 if p == 1 else 1 / (1 - p)
    mask = make(to_device(np.asarray(kept * scale, input.array.dtype), input.device))
    return input.mul_(mask) if inplace else input * mask
