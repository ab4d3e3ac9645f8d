"""Rows for ops.complex."""

from autograd_lab.ops.complex import Complex, Conj, Imag, Real
from tests.op_cases.case import OpCase

CASES = [
    OpCase(Conj, ((2, 3),), "z.conj()", complex=True, analytic=False),
    OpCase(Conj, ((),), "z.conj()", complex=True, analytic=False),
    OpCase(Real, ((2, 3),), "z.real", complex=True, analytic=False),
    OpCase(Imag, ((2, 3),), "z.imag", complex=True, analytic=False),
    OpCase(Complex, ((2, 3), (2, 3)), "torch.complex(a, b)", analytic=False),
    OpCase(Complex, ((2, 1), (3,)), "torch.complex(a, b)", analytic=False),
]
