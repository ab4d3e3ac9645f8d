"""Rows for ops.logarithmic."""

from autograd_lab.ops.logarithmic import Entr, Logaddexp, Logaddexp2, Logit, Xlog1py, Xlogy
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
BOTH = [0.0, INF, -INF, INF, NAN], [0.0, INF, -INF, -INF, 0.0]

CASES = [
    OpCase(Xlogy, ((2, 3), (3,)), "torch.xlogy(a, b)", low=0.3),
    OpCase(Xlogy, ((3,), (2, 1)), "torch.xlogy(a, b)", low=0.3),
    OpCase(Xlogy, ((3,), 2.5), "torch.xlogy(a, b)"),
    OpCase(Xlogy, (2.5, (3,)), "torch.xlogy(a, b)", low=0.3),
    OpCase(
        Xlogy,
        ([0.0, 0.0, 0.0, 1.0, 1.0, 0.0, NAN], [0.0, -1.0, 0.5, -1.0, 0.0, NAN, 0.0]),
        "torch.xlogy(a, b)",
        smooth=False,
    ),
    OpCase(Xlog1py, ((2, 3), (3,)), "torch.special.xlog1py(a, b)", low=-0.7),
    OpCase(Xlog1py, ((3,), (2, 1)), "torch.special.xlog1py(a, b)", low=-0.7),
    OpCase(Xlog1py, ((3,), 2.5), "torch.special.xlog1py(a, b)"),
    OpCase(Xlog1py, (2.5, (3,)), "torch.special.xlog1py(a, b)", low=-0.7),
    OpCase(
        Xlog1py,
        ([0.0, 0.0, 0.0, 1.0, 1.0, 0.0, NAN], [-1.0, -2.0, -0.5, -1.0, -2.0, NAN, 0.0]),
        "torch.special.xlog1py(a, b)",
        smooth=False,
    ),
    OpCase(Entr, ((2, 3),), "torch.special.entr(x)", low=0.3, analytic=False),
    OpCase(Entr, ([0.0, 1.0, -1.0, NAN, INF],), "torch.special.entr(x)", smooth=False),
    OpCase(Logit, ((2, 3),), "x.logit()", low=0.1, high=0.9),
    OpCase(Logit, ((2, 3),), "x.logit(eps)", {"eps": 0.2}, low=0.3, high=0.7, analytic=False),
    OpCase(Logit, ([0.05, 0.97],), "x.logit(eps)", {"eps": 0.2}, analytic=False),
    OpCase(Logit, ([0.0, 1.0, 0.5, 2.0, -1.0],), "x.logit()", smooth=False),
    OpCase(Logit, ([0.0, 0.2, 0.5, 0.8, 2.0],), "x.logit(eps)", {"eps": 0.2}, smooth=False),
    OpCase(Logaddexp, ((2, 3), (3,)), "torch.logaddexp(a, b)", analytic=False),
    OpCase(Logaddexp, ((3,), (2, 1)), "torch.logaddexp(a, b)", analytic=False),
    OpCase(Logaddexp, ((3,), (3,)), "torch.logaddexp(a, b)", complex=True),
    OpCase(Logaddexp, BOTH, "torch.logaddexp(a, b)", smooth=False),
    OpCase(Logaddexp2, ((2, 3), (3,)), "torch.logaddexp2(a, b)", analytic=False),
    OpCase(Logaddexp2, ((3,), (2, 1)), "torch.logaddexp2(a, b)", analytic=False),
    OpCase(Logaddexp2, BOTH, "torch.logaddexp2(a, b)", smooth=False),
]
