"""Calls of functional.bitwise and comparison."""

import numpy as np

from tests.functions.case import call

INF, NAN = float("inf"), float("nan")
INTS = {"a": np.array([0, 5, -3]), "b": np.array([7, 3, 2])}
BOOLS = {"a": np.array([True, False, True]), "b": np.array([True, True, False])}
ODD = np.array([0.0, -0.0, 2.0, INF, -INF, NAN])

CASES = [
    *(
        call(f"torch.bitwise_{name}(a, b), a.bitwise_{name}(b), a {sign} b, a.bitwise_{name}_(b)", **inputs)
        for name, sign in {"and": "&", "or": "|", "xor": "^"}.items()
        for inputs in (INTS, BOOLS)
    ),
    call("a & 1, 3 | a, True ^ a, torch.bitwise_and(3, a)", a=INTS["a"]),
    call("torch.bitwise_not(a), ~a, a.bitwise_not_()", a=INTS["a"]),
    call("torch.bitwise_left_shift(a, b), a.bitwise_left_shift(b), a << b, a.bitwise_left_shift_(b)", **INTS),
    call("torch.bitwise_right_shift(a, b), a.bitwise_right_shift(b), a >> b, a.bitwise_right_shift_(b)", **INTS),
    call("a << 2, 2 << b, a >> 1, 100 >> b, a << 70, a >> -1", **INTS),
    call("a.__iand__(b), a.__ior__(b), a.__ixor__(b)", **BOOLS),
    call("a.__ilshift__(b), a.__irshift__(1), a.__rlshift__(2), a.__rrshift__(9)", **INTS),
    call("a.__rand__(b), a.__ror__(b), a.__rxor__(b)", **BOOLS),
    call("torch.gcd(a, b), a.gcd(b), a.gcd_(b), torch.gcd_(a, b)", a=np.array([12, 0, -8]), b=np.array([18, 0, 6])),
    call("torch.lcm(a, b), a.lcm(b), a.lcm_(b), torch.lcm_(a, b)", a=np.array([12, 0, -8]), b=np.array([18, 0, 6])),
    *(
        call(f"torch.{name}(a), a.{name}()", a=ODD)
        for name in ("isnan", "isinf", "isfinite", "isposinf", "isneginf", "isreal", "logical_not")
    ),
    call("torch.isreal(z), torch.isinf(z), torch.isfinite(z)", z=np.array([1 + 0j, 1j, complex(0, INF)])),
    *(
        call(f"torch.logical_{name}(a, b), a.logical_{name}(b), a.logical_{name}_(b)", a=ODD, b=np.array([1.0]))
        for name in ("and", "or", "xor")
    ),
    call("a.logical_not_()", a=ODD),
    call("torch.equal(a, b), a.equal(a), torch.equal(a, a + 0)", device=False, **INTS),
    call("torch.isclose(a, b), a.isclose(b, rtol=0.1), a.isclose(b, equal_nan=True)", a=ODD, b=ODD + 1e-9),
    call("torch.isclose(a, b, rtol=0.5)", **INTS),
    call("torch.allclose(a, b), a.allclose(b, 0, 10)", device=False, **INTS),
]
