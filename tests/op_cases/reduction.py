"""Rows for ops.reduction."""

import numpy as np

from autograd_lab.ops.reduction import (
    All,
    Amax,
    Amin,
    Any,
    ArgMax,
    ArgMin,
    Expand,
    Max,
    MaxDim,
    Mean,
    Min,
    MinDim,
    PutAlong,
    Std,
    Sum,
    TakeAlong,
    Var,
)
from tests.op_cases.case import OpCase

NAN = float("nan")
AXES = [
    {},
    {"axis": 0},
    {"axis": -1, "keepdims": True},
    {"axis": (0, 2)},
    {"axis": (2, 0), "keepdims": True},
]
TIES = [[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]
BITS = np.array([[True, True, False], [True, True, True]])
PLACES = np.array([[2, 0], [1, 3]])


def over(expression: str, params: dict[str, object]) -> str:
    """The call in PyTorch: it takes no ``dim`` at all where everything is reduced."""
    keep = ", keepdim=keepdims" if "keepdims" in params else ""
    return expression.replace("()", f"(dim=axis{keep})") if "axis" in params else expression


CASES = [
    *(OpCase(Sum, ((2, 3, 2),), over("x.sum()", axes), axes) for axes in AXES),
    OpCase(Sum, ((),), "x.sum()"),
    OpCase(Sum, ((0, 3),), "x.sum(0)", {"axis": 0}),
    OpCase(Sum, ((0, 3),), "x.sum()"),
    *(OpCase(Mean, ((2, 3, 2),), over("x.mean()", axes), axes) for axes in AXES),
    OpCase(Mean, ((),), "x.mean()"),
    OpCase(Mean, ((0, 3),), "x.mean(0)", {"axis": 0}, smooth=False),
    OpCase(Mean, ((0, 3),), "x.mean()", smooth=False),
    *(OpCase(Var, ((2, 3, 2),), over("x.var()", axes), axes) for axes in AXES),
    OpCase(Var, ((2, 4),), "x.var(correction=correction)", {"correction": 0}),
    OpCase(Var, ((2, 4),), "x.var(1, correction=correction)", {"axis": 1, "correction": 2}),
    OpCase(Var, ([[1.0]],), "x.var(1, correction=0)", {"axis": 1, "correction": 0}),
    OpCase(Var, ([5.0, 5.0, 5.0],), "x.var()"),
    OpCase(Var, ([5.0],), "x.var()", smooth=False, torch_second=False),
    OpCase(Var, ([5.0],), "x.var(correction=2)", {"correction": 2}, smooth=False, torch_second=False),
    *(OpCase(Std, ((2, 3, 2),), over("x.std()", axes), axes) for axes in AXES),
    OpCase(Std, ((2, 4),), "x.std(1, correction=correction)", {"axis": 1, "correction": 0}),
    OpCase(Std, ([5.0, 5.0, 5.0],), "x.std()", smooth=False, torch_second=False),
    OpCase(Std, ([5.0],), "x.std()", smooth=False, torch_second=False),
    OpCase(Max, ((2, 3),), "x.max()"),
    OpCase(Min, ((2, 3),), "x.min()"),
    OpCase(Max, (TIES,), "x.max()", smooth=False),
    OpCase(Min, (TIES,), "x.min()", smooth=False),
    *(OpCase(Amax, ((2, 3, 2),), over("x.amax()", axes), axes) for axes in AXES),
    OpCase(Amax, (TIES,), "x.amax(1)", {"axis": 1}, smooth=False),
    OpCase(Amax, (TIES,), "x.max()", smooth=False),
    *(OpCase(Amin, ((2, 3, 2),), over("x.amin()", axes), axes) for axes in AXES),
    OpCase(Amin, (TIES,), "x.amin(1)", {"axis": 1}, smooth=False),
    OpCase(MaxDim, ((3, 4),), "x.max(axis)", {"axis": 1}),
    OpCase(MaxDim, ((3, 4, 2),), "x.max(axis, keepdims)", {"axis": 1, "keepdims": True}),
    OpCase(MaxDim, ((3, 4, 2),), "x.max(axis)", {"axis": -3}),
    OpCase(MaxDim, (TIES,), "x.max(axis)", {"axis": 1}, smooth=False),
    OpCase(MaxDim, ([[1.0, NAN, 3.0]],), "x.max(axis)", {"axis": 1}, smooth=False),
    OpCase(MinDim, ((3, 4),), "x.min(axis)", {"axis": 0}),
    OpCase(MinDim, ((3, 4, 2),), "x.min(axis, keepdims)", {"axis": 2, "keepdims": True}),
    OpCase(MinDim, (TIES,), "x.min(axis)", {"axis": 1}, smooth=False),
    *(
        OpCase(op, inputs, f"x.{name}(axis)" if axis else f"x.{name}()", axis)
        for op, name in ((ArgMax, "argmax"), (ArgMin, "argmin"))
        for inputs in (((3, 4),), (TIES,), ([[1.0, NAN, 3.0], [NAN, NAN, 0.0]],))
        for axis in ({}, {"axis": 1})
    ),
    OpCase(ArgMax, ((3, 4),), "x.argmax(1, True)", {"axis": 1, "keepdims": True}),
    OpCase(ArgMin, ((3, 4),), "x.argmin(1, True)", {"axis": 1, "keepdims": True}),
    OpCase(All, (BITS,), "x.all()"),
    OpCase(All, (BITS,), "x.all(axis, keepdims)", {"axis": 1, "keepdims": True}),
    OpCase(All, ([0.0, NAN],), "x.all()"),
    OpCase(Any, (BITS,), "x.any()"),
    OpCase(Any, (~BITS,), "x.any(axis)", {"axis": 0}),
    OpCase(Any, ([[]],), "x.any(axis)", {"axis": 1}),
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
