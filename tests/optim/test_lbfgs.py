"""L-BFGS: it finds minima, in PyTorch's steps; a step that fails leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.optim import LBFGS
from autograd_lab.optim.line_search import Point, strong_wolfe


def valley(torch: Any, **options: Any) -> tuple[Any, Any, Callable[[], Any], list[float]]:
    """Rosenbrock's function: a narrow curved valley with its minimum at (1, 1)."""
    w = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer, seen = torch.optim.LBFGS([w], **options), []

    def closure() -> Any:
        optimizer.zero_grad()
        loss = 100 * (w[1] - w[0] ** 2) ** 2 + (1 - w[0]) ** 2
        loss.backward()
        seen.append(loss.item())
        return loss

    return optimizer, w, closure, seen


def test_it_goes_through_the_valley(torch: Any) -> None:
    optimizer, w, closure, seen = valley(torch, line_search_fn="strong_wolfe")
    first = optimizer.step(closure)
    assert first.item() == pytest.approx(24.2)  # the loss before the step
    optimizer.step(closure)
    assert w.tolist() == pytest.approx([1.0, 1.0], abs=1e-4) and len(seen) < 60
    assert optimizer.state[w]["func_evals"] == len(seen)


@pytest.mark.parametrize("options", [{"lr": 0.002}, {"line_search_fn": "strong_wolfe"}, {"lr": 1e-3, "max_iter": 5}])
def test_every_evaluation_is_torch_s(options: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    tracks = []
    for library in (lab, torch):
        optimizer, _, closure, seen = valley(library, **options)
        for _ in range(3):
            optimizer.step(closure)
        tracks.append(seen)
    assert len(tracks[0]) == len(tracks[1])
    np.testing.assert_allclose(tracks[0], tracks[1], rtol=1e-5, atol=1e-10)


def test_what_the_closure_writes_to_the_parameters_stays() -> None:
    """An image that is optimised is clamped in the closure; each move starts where that put it, as in PyTorch 2.13."""
    w, goal = lab.tensor([0.25, 0.5], requires_grad=True), lab.tensor([3.0, 0.25])
    optimizer, seen = LBFGS([w]), []

    def closure() -> Any:
        with lab.no_grad():
            w.clamp_(0, 1)
        optimizer.zero_grad()
        loss = ((w - goal) ** 4).sum()
        loss.backward()
        seen.append(loss.item())
        return loss

    optimizer.step(closure)
    assert seen == pytest.approx([57.1953125, 16.00386, 16.003757, 16.003906, 16.003906], rel=1e-6)
    assert w.tolist() == [1.0, 0.0]


def test_a_closure_that_fails_leaves_the_start() -> None:
    optimizer, w, closure, seen = valley(lab, line_search_fn="strong_wolfe")
    optimizer.step(closure)
    before, kept = w.tolist(), optimizer.state[w]
    calls = len(seen)

    def failing() -> Any:
        if len(seen) == calls + 3:
            raise ZeroDivisionError
        return closure()

    optimizer.param_groups[0]["tolerance_grad"] = 0.0
    with lab.no_grad():
        w.copy_(lab.tensor([-1.0, 2.0], dtype=lab.float64))
    before = w.tolist()
    with pytest.raises(ZeroDivisionError):
        optimizer.step(failing)
    assert w.tolist() == before and optimizer.state[w] is kept


def test_at_a_minimum_nothing_moves(torch: Any) -> None:
    w = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.LBFGS([w])

    def closure() -> Any:
        optimizer.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        return loss

    assert optimizer.step(closure).item() == 0.0 and w.tolist() == [0.0, 0.0]
    assert optimizer.state_dict()["state"][0] == {"func_evals": 1, "n_iter": 0}


def test_parameters_of_many_shapes_and_one_without_gradient(torch: Any) -> None:
    a, b, c = (torch.ones(shape, dtype=torch.float64).requires_grad_() for shape in ((2, 3), (), (4,)))
    optimizer = torch.optim.LBFGS([a, b, c], lr=0.5)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = ((a - 2) ** 2).sum() + (b + 1) ** 2
        loss.backward()
        return loss

    for _ in range(3):
        optimizer.step(closure)
    np.testing.assert_allclose(a.detach().numpy(), 2.0, atol=1e-5)
    assert b.item() == pytest.approx(-1.0, abs=1e-5) and c.tolist() == [1.0] * 4


def test_the_line_search_keeps_the_strong_wolfe_conditions() -> None:
    """On functions whose first try is too short, too long, and on a slope with bends."""

    def evaluations(f: Callable[[Any], Any], df: Callable[[Any], Any]) -> Callable[[float], Point]:
        return lambda t: Point(t, float(f(t)), None, np.float64(df(t)))

    for f, df in (
        (lambda t: (t - 3) ** 2, lambda t: 2 * (t - 3)),
        (lambda t: -t / (t * t + 2), lambda t: (t * t - 2) / (t * t + 2) ** 2),
        (lambda t: np.cos(3 * t) / 4 - t + t**2 / 9, lambda t: -3 * np.sin(3 * t) / 4 - 1 + 2 * t / 9),
    ):
        evaluate = evaluations(f, df)
        for first in (1e-3, 0.1, 1.0, 30.0):
            start = evaluate(0.0)
            end, count = strong_wolfe(evaluate, start, first, 1.0, 25)
            assert end.loss <= start.loss + 1e-4 * end.t * start.slope and abs(end.slope) <= -0.9 * start.slope
            assert 1 <= count <= 26


def test_one_step_is_one_state() -> None:
    optimizer, w, closure, _ = valley(lab, lr=1e-3, max_iter=3, max_eval=9)
    optimizer.step(closure)
    kept = optimizer.state[w]
    assert list(kept)[:4] == ["func_evals", "n_iter", "al", "d"] and kept["n_iter"] == 3
    assert len(kept["al"]) == 100 and len(kept["old_dirs"]) == len(kept["old_stps"]) == len(kept["ro"])
    assert isinstance(optimizer, LBFGS) and "line_search_fn: None" in repr(optimizer)
