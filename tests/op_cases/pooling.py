"""Rows for ops.pooling."""

from typing import Any

import numpy as np

from autograd_lab.ops.convolution import out_size
from autograd_lab.ops.pooling import (
    AdaptiveAvgPool,
    AdaptiveAvgUnpool,
    AdaptiveMaxPool,
    AddPlane,
    AvgPool,
    AvgUnpool,
    MaxPool,
    PickPlane,
)
from tests.op_cases.case import OpCase


def pool(x: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, out: Any = None, **more: Any) -> OpCase:
    ceil = out is not None
    if out is None:
        out = tuple(out_size(*a) for a in zip(x[2:], kernel, stride, padding, dilation, strict=True))
    call = f"F.max_pool{len(kernel)}d(x, kernel, stride, padding, dilation, {ceil}, return_indices=True)"
    params = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation, "out": out}
    return OpCase(MaxPool, (x,), call, params, analytic=False, **more)


def average(x: Any, kernel: Any, stride: Any, padding: Any, *, ceil: bool = False, out: Any = None, pad: bool = True,
            divisor: int | None = None) -> list[OpCase]:  # fmt: skip
    """AvgPool, and its adjoint, which has no name of its own in PyTorch."""
    if out is None:
        out = tuple(out_size(*a, 1) for a in zip(x[2:], kernel, stride, padding, strict=True))
    call = f"F.avg_pool{len(kernel)}d(x, kernel, stride, padding, {ceil}, count_padding"
    call += ", divisor)" if len(kernel) > 1 else ")"
    params = {"kernel": kernel, "stride": stride, "padding": padding, "out": out, "count_padding": pad}
    params["divisor"] = divisor
    back = {**params, "x_shape": x}
    return [OpCase(AvgPool, (x,), call, params), OpCase(AvgUnpool, ((*x[:2], *out),), "", back)]


def adaptive(x: Any, out: Any) -> list[OpCase]:
    """Both adaptive poolings, and the adjoint of the mean."""
    d, params = len(out), {"out": out}
    return [
        OpCase(AdaptiveAvgPool, (x,), f"F.adaptive_avg_pool{d}d(x, out)", params),
        OpCase(AdaptiveAvgUnpool, ((*x[:2], *out),), "", {"size": x[2:]}),
        OpCase(AdaptiveMaxPool, (x,), f"F.adaptive_max_pool{d}d(x, out, return_indices=True)", params, analytic=False),
    ]


def chosen(x: Any, kernel: Any, stride: Any, padding: Any, out: Any) -> OpCase:
    """MaxPool of directed values."""
    params = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": (1,) * len(kernel), "out": out}
    call = f"F.max_pool{len(kernel)}d(x, kernel, stride, padding, return_indices=True)"
    return OpCase(MaxPool, (x,), call, params, smooth=False)


nan, inf = float("nan"), float("inf")
TIES = [[[[1.0, 1.0, 2.0, 0.0], [1.0, 1.0, 2.0, 2.0]]]]
INDEX = np.array([[[[0, 5], [5, 8]]]])  # windows that overlap may share a winner

CASES = [
    pool((2, 2, 4, 4), (2, 2), (2, 2), (0, 0), (1, 1)),
    pool((1, 2, 5, 4), (3, 2), (2, 1), (1, 1), (1, 2)),
    pool((1, 1, 5, 5), (2, 2), (2, 2), (0, 0), (1, 1), out=(3, 3)),
    pool((2, 1, 7), (3,), (2,), (0,), (1,)),
    pool((1, 1, 3, 3, 3), (2, 2, 2), (1, 1, 1), (0, 0, 0), (1, 1, 1)),
    pool((1, 1, 4, 5), (1, 3), (1, 1), (0, 0), (1, 1)),
    chosen(TIES, (2, 2), (1, 1), (0, 0), (1, 3)),
    chosen(TIES, (3, 3), (2, 2), (1, 1), (1, 2)),
    chosen([[[[nan, 1.0, nan], [2.0, nan, 3.0], [0.0, -0.0, inf]]]], (2, 2), (1, 1), (0, 0), (2, 2)),
    chosen([[[-inf, -inf, -inf, 5.0, inf]]], (3,), (1,), (1,), (5,)),
    *adaptive((1, 2, 5, 4), (2, 3)),
    *adaptive((2, 1, 7), (3,)),
    *adaptive((1, 1, 3, 2, 4), (1, 2, 2)),
    *adaptive((1, 1, 2, 3), (3, 4)),
    OpCase(
        AdaptiveMaxPool, (TIES,), "F.adaptive_max_pool2d(x, out, return_indices=True)", {"out": (1, 3)}, smooth=False
    ),
    *average((2, 2, 4, 4), (2, 2), (2, 2), (0, 0)),
    *average((1, 2, 5, 4), (3, 2), (2, 1), (1, 1)),
    *average((1, 2, 5, 4), (3, 2), (2, 1), (1, 1), pad=False),
    *average((1, 1, 5, 5), (2, 3), (2, 2), (0, 1), ceil=True, out=(3, 3)),
    *average((1, 1, 5, 5), (2, 2), (2, 2), (0, 0), divisor=3),
    *average((2, 1, 7), (3,), (2,), (1,), pad=False),
    OpCase(AddPlane, ((1, 1, 2, 2), INDEX), "unpool(y, index, shape)", {"shape": (1, 1, 3, 3)}),
    OpCase(
        AddPlane,
        ((2, 2, 2), np.array([[[0, 0], [1, 2]], [[2, 1], [0, 2]]])),
        "unpool(y, index, shape)",
        {"shape": (2, 2, 3)},
    ),
    OpCase(PickPlane, ((1, 1, 3, 3), INDEX), "x.flatten(2).gather(2, index.flatten(2)).reshape(index.shape)"),
    OpCase(
        PickPlane,
        ((2, 2, 3), np.array([[[0, 0], [1, 2]], [[2, 1], [0, 2]]])),
        "x.flatten(2).gather(2, index.flatten(2)).reshape(index.shape)",
    ),
]
