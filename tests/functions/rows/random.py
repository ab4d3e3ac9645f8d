"""Calls of functional.random, functional.random_fill and functional.sampling: shapes and dtypes.

What the numbers are is tested in tests/tensor/test_random.py.
"""

from typing import Any

import numpy as np

from tests.functions.case import Call, call

N = np.array([1, 2])


def draw(expression: str, device: bool = False, **inputs: Any) -> Call:
    return call(expression, values=False, device=device, **inputs)


CASES = [
    draw("torch.rand(2, 3), torch.rand((2,), dtype=torch.float64), torch.rand(size=(1,))"),
    draw("torch.rand(2, dtype=torch.complex64)"),
    draw("torch.randn(2), torch.randn((2,), dtype=torch.complex128), torch.randn((), generator=torch.Generator())"),
    draw("torch.randint(5, (2, 3)), torch.randint(2, 5, (2,), dtype=torch.int8), torch.randint(high=3, size=(1,))"),
    draw("torch.randperm(5), torch.randperm(3, dtype=torch.float32), torch.randperm(0)"),
    draw("torch.rand_like(x), torch.randn_like(x, dtype=torch.float32), torch.randint_like(x, 5)", True, x=(2, 3)),
    draw("torch.randint_like(n, 2, 5), torch.randint_like(n, low=1, high=3)", True, n=N),
    draw("torch.normal(x, 1.0), torch.normal(2.0, x), torch.normal(x, y)", True, x=(2, 3), y=(3,), low=0.1),
    draw("torch.normal(0.0, 1.0, (2,)), torch.normal(0, 1, size=(2,), dtype=torch.float64)"),
    draw("torch.bernoulli(x), x.bernoulli()", True, x=(2, 3), low=0.1, high=0.9),
    draw("torch.bernoulli(n, p=0.5), n.bernoulli(0.5)", True, n=N),
    draw("torch.multinomial(x, 2), x.multinomial(4, replacement=True)", True, x=(2, 3), low=0.1),
    draw("torch.poisson(x), torch.binomial(x, x / 9).detach()", True, x=(2, 3), low=0.1),
    draw("x.uniform_(), x.uniform_(-1, 1), x.uniform_(to=3), x.uniform_(**{'from': 1, 'to': 2})", True, x=(2, 3)),
    draw("x.normal_(), x.normal_(1, 2), x.log_normal_(), x.cauchy_(), x.exponential_(2)", True, x=(2, 3)),
    draw("n.random_(), n.random_(5), n.random_(2, 5), n.geometric_(0.5), n.bernoulli_(0.3)", True, n=N),
    draw("n.random_(**{'from': 0, 'to': 2})", n=N),
    draw("x.random_(), x.bernoulli_(p), x.geometric_(0.5)", True, x=(2, 3), p=np.array([0.0, 0.5, 1.0])),
    draw("torch.get_rng_state().dtype, torch.set_rng_state(torch.get_rng_state())"),
    call("torch.bernoulli(p)", p=np.array([0.0, 1.0])),
    call("torch.Generator().manual_seed(-1).initial_seed(), torch.Generator().device.type", device=False),
]  # fmt: skip
