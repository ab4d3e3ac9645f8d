"""Rows for ops.bitwise: no gradients, so only values, dtypes and devices are at stake."""

import numpy as np

from autograd_lab.ops.bitwise import And, Gcd, Lcm, LeftShift, Not, Or, RightShift, Xor
from tests.op_cases.case import OpCase

TRUE_FALSE = np.array([[True], [False]]), np.array([True, False])
INTS = np.array([0, 5, -3]), np.array([7, 3, 2])
FAR = np.array([1, 8, -8, 8, -8, -1]), np.array([63, 64, 64, -1, -1, 1])
BYTES = np.array([1, 255, 255, 3], np.uint8), np.array([8, 7, 9, 1], np.uint8)

CASES = [
    *(
        OpCase(op, inputs, f"a {sign} b")
        for op, sign in {And: "&", Or: "|", Xor: "^"}.items()
        for inputs in (TRUE_FALSE, INTS)
    ),
    *(
        OpCase(op, inputs, f"a {sign} b", keeps_dtype=False)
        for op, sign in {LeftShift: "<<", RightShift: ">>"}.items()
        for inputs in (INTS, FAR, BYTES, (INTS[0], 2))
    ),
    OpCase(Not, (TRUE_FALSE[0],), "~x"),
    OpCase(Not, (INTS[0],), "~x"),
    *(
        OpCase(op, (np.array([0, 4, -6, 12]), np.array([[0], [9]])), f"torch.{name}(a, b)")
        for op, name in {Gcd: "gcd", Lcm: "lcm"}.items()
    ),
]
