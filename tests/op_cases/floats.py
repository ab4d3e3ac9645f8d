"""Rows for ops.floats."""

import numpy as np

from autograd_lab.ops.floats import Copysign, Frexp, Heaviside, Ldexp, Nextafter
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")

CASES = [
    OpCase(Copysign, ((2, 3), (3,)), "torch.copysign(a, b)", away_from=(0.0,), analytic=False),
    OpCase(Copysign, ((3,), (2, 1)), "torch.copysign(a, b)", away_from=(0.0,), analytic=False),
    OpCase(Copysign, ((2, 3), -1.0), "torch.copysign(a, b)", away_from=(0.0,), analytic=False),
    OpCase(
        Copysign,
        ([1.0, 0.0, -2.0, INF], [-0.0, -1.0, 0.0, -INF]),
        "torch.copysign(a, b)",
        smooth=False,
        torch_second=False,
    ),
    OpCase(Heaviside, (np.array([1.0, 0.0, -0.0, -2.0, NAN]), np.array([[5.0], [0.5]])), "torch.heaviside(a, b)"),
    OpCase(Heaviside, (np.array([3, 0, -3]), np.array([7])), "torch.heaviside(a, b)"),
    OpCase(Frexp, ([3.0, -0.3, 5.5, 100.0],), "torch.frexp(x)", analytic=False, torch_second=False, keeps_dtype=False),
    OpCase(Frexp, (np.array([0.0, -0.0, INF, NAN, 1.0]),), "torch.frexp(x)", keeps_dtype=False),
    OpCase(Frexp, (np.array(6.0),), "torch.frexp(x)", keeps_dtype=False),
    OpCase(Ldexp, ((2, 3), np.array([1, 3, 0])), "torch.ldexp(x, e)", analytic=False),
    OpCase(Ldexp, ((3,), np.array([[2], [5]])), "torch.ldexp(x, e)", analytic=False),
    OpCase(Ldexp, ((3,), np.array([-1, -3, 0])), analytic=False),  # PyTorch's gradient is 0 where e < 0
    OpCase(Ldexp, (np.array([1.0, 0.0, -1.0, INF]), np.array([2000, 2000, -2000, -5])), "torch.ldexp(x, e)"),
    OpCase(Nextafter, ([1.0, 0.0, 2.0, NAN], [2.0, -1.0, 2.0, 1.0]), "torch.nextafter(a, b)", smooth=False),
    OpCase(Nextafter, ([1.0, 0.0, 2.0], [[2.0], [-1.0]]), "torch.nextafter(a, b)", smooth=False),
]
