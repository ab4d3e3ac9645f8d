"""Calls of functional.casting."""

import numpy as np

from tests.functions.case import call

CASES = [
    call("x.to(torch.float32) * 2", x=(2, 3), tolerance=1e-5, smooth=False),
    call("x.to('cpu', torch.float64, False, True).exp()", x=(2,), device=False),
    call("x.to(y)", x=(2,), y=np.array([1, 2])),
    call("x.to(y, non_blocking=True, copy=True)", x=(2,), y=np.array([1.0])),
    call("x.to(dtype=torch.complex128) * 1j", x=(2,)),
    call("x.t().to(torch.float32, memory_format=torch.contiguous_format)", x=[[1.5, 2.0], [3.0, 4.0]], smooth=False),
    call("x.cpu() + 1", x=(2,), device=False),
    call("z.to(torch.float64)", z=(3,), complex=True),
    *[
        call(f"x.{name}()", x=np.array([1.5, 2.0, 0.0]))
        for name in ("float", "double", "half", "bfloat16", "byte", "char", "short", "int", "long", "bool", "cfloat",
                     "cdouble")
    ],
    call("x.type()", x=np.array([1], np.int16), device=False),
    call("x.type(torch.float32)", x=np.array([1, 2])),
    call("x.type('torch.DoubleTensor')", x=np.array([1, 2])),
    call("x.type_as(y)", x=np.array([1, 2]), y=np.array([1.0], np.float32)),
    call("torch.can_cast(torch.float64, torch.float16), torch.can_cast(torch.float32, torch.int64)"),
    call("torch.typename(x)", x=np.array([1.0]), device=False),
]  # fmt: skip
