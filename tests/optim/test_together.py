"""Parameters changed together: the numbers of one after the other, with fewer kernels."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.optim.rows import ROWS, Row, name_of
from tests.support.fake_cupy import FakeCupy

TOGETHER = [row for row in ROWS if getattr(lab.optim, row[0]).elementwise and not row[1].get("differentiable")]


def parameters(device: str) -> list[Any]:
    """Of several shapes, dtypes and layouts."""
    rng = np.random.default_rng(0)
    drawn = [lab.tensor(rng.standard_normal(shape)) for shape in ((3, 2), (4,), (), (2, 0), (2, 3))]
    drawn += [drawn[0].t().float(), drawn[1].half(), lab.complex(drawn[4], -drawn[4])]
    return [x.to(device).requires_grad_() for x in drawn]


def train(row: Row, foreach: bool, device: str, steps: int = 4) -> tuple[list[Any], Any]:
    name, options = row
    params = parameters(device)
    optimizer = getattr(lab.optim, name)(params, **options, foreach=foreach)
    for step in range(steps):
        for k, p in enumerate(params):
            p.grad = None if step == 1 and k == 1 else (p * 0.5 + 0.1 * k).detach()
        optimizer.step()
        if step == 2:
            optimizer.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    return params, optimizer


def numbers(params: list[Any], optimizer: Any) -> list[Any]:
    state = [value.detach().cpu() for p in params for value in optimizer.state[p].values()]
    return [str(x.dtype) + str(x.stride()) + str(x.tolist()) for x in (*[p.detach().cpu() for p in params], *state)]


@pytest.mark.parametrize("row", TOGETHER, ids=name_of)
def test_the_numbers_are_the_same(row: Row, device: str) -> None:
    assert numbers(*train(row, True, device)) == numbers(*train(row, False, device))


def test_a_formula_of_ones_own_is_asked_for_each_parameter() -> None:
    class Normed(lab.optim.SGD):
        def update(self, xp: Any, x: Any, g: Any, state: Any, options: Any) -> Any:
            return x - options["lr"] * g / abs(g).max(), state

    params = [lab.ones(2, requires_grad=True), lab.ones(3, requires_grad=True)]
    for k, p in enumerate(params):
        p.grad = lab.full_like(p, 10.0**k)
    Normed(params, lr=0.5, foreach=True).step()
    assert [p.tolist() for p in params] == [[0.5] * 2, [0.5] * 3]


def test_fewer_kernels(fake_cupy: FakeCupy) -> None:
    params = [lab.ones(4, 4, device="cuda", requires_grad=True) for _ in range(20)]
    for p in params:
        p.grad = lab.ones_like(p)
    optimizer = lab.optim.Adam(params)
    counts = []
    for foreach in (None, None, False):
        optimizer.param_groups[0]["foreach"] = foreach
        before = fake_cupy.counter.launches
        optimizer.step()
        counts.append(fake_cupy.counter.launches - before)
    assert counts[1] <= len(params) + 20 < counts[2] / 5  # one write each, and a formula
