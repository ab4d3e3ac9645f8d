"""Calls of functional.python."""

import numpy as np

from tests.functions.case import call

CASES = [
    call("x.item(), x.tolist(), float(x), int(x), bool(x), complex(x)", x=np.array([2.5])),
    call("x.item(), x.tolist(), int(x), bool(x)", x=np.array([3], np.uint8)),
    call("complex(z), float(z.real)", z=np.array(1 - 2j)),
    call("float(z), int(z)", z=np.array([4 + 0j])),
    call("[10, 20, 30][i], list(range(i))", i=np.array(2)),
    call("[row * 2 for row in x]", x=(2, 3)),
    call("2.0 in x, 5 in x, x[0] in x", x=np.array([1.0, 2.0])),
    call("f'{x:.2f} {x} {y}'", x=np.array(2.5), y=np.array([1.0, 2.0]), device=False),
    call("x.apply_(lambda v: v * 2 + 1)", x=np.array([[1.0, 2.0], [3.0, 4.0]]), device=False),
    call("x.apply_(lambda v: v / 2)", x=np.array([1, 3]), device=False),
    call("x.map_(y, lambda a, b: a - b)", x=np.array([1.0, 2.0]), y=np.array([0.5, 4.0]), device=False),
    call("x.map_(y, max)", x=np.array([[1.0, 2.0], [3.0, 4.0]]), y=np.array([2.5]), device=False),
]
