"""Rows for ops.attention: PyTorch's softmax of scaled products, masks of both kinds, heads that broadcast."""

import numpy as np

from autograd_lab.ops.attention import AttentionWeights
from tests.op_cases.case import OpCase

PLAIN = "torch.softmax(q @ k.mT * scale, -1)"
ADDED = "torch.softmax(q @ k.mT * scale + mask, -1)"
HIDDEN = "torch.softmax((q @ k.mT * scale).masked_fill(~mask, -torch.inf), -1)"
SEEN = np.array([[True, False, True, True], [False, False, True, False]])
BLIND = np.array([[True, True, False, True], [False, False, False, False]])

CASES = [
    OpCase(AttentionWeights, ((2, 3), (4, 3), None), PLAIN, {"scale": 0.5}),
    OpCase(AttentionWeights, ((2, 1, 2, 3), (3, 4, 3), None), PLAIN, {"scale": -1.5}),
    OpCase(AttentionWeights, ((2, 2, 3), (2, 4, 3), (2, 4)), ADDED, {"scale": 0.7}),
    OpCase(AttentionWeights, ((2, 2, 3), (2, 4, 3), (2, 1, 4)), ADDED, {"scale": 0.7}),
    OpCase(AttentionWeights, ((3, 2, 3), (3, 4, 3), SEEN), HIDDEN, {"scale": 0.7}),
    OpCase(AttentionWeights, ((2, 3), (4, 3), BLIND), "torch.nan_to_num(" + HIDDEN + ")", {"scale": 1.0},
           torch_second=False),
    OpCase(AttentionWeights, ((3, 2), (3, 2), None), HIDDEN
           .replace("~mask", "~torch.ones(3, 3).tril().bool()"), {"scale": 1.0, "causal": True}),
    OpCase(AttentionWeights, ((2, 3), (0, 3), None), PLAIN, {"scale": 1.0}),
]  # fmt: skip
