"""Calls of functional.selection."""

import numpy as np

from tests.functions.case import call

MASK = np.array([[True, False, True], [False, False, True]])
B, N, F = np.array([True, False]), np.array([3, 4]), np.array([1.5, 2.5], np.float32)

CASES = [
    call("torch.where(m, a, b)", a=(2, 3), b=(3,), m=MASK),
    call("torch.where(m, a, 2) + torch.where(m, -1.5, a)", a=(2, 1), m=MASK),
    call("a.where(m, b) + a.where(m, 0)", a=(2, 3), b=(), m=MASK),
    call("torch.where(m, a, 1j)", a=(2, 3), m=MASK, complex=True),
    call("[torch.where(b, *pair) for pair in ((1, 2), (1, 2.5), (True, 3), (n, 2.5), (n, f), (f, n), (n.int(), n[0]), "
         "(f.half(), f[0]), (f, 1j), (n, True), (n.to(torch.uint8), n.to(torch.int8)))]", b=B, n=N, f=F),
    call("torch.where(m)", m=MASK),
    call("torch.where(b[0])", b=B),
    call("torch.where(b.to(torch.uint8), n, 0)", b=B, n=N),
    call("torch.masked_fill(x, m, v)", x=(3,), m=MASK, v=()),
    call("x.masked_fill(m, -1.0)", x=(2, 3), m=MASK),
    call("x.masked_fill_(m, v) * x", x=(2, 3), m=MASK, v=()),
    call("x.masked_fill_(m[0], inf)", x=(2, 3), m=MASK, smooth=False),
    call("n.masked_fill(b, 2.9) + n.masked_fill(b, f[0])", b=B, n=N, f=F),
    call("torch.masked_select(x, m)", x=(2, 3), m=MASK),
    call("x.masked_select(m) * x[0].masked_select(m[0, 0])[:2]", x=(1,), m=MASK),
    call("torch.masked_scatter(x, m, v)", x=(2, 3), m=MASK, v=(2, 2)),
    call("x.masked_scatter(m, v)", x=(3,), m=MASK, v=(3,)),
    call("x.masked_scatter_(m, v) * 2", x=(2, 3), m=MASK, v=(3,)),
    call("torch.nonzero(x)", x=[[0.0, -0.0, 2.0], [float("nan"), 0.0, float("inf")]]),
    call("x.nonzero(as_tuple=True)", x=np.array([[0, 1], [2, 0]])),
    call("torch.nonzero(b[0]), b[1].nonzero(as_tuple=True), b[:0].nonzero()", b=B),
    call("torch.argwhere(x) + x.argwhere()", x=MASK),
    call("torch.nonzero_static(x, size=2), x.nonzero_static(size=5, fill_value=7)", x=MASK),
]  # fmt: skip
