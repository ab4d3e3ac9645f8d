"""Rows for ops.padding."""

from autograd_lab.ops.padding import Pad
from tests.op_cases.case import OpCase

PAD = "F.pad(x, [n for pair in reversed(width) for n in pair], value=value)"

CASES = [
    OpCase(Pad, ((2, 3),), PAD, {"width": ((1, 0), (2, 1)), "value": 0.5}),
    OpCase(Pad, ((3, 4),), PAD, {"width": ((-1, 1), (0, -2)), "value": 0.0}),
    OpCase(Pad, ((2, 0),), PAD, {"width": ((0, 0), (1, 1)), "value": -1.0}),
]
