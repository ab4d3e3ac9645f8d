"""Rows for ops.order."""

from autograd_lab.ops.order import KthValue, Sort, TopK
from tests.op_cases.case import OpCase

NAN = float("nan")
UP, DOWN = {"axis": 1, "descending": False}, {"axis": 0, "descending": True}
STABLE = "x.sort(dim=axis, descending=descending, stable=True)"
KTH = "x.kthvalue(k, dim=axis, keepdim=keepdims)"
TIES = [[2.0, 1.0, 2.0, 1.0], [0.0, 0.0, NAN, 0.0]]

CASES = [
    OpCase(Sort, ((3, 4),), "x.sort(dim=axis, descending=descending)", UP, analytic=False),
    OpCase(Sort, ((3, 4),), "x.sort(dim=axis, descending=descending)", DOWN, analytic=False),
    OpCase(Sort, (TIES,), STABLE, UP, smooth=False),
    OpCase(Sort, (TIES,), STABLE, {**UP, "descending": True}, smooth=False),
    OpCase(TopK, ((3, 4),), "x.topk(count, dim=axis, largest=descending)", {**DOWN, "count": 2}, analytic=False),
    OpCase(TopK, ((3, 4),), "x.topk(count, dim=axis, largest=descending)", {**UP, "count": 3}, analytic=False),
    OpCase(TopK, ((2, 9),), "x.topk(count, dim=axis, largest=descending)", {**UP, "count": 2}, analytic=False),
    OpCase(TopK, ((9, 2),), "x.topk(count, dim=axis, largest=descending)", {**DOWN, "count": 2}, analytic=False),
    OpCase(
        TopK,
        ([1.0, NAN, 3.0, 2.0, 0.0, 5.0, 4.0, 6.0, 7.0],),
        "x.topk(count, dim=axis, largest=descending)",
        {**DOWN, "count": 2},
        smooth=False,
    ),
    OpCase(KthValue, ((3, 4),), KTH, {"axis": 1, "k": 3, "keepdims": False}, analytic=False),
    OpCase(KthValue, ((3, 4),), KTH, {"axis": 0, "k": 1, "keepdims": True}, analytic=False),
    OpCase(KthValue, ([3.0, NAN, 1.0],), KTH, {"axis": 0, "k": 3, "keepdims": False}, smooth=False),
]
