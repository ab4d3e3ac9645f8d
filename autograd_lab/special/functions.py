"""The normal distribution, entropies and the zeta function, by name."""

from __future__ import annotations

from autograd_lab.functional.families import REAL, one, two
from autograd_lab.ops import erf, gamma, logarithmic

ndtr = one("ndtr", erf.Ndtr, kinds=REAL)
ndtri = one("ndtri", erf.Ndtri, kinds=REAL)
log_ndtr = one("log_ndtr", erf.LogNdtr, kinds=REAL)
erfcx = one("erfcx", erf.Erfcx, kinds=REAL)
entr = one("entr", logarithmic.Entr, kinds=REAL)
xlog1py = two("xlog1py", logarithmic.Xlog1py, numbers="input other", to_float=True, kinds=REAL)
zeta = two("zeta", gamma.Zeta, numbers="input other", to_float=True, kinds=REAL)
