"""Rows for ops.repeat."""

from autograd_lab.ops.repeat import Repeat
from tests.op_cases.case import OpCase

CASES = [
    OpCase(Repeat, ((2, 3),), "x.repeat(times)", {"times": (2, 2)}),
    OpCase(Repeat, ((2,),), "x.repeat(times)", {"times": (2, 1, 3)}),
    OpCase(Repeat, ((2,),), "x.repeat(times)", {"times": (0,)}),
    OpCase(Repeat, ((),), "x.repeat(times)", {"times": (3,)}),
    OpCase(Repeat, ((),), "x.repeat(times)", {"times": ()}),
    OpCase(Repeat, ((2, 1),), "x.repeat(times)", {"times": (1, 1)}),
]
