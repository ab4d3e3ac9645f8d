"""Calls of functional.special and of the namespace torch.special."""

import numpy as np

from tests.functions.case import call

INF, NAN = float("inf"), float("nan")
ODD = [-INF, -0.5, -0.0, 0.0, 0.3, 1.0, 2.5, INF, NAN]
AT = np.array([0.3, 1.0, 2.5])
BOTH = ("erf", "erfc", "erfinv", "lgamma", "digamma", "i0")
ALIASES = (*BOTH[:3], "digamma", "psi", "gammaln", "i0", "exp2", "expm1", "log1p", "sinc", "expit", "round")
SPECIAL = ("entr", "erfcx", "ndtr", "ndtri", "log_ndtr", "i0e", "i1", "i1e")
NO_GRADIENT = (
    "airy_ai", "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "modified_bessel_k0", "modified_bessel_k1",
    "scaled_modified_bessel_k0", "scaled_modified_bessel_k1", "spherical_bessel_j0",
)  # fmt: skip
POLYNOMIALS = (
    "chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w",
    "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p",
    "shifted_chebyshev_polynomial_t", "shifted_chebyshev_polynomial_u", "shifted_chebyshev_polynomial_v",
    "shifted_chebyshev_polynomial_w",
)  # fmt: skip

CASES = [
    *(call(f"torch.{name}(a)", a=(3,), low=0.2, high=0.8) for name in BOTH),
    *(call(f"a.{name}(), a.{name}_()", a=np.array([0.3, 0.7])) for name in BOTH),
    call("torch.erf_(a), torch.erfc_(a), torch.i0_(a)", a=np.array([0.3, 0.7])),
    *(call(f"torch.special.{name}(a)", a=np.array(ODD)) for name in ALIASES),
    *(call(f"torch.special.{name}(a)", a=(3,), low=0.2, high=0.8) for name in SPECIAL),
    *(call(f"torch.special.{name}(a)", a=np.array(ODD)) for name in SPECIAL),
    *(call(f"torch.special.{name}(a)", a=AT) for name in (*NO_GRADIENT, "modified_bessel_i0", "modified_bessel_i1")),
    *(call(f"torch.special.{name}(a)", a=np.array([0, 1, 2])) for name in (*SPECIAL, *NO_GRADIENT)),
    *(
        call(f"torch.special.{name}(a, n), torch.special.{name}(a, 3), torch.special.{name}(0.3, n)", a=a, n=n)
        for name in POLYNOMIALS
        for a, n in ((AT, np.array([[0.0], [4.0]])), (np.array([0, 1]), np.array([6, 2])), (np.zeros(0), np.zeros(1)))
    ),
    call("torch.special.chebyshev_polynomial_t(a, n)", a=np.array([0.5, -0.25]), n=np.array([100000, 7])),
    call("torch.polygamma(2, a)", a=(3,), low=1.0, high=3.0),
    call("torch.polygamma(0, a), a.polygamma(1), torch.special.polygamma(3, a), a.polygamma_(2)", a=AT),
    call("torch.mvlgamma(a, 3)", a=(3,), low=2.0, high=4.0),
    call("a.mvlgamma(2), torch.special.multigammaln(a, 1), a.mvlgamma_(2)", a=np.array([2.0, 3.5])),
    call("torch.mvlgamma(a, 2)", a=np.array([2, 3])),
    call("a.mvlgamma(torch.tensor(2)), a.polygamma(torch.tensor(1))", a=np.array([2.0, 3.5])),
    call("torch.igamma(b, a) + b.igammac(a)", a=(3,), b=np.array([0.7]), low=0.5, high=3.0),
    call("torch.special.gammainc(a, a), torch.special.gammaincc(a, a), a.igamma(a), a.igammac(a)", a=AT),
    call("a.igamma_(a), torch.igammac(a, a), a.igammac_(a)", a=AT),
    call("torch.special.zeta(b, a)", a=(3,), b=np.array([2.0]), low=0.5, high=3.0),
    call("torch.special.zeta(a, 2), torch.special.zeta(2, a), torch.special.zeta(a, b)", a=AT, b=np.array([1, 2, 3])),
    call("torch.special.xlog1py(a, b)", a=(3,), b=(2, 1), low=-0.5),
    call("torch.special.xlog1py(a, 2), torch.special.xlog1py(2, a), torch.special.xlogy(a, a)", a=AT),
    call("torch.special.logit(a, eps=1), a.logit(0.7)", a=np.array([-2.0, 0.0, 0.5, 1.0, 3.0, np.nan])),
    call("torch.special.logit(a, eps=0.2)", a=np.array([0.0, 0.5])),
    call("torch.special.softmax(a, 0), torch.special.log_softmax(a, dim=0), torch.special.logsumexp(a, 0)", a=(3,)),
]
