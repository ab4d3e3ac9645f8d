"""Rows for ops.complex."""

import numpy as np

from autograd_lab.ops.complex import Angle, Complex, Conj, Imag, Pairs, Polar, Real, ViewAsComplex, ViewAsReal
from tests.op_cases.case import OpCase

CASES = [
    OpCase(Conj, ((2, 3),), "z.conj()", complex=True, analytic=False),
    OpCase(Conj, ((),), "z.conj()", complex=True, analytic=False),
    OpCase(Real, ((2, 3),), "z.real", complex=True, analytic=False),
    OpCase(Imag, ((2, 3),), "z.imag", complex=True, analytic=False),
    OpCase(Complex, ((2, 3), (2, 3)), "torch.complex(a, b)", analytic=False),
    OpCase(Complex, ((2, 1), (3,)), "torch.complex(a, b)", analytic=False),
    OpCase(Angle, ((2, 3),), "z.angle()", complex=True, analytic=False),
    OpCase(Angle, ((2, 3),), "z.angle()", away_from=(0.0,), analytic=False),
    OpCase(Angle, ([-1.0, 0.0, -0.0, 2.0, float("nan")],), "z.angle()", smooth=False),
    OpCase(Angle, (np.array([0j, -1 + 0j, 1j]),), "z.angle()", keeps_dtype=False),
    OpCase(Polar, ((2, 3), (2, 3)), "torch.polar(r, t)", low=0.3, analytic=False),
    OpCase(Polar, ((2, 1), (3,)), "torch.polar(r, t)", low=0.3, analytic=False),
    OpCase(Polar, ((3,), (2, 1)), high=-0.3, analytic=False),  # of negative lengths PyTorch's gradient has another sign
    OpCase(ViewAsReal, ((2, 3),), "torch.view_as_real(z)", complex=True, analytic=False),
    OpCase(ViewAsComplex, ((3, 2),), "torch.view_as_complex(y)", analytic=False),
    OpCase(Pairs, ((2, 3),), "torch.view_as_real(z).clone()", complex=True, analytic=False),
]
