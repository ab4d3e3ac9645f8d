"""Rows for ops.search and ops.sets."""

import numpy as np

from autograd_lab.ops.search import IsIn, NonZero, SearchSorted
from autograd_lab.ops.sets import Unique
from tests.op_cases.case import OpCase

NAN, INF = float("nan"), float("inf")
LINE = [-INF, -1.0, 0.0, 0.0, 2.0, INF]
VALUES = [0.0, -0.0, -2.0, 2.0, 3.0, INF, -INF, NAN]
LINES = [[1.0, 3.0, 5.0], [2.0, 4.0, NAN]]
ORDER = np.array([2, 0, 1])
SEARCH = "torch.searchsorted(x, v, right=right, sorter=order)"
REPEATED = [[2.0, 1.0], [2.0, 1.0], [0.0, 3.0], [2.0, 1.0]]

CASES = [
    OpCase(NonZero, ([[0.0, -0.0, 3.0], [NAN, 0.0, INF]],), "x.nonzero()", smooth=False),
    OpCase(NonZero, ([0.0],), "x.nonzero()", smooth=False),
    *(
        OpCase(SearchSorted, inputs, SEARCH, {"right": right}, smooth=False)
        for right in (False, True)
        for inputs in (
            (LINE, VALUES, None),
            (LINES, [[3.0, 0.0], [4.0, 9.0]], None),
            ([4.0, 6.0, 2.0], VALUES, ORDER),
            ([[4.0, 6.0, 2.0]], [VALUES], ORDER[None]),
            ([], [1.0], None),
        )
    ),
    *(
        OpCase(
            IsIn,
            ([[1.0, NAN], [0.0, 2.0]], [2.0, NAN, -0.0]),
            "torch.isin(x, m, invert=invert)",
            {"invert": invert},
            smooth=False,
        )
        for invert in (False, True)
    ),
    *(
        OpCase(Unique, inputs, "unique(x, axis, consecutive)", {"axis": axis, "consecutive": consecutive}, smooth=False)
        for consecutive in (False, True)
        for inputs, axis in (
            ((REPEATED,), 0),
            ((REPEATED,), 1),
            (([3.0, NAN, NAN, 1.0, 1.0, 3.0],), 0),
            (([0.0, -0.0],), 0),
        )
    ),
]
