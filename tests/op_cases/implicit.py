"""Rows for ops.implicit. What was drawn stays where it is under a finite difference, so the expressions for PyTorch
move it as its quantile moves; tests/distributions/test_draws.py compares with PyTorch's own slopes (four digits).
"""

import numpy as np

from autograd_lab.ops.implicit import DirichletGrad, SampleDirichlet, StandardGamma, StandardGammaGrad
from tests.op_cases.case import OpCase

SHAPES = np.array([[0.3, 1.7, 4.2], [2.0, 0.5, 40.0]])
DRAWN = np.array([[0.1, 2.5, 3.0], [1.0, 0.2, 45.0]])
SHARES = np.array([[0.2, 0.5, 0.25], [0.1, 0.05, 0.8]])  # not 1 in all: no seed of ones would get through to them
PARAMETERS = SHAPES.tolist()  # with a gradient

CASES = [
    OpCase(StandardGamma, (PARAMETERS,), "moving_gamma(a, drawn)", {"drawn": DRAWN}, smooth=False, torch_second=False),
    OpCase(StandardGammaGrad, (SHAPES, DRAWN), "", reads_back=True),
    OpCase(
        SampleDirichlet, (PARAMETERS,), "moving_shares(a, drawn)", {"drawn": SHARES}, smooth=False, torch_second=False
    ),
    OpCase(DirichletGrad, (SHARES, SHAPES, SHAPES.sum(-1, keepdims=True)), ""),
]
