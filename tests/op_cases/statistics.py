"""Rows for ops.statistics."""

from autograd_lab.ops.statistics import Median, MedianDim, Mode, NanMedian, NanMedianDim
from tests.op_cases.case import OpCase
from tests.op_cases.reduction import NAN

TIES = [1.0, 2.0, 2.0, 3.0]
NANS = [[1.0, NAN, 3.0, 2.0], [NAN, NAN, 0.0, 5.0], [4.0, 3.0, 2.0, 1.0]]

CASES = [
    *(
        row
        for whole, lines, name in ((Median, MedianDim, "median"), (NanMedian, NanMedianDim, "nanmedian"))
        for row in (
            OpCase(whole, ((2, 3),), f"x.{name}()", analytic=False),
            OpCase(whole, ((2, 2),), f"x.{name}()", analytic=False),
            OpCase(whole, (TIES,), f"x.{name}()", smooth=False),
            OpCase(whole, (NANS,), f"x.{name}()", smooth=False),
            OpCase(whole, ([NAN, NAN],), f"x.{name}()", smooth=False),
            OpCase(whole, ([],), f"x.{name}()", smooth=False, torch_second=False),
            OpCase(whole, ((),), f"x.{name}()", analytic=False),
            OpCase(lines, ((3, 4),), f"x.{name}(axis)", {"axis": 1}, analytic=False),
            OpCase(lines, ((3, 4, 2),), f"x.{name}(axis, keepdims)", {"axis": 0, "keepdims": True}, analytic=False),
            OpCase(lines, (NANS,), f"x.{name}(axis)", {"axis": 1}, smooth=False),
            OpCase(lines, ([NAN, NAN],), f"x.{name}(axis)", {"axis": 0}, smooth=False),
        )
    ),
    OpCase(Mode, ((2, 3),), "x.mode(axis)", {"axis": 1}, analytic=False),
    OpCase(Mode, ((3, 2),), "x.mode(axis, keepdims)", {"axis": 0, "keepdims": True}, analytic=False),
    OpCase(Mode, ([[2.0, 1.0, 1.0, 2.0, 3.0], [0.0, -0.0, 7.0, 7.0, 7.0]],), "x.mode(axis)", {"axis": 1}, smooth=False),
]
