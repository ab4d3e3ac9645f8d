"""Special functions of mathematics, under the names of ``torch.special``.

Many stand in the top-level namespace too, some under another name: ``expit`` is ``sigmoid``, ``psi`` is ``digamma``.
"""

from autograd_lab.functional.division import round
from autograd_lab.functional.elementary import exp2, expm1, log1p, logit, sinc, xlogy
from autograd_lab.functional.pointwise import sigmoid as expit
from autograd_lab.functional.probability import log_softmax, softmax
from autograd_lab.functional.reduction import logsumexp
from autograd_lab.functional.special import (
    digamma,
    digamma as psi,
    erf,
    erfc,
    erfinv,
    i0,
    igamma as gammainc,
    igammac as gammaincc,
    lgamma as gammaln,
    mvlgamma as multigammaln,
    polygamma,
)
from autograd_lab.special.bessel import (
    airy_ai,
    bessel_j0,
    bessel_j1,
    bessel_y0,
    bessel_y1,
    i0e,
    i1,
    i1e,
    modified_bessel_i0,
    modified_bessel_i1,
    modified_bessel_k0,
    modified_bessel_k1,
    scaled_modified_bessel_k0,
    scaled_modified_bessel_k1,
    spherical_bessel_j0,
)
from autograd_lab.special.functions import entr, erfcx, log_ndtr, ndtr, ndtri, xlog1py, zeta
from autograd_lab.special.polynomials import (
    chebyshev_polynomial_t,
    chebyshev_polynomial_u,
    chebyshev_polynomial_v,
    chebyshev_polynomial_w,
    hermite_polynomial_h,
    hermite_polynomial_he,
    laguerre_polynomial_l,
    legendre_polynomial_p,
    shifted_chebyshev_polynomial_t,
    shifted_chebyshev_polynomial_u,
    shifted_chebyshev_polynomial_v,
    shifted_chebyshev_polynomial_w,
)
