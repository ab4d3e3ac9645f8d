"""Rows for ops.gated."""

from typing import Any

from autograd_lab.ops.gated import (
    Celu,
    Elu,
    Gelu,
    GeluTanh,
    Glu,
    LogSigmoid,
    Mish,
    Silu,
    Softplus,
)
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
EDGES = [0.0, -0.0, -INF, NAN, 1.0, -1.0, 20.0, 21.0, 100.0, -100.0, 1000.0, -1000.0]
SELU = {"alpha": 1.6732632423543772848170429916717, "scale": 1.0507009873554804934193349852946}


def rows(op: Any, torch: str, params: Any = None, kinks: tuple[float, ...] = (), second: bool = True) -> list[OpCase]:
    params = params or {}
    return [
        OpCase(op, ((3, 4),), torch, params, away_from=kinks, torch_second=second),
        OpCase(op, ((),), torch, params, away_from=kinks, torch_second=second),
        OpCase(op, ((0, 2),), torch, params, torch_second=second),
        OpCase(op, (EDGES,), torch, params, smooth=False, torch_second=False),
    ]


AT_INFINITY: list[Any] = [
    (Elu, "F.elu(x, alpha)", {"alpha": 1.5}), (Celu, "F.celu(x, alpha)", {"alpha": 2.0, "rate": 0.5}),
    (Silu, "F.silu(x)", {}), (Mish, "F.mish(x)", {}),
    (Softplus, "F.softplus(x, beta, threshold)", {"beta": 1, "threshold": 20}), (LogSigmoid, "F.logsigmoid(x)", {}),
]  # fmt: skip

CASES = [
    *rows(Elu, "F.elu(x, alpha)", {"alpha": 1.5}, (0.0,)),
    *rows(Elu, "F.selu(x)", SELU, (0.0,)),
    OpCase(Elu, ((3, 4),), "", {"alpha": 1.5, "scale": 1.2, "rate": 0.4}, away_from=(0.0,)),
    *rows(Celu, "F.celu(x, alpha)", {"alpha": 2.0, "rate": 0.5}, (0.0,)),
    *rows(Silu, "F.silu(x)"),
    *rows(Mish, "F.mish(x)"),
    *rows(Gelu, "F.gelu(x)"),
    *rows(GeluTanh, "F.gelu(x, approximate='tanh')"),
    *rows(Softplus, "F.softplus(x, beta, threshold)", {"beta": 1, "threshold": 20}),
    *rows(Softplus, "F.softplus(x, beta, threshold)", {"beta": 2.5, "threshold": 3.0}, (1.2,)),
    *rows(LogSigmoid, "F.logsigmoid(x)"),
    OpCase(Glu, ((2, 3), (2, 3)), "F.glu(torch.cat((a, b), -1))"),
    OpCase(Glu, ((), ()), "a * b.sigmoid()"),
    OpCase(Glu, (EDGES, EDGES), "F.glu(torch.cat((a, b)))", smooth=False, torch_second=False),
    *(
        OpCase(op, ([INF, -INF],), torch, params, smooth=False, torch_second=False) for op, torch, params in AT_INFINITY
    ),  # but GELU, where PyTorch's kernels for float32 and float64 differ
]
