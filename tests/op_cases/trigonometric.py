"""Rows for ops.trigonometric."""

from autograd_lab.ops.trigonometric import (
    Acos,
    Acosh,
    Asin,
    Asinh,
    Atan,
    Atan2,
    Atanh,
    Cosh,
    Deg2Rad,
    Hypot,
    Rad2Deg,
    Sinc,
    Sinh,
    Tan,
)
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")

CASES = [
    OpCase(Tan, ((2, 3),), "x.tan()", low=-1.2, high=1.2),
    OpCase(Tan, ((),), "x.tan()", high=1.0),
    OpCase(Asin, ((2, 3),), "x.asin()", low=-0.8, high=0.8),
    OpCase(Asin, ([-1.0, 1.0, 1.5, NAN],), "x.asin()", smooth=False),
    OpCase(Acos, ((2, 3),), "x.acos()", low=-0.8, high=0.8),
    OpCase(Acos, ([-1.0, 1.0, 1.5, NAN],), "x.acos()", smooth=False),
    OpCase(Atan, ((2, 3),), "x.atan()", low=-0.8, high=0.8),
    OpCase(Atan, ([-INF, 0.0, INF],), "x.atan()", smooth=False),
    OpCase(Sinh, ((2, 3),), "x.sinh()"),
    OpCase(Sinh, ([-1000.0, INF],), "x.sinh()", smooth=False),
    OpCase(Cosh, ((2, 3),), "x.cosh()"),
    OpCase(Cosh, ([-1000.0, INF],), "x.cosh()", smooth=False),
    OpCase(Asinh, ((2, 3),), "x.asinh()"),
    OpCase(Asinh, ([-INF, 0.0, INF],), "x.asinh()", smooth=False),
    OpCase(Acosh, ((2, 3),), "x.acosh()", low=1.3, high=3.0),
    OpCase(Acosh, ([1.0, 0.5, INF],), "x.acosh()", smooth=False, torch_second=False),
    OpCase(Atanh, ((2, 3),), "x.atanh()", low=-0.8, high=0.8),
    OpCase(Atanh, ([-1.0, 1.0, 1.5],), "x.atanh()", smooth=False),
    OpCase(Atan2, ((2, 3), (3,)), "torch.atan2(a, b)", away_from=(0.0,), analytic=False),
    OpCase(Atan2, ((3,), (2, 1)), "torch.atan2(a, b)", away_from=(0.0,), analytic=False),
    OpCase(Atan2, ([0.0, 1.0, -1.0], [-1.0, 0.0, INF]), "torch.atan2(a, b)", smooth=False),
    OpCase(Atan2, ([0.0], [0.0]), "torch.atan2(a, b)", smooth=False, torch_second=False),  # PyTorch: nan
    *(
        OpCase(op, ((2, 3),), f"x.{op.__name__.lower()}()", complex=True)
        for op in (Tan, Asin, Acos, Atan, Sinh, Cosh, Asinh, Acosh, Atanh)
    ),
    OpCase(Deg2Rad, ((2, 3),), "x.deg2rad()"),
    OpCase(Rad2Deg, ((2, 3),), "x.rad2deg()"),
    OpCase(Sinc, ((2, 3),), "x.sinc()", away_from=(0.0,)),
    OpCase(Sinc, ((2, 3),), "x.sinc()", complex=True),
    OpCase(Sinc, ([0.0, 0.5],), "x.sinc()", torch_second=False),
    OpCase(Sinc, ([0.0, -0.0, 1.0, INF, NAN],), "x.sinc()", smooth=False, torch_second=False),
    OpCase(Hypot, ((2, 3), (3,)), "torch.hypot(a, b)", away_from=(0.0,), analytic=False),
    OpCase(Hypot, ((3,), (2, 1)), "torch.hypot(a, b)", away_from=(0.0,), analytic=False),
    OpCase(Hypot, ([3.0, 0.0, INF], [4.0, 0.0, 1.0]), "torch.hypot(a, b)", smooth=False),
]
