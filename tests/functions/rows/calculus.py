"""Calls of functional.calculus."""

import numpy as np

from tests.functions.case import call

INTS = np.array([[1, 2, 4], [8, 16, 5]])
BITS = np.array([True, False, False])
AT = np.array([0.0, 0.5, 2.0, 2.25])

CASES = [
    call("torch.diff(x)", x=(2, 3)),
    call("x.diff(2, 0)", x=(4, 2)),
    call("x.diff(n=0)", x=(3,)),
    call("x.diff(7)", x=(3,)),
    call("torch.diff(x, prepend=a, append=b)", x=(2, 3), a=(2, 1), b=(2, 2)),
    call("x.diff(dim=0, append=a)", x=(2, 3), a=(1, 3)),
    call("x.diff(), b.diff(), x.diff(axis=0)", x=INTS, b=BITS),
    call("torch.trapezoid(y)", y=(2, 4)),
    call("torch.trapezoid(y, dx=0.5, dim=0)", y=(3, 2)),
    call("torch.trapezoid(y, x)", y=(2, 4), x=AT),
    call("torch.trapezoid(y, x, dim=0)", y=(4, 2), x=(4, 2)),
    call("torch.trapezoid(y), torch.trapezoid(y[:, :0])", y=INTS),
    call("torch.trapz(y, x)", y=(2, 4), x=(4,)),
    call("torch.trapz(y, dx=2)", y=(4,)),
    call("torch.cumulative_trapezoid(y)", y=(2, 4)),
    call("torch.cumulative_trapezoid(y, x, dim=0)", y=(4, 2), x=(4,)),
    call("torch.cumulative_trapezoid(y, dx=3)", y=INTS),
    call("torch.gradient(f)", f=(3, 4)),
    call("torch.gradient(f, spacing=0.5, dim=1)", f=(3, 4)),
    call("torch.gradient(f, spacing=[2.0, 3.0], edge_order=2)", f=(3, 4)),
    call("torch.gradient(f, spacing=(x,), dim=(1,))", f=(3, 4), x=AT),
    call("torch.gradient(f, spacing=(x,), dim=0, edge_order=2)", f=(4, 2), x=AT),
    call("torch.gradient(f, spacing=(x,), edge_order=2)", f=(4,), x=(4,)),
    call("torch.gradient(f), torch.gradient(f, dim=())", f=INTS),
    call("torch.gradient(z)", z=(3,), complex=True),
]
