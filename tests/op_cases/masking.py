"""Rows for ops.masking."""

import numpy as np

from autograd_lab.ops.masking import MaskedFill, MaskedFillTensor, MaskedScatter, MaskedSelect
from tests.op_cases.case import OpCase

MASK = np.array([[True, False, True], [False, False, True]])
NONE = np.zeros((2, 3), bool)

CASES = [
    OpCase(MaskedFill, ((2, 3), MASK, ()), "x.masked_fill(c, v)"),
    OpCase(MaskedFill, ((3,), MASK, ()), "x.masked_fill(c, v)"),
    OpCase(MaskedFill, ((2, 1), MASK[1], ()), "x.masked_fill(c, v)"),
    OpCase(MaskedFill, ((2, 3), MASK, 2.0), "x.masked_fill(c, v)"),
    OpCase(MaskedFill, ((2, 3), MASK, ()), "x.masked_fill(c, v)", complex=True),
    OpCase(MaskedFillTensor, ((2, 3), MASK, ()), "x.masked_fill(c, v)"),
    OpCase(MaskedFill, ([float("nan"), 1.0], np.array([True, False]), [0.0]), "torch.where(c, v, x)", smooth=False),
    OpCase(MaskedSelect, ((2, 3),), "x.masked_select(index)", {"index": MASK}),
    OpCase(MaskedSelect, ((2, 3),), "x.masked_select(index)", {"index": NONE}),
    OpCase(MaskedScatter, ((2, 3), (2, 2)), "x.masked_scatter(mask, v)", {"mask": MASK}),
    OpCase(MaskedScatter, ((2, 3), (3,)), "x.masked_scatter(mask, v)", {"mask": MASK}),
    OpCase(MaskedScatter, ((2, 3), (1,)), "x.masked_scatter(mask, v)", {"mask": NONE}),
]
