"""Cards in the live panel: what is sent, when, and what an error does."""

from __future__ import annotations

import base64
import gc
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.ui import cards as shelf
from tests.ui.browser import FakeBrowser


@pytest.fixture
def net() -> Any:
    return nn.Sequential(nn.Linear(2, 4), nn.Dropout(0.5), nn.Linear(4, 2))


@pytest.fixture
def optimizer(net: Any) -> Any:
    return optim.SGD(net.parameters(), lr=0.1)


@pytest.fixture
def panel(net: Any, optimizer: Any) -> Iterator[Any]:
    made = lab.viz.live(net, optimizer, every=1)
    yield made
    made.close()


def train(net: Any, panel: Any, steps: int, each: Any = None) -> None:
    optimizer = panel._observer.optimizer
    x, y = lab.randn(8, 2), lab.zeros(8).long()
    for _ in panel(range(steps)):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
        if each is not None:
            each()


def connected(panel: Any) -> FakeBrowser:
    browser = FakeBrowser()
    panel._link.connect(browser, "live")
    browser.say(type="ready")
    return browser


def test_a_card_is_sent_to_who_asks_and_to_nobody_else(panel: Any) -> None:
    browser = connected(panel)
    for i in range(50):
        panel.show("digits", lab.viz.images(np.full((1, 2, 2), i)))
    assert browser.cards == [], "naming it is all, until a tab is opened"
    panel._link.push(whole=True)
    assert browser.last["cards"] == [{"name": "digits", "version": 50}]
    browser.say(type="want", name="digits")
    ((message, values),) = browser.cards
    assert (message["version"], message["card"]["shape"], values.tolist()) == (50, [1, 1, 2, 2], [49.0] * 4)
    browser.say(type="want", name="no such card")
    browser.say(type="want", name=["not", "even", "a", "name"])
    assert len(browser.cards) == 1


def test_a_function_is_called_at_sampled_steps_and_leaves_no_trace(net: Any, panel: Any) -> None:
    modes, grads, calls = [], [], []

    def card() -> Any:
        calls.append(panel._observer.step)
        modes.append(net.training)
        grads.append(lab.is_grad_enabled())
        net.eval()
        lab.rand(3)
        return lab.viz.heat(net[0].weight)

    connected(panel)
    panel.show("weights", card, every=3)
    lab.manual_seed(1)
    train(net, panel, 7)
    after = lab.rand(1).item()
    assert calls == [0, 3, 6, 7], "the first, every third, and the last, for the saved page"
    assert all(modes) and net.training and not any(grads)

    lab.manual_seed(1)
    other = optim.SGD(net.parameters(), lr=0.1)
    silent = lab.viz.live(net, other, every=1)
    train(net, silent, 7)
    silent.close()
    assert lab.rand(1).item() == after, "random numbers go on as if no card had been drawn"


def test_nothing_is_computed_when_nobody_can_look(net: Any, panel: Any) -> None:
    calls = []
    panel.show("w", lambda: calls.append(1) or lab.viz.heat(net[0].weight), every=1)
    train(net, panel, 5)
    assert len(calls) == 1


def test_a_boundary_shown_at_every_step_stays_within_its_budget(net: Any, panel: Any) -> None:
    connected(panel)
    boundary = lab.viz.boundary(net, lab.randn(20, 2), lab.zeros(20), resolution=128)
    before = boundary.card
    calls = []
    boundary.card = lambda: calls.append(1) or before()  # type: ignore[method-assign]
    train(net, panel, 60, lambda: panel.show("boundary", boundary))
    assert 2 <= len(calls) < 30
    entry = panel._cards._entries["boundary"]
    assert entry.step >= 59 and not entry.stale, "the last is what a saved page keeps"


def test_the_first_error_is_raised_a_later_one_is_a_sentence(net: Any, panel: Any) -> None:
    browser = connected(panel)
    with pytest.raises(ZeroDivisionError):
        panel.show("bad", lambda: 1 / 0)
    with pytest.raises(ArgTypeError, match="heat"):
        panel.show("bad", lambda: lab.ones(2))
    with pytest.raises(ArgTypeError, match="Tensor"):
        panel.show("bad", lab.ones(2))
    with pytest.raises(ArgumentError):
        panel.show("bad", lambda: lab.viz.heat(lab.ones(2)), every=0)
    assert panel._cards.tabs == []

    left = [lab.ones(2)]
    panel.show("pops", lambda: lab.viz.heat(left.pop()), every=1)
    train(net, panel, 3)
    assert panel._observer.step == 3, "the training goes on"
    assert "pops" in browser.last["notice"]["en"] and "IndexError" in browser.last["notice"]["zh"]


def test_a_closed_panel_keeps_no_model(net: Any, panel: Any) -> None:
    other = nn.Linear(2, 2)
    panel.show("w", lambda layer=other: lab.viz.heat(layer.weight))
    gone = weakref.ref(other)
    del other
    panel.close()
    gc.collect()
    assert gone() is None and panel._cards.tabs[0].version >= 1


def test_there_are_not_too_many_cards(panel: Any) -> None:
    for i in range(shelf.MOST):
        panel.show(f"card {i}", lab.viz.heat(lab.ones(1)))
    with pytest.raises(ArgumentError, match="24"):
        panel.show("one more", lab.viz.heat(lab.ones(1)))
    panel.show("card 0", lab.viz.heat(lab.ones(2)))


def test_the_saved_page_keeps_the_last_state_within_its_budget(net: Any, panel: Any) -> None:
    browser = connected(panel)
    panel.show("old", lab.viz.images(np.ones((100, 28, 28))))
    train(net, panel, 2)
    panel.show("weights", lambda: lab.viz.heat(net[0].weight))
    panel.show("new", lab.viz.images(np.ones((60, 32, 32))))
    train(net, panel, 2)
    assert browser.snapshot is not None
    saved = {card["name"]: card for card in browser.snapshot["cards"]}
    assert list(saved) == ["old", "weights", "new"]
    assert saved["old"]["values"] == "", "no room for both, and it is the older one"
    weights = np.frombuffer(base64.b64decode(saved["weights"]["values"]), "<f4")
    assert np.array_equal(weights, net[0].weight.detach().numpy().reshape(-1))
