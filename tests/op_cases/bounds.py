"""Rows for ops.bounds."""

from autograd_lab.ops.bounds import ClampTensor, Fmax, Fmin, NanToNum
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
BETWEEN = [[-1.5, 0.2, 1.7]]  # below, between and above the bounds
LOW, HIGH = [[-1.0], [0.5]], [1.0, 1.1, 1.2]
TIES = [1.0, 0.0, -2.0, NAN, 1.0, NAN, INF], [1.0, -0.0, 0.0, 1.0, NAN, NAN, -INF]

CASES = [
    OpCase(ClampTensor, (BETWEEN * 2, LOW, HIGH), "x.clamp(low, high)", analytic=False),
    OpCase(ClampTensor, (BETWEEN, LOW, HIGH), analytic=False),  # PyTorch forgets to sum the gradient of x
    OpCase(ClampTensor, (BETWEEN, LOW, None), "x.clamp(low, high)", analytic=False),
    OpCase(ClampTensor, (BETWEEN, None, HIGH), "x.clamp(low, high)", analytic=False),
    OpCase(
        ClampTensor,
        ([0.0, 1.0, 2.0, 3.0, NAN, 0.5, 4.0], [1.0, 1.0, 1.0, 3.0, 1.0, 2.0, 2.0], [2.0, 2.0, 2.0, 1.0, 2.0, 1.0, 1.0]),
        "x.clamp(low, high)",
        smooth=False,
    ),
    OpCase(ClampTensor, ([0.0, 1.0, 2.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]), "x.clamp(low, high)", smooth=False),
    OpCase(ClampTensor, ([0.0, 1.0, 2.0, NAN], [1.0], None), "x.clamp(low, high)", smooth=False),
    OpCase(ClampTensor, ([0.0, 1.0, 2.0, NAN], None, [1.0]), "x.clamp(low, high)", smooth=False),
    OpCase(Fmax, ((2, 3), (3,)), "torch.fmax(a, b)", analytic=False),
    OpCase(Fmax, ((3,), (2, 1)), "torch.fmax(a, b)", analytic=False),
    OpCase(Fmax, TIES, "torch.fmax(a, b)", smooth=False),
    OpCase(Fmin, ((2, 3), (3,)), "torch.fmin(a, b)", analytic=False),
    OpCase(Fmin, ((3,), (2, 1)), "torch.fmin(a, b)", analytic=False),
    OpCase(Fmin, TIES, "torch.fmin(a, b)", smooth=False),
    OpCase(NanToNum, ((2, 3),), "x.nan_to_num()", {"nan": 0.0, "posinf": 9.0, "neginf": -9.0}, analytic=False),
    OpCase(
        NanToNum,
        ([NAN, INF, -INF, 2.0],),
        "x.nan_to_num(nan, posinf, neginf)",
        {"nan": 1.5, "posinf": 9.0, "neginf": -9.0},
        smooth=False,
    ),
]
