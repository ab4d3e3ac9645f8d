"""Steps that compiled loops make in the parameter and its state: the very numbers of ``update``, what is left to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.backend import pool
from autograd_lab.backend.loops import usable
from autograd_lab.kernels import reference_ops
from autograd_lab.optim import in_place
from tests.optim import test_step
from tests.optim.rows import ROWS, Row, name_of

pytestmark = pytest.mark.skipif(not usable(), reason="without numba")
MADE_BY_LOOPS = [row for row in ROWS if row[0] in ("SGD", "Adam", "AdamW")]


def trained(row: Row, dtype: str, rows: int) -> tuple[list[Any], list[lab.Tensor], Any]:
    """Everything after four steps of some parameters: a matrix, a vector, a number, nothing."""
    rng = np.random.default_rng(0)
    shapes = [(rows, 300), (300,), (), (0, 3)]
    params = [lab.tensor(rng.standard_normal(s).astype(dtype), requires_grad=True) for s in shapes]
    optimizer = getattr(lab.optim, row[0])(params, **row[1])
    for step in range(4):
        for p in params:
            p.grad = lab.tensor(rng.standard_normal(p.shape).astype(dtype))
        params[1].grad = None if step == 1 else params[1].grad
        optimizer.step()
    state = [value.array for p in params for value in optimizer.state[p].values()]
    return [*(p.array for p in params), *state], params, optimizer


@pytest.mark.parametrize("row", MADE_BY_LOOPS, ids=name_of)
def test_the_very_numbers_of_update(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_place, "FEW", 0)
    dtype, rows = ("d", 2) if "dampening" in row[1] or "eps" in row[1] else ("f", 3)
    found, params, optimizer = trained(row, dtype, rows)
    with reference_ops():
        expected = trained(row, dtype, rows)[0]
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_array_equal(a, b)
    kept = {name: (value, value.array, value._version) for name, value in optimizer.state[params[0]].items()}
    writes = params[0]._version
    optimizer.step()
    assert params[0]._version == writes + 1
    for name, value in optimizer.state[params[0]].items():
        tensor, array, version = kept[name]
        assert value is tensor and value.array is array and value._version == version + 1


def test_one_thread_and_two() -> None:
    found = []
    before = pool.threads()
    for count in (1, 2):
        pool.limit(count)
        found.append(trained(("Adam", {}), "f", 70)[0])
    pool.limit(before)
    for a, b in zip(*found, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", ["SGD", "SGD momentum", "Adam", "AdamW amsgrad"])
def test_an_interrupt_leaves_old_or_new(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_place, "FEW", 0)
    test_step.test_an_interrupt_at_any_line_leaves_old_or_new(name, 2)


def matrix() -> lab.Tensor:
    return lab.tensor(np.arange(12.0, dtype="f").reshape(3, 4))


LEFT: dict[str, tuple[Callable[[], list[lab.Tensor]], dict[str, Any]]] = {
    "another order in memory": (lambda: [matrix().t()], {}),
    "half precision": (lambda: [matrix().half()], {}),
    "a rate with a precision of its own": (lambda: [matrix()], {"lr": lab.tensor(0.1)}),
    "beside a number": (lambda: [matrix(), lab.tensor(2.0)], {}),
    "named twice": (lambda: [matrix()] * 2, {}),
}


@pytest.mark.filterwarnings("ignore:.*duplicate parameters")
@pytest.mark.parametrize("name", LEFT)
def test_what_is_left_to_update(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_place, "FEW", 0)
    make, options = LEFT[name]

    def run() -> list[Any]:
        params = [p.requires_grad_() for p in make()]
        optimizer = lab.optim.AdamW(params, **{"lr": 0.1, "weight_decay": 0.3, **options})
        for _ in range(3):
            for p in params:
                p.grad = (p.detach() - 3.0).contiguous()
            optimizer.step()
        return [p.array for p in params]

    found = run()
    with reference_ops():
        for a, b in zip(found, run(), strict=True):
            np.testing.assert_array_equal(a, b)


def test_a_state_of_another_shape_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_place, "FEW", 0)
    p = matrix().requires_grad_()
    p.grad = matrix()
    optimizer = lab.optim.SGD([p], momentum=0.9)
    optimizer.state[p]["momentum_buffer"] = lab.ones(5, 4)
    with pytest.raises(ValueError):
        optimizer.step()
    assert p.tolist() == matrix().tolist()
