"""Rows for ops.random: what was drawn is a constant here."""

import numpy as np

from autograd_lab.ops.random import Bernoulli, Normal, Poisson, Redrawn, Sampled
from tests.op_cases.case import OpCase

COINS = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])

CASES = [
    OpCase(Sampled, ((2, 3), (3,)), "", {"drawn": COINS}),
    OpCase(Bernoulli, ((2, 3),), "", {"drawn": COINS}, low=0.1, high=0.9),
    OpCase(Normal, ((2, 3), (2, 1)), "", {"drawn": COINS}),
    OpCase(Poisson, ((2, 3),), "", {"drawn": COINS}, low=0.1, high=4.0),
    OpCase(Redrawn, ((2, 3), (2, 3)), "x * 0 + v", {"name": "UniformBackward0"}),
    OpCase(Redrawn, ((2, 3), ()), "x * 0 + v", {"name": "NormalBackward0"}),
]
