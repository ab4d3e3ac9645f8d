"""Rows for ops.scan."""

import numpy as np

from autograd_lab.ops.scan import CumMax, CumMin, CumSum, LogCumSumExp, Recurrence, Shift
from tests.op_cases.case import OpCase
from tests.op_cases.reduction import INF, NAN

TIES = [[1.0, 3.0, 3.0, 2.0, 3.0], [2.0, 1.0, 1.0, 2.0, -1.0], [-0.0, 0.0, NAN, 4.0, NAN]]
TWICE = np.array([[1, 0, 1], [2, 2, 2]])

CASES = [
    OpCase(CumSum, ((3, 4),), "x.cumsum(axis)", {"axis": 0}),
    OpCase(CumSum, ((3, 4),), "x.cumsum(axis)", {"axis": 1}),
    OpCase(CumSum, ((3, 4),), "x.flip(axis).cumsum(axis).flip(axis)", {"axis": 1, "reverse": True}),
    OpCase(CumSum, ((0, 2),), "x.cumsum(axis)", {"axis": 0}),
    *(
        OpCase(op, *row)
        for op, name in ((CumMax, "cummax"), (CumMin, "cummin"))
        for row in ((((3, 5),), f"x.{name}(axis)", {"axis": 1}), (((0, 2),), f"x.{name}(axis)", {"axis": 0}))
    ),
    OpCase(CumMax, (TIES,), "x.cummax(axis)", {"axis": 1}, smooth=False),
    OpCase(CumMax, (TIES,), "x.cummax(axis)", {"axis": -2}, smooth=False),
    OpCase(CumMin, (TIES,), "x.cummin(axis)", {"axis": 1}, smooth=False),
    OpCase(LogCumSumExp, ((3, 4),), "x.logcumsumexp(axis)", {"axis": 1}, analytic=False),
    OpCase(LogCumSumExp, ((3, 2),), "x.logcumsumexp(axis)", {"axis": 0}, low=-100, high=100, analytic=False),
    OpCase(LogCumSumExp, ((2, 4),), "x.logcumsumexp(axis)", {"axis": 1}, complex=True),
    OpCase(LogCumSumExp, ((0, 2),), "x.logcumsumexp(axis)", {"axis": 0}, analytic=False),
    *(
        OpCase(LogCumSumExp, (values,), "x.logcumsumexp(axis)", {"axis": 0}, smooth=False, torch_second=False)
        for values in ([-INF, 0.0, -INF, 4.0, INF], [-INF, -INF, 0.0, 4.0], [0.0, INF, INF, 1.0], [0.0, NAN, 4.0])
    ),
    OpCase(Shift, ((3, 4),), "torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], 1)", {"axis": 1}),
    OpCase(
        Shift,
        ((3, 4),),
        "torch.cat([x[1:], torch.full_like(x[:1], fill)])",
        {"axis": 0, "back": True, "fill": 1},
    ),
    OpCase(Shift, ((0, 2),), "x.clone()", {"axis": 0}),
    OpCase(Recurrence, ((2, 5), (2, 5)), "recurrence(a, b, axis)", {"axis": 1}),
    OpCase(
        Recurrence,
        ((4, 2), (4, 2)),
        "recurrence(a.flip(0), b.flip(0), axis).flip(0)",
        {"axis": 0, "reverse": True},
    ),
    OpCase(Recurrence, ((2, 3), (2, 3)), "recurrence(a, b, axis)", {"axis": 1}, complex=True),
]
