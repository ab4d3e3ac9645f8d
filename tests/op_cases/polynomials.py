"""Rows for ops.polynomials: no gradients. Degrees below 0, with decimals, and where a closed form takes over."""

import numpy as np

from autograd_lab.ops import polynomials as ops
from tests.op_cases.case import OpCase

X = np.array([[-1.0], [1.0], [0.0], [0.3], [-0.7], [1.5]])
DEGREES = np.array([-1.0, 0.0, 1.0, 2.7, 5.0, 9.0, 10.0])
FAMILIES = {
    ops.ChebyshevT: "chebyshev_polynomial_t", ops.ChebyshevU: "chebyshev_polynomial_u",
    ops.ChebyshevV: "chebyshev_polynomial_v", ops.ChebyshevW: "chebyshev_polynomial_w",
    ops.ShiftedChebyshevT: "shifted_chebyshev_polynomial_t", ops.ShiftedChebyshevU: "shifted_chebyshev_polynomial_u",
    ops.ShiftedChebyshevV: "shifted_chebyshev_polynomial_v", ops.ShiftedChebyshevW: "shifted_chebyshev_polynomial_w",
    ops.HermiteH: "hermite_polynomial_h", ops.HermiteHe: "hermite_polynomial_he",
    ops.LaguerreL: "laguerre_polynomial_l", ops.LegendreP: "legendre_polynomial_p",
}  # fmt: skip

CASES = [
    OpCase(op, inputs, f"torch.special.{name}(x, n)", {"top": top})
    for op, name in FAMILIES.items()
    for inputs, top in (((X, DEGREES), 10), ((X, 3), 3), ((0.3, DEGREES), 10), ((np.ones((0, 3)), DEGREES[:3]), 0))
] + [
    OpCase(
        ops.HermiteH,
        (np.array([0.5, -1.0]), np.array([513.0, 40.0])),
        "torch.special.hermite_polynomial_h(x, n)",
        {"top": 513},
    ),
]
