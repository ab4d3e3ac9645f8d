"""Rows for ops.strided."""

from autograd_lab.ops.strided import AsStrided, AsStridedInPlace, Fold, ThroughMemory, Unfold
from tests.op_cases.case import OpCase

SEEN = "x.as_strided(new[0], new[1], new[2])"
MATRIX = ((3, 3), (3, 1), 0)
TWICE = ((2, 2), (1, 1), 1)  # one place is read twice
GAPS = ((2, 2), (4, 2), 0)

CASES = [
    OpCase(AsStrided, ((3, 3),), SEEN, {"old": MATRIX, "new": ((2, 2), (3, 2), 1)}),
    OpCase(AsStrided, ((3, 3),), SEEN, {"old": MATRIX, "new": TWICE}),
    OpCase(AsStridedInPlace, ((3, 3),), SEEN, {"old": MATRIX, "new": ((2, 2), (3, 2), 1)}),
    OpCase(AsStrided, ((3, 3),), SEEN, {"old": MATRIX, "new": ((), (), 4)}),
    OpCase(AsStrided, ((3, 3),), SEEN, {"old": MATRIX, "new": ((3,), (0,), 2)}),
    OpCase(AsStrided, ((3, 3),), SEEN, {"old": MATRIX, "new": ((0, 2), (1, 1), 0)}),
    OpCase(ThroughMemory, ((2, 2),), "", {"source": TWICE, "target": MATRIX, "shared": MATRIX}),
    OpCase(ThroughMemory, ((3, 3),), "", {"source": MATRIX, "target": TWICE, "shared": TWICE}),
    OpCase(ThroughMemory, ((2, 2),), "", {"source": GAPS, "target": ((4,), (1,), 3), "shared": GAPS}),
    OpCase(Unfold, ((2, 5),), "x.unfold(axis, size, step)", {"axis": 1, "size": 3, "step": 1}),
    OpCase(Unfold, ((6, 2),), "x.unfold(axis, size, step)", {"axis": 0, "size": 2, "step": 3}),
    OpCase(Unfold, ((4,),), "x.unfold(axis, size, step)", {"axis": 0, "size": 4, "step": 9}),
    OpCase(Unfold, ((4,),), "x.unfold(axis, size, step)", {"axis": 0, "size": 0, "step": 2}),
    OpCase(Unfold, ((),), "x.unfold(axis, size, step)", {"axis": 0, "size": 1, "step": 1}),
    OpCase(Fold, ((2, 3, 3),), "", {"shape": (2, 5), "axis": 1, "size": 3, "step": 1}),
    OpCase(Fold, ((2, 3, 4),), "", {"shape": (6, 3), "axis": 0, "size": 4, "step": 2}),
    OpCase(Fold, ((1,),), "", {"shape": (), "axis": 0, "size": 1, "step": 1}),
]
