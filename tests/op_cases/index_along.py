"""Rows for ops.index_along and ops.positions."""

import numpy as np

from autograd_lab.ops.index_along import IndexAdd, IndexCopy, IndexFill, IndexSelect
from autograd_lab.ops.positions import Put, PutAdd, Take
from tests.op_cases.case import OpCase

TWICE, ONCE = np.array([2, 0, 2]), np.array([2, 0])
COLUMNS = {"index": (slice(None), TWICE)}
TWO_COLUMNS = {"index": (slice(None), ONCE)}
PLACES = np.array([[5, 0], [-1, 3]])  # -1 is 5

CASES = [
    OpCase(IndexSelect, ((2, 3),), "x[index]", COLUMNS),
    OpCase(IndexSelect, ((3, 2),), "x[index]", {"index": (TWICE,)}),
    OpCase(IndexAdd, ((2, 3), (2, 3)), "add_item(x, v, index)", COLUMNS),
    OpCase(IndexAdd, ((3,), (3,)), "x.index_add(0, index[0], v)", {"index": (TWICE,)}),
    OpCase(IndexAdd, ((2, 3), (2, 3)), "add_item(x, v, index)", COLUMNS, complex=True),
    OpCase(IndexCopy, ((2, 3), (2, 2)), "set_item(x, v, index)", TWO_COLUMNS),
    OpCase(IndexCopy, ([[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]), "x.index_copy(1, index[1], v)", COLUMNS, smooth=False),
    OpCase(IndexFill, ((2, 3), ()), "x.index_fill(1, index[1], v)", TWO_COLUMNS),
    OpCase(IndexFill, ((2, 3), 2.0), "x.index_fill(1, index[1], v)", TWO_COLUMNS),
    OpCase(Take, ((2, 3),), "x.take(k)", {"k": PLACES}),
    OpCase(Take, ((),), "x.take(k)", {"k": np.array([0, 0])}),
    OpCase(Take, ((2, 3),), "x.take(k)", {"k": PLACES}, complex=True),
    OpCase(Put, ((2, 3), (2,)), "x.put(k, v)", {"k": np.array([4, -6])}),
    OpCase(Put, ((2, 3), (2,)), "x.put(k, v)", {"k": np.array([4, -6])}, complex=True),
    OpCase(Put, ([1.0, 2.0], [3.0, 4.0]), "x.put(k, v)", {"k": np.array([1, -1])}, smooth=False),
    OpCase(PutAdd, ((2, 3), (2, 2)), "x.put(k, v, accumulate=True)", {"k": PLACES}),
]
