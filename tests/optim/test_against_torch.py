"""Twenty float64 steps beside PyTorch's optimizers, option by option, and the same numbers recorded without it."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab

ROWS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "maximize": True, "weight_decay": 0.05}),
    ("Adam", {}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-4}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.05, "amsgrad": True, "maximize": True}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("AdamW", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.2, "amsgrad": True}),
]
START = [np.linspace(-1, 1, 6).reshape(2, 3), np.array(0.7), np.array([0.3, -2.0])]


def ids(row: tuple[str, dict[str, Any]]) -> str:
    return " ".join([row[0], *(f"{k}={v}" for k, v in row[1].items())])


def train(torch: Any, name: str, options: dict[str, Any], steps: int = 20, device: str = "cpu") -> tuple[Any, Any]:
    """A problem with curvature, mixed terms, a 0-d parameter, and one that has no gradient at times."""
    a, b, c = (torch.tensor(v, dtype=torch.float64, device=device).requires_grad_() for v in START)
    optimizer = getattr(torch.optim, name)([{"params": [a]}, {"params": [b, c], "lr": 0.02}], **options)
    for step in range(steps):
        optimizer.zero_grad()
        loss = ((a * b).sin() ** 2).sum() + (a.sum() - 1) ** 2 + b * b
        if step % 3 == 0:
            loss = loss + (c * c).sum() * b.detach()
        (-loss if options.get("maximize") else loss).backward()
        optimizer.step()
    return optimizer, [t.detach().cpu().numpy() for t in (a, b, c)]


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_twenty_steps(row: tuple[str, dict[str, Any]]) -> None:
    torch = pytest.importorskip("torch")
    optimizer, ours = train(lab, *row)
    theirs_optimizer, theirs = train(torch, *row)
    for x, y in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-10, atol=1e-12)
    state, their_state = optimizer.state_dict(), theirs_optimizer.state_dict()
    assert state["param_groups"] == their_state["param_groups"]
    assert list(state["state"]) == list(their_state["state"])
    for number, values in their_state["state"].items():
        assert list(state["state"][number]) == list(values)
        for name, value in values.items():
            mine = state["state"][number][name]
            assert mine.shape == value.shape and str(mine.dtype) == str(value.dtype)
            np.testing.assert_allclose(mine.numpy(), value.numpy(), rtol=1e-10, atol=1e-12)
    assert repr(optimizer) == repr(theirs_optimizer)


# The first row of `a` after the twenty steps above, computed with PyTorch 2.13 on a CPU.
RECORDED: dict[int, list[float]] = {
    0: [-0.5054021776621981, -0.22586921276985025, 0.032994164290042254],
    1: [0.3949720467876699, 0.24398992142619186, 0.15199175616828725],
    2: [0.44769219588820325, 0.3383019669157338, 0.23186854368435977],
    3: [0.4766835232106181, 0.35366284689681043, 0.22681142323232628],
    4: [-0.31184991979364085, -0.1041511302924503, 0.0725515634658454],
    5: [-0.9804097272555942, -0.5803859938673339, -0.18025379351072396],
    6: [-0.4491324301961571, -0.1551884914169684, 0.08669548711326794],
    7: [-0.44651620387086, -0.16712265246791996, 0.0522249474237943],
    8: [-0.4977555428031341, -0.2066303737664084, 0.03232604140028772],
    9: [-0.4287202996620356, -0.16610098212711844, 0.05013634975412582],
    10: [-0.49048879427609127, -0.20237245611550697, 0.03420026618409911],
    11: [-0.36692882799624676, -0.12992847263594118, 0.06584371255557739],
}


@pytest.mark.parametrize("index", range(len(ROWS)), ids=lambda i: ids(ROWS[i]))
def test_recorded_numbers(index: int, device: str) -> None:
    _, ours = train(lab, *ROWS[index], device=device)
    np.testing.assert_allclose(ours[0][0], RECORDED[index], rtol=1e-9)


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_a_saved_state_goes_on_as_if_never_interrupted(row: tuple[str, dict[str, Any]]) -> None:
    name, options = row

    def run(split: int | None) -> Any:
        w = lab.tensor([1.0, -2.0], dtype=lab.float64, requires_grad=True)
        optimizer = getattr(lab.optim, name)([w], **options)
        for step in range(8):
            if step == split:
                saved = copy.deepcopy(optimizer.state_dict())
                optimizer = getattr(lab.optim, name)([w], lr=9.0)
                optimizer.load_state_dict(saved)
            optimizer.zero_grad()
            w.cos().sum().backward()
            optimizer.step()
        return w.detach().numpy()

    assert (run(None) == run(4)).all()
