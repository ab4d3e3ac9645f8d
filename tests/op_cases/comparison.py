"""Rows for ops.comparison: no gradients, so only values, dtypes and devices are at stake."""

import numpy as np

from autograd_lab.ops.comparison import And, Eq, Ge, Gt, IsFinite, IsNan, Le, Lt, Ne, Not, Or, Xor
from tests.op_cases.case import OpCase

A, B = [1.0, 2.0, 3.0, float("nan"), 0.0], [1.0, 3.0, 2.0, float("nan"), -0.0]
TRUE_FALSE = np.array([[True], [False]]), np.array([True, False])
INTS = np.array([0, 5, -3]), np.array([7, 3, 2])

CASES = [
    *(
        OpCase(op, inputs, f"a {sign} b")
        for op, sign in {Eq: "==", Ne: "!=", Lt: "<", Le: "<=", Gt: ">", Ge: ">="}.items()
        for inputs in ((A, B), ((2, 1), (1, 3)), ((3,), 0.5), ((0,), (0,)))
    ),
    *(
        OpCase(op, inputs, f"a {sign} b")
        for op, sign in {And: "&", Or: "|", Xor: "^"}.items()
        for inputs in (TRUE_FALSE, INTS)
    ),
    OpCase(Not, (TRUE_FALSE[0],), "~x"),
    OpCase(Not, (INTS[0],), "~x"),
    OpCase(IsNan, ([1.0, float("nan"), float("inf")],), "x.isnan()"),
    OpCase(IsFinite, ([1.0, float("nan"), float("inf")],), "x.isfinite()"),
]
