"""Rows for ops.ctc. Its gradient is that of PyTorch, which is the derivative only together with log_softmax: so the
rows are compared with PyTorch's, and tests/functions checks the two together against finite differences."""

import numpy as np

from autograd_lab.ops.ctc import CtcLoss
from tests.op_cases.case import OpCase

# Two samples of three and two times; labels (1, 1) cannot be told in two times, (2,) can.
STATES = np.array([[0, 1, 0, 1, 0], [0, 2, 0, 0, 0]])
ORIGIN = np.array([[True, False, False, False, False]] * 2)
FINAL = np.array([[False, False, False, True, True], [False, True, True, False, False]])
SKIP = np.zeros((2, 5), bool)
ALIVE = np.arange(4)[:, None, None] < np.array([4, 2])[:, None]
EMITTED = (slice(None), np.arange(2)[:, None], STATES)
SHORT = np.arange(4)[:, None, None] < np.array([2, 0])[:, None]
TORCH = "F.ctc_loss(x, torch.tensor([[1, 1], [2, 0]]), {}, (2, 1), reduction='none', zero_infinity=zero_infinity)"

CASES = [
    OpCase(CtcLoss, ((4, 2, 3), ORIGIN, FINAL, SKIP, alive), TORCH.format(times),
           {"emitted": EMITTED, "zero_infinity": zero}, smooth=False, torch_second=False)
    for alive, times in ((ALIVE, (4, 2)), (SHORT, (2, 0)))
    for zero in (True, False)
]  # fmt: skip
