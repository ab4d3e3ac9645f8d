"""Twenty float64 steps beside PyTorch's optimizers, option by option, and the same numbers recorded without it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.optim.rows import ROWS, Row, name_of, train

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))["optimizers"]
each_row = pytest.mark.parametrize("row", ROWS, ids=name_of)


@each_row
def test_twenty_steps(row: Row) -> None:
    torch = pytest.importorskip("torch")
    optimizer, ours = train(lab, *row)
    theirs_optimizer, theirs = train(torch, *row)
    for x, y in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-10, atol=1e-11)
    state, their_state = optimizer.state_dict(), theirs_optimizer.state_dict()
    assert state["param_groups"] == their_state["param_groups"]
    assert list(state["state"]) == list(their_state["state"])
    for number, values in their_state["state"].items():
        assert list(state["state"][number]) == list(values)
        for name, value in values.items():
            mine = state["state"][number][name]
            if not isinstance(mine, lab.Tensor):  # of L-BFGS: numbers and lists
                assert not isinstance(value, list) or len(mine) == len(value)
                continue
            assert mine.shape == value.shape and str(mine.dtype) == str(value.dtype)
            np.testing.assert_allclose(mine.numpy(), value.numpy(), rtol=1e-7, atol=1e-9)
    assert repr(optimizer) == repr(theirs_optimizer)


@each_row
def test_recorded_numbers(row: Row, device: str) -> None:
    _, ours = train(lab, *row, device=device)
    np.testing.assert_allclose(ours[0][0], RECORDED[name_of(row)], rtol=1e-9, atol=1e-11)


@each_row
def test_a_saved_state_goes_on_as_if_never_interrupted(row: Row) -> None:
    name, options = row
    start = lab.tensor([[1.0, -2.0], [0.5, 0.3]], dtype=lab.float64)

    def run(split: int | None) -> Any:
        w = start.clone().requires_grad_()
        optimizer = getattr(lab.optim, name)([w], **options)

        def closure() -> lab.Tensor:
            w.grad = None
            loss = (w @ w).cos().sum()
            loss.backward()
            return loss

        for step in range(8):
            if step == split:
                saved = copy.deepcopy(optimizer.state_dict())
                optimizer = getattr(lab.optim, name)([w], lr=9.0)
                optimizer.load_state_dict(saved)
            optimizer.step(closure)
        return w.detach().numpy()

    assert (run(None) == run(4)).all()


@pytest.mark.parametrize("row", [row for row in ROWS if row[0] not in ("Adafactor", "Muon")], ids=name_of)
def test_complex_parameters_are_pairs_of_real_ones(row: Row) -> None:
    name, options = row
    parts = lab.tensor([[1.0, -2.0], [0.5, 0.25]], dtype=lab.float64)

    def run(w: lab.Tensor, real: Any) -> Any:
        optimizer = getattr(lab.optim, name)([w], **options)

        def closure() -> lab.Tensor:
            w.grad = None
            z = real(w)
            loss = (z * z).sum() + z.prod()
            loss.backward()
            return loss

        for _ in range(5):
            optimizer.step(closure)
        return real(w).detach().numpy()

    apart = run(parts.clone().requires_grad_(), lambda w: w)
    together = run(lab.view_as_complex(parts).clone().requires_grad_(), lab.view_as_real)
    np.testing.assert_allclose(together, apart, rtol=1e-12)
