"""Calls of functional.statistics."""

import numpy as np

from tests.functions.case import call

NAN = float("nan")
HOLES = [[1.0, NAN, 3.0, 2.0], [NAN, -1.0, 0.5, 4.0]]
INTS = np.array([[3, 1, 3, 2], [-2, 7, 0, 7]])
SHARES = np.array([0.0, 0.3, 0.5, 1.0])

CASES = [
    call("torch.median(x)", x=(2, 3)),
    call("x.median(1)", x=(2, 4)),
    call("x.median(dim=0, keepdim=True)", x=(2, 4)),
    call("x.median(0)", x=()),
    call("x.median(), x.median(1)", x=INTS),
    call("x.median()", x=HOLES, smooth=False),
    call("torch.nanmedian(x)", x=HOLES, smooth=False),
    call("x.nanmedian(1), x.nanmedian(0, True)", x=HOLES, smooth=False),
    call("torch.mode(x)", x=(2, 3)),
    call("x.mode(0, keepdim=True)", x=(3, 2)),
    call("x.mode(0)", x=()),
    call("x.mode(), x.mode(0)", x=INTS),
    call("torch.quantile(x, 0.3)", x=(2, 3)),
    call("x.quantile(q)", x=(2, 3), q=SHARES),
    call("x.quantile(q, 1, keepdim=True)", x=(2, 3), q=SHARES),
    call("x.quantile(q, dim=0)", x=(4, 3), q=SHARES),
    call("x.quantile(1, 0, True)", x=(4, 3)),
    call("x.quantile(q)", x=(5,), q=(1,), low=0.1, high=0.9),
    *(call(f"x.quantile(q, interpolation='{way}')", x=(2, 3), q=SHARES)
      for way in ("linear", "lower", "higher", "midpoint", "nearest")),
    call("x.quantile(0.4, 1)", x=HOLES, smooth=False),
    call("x.quantile(0.5)", x=()),
    call("torch.nanquantile(x, 0.4)", x=HOLES, smooth=False),
    call("x.nanquantile(q, 1, interpolation='lower')", x=HOLES, q=SHARES, smooth=False),
    call("x.nanquantile(q, 0, True)", x=[[NAN, 1.0], [NAN, 2.0]], q=SHARES, smooth=False),
]  # fmt: skip
