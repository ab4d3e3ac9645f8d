"""Rows for ops.reduction."""

import numpy as np

from autograd_lab.ops.reduction import (
    All,
    Any,
    CountNonzero,
    Expand,
    LogSumExp,
    Mean,
    NanSum,
    PutAlong,
    Sum,
    TakeAlong,
    Trace,
)
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
AXES = [
    {},
    {"axis": 0},
    {"axis": -1, "keepdims": True},
    {"axis": (0, 2)},
    {"axis": (2, 0), "keepdims": True},
]
BITS = np.array([[True, True, False], [True, True, True]])
PLACES = np.array([[2, 0], [1, 3]])


def over(expression: str, params: dict[str, object]) -> str:
    """The call in PyTorch: it takes no ``dim`` at all where everything is reduced."""
    keep = ", keepdim=keepdims" if "keepdims" in params else ""
    return expression.replace("()", f"(dim=axis{keep})") if "axis" in params else expression


CASES = [
    *(OpCase(Sum, ((2, 3, 2),), over("x.sum()", axes), axes) for axes in AXES),
    OpCase(Sum, ((),), "x.sum()"),
    OpCase(Sum, ((),), "x.sum(0)", {"axis": ()}),
    OpCase(Sum, ((0, 3),), "x.sum(0)", {"axis": 0}),
    OpCase(Sum, ((0, 3),), "x.sum()"),
    *(OpCase(NanSum, ((2, 3, 2),), over("x.nansum()", axes), axes) for axes in AXES),
    OpCase(NanSum, ([[NAN, 1.0, INF], [NAN, -INF, 2.0]],), "x.nansum(axis)", {"axis": 0}, smooth=False),
    OpCase(NanSum, ([NAN, NAN],), "x.nansum()", smooth=False),
    *(OpCase(Mean, ((2, 3, 2),), over("x.mean()", axes), axes) for axes in AXES),
    OpCase(Mean, ((),), "x.mean()"),
    OpCase(Mean, ((0, 3),), "x.mean(0)", {"axis": 0}, smooth=False),
    OpCase(Mean, ((0, 3),), "x.mean()", smooth=False),
    *(OpCase(LogSumExp, ((2, 3, 2),), over("x.logsumexp()", axes), axes, analytic=False) for axes in AXES[1:]),
    OpCase(LogSumExp, ((2, 3, 2),), "x.logsumexp(axis)", {"axis": 1}, low=-200, high=200, analytic=False),
    OpCase(LogSumExp, ((2, 3),), "x.logsumexp(axis)", {"axis": 1}, complex=True),
    OpCase(LogSumExp, ((),), "x.logsumexp(0)", {"axis": ()}, analytic=False),
    OpCase(LogSumExp, ((0, 2),), "x.logsumexp(axis)", {"axis": 0}, smooth=False),
    OpCase(
        LogSumExp,
        ([[-INF, -INF], [INF, INF], [-INF, 1.0], [INF, 1.0], [NAN, 1.0]],),
        "x.logsumexp(axis)",
        {"axis": 1},
        smooth=False,
    ),
    OpCase(Trace, ((3, 3),), "x.trace()"),
    OpCase(Trace, ((2, 4),), "x.trace()"),
    OpCase(Trace, ((4, 2),), "x.trace()", complex=True),
    OpCase(Trace, ((0, 2),), "x.trace()"),
    OpCase(All, (BITS,), "x.all()"),
    OpCase(All, (BITS,), "x.all(axis, keepdims)", {"axis": 1, "keepdims": True}),
    OpCase(All, ([0.0, NAN],), "x.all()"),
    OpCase(Any, (BITS,), "x.any()"),
    OpCase(Any, (~BITS,), "x.any(axis)", {"axis": 0}),
    OpCase(Any, ([[]],), "x.any(axis)", {"axis": 1}),
    OpCase(CountNonzero, (BITS,), "x.count_nonzero()"),
    OpCase(CountNonzero, ([[0.0, -0.0, NAN], [INF, 1.0, 0.0]],), "x.count_nonzero(axis)", {"axis": 1}),
    OpCase(CountNonzero, (BITS,), "x.count_nonzero(axis)", {"axis": (0, 1)}),
    OpCase(Expand, ((2, 1),), "x.expand(shape)", {"shape": (2, 3)}),
    OpCase(Expand, ((3, 1, 2),), "x.expand(shape)", {"shape": (2, 3, 4, 2)}),
    OpCase(Expand, ((),), "x.expand(shape)", {"shape": (2, 0)}),
    OpCase(
        PutAlong,
        ((2, 2), PLACES),
        "torch.zeros(shape, dtype=x.dtype).scatter(axis, k, x)",
        {"shape": (2, 4), "axis": 1},
    ),
    OpCase(TakeAlong, ((2, 4), PLACES), "torch.take_along_dim(x, k, axis)", {"axis": -1}),
    OpCase(TakeAlong, ((4, 2), PLACES), "torch.take_along_dim(x, k, axis)", {"axis": 0}),
]
