"""Rows for ops.order."""

from autograd_lab.ops.order import Sort, TopK
from tests.op_cases.case import OpCase

NAN = float("nan")
UP, DOWN = {"axis": 1, "descending": False}, {"axis": 0, "descending": True}
STABLE = "x.sort(dim=axis, descending=descending, stable=True)"
TIES = [[2.0, 1.0, 2.0, 1.0], [0.0, 0.0, NAN, 0.0]]

CASES = [
    OpCase(Sort, ((3, 4),), "x.sort(dim=axis, descending=descending)", UP, analytic=False),
    OpCase(Sort, ((3, 4),), "x.sort(dim=axis, descending=descending)", DOWN, analytic=False),
    OpCase(Sort, (TIES,), STABLE, UP, smooth=False),
    OpCase(Sort, (TIES,), STABLE, {**UP, "descending": True}, smooth=False),
    OpCase(TopK, ((3, 4),), "x.topk(count, dim=axis, largest=descending)", {**DOWN, "count": 2}, analytic=False),
    OpCase(TopK, ((3, 4),), "x.topk(count, dim=axis, largest=descending)", {**UP, "count": 3}, analytic=False),
]
