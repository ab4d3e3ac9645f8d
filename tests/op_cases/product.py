"""Rows for ops.product."""

from autograd_lab.ops.product import CumProd, Prod
from tests.op_cases.case import OpCase

ZEROS = [[2.0, 0.0, 3.0, 5.0], [2.0, 0.0, 0.0, 5.0], [0.0, 0.0, 0.0, 5.0], [1.0, 2.0, -3.0, 5.0]]

CASES = [
    OpCase(Prod, ((2, 3),), "x.prod()"),
    OpCase(Prod, ((2, 3, 2),), "x.prod(axis)", {"axis": 1}),
    OpCase(Prod, ((3, 2),), "x.prod(axis, keepdims)", {"axis": 0, "keepdims": True}),
    OpCase(Prod, ((2, 3),), "x.prod(axis)", {"axis": 1}, complex=True),
    OpCase(Prod, ((),), "x.prod()"),
    OpCase(Prod, ((0, 2),), "x.prod()"),
    OpCase(Prod, ((0, 2),), "x.prod(axis)", {"axis": 0}),
    OpCase(Prod, (ZEROS,), "x.prod(axis)", {"axis": 1}),
    OpCase(Prod, ([2.0, 0.0, 3.0],), "x.prod()"),
    OpCase(Prod, ([2.0, 0.0, 0.0],), "x.prod()"),
    OpCase(CumProd, ((3, 4),), "x.cumprod(axis)", {"axis": 1}),
    OpCase(CumProd, ((3, 2),), "x.cumprod(axis)", {"axis": 0}),
    OpCase(CumProd, ((2, 3),), "x.flip(axis).cumprod(axis).flip(axis)", {"axis": 1, "reverse": True}),
    OpCase(CumProd, ((2, 3),), "x.cumprod(axis)", {"axis": -1}, complex=True),
    OpCase(CumProd, (ZEROS,), "x.cumprod(axis)", {"axis": 1}),
    OpCase(CumProd, ((0, 2),), "x.cumprod(axis)", {"axis": 0}),
    OpCase(CumProd, ((1, 2),), "x.cumprod(axis)", {"axis": 0}),
]
