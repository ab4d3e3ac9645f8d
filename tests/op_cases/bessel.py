"""Rows for ops.bessel and ops.airy."""

import numpy as np

from autograd_lab.ops.airy import AiryAi
from autograd_lab.ops.bessel import I0, I1, J0, J1, K0, K1, Y0, Y1, I0e, I1e, K0e, K1e, SphericalJ0
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
SAMPLES = np.array([-2.5, -0.0, 0.0, 0.3, 1.0, 7.0, 40.0, NAN])

CASES = [
    OpCase(I0, ((2, 3),), "x.i0()", analytic=False),
    OpCase(I0e, ((2, 3),), "torch.special.i0e(x)", away_from=(0.0,), analytic=False),
    OpCase(I1, ((2, 3),), "torch.special.i1(x)", away_from=(0.0,), analytic=False),
    OpCase(I1e, ((2, 3),), "torch.special.i1e(x)", away_from=(0.0,), analytic=False),
    OpCase(I1, ([0.0, 0.5],), "torch.special.i1(x)", analytic=False, torch_second=False),
    OpCase(I0, ([0.0, -40.0, INF],), "x.i0()", smooth=False),
    OpCase(I0e, ([0.0, -40.0, 40.0],), "torch.special.i0e(x)", smooth=False),
    OpCase(I1, ([0.0, -40.0, 40.0],), "torch.special.i1(x)", smooth=False, torch_second=False),
    OpCase(I1e, ([0.0, -40.0, 40.0],), "torch.special.i1e(x)", smooth=False, torch_second=False),
    *(
        OpCase(op, (SAMPLES,), f"torch.special.{name}(x)")
        for op, name in {
            J1: "bessel_j1", Y0: "bessel_y0", K0: "modified_bessel_k0", K1: "modified_bessel_k1",
            K0e: "scaled_modified_bessel_k0", K1e: "scaled_modified_bessel_k1", SphericalJ0: "spherical_bessel_j0",
        }.items()
    ),
    # Of these PyTorch's float64 is right to seven digits only, beyond what some samples ask.
    OpCase(J0, (np.array([-7.0, -0.0, 0.0, 1.0, 40.0, NAN]),), "torch.special.bessel_j0(x)"),
    OpCase(Y1, (np.array([-7.0, 0.0, 1.0, 40.0, NAN]),), "torch.special.bessel_y1(x)"),
    OpCase(AiryAi, (np.array([-7.0, 0.0, 0.5, 3.0, 7.0, NAN, INF, -INF]),), "torch.special.airy_ai(x)"),
    OpCase(AiryAi, (np.array([-30.0, -9.0]),), "torch.special.airy_ai(x)"),
]  # fmt: skip
