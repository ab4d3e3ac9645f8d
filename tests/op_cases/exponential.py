"""Rows for ops.exponential."""

from autograd_lab.ops.exponential import Exp2, Expm1, Log1p, Log2, Log10, Reciprocal, Rsqrt
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")

CASES = [
    OpCase(Exp2, ((2, 3),), "x.exp2()"),
    OpCase(Exp2, ([-INF, -2000.0, 2000.0, NAN],), "x.exp2()", smooth=False),
    OpCase(Expm1, ((2, 3),), "x.expm1()"),
    OpCase(Expm1, ([1e-12, 0.0, -INF, INF],), "x.expm1()", smooth=False),
    OpCase(Log2, ((2, 3),), "x.log2()", low=0.3),
    OpCase(Log2, ([0.0, -1.0, INF, NAN],), "x.log2()", smooth=False),
    OpCase(Log10, ((2, 3),), "x.log10()", low=0.3),
    OpCase(Log10, ([0.0, -1.0, INF, NAN],), "x.log10()", smooth=False),
    OpCase(Log1p, ((2, 3),), "x.log1p()", low=-0.7),
    OpCase(Log1p, ([1e-12, -1.0, -2.0, INF],), "x.log1p()", smooth=False),
    OpCase(Rsqrt, ((2, 3),), "x.rsqrt()", low=0.3),
    OpCase(Rsqrt, ([0.0, -1.0, INF],), "x.rsqrt()", smooth=False),
    OpCase(Reciprocal, ((2, 3),), "x.reciprocal()", low=0.3),
    OpCase(Reciprocal, ([0.0, -0.0, -INF],), "x.reciprocal()", smooth=False),
]
