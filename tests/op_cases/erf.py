"""Rows for ops.erf."""

from autograd_lab.ops.erf import Erf, Erfc, Erfcx, Erfinv, LogNdtr, Ndtr, Ndtri
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
ENDS = [-INF, -1.0, 0.0, 1.0, INF, NAN]

CASES = [
    *(
        OpCase(op, ((2, 3),), text, analytic=False)
        for op, text in {
            Erf: "x.erf()", Erfc: "x.erfc()", Erfcx: "torch.special.erfcx(x)",
            Ndtr: "torch.special.ndtr(x)", LogNdtr: "torch.special.log_ndtr(x)",
        }.items()
    ),
    OpCase(Erf, (ENDS,), "x.erf()", smooth=False),
    OpCase(Erfc, (ENDS,), "x.erfc()", smooth=False),
    OpCase(Erfcx, ([-1.0, 0.0, 40.0, NAN],), "torch.special.erfcx(x)", smooth=False),
    OpCase(Ndtr, (ENDS,), "torch.special.ndtr(x)", smooth=False),
    OpCase(LogNdtr, ([-40.0, 0.0, 40.0, NAN],), "torch.special.log_ndtr(x)", smooth=False, torch_second=False),
    OpCase(Erfinv, ((2, 3),), "x.erfinv()", low=-0.8, high=0.8, analytic=False),
    OpCase(Erfinv, ([-1.0, 0.0, 1.0, 1.5, NAN],), "x.erfinv()", smooth=False),
    OpCase(Ndtri, ((2, 3),), "torch.special.ndtri(x)", low=0.1, high=0.9, analytic=False),
    OpCase(Ndtri, ([0.0, 0.5, 1.0, 1.5, NAN],), "torch.special.ndtri(x)", smooth=False),
]  # fmt: skip
