"""Rows for ops.rounding."""

from autograd_lab.ops.rounding import Ceil, Floor, FloorDivide, Fmod, Frac, Remainder, Round, Trunc, TruncDivide
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
BETWEEN = [-2.3, -0.7, 0.4, 1.6]  # no step is near
STEPS = [-2.0, -0.5, -0.0, 0.5, 1.5, 2.5, INF, NAN]
A, B = [[5.3, -5.3], [0.7, -0.7]], [2.0, -1.5]
WIDE = ([5.3, -3.7, 0.2], [[2.0], [-1.5]])  # both sides are repeated
POLES = ([1.0, -1.0, 0.0, INF, 4.0], [0.0, 0.0, 0.0, 2.0, INF])

CASES = [
    OpCase(Floor, (BETWEEN,), "x.floor()", analytic=False),
    OpCase(Floor, (STEPS,), "x.floor()", smooth=False),
    OpCase(Ceil, (BETWEEN,), "x.ceil()", analytic=False),
    OpCase(Ceil, (STEPS,), "x.ceil()", smooth=False),
    OpCase(Round, (BETWEEN,), "x.round()", analytic=False),
    OpCase(Round, ([1.234, -0.567],), "x.round(decimals=decimals)", {"decimals": 2}, smooth=False),
    OpCase(Round, (STEPS,), "x.round()", smooth=False),
    OpCase(Trunc, (BETWEEN,), "x.trunc()", analytic=False),
    OpCase(Trunc, (STEPS,), "x.trunc()", smooth=False),
    OpCase(Frac, (BETWEEN,), "x.frac()", analytic=False),
    OpCase(Frac, (STEPS[:-2],), "x.frac()", smooth=False),
    OpCase(FloorDivide, (A, B), "torch.div(a, b, rounding_mode='floor')", analytic=False),
    OpCase(FloorDivide, (A, 2.0), "torch.div(a, b, rounding_mode='floor')", analytic=False),
    OpCase(FloorDivide, (5.0, B), "torch.div(torch.tensor(a), b, rounding_mode='floor')", analytic=False),
    OpCase(FloorDivide, WIDE, "torch.div(a, b, rounding_mode='floor')", analytic=False),
    OpCase(TruncDivide, WIDE, "torch.div(a, b, rounding_mode='trunc')", analytic=False),
    OpCase(Remainder, WIDE, "torch.remainder(a, b)", analytic=False),
    OpCase(Fmod, WIDE, "torch.fmod(a, b)", analytic=False),
    OpCase(TruncDivide, (A, B), "torch.div(a, b, rounding_mode='trunc')", analytic=False),
    OpCase(Remainder, (A, B), "torch.remainder(a, b)", analytic=False),
    OpCase(Remainder, (A, 2.0), "torch.remainder(a, b)", analytic=False),
    OpCase(Remainder, POLES, "torch.remainder(a, b)", smooth=False),
    OpCase(Fmod, (A, B), "torch.fmod(a, b)", analytic=False),
    OpCase(Fmod, POLES, "torch.fmod(a, b)", smooth=False),
]
