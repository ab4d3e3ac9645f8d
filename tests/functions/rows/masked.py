"""Calls of the package masked."""

import numpy as np

from tests.functions.case import call

M = np.array([[True, False, True], [True, True, False]])
NONE = np.array([[True, True, True], [False, False, False]])
INTS = np.array([[3, -1, 2], [0, 5, 4]], np.int32)

CASES = [
    *[
        call(f"torch.masked.{name}({arguments}, mask=m)", x=(2, 3), m=M)
        for name in ("sum", "prod", "amax", "amin", "mean", "norm", "var", "std", "logsumexp")
        for arguments in ("x", "x, dim=1", "x, dim=(0, 1), keepdim=True")
    ],
    *[call(f"torch.masked.{name}(x, 1, mask=m)", x=(2, 3), m=NONE) for name in ("sum", "prod")],
    *[
        call(f"torch.masked.{name}(x, 1, mask=m)", x=(2, 3), m=NONE, smooth=False)
        for name in ("amax", "amin", "norm", "mean", "logsumexp")
    ],
    *[call(f"torch.masked.{name}(x, 0)", x=(2, 3)) for name in ("sum", "mean", "var", "amax", "norm", "logsumexp")],
    *[call(f"torch.masked.{name}(x, dim=1, mask=m)", x=(2, 3), m=M) for name in ("cumsum", "cumprod", "median")],
    *[call(f"torch.masked.{name}(x, dim=1, mask=m)", x=(2, 3), m=M) for name in ("argmax", "argmin")],
    *[
        call(f"torch.masked.{name}(x, mask=m)", x=INTS, m=M)
        for name in ("sum", "prod", "amax", "amin", "argmax", "argmin", "var", "std")
    ],
    *[call(f"torch.masked.{name}(x, 1, mask=m)", x=INTS, m=M) for name in ("cumsum", "cumprod", "median")],
    *[
        call(f"torch.masked.{name}(x, dim=1, mask=m)", x=(2, 3), m=np.array([True, False, True]))
        for name in ("softmax", "softmin")
    ],
    call("torch.masked.log_softmax(x, 1, mask=m).exp()", x=(2, 3), m=M),
    call("torch.masked.softmax(x, 0, dtype=torch.float32)", x=np.ones((2, 3)), tolerance=1e-5),
    call("torch.masked.normalize(x, 2.0, 1, mask=m)", x=(2, 3), m=M),
    call("torch.masked.normalize(x, 1.0, 0, eps=0.5)", x=(2, 3)),
    call("torch.masked.norm(x, float('-inf'), 1, mask=m)", x=(2, 3), m=M),
    call("torch.masked.var(x, 0, unbiased=False, mask=m)", x=(2, 3), m=M),
    call("torch.masked.std(x, correction=0, keepdim=True, mask=m)", x=(2, 3), m=M),
    call("torch.masked.mean(x, dtype=torch.float64, mask=m)", x=INTS, m=M),
    call("torch.masked.sum(z, 1, mask=m)", z=(2, 3), m=M, complex=True),
    call("torch.masked.logaddexp(x, y, input_mask=m, other_mask=n)", x=(2, 3), y=(2, 3), m=M, n=~M),
    call("torch.masked.sum(x, dtype=torch.float64, mask=m)", x=INTS, m=np.array([1, 0, 1])),
]  # fmt: skip
