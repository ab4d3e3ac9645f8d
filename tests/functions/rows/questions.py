"""Calls of functional.questions."""

import numpy as np

from tests.functions.case import call

ASKED = (
    "is_floating_point", "is_complex", "is_signed", "is_inference", "is_conj", "is_neg", "is_distributed",
)  # fmt: skip
KINDS = (np.array([1.0]), np.array([1], np.uint8), np.array([1j]), np.array([True]))

CASES = [
    *[call(f"torch.{name}(x), x.{name}()", x=x) for name in ASKED for x in KINDS],
    *[call("torch.is_nonzero(x), x.is_nonzero()", x=x) for x in (*KINDS, np.array(0.0), np.array([[0j]]))],
    call("torch.is_same_size(x, y), x.is_same_size(x.clone())", x=np.ones((2, 1)), y=np.ones(2)),
    call("torch.resolve_conj(z), z.resolve_neg() * 2", z=(2,), complex=True),
    call("torch.resolve_neg(x), x.resolve_conj(), x.to_dense()", x=(2,)),
    call("x.is_pinned(), x.is_shared(), x.dense_dim(), x.sparse_dim()", x=np.ones((2, 3)), device=False),
    call("x.is_pinned(None), x.is_pinned('cpu')", x=np.ones(2), device=False),
    call("x.nelement(), x.ndimension(), x.is_cpu, x.is_sparse, x.is_meta", x=np.ones((2, 3)), device=False),
]
