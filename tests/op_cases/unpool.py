"""Rows for ops.unpool."""

from typing import Any

import numpy as np

from autograd_lab.ops.unpool import FractionalMaxPool, MaxUnpool
from tests.op_cases.case import OpCase


def fractional(x: Any, samples: Any, kernel: Any, out: Any, **more: Any) -> OpCase:
    call = f"F.fractional_max_pool{len(out)}d(x, kernel, out, return_indices=True, _random_samples=samples)"
    how = {"kernel": kernel, "out": out}
    return OpCase(FractionalMaxPool, (x, np.array(samples)), call, how, analytic=False, **more)


nan = float("nan")
CASES = [
    OpCase(MaxUnpool, ((1, 1, 2, 2), np.array([[[[0, 5], [7, 8]]]])),
           "F.max_unpool2d(y, index, 2, output_size=shape[2:])", {"shape": (1, 1, 3, 3)}),
    OpCase(MaxUnpool, ((2, 2, 2), np.array([[[0, 3], [1, 2]], [[2, 1], [0, 3]]])), "F.max_unpool1d(y, index, 2)",
           {"shape": (2, 2, 4)}),
    OpCase(MaxUnpool, ((1, 1, 1, 1, 2), np.array([[[[[1, 6]]]]])), "F.max_unpool3d(y, index, 2)",
           {"shape": (1, 1, 2, 2, 4)}),
    fractional((1, 2, 5, 6), [[[0.3, 0.8], [0.6, 0.1]]], (2, 3), (3, 2)),
    fractional((1, 1, 4, 5, 6), [[[0.3, 0.8, 0.55]]], (2, 2, 1), (2, 3, 4)),
    fractional((1, 1, 3, 3), [[[0.3, 0.8]]], (2, 2), (1, 1)),
    fractional([[[[nan, 1.0, nan], [1.0, nan, 1.0], [2.0, 2.0, 0.0]]]], [[[0.5, 0.5]]], (2, 2), (2, 2), smooth=False),
]  # fmt: skip
