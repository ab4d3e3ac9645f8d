"""Rows for ops.gamma."""

import numpy as np

from autograd_lab.ops.gamma import Digamma, Igamma, Igammac, Lgamma, Polygamma, Zeta
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")

CASES = [
    OpCase(Lgamma, ((2, 3),), "x.lgamma()", low=0.3, high=4.0, analytic=False),
    OpCase(Lgamma, ((2, 3),), "x.lgamma()", low=-0.8, high=-0.2, analytic=False),
    OpCase(Lgamma, ([0.0, 1.0, 2.0, -1.0, INF, -INF, NAN],), "x.lgamma()", smooth=False, torch_second=False),
    OpCase(Digamma, ((2, 3),), "x.digamma()", low=0.5, high=4.0, analytic=False),
    OpCase(Digamma, ([0.0, -0.0, 1.0, 2.5, INF, NAN],), "x.digamma()", smooth=False, torch_second=False),
    OpCase(Polygamma, ((2, 3),), "torch.polygamma(n, x)", {"n": 1}, low=0.8, high=4.0, analytic=False),
    OpCase(Polygamma, ((2, 3),), "torch.polygamma(n, x)", {"n": 4}, low=1.5, high=4.0, analytic=False),
    OpCase(Polygamma, ([0.0, 1.0, 2.5, NAN],), "torch.polygamma(n, x)", {"n": 2}, smooth=False),
    OpCase(Zeta, (np.array([[2.0], [3.5]]), (3,)), "torch.special.zeta(a, b)", low=1.0, high=3.0, analytic=False),
    OpCase(Zeta, (2.0, (2, 3)), "torch.special.zeta(a, b)", low=1.0, high=3.0, analytic=False),
    OpCase(Zeta, (np.array([[2.0, 3.0, 4.0]]), (1,)), "torch.special.zeta(a, b)", low=1.0, high=3.0, analytic=False),
    OpCase(
        Zeta, (np.array([2.0, 1.0, 0.5, 3.0]), [1.0, 2.0, 1.0, -1.5]), "torch.special.zeta(a, b)",
        smooth=False, torch_second=False,
    ),
    OpCase(Igamma, (np.array([[0.7], [3.5]]), (3,)), "torch.igamma(a, b)", low=0.5, high=3.0, analytic=False),
    OpCase(Igamma, (np.array([0.7, 3.5]), (1,)), "torch.igamma(a, b)", low=0.5, high=3.0, analytic=False),
    OpCase(Igammac, (np.array([[0.7], [3.5]]), (3,)), "torch.igammac(a, b)", low=0.5, high=3.0, analytic=False),
    OpCase(Igammac, (np.array([0.7, 3.5]), (1,)), "torch.igammac(a, b)", low=0.5, high=3.0, analytic=False),
    OpCase(Igamma, (np.array([1.0, 2.0, 2.0, -1.0]), [1.0, 0.0, INF, 1.0]), "torch.igamma(a, b)", smooth=False),
    OpCase(Igammac, (np.array([1.0, 2.0, 2.0, -1.0]), [1.0, 0.0, INF, 1.0]), "torch.igammac(a, b)", smooth=False),
]  # fmt: skip
