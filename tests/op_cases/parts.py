"""Rows for ops.parts."""

from autograd_lab.ops.cutting import Select, Slice
from autograd_lab.ops.diagonal import Diagonal
from autograd_lab.ops.parts import AsStridedScatter, DiagonalScatter, SelectScatter, SliceScatter
from autograd_lab.ops.strided import AsStrided
from tests.op_cases.case import OpCase

CASES = [
    OpCase(
        SelectScatter,
        ((3, 4), (3,)),
        "torch.select_scatter(base, value, 1, 2)",
        {"views": ((Select, {"axis": 1, "index": 2}, None),)},
    ),
    OpCase(
        SliceScatter,
        ((5, 2), (2, 2)),
        "torch.slice_scatter(base, value, 0, 1, 4, 2)",
        {"views": ((Slice, {"axis": 0, "start": 1, "stop": 4, "step": 2}, None),)},
    ),
    OpCase(
        DiagonalScatter,
        ((3, 4), (3,)),
        "torch.diagonal_scatter(base, value, 1)",
        {"views": ((Diagonal, {"offset": 1, "axis1": 0, "axis2": 1}, None),)},
    ),
    # PyTorch's gradient by the base is not the derivative here: it keeps what was replaced and drops the rest.
    OpCase(
        AsStridedScatter,
        ((3, 3), (2, 2)),
        "",
        {"views": ((AsStrided, {"old": ((3, 3), (3, 1), 0), "new": ((2, 2), (4, 1), 1)}, None),)},
    ),
    OpCase(
        AsStridedScatter,
        ((2, 3), (2,)),
        "",
        {"views": ((AsStrided, {"old": ((2, 3), (1, 2), 0), "new": ((2,), (3,), 1)}, None),), "stride": (1, 2)},
    ),
]
