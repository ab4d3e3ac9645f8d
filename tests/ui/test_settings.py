"""The optimizer's values: what may be set, and that a refusal changes nothing."""

from __future__ import annotations

import copy
import gc
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.errors import ArgumentError
from autograd_lab.ui import settings
from tests.ui.bench import Bench

optim = pytest.importorskip("autograd_lab.optim")


def sgd(**options: Any) -> Any:
    return optim.SGD([lab.ones(2, requires_grad=True)], lr=0.1, **options)


def test_what_an_optimizer_has() -> None:
    found = settings.read(sgd(momentum=0.9))
    assert (found.lr, found.momentum, found.weight_decay) == (0.1, 0.9, 0)
    adam = settings.read(optim.Adam([lab.ones(2, requires_grad=True)]))
    assert adam.lr == 0.001 and adam.momentum is None
    assert settings.read(None).lr is None


@pytest.mark.parametrize(("name", "value"), [("lr", 0.5), ("lr", 0), ("momentum", 0.5), ("weight_decay", 1e-4)])
def test_good_values(name: str, value: float) -> None:
    optimizer = sgd(momentum=0.9)
    settings.change(optimizer, name, value)
    assert optimizer.param_groups[0][name] == value


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "value", "options"),
    [
        ("lr", -1.0, {}),
        ("lr", float("nan"), {}),
        ("lr", float("inf"), {}),
        ("lr", "0.1", {}),
        ("lr", None, {}),
        ("lr", True, {}),
        ("momentum", 1.0, {"momentum": 0.9}),
        ("momentum", 0.0, {"momentum": 0.9, "nesterov": True}),
        ("weight_decay", -1e-3, {}),
        ("params", 1.0, {}),
        (None, 1.0, {}),
    ],
)
def test_bad_values_change_nothing(name: Any, value: Any, options: dict[str, Any], language: str) -> None:
    lab.set_language(language)
    optimizer = sgd(**options)
    before = copy.copy(optimizer.param_groups[0])
    with pytest.raises(ArgumentError) as error:
        settings.change(optimizer, name, value)
    after = optimizer.param_groups[0]
    assert all(after[key] is before[key] or after[key] == before[key] for key in before)
    assert str(value) in str(error.value) or str(name) in str(error.value)


def test_groups_keep_their_proportions_and_their_own_decay() -> None:
    a, b = lab.ones(2, requires_grad=True), lab.ones(2, requires_grad=True)
    optimizer = optim.SGD([{"params": [a]}, {"params": [b], "lr": 0.01, "weight_decay": 0.0}], lr=0.1, weight_decay=0.1)
    settings.change(optimizer, "lr", 0.2)
    settings.change(optimizer, "weight_decay", 0.5)
    assert [g["lr"] for g in optimizer.param_groups] == pytest.approx([0.2, 0.02])
    assert [g["weight_decay"] for g in optimizer.param_groups] == [0.5, 0.0]


def test_values_of_an_optimizer_that_is_gone_stay_to_be_seen(bench: Bench) -> None:
    """As where the next run's optimizer is bound to the same name."""
    bench.open()
    bench.step()
    settings.change(bench.optimizer, "lr", 0.25)
    bench.step()
    bench.panel.close()
    del bench.optimizer
    gc.collect()
    assert bench.panel._snapshot().controls.lr == 0.25
    bench.browser.say(type="set", name="lr", value=0.5)
    assert "gone" in bench.panel.notice.en  # type: ignore[union-attr]
    with pytest.raises(ArgumentError, match="gone"):
        bench.panel.set(lr=0.5)
