"""Rows for ops.combination."""

from autograd_lab.ops.combination import Addcdiv, Addcmul, Lerp, LerpNumber
from tests.op_cases.case import OpCase

ADDCMUL, ADDCDIV = "torch.addcmul(x, a, b, value=value)", "torch.addcdiv(x, a, b, value=value)"

CASES = [
    OpCase(Addcmul, ((2, 3), (2, 3), (2, 3)), ADDCMUL, {"value": -2.5}),
    OpCase(Addcmul, ((3,), (2, 1), (1, 3)), ADDCMUL, {"value": 3}),
    OpCase(Addcmul, ((2, 3), (1, 3), (2, 1)), "torch.addcmul(x, a, b)"),
    OpCase(Addcmul, ((2, 3), (3,), (2, 3)), ADDCMUL, {"value": 2.0}, complex=True),
    OpCase(Addcmul, ((0, 3), (3,), (1, 1)), ADDCMUL, {"value": 2.0}),
    OpCase(Addcdiv, ((2, 3), (2, 3), (2, 3)), ADDCDIV, {"value": -2.5}, away_from=(0.0,)),
    OpCase(Addcdiv, ((3,), (2, 1), (1, 3)), ADDCDIV, {"value": 3}, away_from=(0.0,)),
    OpCase(Addcdiv, ((2, 3), (1, 3), (2, 1)), "torch.addcdiv(x, a, b)", away_from=(0.0,)),
    OpCase(Addcdiv, ((2, 3), (3,), (2, 3)), ADDCDIV, {"value": 2.0}, complex=True),
    OpCase(Addcdiv, ([1.0, 1.0], [1.0, 0.0], [0.0, 0.0]), ADDCDIV, {"value": 2.0}, smooth=False, torch_second=False),
    OpCase(Lerp, ((2, 3), (2, 3), (2, 3)), "torch.lerp(a, b, weight)", analytic=False),
    OpCase(Lerp, ((3,), (2, 1), (1, 3)), "torch.lerp(a, b, weight)", analytic=False),
    OpCase(Lerp, ((2, 1), (3,), ()), "torch.lerp(a, b, weight)", analytic=False),
    OpCase(Lerp, ((3,), (3,), (3,)), "torch.lerp(a, b, weight)", complex=True),
    OpCase(Lerp, ([0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [0.0, 1.0, 0.5]), "torch.lerp(a, b, weight)", smooth=False),
    OpCase(LerpNumber, ((2, 1), (3,), 0.3), "torch.lerp(a, b, weight)"),
    OpCase(LerpNumber, ((2, 1), (3,), 0.8), "torch.lerp(a, b, weight)"),
]
