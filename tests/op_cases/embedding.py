"""Rows for ops.embedding."""

import numpy as np

from autograd_lab.ops.embedding import BagSum, Embedding
from tests.op_cases.case import OpCase

TWICE = np.array([[2, 0], [2, 1]])
BAG = np.array([0, 0, 2, 3, 3])

CASES = [
    OpCase(Embedding, ((4, 3), None), "F.embedding(index, w)", {"index": TWICE}),
    OpCase(Embedding, ((4, 3), None), "F.embedding(index, w)", {"index": np.array(1)}),
    OpCase(Embedding, ((4, 3), None), "F.embedding(index, w)", {"index": np.zeros((2, 0), int)}, torch_second=False),
    OpCase(Embedding, ((4, 3), (TWICE != 2)[..., None].astype(float)), "F.embedding(index, w, padding_idx=2)",
           {"index": TWICE}, smooth=False, torch_second=False),
    OpCase(Embedding, ((4, 3), np.array([[[0.5], [1.0]], [[0.5], [1.0]]])),
           "F.embedding(index, w, scale_grad_by_freq=True)", {"index": TWICE}, smooth=False, torch_second=False),
    OpCase(BagSum, ((5, 2), None), "x.new_zeros(bags, 2).index_add(0, bag, x)", {"bag": BAG, "bags": 4}),
    OpCase(BagSum, ((5, 2), (5,)), "x.new_zeros(bags, 2).index_add(0, bag, x * w[:, None])", {"bag": BAG, "bags": 4}),
]  # fmt: skip
