"""Bessel and Airy functions, by name. Most have no gradient, as in PyTorch."""

from __future__ import annotations

from autograd_lab.functional.families import REAL, one
from autograd_lab.ops import airy, bessel

i0e = one("i0e", bessel.I0e, kinds=REAL)
i1 = one("i1", bessel.I1, kinds=REAL)
i1e = one("i1e", bessel.I1e, kinds=REAL)
airy_ai = one("airy_ai", airy.AiryAi, kinds=REAL)
bessel_j0 = one("bessel_j0", bessel.J0, kinds=REAL)
bessel_j1 = one("bessel_j1", bessel.J1, kinds=REAL)
bessel_y0 = one("bessel_y0", bessel.Y0, kinds=REAL)
bessel_y1 = one("bessel_y1", bessel.Y1, kinds=REAL)
modified_bessel_i0 = one("modified_bessel_i0", bessel.I0, kinds=REAL)
modified_bessel_i1 = one("modified_bessel_i1", bessel.I1, kinds=REAL)
modified_bessel_k0 = one("modified_bessel_k0", bessel.K0, kinds=REAL)
modified_bessel_k1 = one("modified_bessel_k1", bessel.K1, kinds=REAL)
scaled_modified_bessel_k0 = one("scaled_modified_bessel_k0", bessel.K0e, kinds=REAL)
scaled_modified_bessel_k1 = one("scaled_modified_bessel_k1", bessel.K1e, kinds=REAL)
spherical_bessel_j0 = one("spherical_bessel_j0", bessel.SphericalJ0, kinds=REAL)
