"""Rows for ops.extremes."""

from autograd_lab.ops.extremes import Amax, Amin, AMinMax, ArgMax, ArgMin, Max, MaxDim, Min, MinDim
from tests.op_cases.case import OpCase
from tests.op_cases.reduction import AXES, NAN, over

TIES = [[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]
NANS = [[1.0, NAN, 3.0], [NAN, NAN, 0.0]]
BOTH = "tuple(x.aminmax())"

CASES = [
    OpCase(Max, ((2, 3),), "x.max()", analytic=False),
    OpCase(Min, ((2, 3),), "x.min()", analytic=False),
    OpCase(Max, (TIES,), "x.max()", smooth=False),
    OpCase(Min, (TIES,), "x.min()", smooth=False),
    OpCase(Max, (NANS,), "x.max()", smooth=False),
    OpCase(Min, (NANS,), "x.min()", smooth=False),
    *(OpCase(Amax, ((2, 3, 2),), over("x.amax()", axes), axes, analytic=False) for axes in AXES),
    OpCase(Amax, (TIES,), "x.amax(1)", {"axis": 1}, smooth=False),
    OpCase(Amax, (TIES,), "x.max()", smooth=False),
    OpCase(Amax, (NANS,), "x.amax(1)", {"axis": 1}, smooth=False),
    *(OpCase(Amin, ((2, 3, 2),), over("x.amin()", axes), axes, analytic=False) for axes in AXES),
    OpCase(Amin, (TIES,), "x.amin(1)", {"axis": 1}, smooth=False),
    OpCase(AMinMax, ((2, 3),), BOTH, analytic=False),
    OpCase(AMinMax, ((2, 3, 2),), over(BOTH, {"axis": 1}), {"axis": 1}, analytic=False),
    OpCase(
        AMinMax,
        ((2, 3, 2),),
        over(BOTH, {"axis": 1, "keepdims": True}),
        {"axis": 1, "keepdims": True},
        analytic=False,
    ),
    OpCase(AMinMax, (TIES,), over(BOTH, {"axis": 1}), {"axis": 1}, smooth=False),
    OpCase(AMinMax, (NANS,), BOTH, smooth=False),
    OpCase(MaxDim, ((3, 4),), "x.max(axis)", {"axis": 1}, analytic=False),
    OpCase(MaxDim, ((3, 4, 2),), "x.max(axis, keepdims)", {"axis": 1, "keepdims": True}, analytic=False),
    OpCase(MaxDim, ((3, 4, 2),), "x.max(axis)", {"axis": -3}, analytic=False),
    OpCase(MaxDim, (TIES,), "x.max(axis)", {"axis": 1}, smooth=False),
    OpCase(MaxDim, (NANS,), "x.max(axis)", {"axis": 1}, smooth=False),
    OpCase(MinDim, ((3, 4),), "x.min(axis)", {"axis": 0}, analytic=False),
    OpCase(MinDim, ((3, 4, 2),), "x.min(axis, keepdims)", {"axis": 2, "keepdims": True}, analytic=False),
    OpCase(MinDim, (TIES,), "x.min(axis)", {"axis": 1}, smooth=False),
    *(
        OpCase(op, inputs, f"x.{name}(axis)" if axis else f"x.{name}()", axis)
        for op, name in ((ArgMax, "argmax"), (ArgMin, "argmin"))
        for inputs in (((3, 4),), (TIES,), (NANS,))
        for axis in ({}, {"axis": 1})
    ),
    OpCase(ArgMax, ((3, 4),), "x.argmax(1, True)", {"axis": 1, "keepdims": True}),
    OpCase(ArgMin, ((3, 4),), "x.argmin(1, True)", {"axis": 1, "keepdims": True}),
]
