"""Rows for ops.scatter."""

import numpy as np

from autograd_lab.ops.scatter import (
    AddAlong,
    CountAlong,
    Gather,
    Scatter,
    ScatterAdd,
    ScatterAmax,
    ScatterAmin,
    ScatterMean,
    ScatterProd,
    ScatterSum,
)
from tests.op_cases.case import OpCase

TWICE = np.array([[0, 2, 0], [1, 1, 0]])  # in both directions of a (3, 4): some places twice, some not at all
ONCE = np.array([[2, 0], [0, 1]])
NOTHING = np.zeros((2, 0), np.int64)
SELF, ALONE = {"axis": 1, "include_self": True}, {"axis": 1, "include_self": False}
NAN = float("nan")
REDUCED = {ScatterSum: "sum", ScatterMean: "mean", ScatterProd: "prod", ScatterAmax: "amax", ScatterAmin: "amin"}
ZEROS = ([[0.0, 2.0, 3.0, 4.0], [5.0, 0.0, 7.0, 8.0]], TWICE, [[0.0, 2.0, 0.0], [0.0, 3.0, 4.0]])
ONE_ZERO = ([[5.0, 2.0, 3.0, 4.0], [5.0, 0.0, 7.0, 8.0]], TWICE, [[0.0, 0.0, 3.0], [2.0, 3.0, 4.0]])
TIES = ([[3.0, 2.0, 1.0, 4.0], [5.0, 6.0, 7.0, 8.0]], TWICE, [[3.0, 1.0, 3.0], [6.0, 6.0, 5.0]])
NANS = ([[NAN, 2.0, 1.0, 4.0], [5.0, 6.0, 7.0, 8.0]], TWICE, [[3.0, NAN, 3.0], [6.0, 6.0, 5.0]])


def reduced(op: type, inputs: tuple, **notes) -> list[OpCase]:
    torch = f"x.scatter_reduce(axis, k, v, '{REDUCED[op]}', include_self=include_self)"
    if "complex" in notes:
        torch = ""  # PyTorch has no gradients of these
    return [OpCase(op, inputs, torch, params, **notes) for params in (SELF, ALONE)]


CASES = [
    OpCase(Gather, ((3, 4), TWICE), "x.gather(axis, k)", {"axis": 1}),
    OpCase(Gather, ((3, 4), TWICE), "x.gather(axis, k)", {"axis": 0}),
    OpCase(Gather, ((2, 4), TWICE), "x.gather(axis, k)", {"axis": -1}),
    OpCase(Gather, ((3, 4), NOTHING), "x.gather(axis, k)", {"axis": 1}),
    OpCase(Gather, ((3, 4), TWICE), "x.gather(axis, k)", {"axis": 1}, complex=True),
    OpCase(AddAlong, ((2, 3), TWICE), "add_along(x, k, shape, axis)", {"shape": (3, 4), "axis": 1}),
    OpCase(AddAlong, ((2, 3), TWICE), "add_along(x, k, shape, axis)", {"shape": (3, 4), "axis": 0}),
    OpCase(
        CountAlong,
        (np.array([[True, True, True], [False, True, True]]), TWICE),
        "add_along(c.double(), k, shape, axis)",
        {"shape": (2, 4), "axis": 1, "dtype": np.dtype(np.float64)},
        keeps_dtype=False,
    ),
    OpCase(Scatter, ((2, 4), ONCE, (2, 2)), "x.scatter(axis, k, v)", {"axis": 1}),
    OpCase(Scatter, ((3, 2), ONCE, (2, 2)), "x.scatter(axis, k, v)", {"axis": 0}),
    OpCase(Scatter, ((2, 4), ONCE, 2.0), "x.scatter(axis, k, v)", {"axis": 1}),
    OpCase(Scatter, ((2, 4), NOTHING, (2, 0)), "x.scatter(axis, k, v)", {"axis": 1}),
    OpCase(
        Scatter, (*ZEROS[:2], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), "x.scatter(axis, k, v)", {"axis": 1}, smooth=False
    ),
    OpCase(ScatterAdd, ((2, 4), TWICE, (2, 3)), "x.scatter_add(axis, k, v)", {"axis": 1}),
    OpCase(ScatterAdd, ((3, 3), TWICE, (2, 3)), "x.scatter_add(axis, k, v)", {"axis": 0}),
    OpCase(ScatterAdd, ((2, 4), TWICE, (2, 3)), "x.scatter_add(axis, k, v)", {"axis": 1}, complex=True),
    *(
        case
        for op in REDUCED
        for case in reduced(op, ((2, 4), TWICE, (2, 3)), analytic=op not in (ScatterAmax, ScatterAmin))
    ),
    *(
        case
        for op in (ScatterSum, ScatterMean, ScatterProd)
        for case in reduced(op, ((2, 4), TWICE, (2, 3)), complex=True)
    ),
    *(case for op in (ScatterProd, ScatterMean) for case in reduced(op, ZEROS, smooth=False, torch_second=False)),
    *reduced(ScatterProd, ONE_ZERO),  # a product has slopes at 0 too
    *(case for op in (ScatterAmax, ScatterAmin) for given in (TIES, NANS) for case in reduced(op, given, smooth=False)),
]
