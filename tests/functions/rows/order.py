"""Calls of functional.order, functional.search and functional.sets."""

import numpy as np

from tests.functions.case import call

NAN = float("nan")
TIES = [[2.0, 1.0, 2.0, 1.0], [0.0, -0.0, NAN, 0.0]]
N = np.array([3, 1, 3, 2])
B = np.array([True, False, True, False])

CASES = [
    call("torch.sort(x)", x=(2, 4)),
    call("x.sort(0, True)", x=(4, 2)),
    call("x.sort(dim=1, descending=True, stable=True), x.sort(stable=True)", x=TIES, smooth=False),
    call("n.sort(stable=True), b.sort(descending=True, stable=True), s.sort(), n[:0].sort()", n=N, b=B, s=()),
    call("torch.msort(x) + x.msort()", x=(3, 2)),
    call("torch.argsort(x, dim=0), x.argsort(descending=True)", x=(3, 2)),
    call("n.argsort(stable=True), torch.argsort(n, stable=True, dim=0, descending=True)", n=N),
    call("torch.topk(x, 2)", x=(2, 4)),
    call("x.topk(3, dim=0, largest=False, sorted=True)", x=(4, 2)),
    call("x.topk(k=0), s.topk(1), x.topk(2, 1)[0]", x=(2, 4), s=()),
    call("torch.topk(x, 1)", x=TIES[1:], smooth=False),
    call("torch.kthvalue(x, 2)", x=(2, 4)),
    call("x.kthvalue(3, 0, keepdim=True), s.kthvalue(1)", x=(4, 2), s=()),
    # searching
    call("torch.searchsorted(x, v), torch.searchsorted(x, v, right=True, out_int32=True)",
         x=np.array([1.0, 3.0, 3.0, 5.0]), v=np.array([[3.0, 0.0, 9.0, NAN]])),
    call("torch.searchsorted(x, v, side='right'), torch.searchsorted(x[0], 2), torch.searchsorted(x[0], 2.5)",
         x=np.array([[1, 2, 2], [3, 4, 5]]), v=np.array([[2], [4]])),
    call("torch.searchsorted(x, v, sorter=x.argsort())", x=np.array([5.0, 1.0, 3.0]), v=np.array([2.0, 3.0])),
    call("torch.bucketize(v, x), torch.bucketize(v, x, right=True, out_int32=True), torch.bucketize(3, x)",
         x=np.array([1.0, 3.0, 5.0]), v=np.array([[3, 0], [6, 5]])),
    call("torch.isin(n, n[:2]), torch.isin(n, 2, invert=True), torch.isin(3, n, assume_unique=True), torch.isin(n, x)",
         n=N, x=np.array([2.5, 3.0, NAN])),
    # sets
    call("torch.unique(n), n.unique(return_inverse=True), n.unique(return_counts=True, sorted=False)", n=N),
    call("x.unique(True, True, True)", x=np.array(TIES)),
    call("torch.unique(x, dim=1, return_counts=True, return_inverse=True)", x=np.array([[2, 1, 2], [0, 5, 0]])),
    call("torch.unique_consecutive(x, True, True), x.unique_consecutive(), x.unique_consecutive(dim=0)",
         x=np.array([1, 1, 2, 1])),
    call("b.unique(return_inverse=True), n[:0].unique(True, True, True), s.unique_consecutive()",
         b=B, n=N, s=np.array(3)),
]  # fmt: skip
