"""Calls of functional.variance."""

import numpy as np

from tests.functions.case import call

OFTEN, WEIGHTS = np.array([1, 3, 2, 1]), np.array([0.5, 1.0, 0.25, 2.0])

CASES = [
    call("torch.var(x)", x=(2, 3)),
    call("x.var(0, unbiased=False)", x=(2, 3)),
    call("x.var(False)", x=(2, 3)),
    call("x.var((0, 1), keepdim=True, correction=0.5)", x=(2, 3)),
    call("x.var(axis=1)", x=(2, 3)),
    call("torch.std(x)", x=(2, 3)),
    call("x.std(1, False, True)", x=(2, 3)),
    call("x.std(dim=None, correction=0)", x=(2, 3)),
    call("torch.var_mean(x)", x=(2, 3)),
    call("torch.var_mean(x, 0, correction=0)", x=(2, 3)),
    call("torch.var_mean(x, [0], False, True)", x=(2, 3)),
    call("torch.std_mean(x, dim=1, keepdim=True)", x=(2, 3)),
    call("torch.std_mean(x, unbiased=False)", x=(2, 3)),
    call("x.var(0, correction=0)", x=()),
    call("torch.cov(x)", x=(2, 4)),
    call("x.cov(correction=0)", x=(4,)),
    call("x.cov(fweights=f)", x=(2, 4), f=OFTEN),
    call("x.cov(aweights=a)", x=(2, 4), a=WEIGHTS),
    call("torch.cov(x, fweights=f, aweights=a, correction=2)", x=(3, 4), f=OFTEN, a=WEIGHTS),
    call("x.cov()", x=np.array([[1, 2], [3, 5]])),
    call("torch.cov(z)", z=(2, 3), complex=True),
    call("torch.corrcoef(x)", x=(2, 4)),
    call("x.corrcoef()", x=(4,)),
    call("x.corrcoef()", x=np.array([[1, 2, 7], [3, 5, 1]])),
    call("z.corrcoef()", z=(2, 3), complex=True),
]
