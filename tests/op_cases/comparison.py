"""Rows for ops.comparison: no gradients, so only values, dtypes and devices are at stake."""

import numpy as np

from autograd_lab.ops.comparison import (
    Eq,
    Ge,
    Gt,
    IsFinite,
    IsInf,
    IsNan,
    IsNegInf,
    IsPosInf,
    IsReal,
    Le,
    Lt,
    Ne,
    SignBit,
)
from tests.op_cases.case import OpCase

A, B = [1.0, 2.0, 3.0, float("nan"), 0.0], [1.0, 3.0, 2.0, float("nan"), -0.0]
ODD = [1.0, -0.0, -2.0, float("nan"), float("inf"), -float("inf")]

CASES = [
    *(
        OpCase(op, inputs, f"a {sign} b")
        for op, sign in {Eq: "==", Ne: "!=", Lt: "<", Le: "<=", Gt: ">", Ge: ">="}.items()
        for inputs in ((A, B), ((2, 1), (1, 3)), ((3,), 0.5), ((0,), (0,)))
    ),
    OpCase(IsNan, (ODD,), "x.isnan()"),
    OpCase(IsFinite, (ODD,), "x.isfinite()"),
    OpCase(IsInf, (ODD,), "x.isinf()"),
    OpCase(IsPosInf, (ODD,), "x.isposinf()"),
    OpCase(IsNegInf, (ODD,), "x.isneginf()"),
    OpCase(IsReal, (ODD,), "x.isreal()"),
    OpCase(IsReal, (np.array([1 + 0j, 1j]),), "x.isreal()"),
    OpCase(SignBit, (ODD,), "x.signbit()"),
    OpCase(SignBit, (np.array([-1, 0, 1]),), "x.signbit()"),
]
