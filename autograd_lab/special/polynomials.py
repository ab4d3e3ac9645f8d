"""Orthogonal polynomials, by name: ``input`` is where, the degree ``n`` a tensor or a number. No gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.functional.families import REAL, binary, named
from autograd_lab.ops import polynomials as ops
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import numbers


def _family(name: str, op: Any) -> Callable[[Any, Any], Tensor]:
    def fn(input: Any, n: Any) -> Tensor:
        return binary(op, input, n, name, to_float=True, kinds=REAL, top=_top(op, input, n))

    return named(fn, name, op)


def _top(op: Any, input: Any, n: Any) -> int:
    """The degree up to which the recurrence has to climb."""
    x, degree = (numbers(v) if isinstance(v, Tensor) else np.asarray(v) for v in (input, n))
    if not x.size or not degree.size or any(v.dtype.kind not in REAL for v in (x, degree)):
        return 0
    top = int(ops.degrees(array_module(degree), degree).max())
    return min(top, op.longest) if top > 8 and bool(op.short(x).all()) else top


chebyshev_polynomial_t = _family("chebyshev_polynomial_t", ops.ChebyshevT)
chebyshev_polynomial_u = _family("chebyshev_polynomial_u", ops.ChebyshevU)
chebyshev_polynomial_v = _family("chebyshev_polynomial_v", ops.ChebyshevV)
chebyshev_polynomial_w = _family("chebyshev_polynomial_w", ops.ChebyshevW)
shifted_chebyshev_polynomial_t = _family("shifted_chebyshev_polynomial_t", ops.ShiftedChebyshevT)
shifted_chebyshev_polynomial_u = _family("shifted_chebyshev_polynomial_u", ops.ShiftedChebyshevU)
shifted_chebyshev_polynomial_v = _family("shifted_chebyshev_polynomial_v", ops.ShiftedChebyshevV)
shifted_chebyshev_polynomial_w = _family("shifted_chebyshev_polynomial_w", ops.ShiftedChebyshevW)
hermite_polynomial_h = _family("hermite_polynomial_h", ops.HermiteH)
hermite_polynomial_he = _family("hermite_polynomial_he", ops.HermiteHe)
laguerre_polynomial_l = _family("laguerre_polynomial_l", ops.LaguerreL)
legendre_polynomial_p = _family("legendre_polynomial_p", ops.LegendreP)
