"""Rows for ops.implicit. Of the draws no finite difference knows how they move: their slopes are tested, by inverse
cdfs and in expectation, in tests/distributions/test_draws.py."""

import numpy as np

from autograd_lab.ops.implicit import DirichletGrad, SampleDirichlet, StandardGamma, StandardGammaGrad
from tests.op_cases.case import OpCase

SHAPES = np.array([[0.3, 1.7, 4.2], [2.0, 0.5, 40.0]])
DRAWN = np.array([[0.1, 2.5, 3.0], [1.0, 0.2, 45.0]])
SHARES = np.array([[0.2, 0.5, 0.3], [0.1, 0.05, 0.85]])

CASES = [
    OpCase(StandardGamma, (SHAPES,), "", {"drawn": DRAWN}),
    OpCase(StandardGammaGrad, (SHAPES, DRAWN), "", reads_back=True),
    OpCase(SampleDirichlet, (SHAPES,), "", {"drawn": SHARES}),
    OpCase(DirichletGrad, (SHARES, SHAPES, SHAPES.sum(-1, keepdims=True)), ""),
]
