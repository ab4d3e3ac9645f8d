"""Rows for ops.indexing."""

import numpy as np

from autograd_lab.ops.cutting import Split
from autograd_lab.ops.indexing import (
    AddItem,
    Fill,
    FillInPlace,
    FillTensor,
    FillTensorInPlace,
    GetItem,
    Maximum,
    Minimum,
    Overwrite,
    ScatterItem,
    SetItem,
    Where,
    WriteView,
    Zero,
)
from autograd_lab.ops.movement import Permute
from tests.op_cases.case import OpCase

ROWS = np.array([2, 0, 2])
MASK = np.array([[True, False, True, False], [False, False, False, False], [True, True, False, True]])
READS = {  # index -> shape of what x[3, 4] gives there
    "integer": (1, (4,)),
    "slice": (slice(0, 3, 2), (2, 4)),
    "column": ((slice(None), -1), (3,)),
    "new axis": ((Ellipsis, None, 0), (3, 1)),
    "rows, one twice": (ROWS, (3, 4)),
    "pairs": ((ROWS, np.array([-1, 1, -1])), (3,)),
    "rows of a slice": ((slice(1, None), np.array([0, 0, 3])), (2, 3)),
    "mask": (MASK, (5,)),
    "row mask": (np.array([True, False, True]), (2, 4)),
    "nothing": (slice(2, 2), (0, 4)),
}
WRITES = {name: READS[name] for name in ("integer", "slice", "column", "mask", "row mask", "nothing")}
VIEWS = {
    "slice": ((GetItem, {"index": slice(1, 3)}, None),),
    "transposed column": ((Permute, {"axes": (1, 0)}, None), (GetItem, {"index": (1, slice(None))}, None)),
    "part of a split": ((Split, {"sizes": (1, 2), "axis": 0}, 1),),
}
SEEN = {"slice": (2, 4), "transposed column": (3,), "part of a split": (2, 4)}

CASES = [
    *(OpCase(GetItem, ((3, 4),), "x[index]", {"index": index}) for index, _ in READS.values()),
    *(
        OpCase(ScatterItem, (shape,), "scatter_item(x, shape, index)", {"shape": (3, 4), "index": index})
        for index, shape in READS.values()
    ),
    *(OpCase(SetItem, ((3, 4), shape), "set_item(x, v, index)", {"index": index}) for index, shape in WRITES.values()),
    OpCase(SetItem, ((3, 4), ()), "set_item(x, v, index)", {"index": MASK}),
    OpCase(SetItem, ((3, 4), (4,)), "set_item(x, v, index)", {"index": slice(0, 2)}),
    OpCase(SetItem, ((3, 4), 0), "set_item(x, v, index)", {"index": (slice(None), 2)}),
    OpCase(
        SetItem,
        ([[1.0, 2.0]] * 3, [[3.0, 4.0]] * 3),
        "set_item(x, v, index)",
        {"index": (ROWS, Ellipsis)},
        smooth=False,
    ),
    OpCase(AddItem, ((3, 4), (3, 4)), "add_item(x, v, index)", {"index": (ROWS,)}),
    OpCase(AddItem, ((3, 4), (4,)), "add_item(x, v, index)", {"index": (ROWS,)}),
    OpCase(AddItem, ((3, 4), (3,)), "add_item(x, v, index)", {"index": (ROWS, np.array([-1, 1, -1]))}),
    OpCase(AddItem, ((3, 4), ()), "add_item(x, v, index)", {"index": (MASK,)}),
    OpCase(Overwrite, ((2, 3), (2, 3)), "x.clone().copy_(v)"),
    OpCase(Overwrite, ((2, 3), (3,)), "x.clone().copy_(v)"),
    OpCase(Fill, ((2, 3), ()), "x.clone().fill_(v)"),
    OpCase(FillTensor, ((2, 3), ()), "torch.fill(x, v)"),
    OpCase(FillInPlace, ((2, 3), ()), "x.clone().fill_(v)"),
    OpCase(FillTensorInPlace, ((2, 3), ()), "x.clone().fill_(v)"),
    OpCase(Zero, ((2, 3), [0.0]), "x.clone().copy_(v)"),
    *(
        OpCase(WriteView, ((3, 4), SEEN[name]), "write_view(base, value, views)", {"views": views})
        for name, views in VIEWS.items()
    ),
    OpCase(WriteView, ((3, 4), ()), "write_view(base, value, views)", {"views": VIEWS["slice"]}),
    OpCase(Where, (MASK, (3, 4), (3, 4)), "torch.where(c, a, b)"),
    OpCase(Where, (MASK, (3, 1), ()), "torch.where(c, a, b)"),
    OpCase(Where, (np.array([[True], [False]]), (3,), (2, 1)), "torch.where(c, a, b)"),
    OpCase(Where, (MASK, 1.0, (3, 4)), "torch.where(c, a, b)"),
    OpCase(Maximum, ((2, 3), (2, 3)), "torch.maximum(a, b)"),
    OpCase(Maximum, ((2, 1), (3,)), "torch.maximum(a, b)"),
    OpCase(Maximum, ([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]), "torch.maximum(a, b)", smooth=False),
    OpCase(Minimum, ((2, 3), (2, 3)), "torch.minimum(a, b)"),
    OpCase(Minimum, ((2, 1), (3,)), "torch.minimum(a, b)"),
    OpCase(Minimum, ([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]), "torch.minimum(a, b)", smooth=False),
]
