"""Calls of functional.extremes."""

import numpy as np

from tests.functions.case import call

INTS = np.array([[3, 1, 3], [-2, 7, 0]])
BITS = np.array([[True, False], [False, False]])
TIES = [[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]

HOLES = np.array([1.0, float("nan"), 2.0])

CASES = [
    call("torch.max(x)", x=(2, 3)),
    call("x.max(1)", x=(2, 3)),
    call("torch.max(x, dim=0, keepdim=True)", x=(2, 3)),
    call("torch.max(a, b)", a=(2, 3), b=(3,)),
    call("torch.max(a, other=b)", a=(2, 1), b=(3,)),
    call("x.max(0)", x=()),
    call("x.max(), x.max(axis=1), b.max(0), x.max(0).indices", x=INTS, b=BITS),
    call("x.max()", x=TIES, smooth=False),
    call("torch.min(x)", x=(2, 3)),
    call("x.min(-1, keepdim=True)", x=(2, 3)),
    call("torch.min(a, b)", a=(2, 3), b=(3,)),
    call("x.min(), x.min(0), b.min()", x=INTS, b=BITS),
    call("torch.amax(x, (0, 1))", x=(2, 3)),
    call("x.amax([], keepdim=True)", x=(2, 3)),
    call("x.amax(), x.amax(0), b.amax(1)", x=INTS, b=BITS),
    call("torch.amin(x, -1)", x=(2, 3)),
    call("x.amin()", x=TIES, smooth=False),
    call("x.amax(0) + x.amin(-1)", x=()),
    call("torch.aminmax(x)", x=(2, 3)),
    call("x.aminmax(dim=1, keepdim=True)", x=(2, 3)),
    call("x.aminmax(dim=0)", x=()),
    call("x.aminmax(), b.aminmax(dim=0).max", x=INTS, b=BITS),
    call("torch.argmax(x), x.argmax(1), x.argmax(0, keepdim=True), x.argmax(keepdim=True)", x=INTS),
    call("torch.argmin(x), x.argmin(-1), x.argmin(0, True)", x=INTS),
    call("x.argmax(0), x.argmin()", x=np.array(3.0)),
    *(
        call(f"x.to(torch.{half}).{name}(0)", x=HOLES)
        for half in ("float16", "bfloat16")
        for name in ("max", "min", "median", "nanmedian", "cummax", "cummin", "argmax", "argmin", "amax")
    ),
]
