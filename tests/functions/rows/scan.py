"""Calls of functional.scan."""

import numpy as np

from tests.functions.case import call

INTS = np.array([[3, 1, 3], [-2, 7, 0]], np.int32)
BYTES = np.array([200, 100, 3], np.uint8)
BITS = np.array([[True, True], [False, True]])

CASES = [
    call("torch.cumsum(x, 0)", x=(2, 3)),
    call("x.cumsum(dim=-1)", x=(2, 3)),
    call("x.cumsum(axis=0)", x=(2, 3)),
    call("x.cumsum(0)", x=()),
    call("x.cumsum(0), b.cumsum(1), x.cumsum(0, dtype=torch.float64)", x=INTS, b=BITS),
    call("x.cumsum(0, dtype=torch.uint8), x.cumsum(0)", x=BYTES),
    call("x.cumsum_(1)", x=(2, 3)),
    call("x.cumsum_(0)", x=INTS),
    call("torch.cumsum(z, 1)", z=(2, 3), complex=True),
    call("torch.cumprod(x, 1)", x=(2, 3)),
    call("x.cumprod(0)", x=()),
    call("x.cumprod(0), b.cumprod(1), x.cumprod(0, dtype=torch.float32)", x=INTS, b=BITS),
    call("x.cumprod_(0)", x=(2, 3)),
    call("x.cumprod_(1)", x=INTS),
    call("z.cumprod(0)", z=(3,), complex=True),
    call("torch.logcumsumexp(x, 1)", x=(2, 3)),
    call("x.logcumsumexp(0)", x=()),
    call("torch.cummax(x, 0)", x=(3, 2)),
    call("x.cummax(dim=1)", x=(2, 3)),
    call("x.cummax(0)", x=()),
    call("x.cummax(1), b.cummax(0).indices", x=INTS, b=BITS),
    call("torch.cummin(x, 0)", x=(3, 2)),
    call("x.cummin(1).values", x=(2, 3)),
    call("x.cummin(1), b.cummin(1)", x=INTS, b=BITS),
]
