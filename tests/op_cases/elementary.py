"""Rows for ops.elementary."""

from typing import Any

import numpy as np

from autograd_lab.ops.elementary import Abs, Cast, Clamp, Clone, Cos, Exp, Flat, Log, Sgn, Sign, Sin, Sqrt, ToDevice
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")


def copied(array: Any) -> Any:
    return array.copy()


CASES = [
    OpCase(Exp, ((2, 3),), "x.exp()"),
    OpCase(Exp, ([-INF, -1000.0, 1000.0, INF, NAN],), "x.exp()", smooth=False),
    OpCase(Log, ((2, 3),), "x.log()", low=0.3),
    OpCase(Log, ([0.0, -1.0, INF, NAN],), "x.log()", smooth=False),
    OpCase(Sqrt, ((2, 3),), "x.sqrt()", low=0.3),
    OpCase(Sqrt, ([0.0, -1.0, INF],), "x.sqrt()", smooth=False),
    OpCase(Abs, ((2, 3),), "x.abs()", away_from=(0.0,), analytic=False),
    OpCase(Abs, ([0.0, -0.0, -INF],), "x.abs()", smooth=False),
    OpCase(Flat, ((2, 3), (2, 3)), "g + x.floor() * 0"),
    OpCase(Sign, ((2, 3),), "x.sign()", away_from=(0.0,), analytic=False),
    OpCase(Sign, ([0.0, -0.0, -INF, INF],), "x.sign()", smooth=False),
    OpCase(Sign, ([NAN],), "x.sign()", smooth=False),
    OpCase(Sign, (np.array([True, False]),), "x.sign()"),
    OpCase(Abs, ((2, 3),), "x.abs()", complex=True),
    OpCase(Sgn, ((2, 3),), "z.sgn()", complex=True),
    OpCase(Sgn, ((2, 3),), "z.sgn()", away_from=(0.0,), analytic=False),
    OpCase(Sgn, (np.array([3 + 4j, 0j]),), "z.sgn()", keeps_dtype=False),
    OpCase(Exp, ((2, 3),), "x.exp()", complex=True),
    OpCase(Log, ((2, 3),), "x.log()", complex=True),
    OpCase(Sqrt, ((2, 3),), "x.sqrt()", complex=True),
    OpCase(Sin, ((2, 3),), "x.sin()", complex=True),
    OpCase(Cos, ((2, 3),), "x.cos()", complex=True),
    OpCase(Sin, ((2, 3),), "x.sin()"),
    OpCase(Sin, ((0,),), "x.sin()"),
    OpCase(Cos, ((2, 3),), "x.cos()"),
    OpCase(Cos, ((),), "x.cos()"),
    OpCase(Clamp, ((2, 4),), "x.clamp(low, high)", {"low": -1.0, "high": 0.5}, away_from=(-1.0, 0.5)),
    OpCase(Clamp, ((2, 4),), "x.clamp(min=low)", {"low": 0.0}, away_from=(0.0,)),
    OpCase(Clamp, ((2, 4),), "x.clamp(max=high)", {"high": 0.0}, away_from=(0.0,)),
    OpCase(Clamp, ([-1.0, 0.0, 1.0],), "x.clamp(low, high)", {"low": -1.0, "high": 0.0}, smooth=False),
    OpCase(Clamp, ([NAN, INF, -INF],), "x.clamp(low, high)", {"low": -1.0, "high": 0.0}, smooth=False),
    OpCase(Cast, ((2, 3),), "x.to(torch.float64)", {"dtype": np.float64}, analytic=False, keeps_dtype=False),
    OpCase(Cast, ((2, 3),), "x.to(torch.float32)", {"dtype": np.float32}, smooth=False, keeps_dtype=False),
    OpCase(Cast, ((2, 3),), "x.to(torch.int64)", {"dtype": np.int64}, smooth=False, keeps_dtype=False),
    OpCase(ToDevice, ((2, 3),), "x.clone()", {"move": copied, "back": copied}),
    OpCase(Clone, ((2, 3),), "x.clone()"),
    OpCase(Clone, ((),), "x.clone()"),
]
