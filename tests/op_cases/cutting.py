"""Rows for ops.cutting."""

from autograd_lab.ops.cutting import Select, Slice, Split, SplitWithSizes, Unbind, UnsafeSplit, UnsafeSplitWithSizes
from tests.op_cases.case import OpCase

CASES = [
    OpCase(Select, ((3, 4),), "x.select(axis, index)", {"axis": 1, "index": 2}),
    OpCase(Select, ((3,),), "x.select(axis, index)", {"axis": 0, "index": 0}),
    OpCase(Slice, ((3, 5),), "x[:, start:stop:step]", {"axis": 1, "start": 1, "stop": 5, "step": 2}),
    OpCase(Slice, ((5, 2),), "x[start:stop]", {"axis": 0, "start": -3, "stop": None}),
    OpCase(Slice, ((5, 2),), "x[start:stop]", {"axis": 0, "start": 3, "stop": 1}),
    OpCase(Split, ((5, 2),), "x.split(sizes, axis)", {"sizes": (2, 3), "axis": 0}),
    OpCase(Split, ((2, 5),), "x.split(sizes, axis)", {"sizes": (2, 0, 1, 2), "axis": 1}),
    OpCase(SplitWithSizes, ((5, 2),), "x.split_with_sizes(sizes, axis)", {"sizes": (1, 4), "axis": 0}),
    OpCase(UnsafeSplit, ((4, 2),), "x.unsafe_split(2, axis)", {"sizes": (2, 2), "axis": 0}),
    OpCase(UnsafeSplitWithSizes, ((2, 5),), "x.unsafe_split_with_sizes(sizes, axis)", {"sizes": (2, 3), "axis": 1}),
    OpCase(Unbind, ((3, 2),), "x.unbind(axis)", {"axis": 1}),
    OpCase(Unbind, ((2, 3, 2),), "x.unbind(axis)", {"axis": 0}),
]
