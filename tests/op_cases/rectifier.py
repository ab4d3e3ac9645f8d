"""Rows for ops.rectifier."""

from typing import Any

from autograd_lab.ops.rectifier import (
    Hardshrink,
    Hardsigmoid,
    Hardswish,
    Hardtanh,
    LeakyRelu,
    Prelu,
    Rrelu,
    Softshrink,
    Threshold,
)
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
EDGES = [0.0, -0.0, INF, -INF, 1.0, -1.0]


def rows(op: Any, torch: str, corners: list[float], params: Any = None, second: bool = True) -> list[OpCase]:
    """Samples away from the corners, the corners themselves, nothing, and one number."""
    params = params or {}
    kinks = tuple(corners)
    return [
        OpCase(op, ((3, 4),), torch, params, away_from=kinks, low=-5.0, high=5.0, torch_second=second),
        OpCase(op, ((),), torch, params, away_from=kinks, torch_second=second),
        OpCase(op, ((0, 2),), torch, params, torch_second=second),
        OpCase(op, (EDGES + corners,), torch, params, smooth=False, torch_second=False),
    ]


# At nan PyTorch's vectorised and scalar kernels of hardtanh and the shrinks differ, so only these are held to it.
AT_NAN = [
    OpCase(LeakyRelu, ([NAN, 1.0],), "F.leaky_relu(x, slope)", {"slope": 0.5}, smooth=False, torch_second=False),
    OpCase(Hardswish, ([NAN, 1.0],), "F.hardswish(x)", smooth=False, torch_second=False),
    OpCase(
        Threshold,
        ([NAN, 1.0],),
        "F.threshold(x, threshold, value)",
        {"threshold": 0.5, "value": 2.0},
        smooth=False,
        torch_second=False,
    ),
]

CASES = [
    *AT_NAN,
    *rows(LeakyRelu, "F.leaky_relu(x, slope)", [0.0], {"slope": 0.01}),
    *rows(LeakyRelu, "F.leaky_relu(x, slope)", [0.0], {"slope": -0.5}),
    OpCase(Prelu, ((2, 3), (3,)), "F.prelu(x, w)", away_from=(0.0,)),
    OpCase(Prelu, ((2, 3, 4), (3, 1)), "F.prelu(x, w.flatten())", away_from=(0.0,)),
    OpCase(Prelu, ((4,), (1,)), "F.prelu(x, w)", away_from=(0.0,)),
    OpCase(Prelu, ((), ()), "F.prelu(x, w)", away_from=(0.0,)),
    OpCase(Prelu, (EDGES, [0.25]), "F.prelu(x, w)", smooth=False, torch_second=False),
    OpCase(Rrelu, ((2, 3), (2, 3)), "torch.where(x > 0, x, x * w)", away_from=(0.0,)),
    *rows(Hardtanh, "F.hardtanh(x, low, high)", [-1.0, 1.0], {"low": -1.0, "high": 1.0}),
    *rows(Hardtanh, "F.relu6(x)", [0.0, 6.0], {"low": 0.0, "high": 6.0}),
    *rows(Hardsigmoid, "F.hardsigmoid(x)", [-3.0, 3.0], second=False),
    *rows(Hardswish, "F.hardswish(x)", [-3.0, 3.0]),
    *rows(Hardshrink, "F.hardshrink(x, width)", [-0.5, 0.5], {"width": 0.5}),
    *rows(Softshrink, "F.softshrink(x, width)", [-0.5, 0.5], {"width": 0.5}),
    *rows(Softshrink, "F.softshrink(x, width)", [0.0], {"width": 0.0}),
    *rows(Threshold, "F.threshold(x, threshold, value)", [0.5], {"threshold": 0.5, "value": -3.0}),
]
