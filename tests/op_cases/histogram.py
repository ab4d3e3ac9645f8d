"""Rows for ops.histogram."""

import numpy as np

from autograd_lab.ops.histogram import BinCount, HistC, Histogram
from tests.op_cases.case import OpCase
from tests.op_cases.reduction import INF, NAN

EDGES = np.array([0.0, 1.0, 2.5, 3.0])
ON_EDGES = [0.0, 0.5, 1.0, 2.0, 3.0, 3.5, -1.0, NAN, INF]

CASES = [
    OpCase(BinCount, (np.array([3, 0, 3, 1]), None), "torch.bincount(x)"),
    OpCase(BinCount, (np.array([1, 1]), None), "torch.bincount(x, minlength=minlength)", {"minlength": 4}),
    OpCase(BinCount, (np.array([1, 1, 0]), np.array([0.5, 0.25, 2.0])), "torch.bincount(x, w)", keeps_dtype=False),
    OpCase(HistC, (ON_EDGES,), "torch.histc(x, bins, low, high)", {"bins": 3, "low": 0.0, "high": 3.0}),
    OpCase(HistC, ((3, 4),), "torch.histc(x, bins, low, high)", {"bins": 5, "low": -1.0, "high": 1.0}),
    OpCase(
        Histogram,
        ([[x] for x in ON_EDGES], None, EDGES),
        "torch.histogram(edges[0].ravel(), edges[2]).hist",
    ),
    OpCase(
        Histogram,
        ((7, 2), np.arange(1.0, 8.0), np.array([-2.0, 0.0, 2.0]), np.array([-1.0, -0.5, 0.5, 1.5])),
        "torch.histogramdd(edges[0], [edges[2], edges[3]], weight=edges[1]).hist",
    ),
]
