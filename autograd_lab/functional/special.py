"""The special functions that stand in the top-level namespace too: error function, gamma, and their like."""

from __future__ import annotations

from math import log, pi

from autograd_lab.errors import DtypeError
from autograd_lab.functional.families import FLOATING, ORDERED, REAL, inplace, need_kind, pair, unary
from autograd_lab.functional.registry import both, function, method
from autograd_lab.ops import bessel, erf as error, gamma
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import as_float
from autograd_lab.tensor.tensor import Tensor

erf = unary("erf", error.Erf, kinds=REAL)
erfc = unary("erfc", error.Erfc, kinds=REAL)
erfinv = unary("erfinv", error.Erfinv, kinds=REAL, writes="method")
lgamma = unary("lgamma", gamma.Lgamma, kinds=REAL, writes="method")
digamma = unary("digamma", gamma.Digamma, kinds=REAL, writes="method")
i0 = unary("i0", bessel.I0, kinds=REAL)
igamma = pair("igamma", gamma.Igamma, kinds=FLOATING)
igammac = pair("igammac", gamma.Igammac, kinds=FLOATING)


@function
def polygamma(n: int, input: Tensor) -> Tensor:
    """The n-th derivative of ``digamma``. Also ``x.polygamma(n)``. RuntimeError for negative n."""
    need_kind(input, REAL, "polygamma")
    if n < 0:
        raise DtypeError("polygamma.negative", n=n)
    return digamma(input) if n == 0 else apply(gamma.Polygamma, as_float(input), n=int(n))


def _method(self: Tensor, n: int) -> Tensor:
    return polygamma(n, self)


_method.__name__ = _method.__qualname__ = "polygamma"
_method.__doc__ = polygamma.__doc__
inplace(method(_method))


@both
def mvlgamma(input: Tensor, p: int) -> Tensor:
    """The logarithm of the multivariate gamma function of dimension p: that of p gamma functions half a step apart.

    Source: DLMF 35.3.4. RuntimeError for p < 1.
    """
    need_kind(input, ORDERED, "mvlgamma")
    if p < 1:
        raise DtypeError("mvlgamma.p", p=p)
    p = int(p)
    terms = [lgamma(as_float(input) - k / 2) for k in range(p)]
    return sum(terms[1:], terms[0]) + p * (p - 1) / 4 * log(pi)


inplace(mvlgamma)
