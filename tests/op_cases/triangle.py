"""Rows for ops.triangle."""

from autograd_lab.ops.triangle import Tril, Triu
from tests.op_cases.case import OpCase

CASES = [
    OpCase(Tril, ((2, 3, 4),), "x.tril(diagonal)", {"diagonal": 1}),
    OpCase(Tril, ((3, 3),), "x.tril()"),
    OpCase(Tril, ((0, 3),), "x.tril()"),
    OpCase(Tril, ((2, 2),), "x.tril(diagonal)", {"diagonal": -5}),
    OpCase(Triu, ((2, 3, 4),), "x.triu(diagonal)", {"diagonal": -1}),
    OpCase(Triu, ((3, 3),), "x.triu()"),
    OpCase(Triu, ((2, 2),), "x.triu(diagonal)", {"diagonal": 5}),
]
