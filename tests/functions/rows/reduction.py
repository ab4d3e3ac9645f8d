"""Calls of functional.reduction and functional.probability."""

import numpy as np

from tests.functions.case import call

HOLES = [[1.0, float("nan"), 3.0], [float("nan"), -1.0, 0.5]]
BITS = np.array([[True, False], [True, True]])
BYTES = np.array([[200, 100], [3, 0]], np.uint8)

CASES = [
    call("torch.sum(x)", x=(2, 3)),
    call("x.sum((0, -1), keepdim=True)", x=(2, 3, 2)),
    call("x.sum(axis=1, keepdims=True)", x=(2, 3)),
    call("x.sum([]) + x.sum(dim=None)", x=(2, 3)),
    call("x.sum(0) * x.sum(-1, True)", x=()),
    call("x.sum(), x.sum(0, dtype=torch.float32)", x=BYTES),
    call("b.sum(), b.sum(dtype=torch.bool), b.sum(1)", b=BITS),
    call("x.sum(dtype=torch.uint8)", x=BYTES),
    call("torch.sum(z, 0)", z=(2, 3), complex=True),
    call("torch.nansum(x)", x=HOLES),
    call("x.nansum((1,), keepdim=True, dtype=torch.float64)", x=HOLES),
    call("x.nansum(0), b.nansum()", x=BYTES, b=BITS),
    call("torch.mean(x)", x=(2, 3)),
    call("x.mean([0, 2], keepdim=True)", x=(2, 3, 2)),
    call("x.mean(0, dtype=torch.float64)", x=BYTES),
    call("z.mean()", z=(2, 3), complex=True),
    call("torch.nanmean(x)", x=HOLES),
    call("x.nanmean(1, True), x.nanmean((0, 1))", x=HOLES),
    call("torch.prod(x)", x=(2, 3)),
    call("x.prod(torch.tensor(1)), x.sum(torch.tensor(0))", x=(2, 3)),
    call("x.prod(1, keepdim=True)", x=(2, 3)),
    call("x.prod(0)", x=()),
    call("x.prod(), x.prod(0), b.prod()", x=BYTES, b=BITS),
    call("x.prod(0, dtype=torch.uint8)", x=BYTES),
    call("torch.logsumexp(x, 1)", x=(2, 3)),
    call("x.logsumexp((0, 1), keepdim=True)", x=(2, 3)),
    call("x.logsumexp(0)", x=()),
    call("x.logsumexp(0), b.logsumexp(1)", x=BYTES, b=BITS, tolerance=1e-5),
    call("torch.trace(x)", x=(2, 3)),
    call("x.trace()", x=BYTES),
    call("torch.all(b), torch.all(b, 0), b.all((0, 1), keepdim=True), b.all(())", b=BITS),
    call("torch.any(x), x.any(0), x.any([0, 1]), x.any(1, True)", x=BYTES),
    call("torch.count_nonzero(x), x.count_nonzero(0), x.count_nonzero((0, 1)), x.count_nonzero(0, 1)", x=BYTES),
    call("torch.softmax(x, 0)", x=(2, 3)),
    call("x.softmax(-1, dtype=torch.float64)", x=(2, 3)),
    call("x.softmax(0) * x.log_softmax(0)", x=()),
    call("torch.log_softmax(x, 1)", x=(2, 3)),
    call("x.log_softmax(0, dtype=torch.float32)", x=BYTES),
    call("F.softmax(x, 1) * F.log_softmax(x, 0)", x=(2, 3)),
    call("F.softmin(x, 1)", x=(2, 3)),
    call("F.softmin(x.int(), 1, dtype=torch.float64)", x=np.array([[1, 2, 3]])),
]
